"""Rows made from others by changing one thing: a name, a number, an answer.

Questions get another name or number of the same article, so that the passage no longer answers
them. Claims are made from answered questions: as true ones with the answer, as false ones with
another span of the same kind in its place. True and false claims come in the same four forms, so
that neither length nor form tells them apart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from training.encoding import sentence_starts
from training.rows import Row, passages_of

ALTERED_QUESTION = "altered-question"
ALTERED_CLAIM = "altered-claim"
#: A capitalised run of words that does not begin a sentence, and a number.
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+(?: (?:(?:of|the|de|and) )?[A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d(?![\w%])|(?<![\w.,])\d(?![\w.,%])")
_YEAR = re.compile(r"[12]\d{3}")
#: A question word at the start, in whose place the answer reads as a statement.
_ASKED = re.compile(r"^(?:who|what|which (?:\w+ ){1,2}?)(?: ?(?=\b(?!did|do|does|if|kind|type)))")


@dataclass(frozen=True, slots=True)
class Parts:
    """Names, years and other numbers of a text, each once, in the order of the text."""

    names: tuple[str, ...]
    years: tuple[str, ...]
    numbers: tuple[str, ...]

    def like(self, text: str) -> tuple[str, ...]:
        """Return what is of the same kind as ``text``; nothing for a text of no known kind."""
        if _YEAR.fullmatch(text):
            return self.years
        if re.fullmatch(r"\d[\d,.]*", text):
            return self.numbers
        return self.names if text[:1].isupper() else ()


def find_parts(text: str) -> Parts:
    """Find names, years and numbers."""
    numbers = dict.fromkeys(match.group() for match in _NUMBER.finditer(text))
    return Parts(
        tuple(dict.fromkeys(match.group() for match in _NAME.finditer(text))),
        tuple(number for number in numbers if _YEAR.fullmatch(number)),
        tuple(number for number in numbers if not _YEAR.fullmatch(number)),
    )


def parts_of_articles(rows: Iterable[Row]) -> dict[str, Parts]:
    """Find the parts of each article by its title, as far as the rows have its passages."""
    return {title: find_parts("\n".join(texts)) for title, texts in passages_of(rows).items()}


def alter_questions(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Make unanswerable questions: one name or number becomes another of the same article.

    :param rows: answerable questions.
    :returns: at most one row a question; questions without a name or number give none.
    """
    articles = parts_of_articles(rows)
    nearby = {row.passage: find_parts(row.passage) for row in rows}
    made = []
    for row in rows:
        here = nearby[row.passage]
        known = rng.choice((here, articles[row.title]))
        present = [
            part
            for part in (*here.names, *here.years, *here.numbers)
            if _word(part).search(row.question)
        ]
        if not present:
            continue
        former = rng.choice(present)
        others = [part for part in known.like(former) if differs(part, former, row.question)]
        if others:
            question = _word(former).sub(rng.choice(others).lower(), row.question, count=1)
            made.append(
                replace(row, source=ALTERED_QUESTION, question=question, answers=(), start=-1)
            )
    return made


def make_claims(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Make a true and a false claim of each answered question whose answer has a rival.

    :param rows: answerable questions.
    :returns: pairs, the true claim first.
    """
    made = []
    for row in rows:
        answer = row.answers[0]
        rivals = [
            part
            for part in find_parts(row.passage).like(answer)
            if differs(part, answer, row.question)
        ]
        if rivals:
            form = rng.choice((_bare, declared, _told, _quoted))
            made += [
                Row(
                    ALTERED_CLAIM, row.title, form(row, said), row.passage, supported=said == answer
                )
                for said in (answer, rng.choice(rivals))
            ]
    return made


def _bare(row: Row, answer: str) -> str:
    return f"{row.question} {answer}"


def declared(row: Row, answer: str) -> str:
    """Put the answer where the question word stands, if that reads as a statement; else behind."""
    asked = " ".join(row.question.lower().split())
    told = _ASKED.sub(lambda _: f"{answer} ", asked)
    return told.rstrip("? ") + "." if told != asked else f"{asked} {answer}"


def _told(row: Row, answer: str) -> str:
    return f"{row.question} {_quoted(row, answer)}"


def _quoted(row: Row, answer: str) -> str:
    """Return the sentence that holds the answer, with this answer in its place."""
    starts = [*sentence_starts(row.passage), len(row.passage)]
    begin, end = next(
        (a, b) for a, b in zip(starts, starts[1:], strict=False) if a <= row.start < b
    )
    after = row.start + len(row.answers[0])
    sentence = f"{row.passage[begin : row.start]}{answer}{row.passage[after : max(end, after)]}"
    return " ".join(sentence.split())


def _word(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(part.lower())}(?!\w)")


def differs(part: str, former: str, question: str) -> bool:
    """Say whether ``part`` shares no word with what it replaces and is not asked about."""
    words = set(part.lower().split())
    return not words & set(former.lower().split()) and not words & set(question.split())
