"""Questions that yes or no answers, made from those that ask for a name, a number or a thing.

"When was it built?" becomes "was it built in 1887?", or, with another year of the article, "was it
built in 1890?". The passage has the matter of both, so both keep the place of the answer: what a
reader is to be shown is the sentence that settles it, yes or no. Of unanswerable questions nothing
settles what is made of them. What is asked about stands in the passage or not, in both parts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from training.altered import Parts, differs, find_parts, parts_of_articles
from training.rows import Row
from training.sentences import AUXILIARY

YES_OR_NO = "yes-or-no"
#: Words of what is asked about, at most.
MOST_WORDS = 6
#: Made questions that ask about something else than the answer.
OTHER = 0.5

_BEING = frozenset("is are was were".split())
_PREPOSITION = (
    r"(?:in|on|at|from|to|into|by|for|during|since|until|after|before|under|with|of|as|about"
    r"|through|against|between|over|near)"
)
_ASKED = re.compile(
    rf"(?:(?P<before>{_PREPOSITION}) )?(?P<word>who|whom|when|where|how|what|which)"
    rf"(?P<thing>(?: (?!{AUXILIARY}\b)[\w-]+){{0,4}}?) (?P<auxiliary>{AUXILIARY}) "
    r"(?P<rest>\S.*?)[\s?]*"
)
_DOING = re.compile(rf"(?P<word>who|what) (?!{AUXILIARY}\b)(?P<rest>\w+ed \S.*?|\w+s \S.*?)[\s?]*")
#: What follows "what is" where the answer is the subject.
_SUBJECT_ASKED = re.compile(r"(?:the|a|an|his|her|its|their|one|to|\w+(?:ed|ing)) ")
_COUNTED = re.compile(r" (?:many|much) ")
_PRECEDING = re.compile(rf"\b({_PREPOSITION}) \W*$", re.IGNORECASE)
_ENDS_OPEN = re.compile(rf"\b{_PREPOSITION}$")


def ask(question: str, said: str, before: str = "") -> str | None:
    """Return a lower-cased question in a form that yes or no answers.

    :param said: what is asked about in the place of the question word.
    :param before: the text before the answer; its last word is taken if it is a preposition.
    :returns: None for a question of no known form.
    """
    said = said.lower()
    doing = _DOING.fullmatch(question)
    if doing:
        return f"was it {said} {'who' if doing['word'] == 'who' else 'that'} {doing['rest']}?"
    asked = _ASKED.fullmatch(question)
    if not asked:
        return None
    auxiliary, rest = asked["auxiliary"], asked["rest"]
    if auxiliary in _BEING and asked["word"] in ("who", "what") and _SUBJECT_ASKED.match(rest):
        return f"{auxiliary} {said} {rest}?"
    counted = _COUNTED.match(asked["thing"])
    if asked["word"] == "how" and counted and not said.endswith(asked["thing"].split()[-1]):
        said += f" {asked['thing'][counted.end() :]}"
    near = _PRECEDING.search(before)
    preposition = asked["before"] or (near[1].lower() if near else "")
    if not preposition or _ENDS_OPEN.search(rest):
        return f"{auxiliary} {rest} {said}?"
    return f"{auxiliary} {rest} {preposition} {said}?"


def ask_yes_or_no(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Make a question that yes or no answers of each that can be put so.

    :param rows: questions, answerable and not, with passages of their articles.
    :returns: at most one row a question, with its passage and answer.
    """
    articles = parts_of_articles(rows)
    made = []
    for row in rows:
        known = rng.choice((articles[row.title], find_parts(row.passage)))
        said = _said(row, known, rng)
        if said and len(said.split()) <= MOST_WORDS:
            question = ask(row.question, said, row.passage[: max(0, row.start)][-20:])
            if question:
                made.append(replace(row, source=YES_OR_NO, question=question))
    return made


def _said(row: Row, known: Parts, rng: random.Random) -> str | None:
    """Draw what is asked about: the answer, or what is like it."""
    if row.answers:
        answer = row.answers[0]
        others = known.like(answer)
        if rng.random() >= OTHER:
            return answer
    else:
        answer = ""
        others = _fitting(row.question, known)
    others = tuple(part for part in others if differs(part, answer, row.question))
    return rng.choice(others) if others else answer or None


def _fitting(question: str, known: Parts) -> tuple[str, ...]:
    if re.search(r"\b(?:when|what year|which year)\b", question):
        return known.years
    if re.search(r"\bhow (?:many|much)\b", question):
        return known.numbers
    return known.names
