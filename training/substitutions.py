"""Unanswerable questions made of answerable ones, in the way in which people made theirs.

Most questions that people made unanswerable differ from an answerable question about the same
passage by one to three words: a verb becomes another, "first" becomes "last", a "never" comes in.
Those changes are read off the pairs, and made in other questions. What comes in must not stand in
the passage, which might answer the changed question then.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from training.rows import Row

SUBSTITUTED = "substituted-question"
#: Words by which a pair may differ.
MOST_WORDS = 3
#: Share of the negations that is kept: they fit everywhere, where other changes seldom do.
DENIED_KEPT = 0.5
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_NEGATION = re.compile(r"\b(?:not|never|no|none|without|nobody|nothing)\b|n['’]t\b")
#: Words that change nothing when they are exchanged for each other.
_EMPTY = frozenset(
    """a an the this that these those is are was were be been being am do does did has have had can
    could may might will would shall should must of in on at to for from by with as into about and
    or but if then than so it its he his him she her they their them we our you your i my me there
    here what which who whom whose when where why how much many one ones some any all each s t
    """.split()
)


@dataclass(frozen=True, slots=True)
class Substitution:
    """One stretch of words becomes another.

    :param former: words, with a space between them.
    :param new: likewise.
    :param rate: how often it was made, of the questions in which it could have been.
    """

    former: str
    new: str
    rate: float


Substitutions = Mapping[str, Sequence[Substitution]]


def learn(rows: Sequence[Row]) -> Substitutions:
    """Read the changes off pairs of questions about one passage, of which one has an answer.

    :returns: by the first word of what is replaced.
    """
    asked: dict[str, list[list[str]]] = defaultdict(list)
    holding: Counter[str] = Counter()
    for row in rows:
        if row.answers:
            words = _TOKEN.findall(row.question)
            asked[row.passage].append(words)
            holding.update(set(words))
    made: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.answers:
            continue
        words = _TOKEN.findall(row.question)
        nearest = min(
            (_changes(words, other) for other in asked[row.passage]),
            key=lambda changes: sum(size for *_, size in changes),
            default=[],
        )
        if sum(size for *_, size in nearest) <= MOST_WORDS:
            made.update((former, new) for former, new, _ in nearest if _matters(former, new))
    found: dict[str, list[Substitution]] = defaultdict(list)
    for (former, new), count in made.items():
        first = former.split()[0]
        # A word can be changed more often than it was asked: in several ways, of one question.
        found[first].append(Substitution(former, new, count / max(count, holding[first])))
    return found


def substitute(rows: Sequence[Row], known: Substitutions, rng: random.Random) -> list[Row]:
    """Make unanswerable questions.

    :param rows: answerable questions.
    :returns: at most one row a question; a question in which nothing can be replaced gives none.
    """
    made = []
    for row in rows:
        passage = set(_TOKEN.findall(row.passage.lower()))
        fit = [
            (place, one)
            for place in _TOKEN.finditer(row.question)
            for one in known.get(place[0], ())
            if row.question.startswith(one.former, place.start()) and _is_absent(one, passage)
        ]
        if not fit:
            continue
        place, one = rng.choices(fit, [substitution.rate for _, substitution in fit])[0]
        end = place.start() + len(one.former)
        if row.question[end : end + 1].isalnum():
            continue
        if _denies(one.former, one.new) and rng.random() >= DENIED_KEPT:
            continue
        question = f"{row.question[: place.start()]}{one.new}{row.question[end:]}"
        made.append(replace(row, source=SUBSTITUTED, question=question, answers=(), start=-1))
    return made


def _changes(words: list[str], other: list[str]) -> list[tuple[str, str, int]]:
    """Return what of ``other`` became what in ``words``, and how many words each change has.

    Beside what comes in stands the word before it, in both.
    """
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, other, words, autojunk=False).get_opcodes():
        if kind != "equal":
            before = int(a == b and a > 0)
            former, new = " ".join(other[a - before : b]), " ".join(words[c - before : d])
            found.append((former, new, max(b - a, d - c)))
    return found


def _matters(former: str, new: str) -> bool:
    """Say whether a change alters what is asked: no number, no misspelling, no empty word alone."""
    before, after = set(former.split()), set(new.split())
    if not former or re.search(r"\d", former + new) or not re.search(r"\w", former):
        return False
    if _denies(former, new):
        return True
    if " " not in former + new and _misspells(former, new):
        return False
    return bool(after - before - _EMPTY) and bool(re.search(r"\w{3}", new))


def _denies(former: str, new: str) -> bool:
    return bool(_NEGATION.search(new)) and not _NEGATION.search(former)


def _misspells(former: str, new: str) -> bool:
    short, long = sorted((former, new), key=len)
    return len(long) - len(short) <= 1 and any(
        long[:place] + long[place + 1 :] in (short, short[:place] + short[place + 1 :])
        for place in range(len(long))
    )


def _is_absent(one: Substitution, passage: set[str]) -> bool:
    """Say whether nothing that comes in stands in the passage."""
    coming = set(one.new.split()) - set(one.former.split()) - _EMPTY
    return not coming & passage
