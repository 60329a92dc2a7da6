"""Evidence -> the answers that cannot both hold.

Precision first: "Baku" and "Azerbaijan" differ and agree. Two answers disagree when they are of
one kind (a number, a date, a name), have different values, stand in documents that are no copies of
each other and name somebody or something in common, and neither passage has the other's value as
well. Of names, which may both hold, the reader must besides find each supported by its own passage
and not by the other's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from rag.mentions import CALENDAR
from rag.propositions import cannot_both_hold, read_proposition
from rag.results import DifferenceKind
from rag.types import Evidence, Hit
from rag.values import find_dates, find_quantities

_PARTICLES = frozenset("of the de da la van von der al bin ibn and".split())
#: A capitalised word inside a sentence or title.
_NAME = re.compile(r"(?<=[\w,;:] )[^\W\d_a-z][\w’'-]+")
#: Rivals that are looked at, at most; a name costs four readings.
MOST_CHECKED = 2


class Confirms(Protocol):
    """Says whether a hit's passage supports an answer to a question."""

    def __call__(self, question: str, answer: str, hit: Hit) -> bool:
        """Return the reader's judgment."""


def find_rivals(
    question: str, best: Evidence, others: Sequence[Evidence], confirms: Confirms
) -> Iterator[tuple[Evidence, DifferenceKind]]:
    """Hand on the evidence of other documents whose answer cannot hold beside the best one.

    :param others: best first, none of them from a copy of the best one's document.
    """
    mine = answer_words(best)
    told: set[str] = set()
    checked = 0
    for other in others:
        theirs = answer_words(other)
        kind = differ_in(mine, theirs) if mine and theirs and theirs not in told else None
        if kind is None or checked == MOST_CHECKED:
            continue
        checked += 1
        told.add(theirs)
        if not share_name(best.hit, other.hit) or _may_both_hold(best, other):
            continue
        if kind is not DifferenceKind.NAME or (
            confirms(question, mine, best.hit)
            and confirms(question, theirs, other.hit)
            and not confirms(question, theirs, best.hit)
            and not confirms(question, mine, other.hit)
        ):
            yield other, kind


def _may_both_hold(one: Evidence, other: Evidence) -> bool:
    """Say whether a passage has the other's value too, or a hedge ("at least") allows both."""
    mine, theirs = answer_words(one), answer_words(other)
    if holds(theirs, one.hit) or holds(mine, other.hit):
        return True
    counts = [
        count
        for item, answer in ((one, mine), (other, theirs))
        for count in read_proposition(item.text).counts
        if count.value in {quantity.value for quantity in find_quantities(answer)}
    ]
    return len(counts) == 2 and not cannot_both_hold(*counts)


def share_name(one: Hit, other: Hit) -> bool:
    """Say whether two passages, with their titles, name something in common."""
    return bool(_names(one) & _names(other))


def _names(hit: Hit) -> set[str]:
    text = f"{hit.passage.document.title}\n{hit.passage.text}"
    return {name.casefold() for name in _NAME.findall(text)} - CALENDAR


def holds(answer: str, hit: Hit) -> bool:
    """Say whether a passage has an answer's value too, in whatever form."""
    text = hit.passage.text
    dates, numbers = find_dates(answer), find_quantities(answer)
    if dates:
        return any(one.agrees_with(date) for one in find_dates(text) for date in dates)
    if numbers:
        return any(one.value == number.value for one in find_quantities(text) for number in numbers)
    return _words(answer) <= _words(text)


def answer_words(item: Evidence) -> str:
    """Return the short answer's words on one line; empty where there is none."""
    words = item.hit.passage.document.slice(item.answer) if item.answer else ""
    return " ".join(words.split())


def differ_in(one: str, other: str) -> DifferenceKind | None:
    """Say in what two short answers differ, or None when they may both hold."""
    dates = find_dates(one), find_dates(other)
    if all(dates):
        agree = any(mine.agrees_with(theirs) for mine in dates[0] for theirs in dates[1])
        return None if agree else DifferenceKind.DATE
    numbers = find_quantities(one), find_quantities(other)
    if all(len(found) == 1 for found in numbers):
        (mine,), (theirs,) = numbers
        same = mine.value == theirs.value or mine.percent != theirs.percent
        nouns = _word_after(one, mine.span.end), _word_after(other, theirs.span.end)
        return None if same or (all(nouns) and nouns[0] != nouns[1]) else DifferenceKind.NUMBER
    if any(dates) or any(numbers):
        return None
    differ = _is_name(one) and _is_name(other) and not _words(one) & _words(other)
    return DifferenceKind.NAME if differ else None


def _is_name(text: str) -> bool:
    words = text.split()
    return bool(words) and all(word[0].isupper() or word in _PARTICLES for word in words)


def _word_after(text: str, place: int) -> str:
    """Return the word after a number, without a plural's s."""
    found = re.match(r"[\s-]*([^\W\d_]+)", text[place:])
    return found[1].casefold().removesuffix("s") if found else ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
