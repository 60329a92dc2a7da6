"""Evidence -> the answers that cannot both hold.

Precision first: "Baku" and "Azerbaijan" differ and agree. Two answers disagree when they are of
one kind (a number, a date, a name), have different values, stand in documents that are no copies of
each other and name somebody or something in common, and neither passage has the other's value as
well, nor does each sentence name something that the other does not. Of names, which may both hold,
the reader must besides find each supported by its own passage and not by the other's. What a
sentence denies, or says that nobody said, is nobody's answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from rag.mentions import CALENDAR, FUNCTION_WORDS, ROLES
from rag.propositions import (
    Proposition,
    cannot_both_hold,
    have_other_names,
    read_proposition,
    stems,
)
from rag.quotes import speaker_of
from rag.results import DifferenceKind
from rag.speech.lexicon import TITLES
from rag.types import NARRATIVE_ROLES, Evidence, Hit, Span
from rag.values import (
    Quantity,
    agree_rounded,
    currency_of,
    find_dates,
    find_quantities,
    with_currency,
)

_PARTICLES = frozenset("of the de da la van von der al bin ibn and".split())
#: A capitalised word inside a sentence or title.
_NAME = re.compile(r"(?<=[\w,;:] )[^\W\d_a-z][\w’'-]+")
#: Capitalised words that do not tell one event from another.
_NO_NAMES = CALENDAR | FUNCTION_WORDS | ROLES | TITLES
#: Words of a headline that all have a capital where it is in title case.
_LONG_WORD = re.compile(r"\b[^\W\d_][\w’'-]{3,}")
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
        is_new = mine and theirs and theirs not in told
        kind = differ_in(_with_currency(best), _with_currency(other)) if is_new else None
        if kind is None or checked == MOST_CHECKED:
            continue
        checked += 1
        told.add(theirs)
        is_one_event = share_name(best.hit, other.hit) and not _name_others(best, other)
        if not is_one_event or _may_both_hold(best, other):
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
    """Say whether two passages, with their titles, name something in common.

    Of a headline in title case, what has a capital in a sentence of one of them too.
    """
    (mine, my_headline), (theirs, their_headline) = _names(one), _names(other)
    written = mine | theirs
    return bool((mine | my_headline & written) & (theirs | their_headline & written))


def _names(hit: Hit) -> tuple[set[str], set[str]]:
    """Return the names of a passage and its title, and the words of headlines in title case."""
    sure: set[str] = set()
    maybe: set[str] = set()
    is_running = hit.passage.role in NARRATIVE_ROLES
    for text, runs in ((hit.passage.document.title, False), (hit.passage.text, is_running)):
        in_case = not runs and all(word[0].isupper() for word in _LONG_WORD.findall(text))
        found = {name.casefold() for name in _NAME.findall(text)} - _NO_NAMES
        (maybe if in_case else sure).update(found)
    return sure, maybe


def _name_others(one: Evidence, other: Evidence) -> bool:
    """Say whether each sentence names what the other, with its title, does not: two events.

    The answers are left aside, and who says it.
    """
    answers = _words(answer_words(one)) | _words(answer_words(other))

    def read(item: Evidence) -> Proposition:
        told = read_proposition(_told(item))
        names = frozenset(name for name in told.names if not _words(name) & answers)
        title = item.hit.passage.document.title
        return replace(told, names=names, content=told.content | {*stems(title)})

    return have_other_names(read(one), read(other))


def _told(item: Evidence) -> str:
    """Return a sentence; of one that is reported, what is said."""
    document, span = item.hit.passage.document, item.span
    said = speaker_of(document, item.answer) if item.answer else None
    for part in said.content if said and item.answer else ():
        if item.answer and part.contains(item.answer):
            span = Span(max(part.start, span.start), min(part.end, span.end))
    return document.slice(span)


def holds(answer: str, hit: Hit) -> bool:
    """Say whether a passage has an answer's value too, in whatever form."""
    text = hit.passage.text
    dates, numbers = find_dates(answer), find_quantities(answer)
    if dates:
        return any(one.agrees_with(date) for one in find_dates(text) for date in dates)
    if numbers:
        return any(_is_same(one, number) for one in find_quantities(text) for number in numbers)
    return _words(answer) <= _words(text)


def answer_words(item: Evidence) -> str:
    """Return the short answer's words on one line; empty where there is none."""
    words = item.hit.passage.document.slice(item.answer) if item.answer else ""
    return " ".join(words.split())


def _with_currency(item: Evidence) -> str:
    """Return the short answer with the currency that stands beside it."""
    document = item.hit.passage.document
    span = with_currency(document.text, item.answer) if item.answer else Span(0, 0)
    return " ".join(document.slice(span).split())


def differ_in(one: str, other: str) -> DifferenceKind | None:
    """Say in what two short answers differ, or None when they may both hold."""
    dates = find_dates(one), find_dates(other)
    if all(dates):
        agree = any(mine.agrees_with(theirs) for mine in dates[0] for theirs in dates[1])
        return None if agree else DifferenceKind.DATE
    numbers = find_quantities(one), find_quantities(other)
    if all(len(found) == 1 for found in numbers):
        (mine,), (theirs,) = numbers
        same = _is_same(mine, theirs) or mine.percent != theirs.percent
        same = same or currency_of(one, mine.span) != currency_of(other, theirs.span)
        nouns = _word_after(one, mine.span.end), _word_after(other, theirs.span.end)
        return None if same or (all(nouns) and nouns[0] != nouns[1]) else DifferenceKind.NUMBER
    if any(dates) or any(numbers):
        return None
    differ = _is_name(one) and _is_name(other) and not _words(one) & _words(other)
    return DifferenceKind.NAME if differ else None


def _is_same(one: Quantity, other: Quantity) -> bool:
    """Say whether two numbers are equal, shares exactly, others as far as one is rounded."""
    if one.percent or other.percent:
        return one.value == other.value
    return agree_rounded(one.value, other.value)


def _is_name(text: str) -> bool:
    words = text.split()
    return bool(words) and all(word[0].isupper() or word in _PARTICLES for word in words)


def _word_after(text: str, place: int) -> str:
    """Return the word after a number, without a plural's s."""
    found = re.match(r"[\s-]*([^\W\d_]+)", text[place:])
    return found[1].casefold().removesuffix("s") if found else ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
