"""What a sentence states, and whether a text states it too: numbers, dates, names, quotations.

Forms are normalised ("22" and "twenty-two", "Oct. 7" and "October 7, 2023", "Türkiye" and
"Turkiye"), nothing else is forgiven: a fact that the text does not have is missing. Words that are
no facts are counted, so that a sentence of other words than its source can be told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.certainty import ABSOLUTES, HEDGES, SAYINGS
from rag.exchanges import find_exchanged
from rag.mentions import CALENDAR, find_quotations
from rag.overlap import longest_common
from rag.phrased import Missing, WithheldReason
from rag.propositions import is_denial, stem
from rag.stated import Stated, Word, alike, clauses_of, folded_line, is_form_of
from rag.types import Span
from rag.values import CalendarDate
from rag.verbs import has_verb

#: Words from one part of a name to the next, at the most: "President [Recep Tayyip] Erdogan".
NAME_REACH = 4
#: Words in succession that no sentence has twice by chance.
REPEATED = 4
_DIGITS = re.compile(r"\d+")
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₺": "lira", "%": "percent"}
_WEEKDAYS = frozenset(day for day in CALENDAR if day.endswith("day"))
_MONTHS = CALENDAR - _WEEKDAYS - {"may", "march"}
#: Words before which what is denied ends, and what is not may begin; and the other way round.
_CONTRASTS = frozenset("but while although though whereas".split())


def find_missing(sentence: str, source: str, published: str | None = None) -> Missing | None:
    """Return the first thing that a sentence states and a text does not; None when there is none.

    :param published: ISO date of the source: its year completes a date that the text gives
        without one.
    """
    told, known = Stated(sentence), Stated(source)
    tests = (
        _quotations(told, known),
        _dates(told, known, published),
        _numbers(told, known),
        _names(told, known),
        find_exchanged(told, known),
        _negations(told, known),
        _certainties(told, known),
    )
    return next((missing for test in tests for missing in test), None)


def new_words(sentence: str, source: str) -> list[str]:
    """Return the words of a sentence that mean something and that the source has in no form."""
    told, known = Stated(sentence), Stated(source)
    return [
        word.text
        for word in told.words
        if not word.is_plain
        and not word.folded.isdigit()
        and not told.counts(word)
        and word.folded not in known.folded
        and stem(word.folded) not in known.stems
        and not is_denial(word.text)
    ]


def new_stretch(sentence: str, new: Sequence[str]) -> list[str]:
    """Return the first two telling words of a sentence in succession that are new.

    :param new: its :func:`new_words`.
    """
    telling = [word.text for word in Stated(sentence).words if not word.is_plain]
    return next((list(pair) for pair in pairwise(telling) if set(pair) <= {*new}), [])


def told_twice(sentence: str, source: str) -> list[str]:
    """Return the first words in succession that a sentence has twice, and the source less often.

    :returns: ``REPEATED`` words as the sentence has them; none when nothing is told twice.
    """
    words = Stated(sentence).words
    told, known = Counter(_successions(words)), Counter(_successions(Stated(source).words))
    for start, succession in enumerate(_successions(words)):
        if told[succession] > max(1, known[succession]):
            return [word.text for word in words[start : start + REPEATED]]
    return []


def _successions(words: Sequence[Word]) -> list[tuple[str, ...]]:
    folded = [word.folded for word in words]
    return list(zip(*(folded[start:] for start in range(REPEATED)), strict=False))


def telling_words(sentence: str) -> int:
    """Return how many words of a sentence mean something."""
    return sum(not word.is_plain for word in Stated(sentence).words)


def stands_in_order(words: str, source: str) -> bool:
    """Say whether one sentence of a text has all that some words tell, in their order."""
    wanted = [word.folded for word in Stated(words).words if not word.is_plain]
    return any(
        longest_common(wanted, sentence) == len(wanted) for sentence in Stated(source).sentences
    )


def shares_words(text: str, other: str) -> bool:
    """Say whether a text has a word that means something in common with another."""
    known = Stated(other).stems
    return any(stem(word.folded) in known for word in Stated(text).words if not word.is_plain)


def _quotations(told: Stated, known: Stated) -> Iterator[Missing]:
    line = folded_line(known.text)
    for span in find_quotations(told.text, Span(0, len(told.text))):
        quoted = told.text[span.start : span.end]
        pieces = re.split(r"\.\.\.|…|\[[^\]]*\]", quoted)
        if not all(folded_line(piece) in line for piece in pieces if piece.strip("\"'“”‘’ ")):
            yield Missing(WithheldReason.QUOTATION, quoted)


def _dates(told: Stated, known: Stated, published: str | None) -> Iterator[Missing]:
    for date in told.dates:
        if not any(_holds(date, other, published) for other in known.dates):
            yield Missing(WithheldReason.DATE, told.text[date.span.start : date.span.end])
    for word in told.words:
        if word.folded in _WEEKDAYS | _MONTHS and word.has_capital:
            short = {word.folded[:3], word.folded[:4]}
            if word.folded not in known.folded and not short & known.folded:
                yield Missing(WithheldReason.DATE, word.text)


def _holds(date: CalendarDate, other: CalendarDate, published: str | None) -> bool:
    """Say whether a date of the source has every part of one that is told."""
    year = other.year or (int(published[:4]) if published and published[:4].isdigit() else None)
    pairs = ((date.year, year), (date.month, other.month), (date.day, other.day))
    return all(mine is None or mine == theirs for mine, theirs in pairs)


def _numbers(told: Stated, known: Stated) -> Iterator[Missing]:
    values = {(q.value, q.percent) for q in known.quantities}
    for found in told.quantities:
        words = told.text[found.span.start : found.span.end]
        idle = words.casefold() == "one"  # "one of them", "no one"
        if (found.value, found.percent) not in values and not idle:
            yield Missing(WithheldReason.NUMBER, words)
    digits = set(_DIGITS.findall(known.text.replace(",", "")))
    dated = [date.span for date in told.dates]
    counted = [quantity.span for quantity in told.quantities]
    for match in re.finditer(r"\d[\d,]*", told.text):
        inside = any(s.start <= match.start() < s.end for s in (*dated, *counted))
        if not inside and match[0].replace(",", "") not in digits:
            yield Missing(WithheldReason.NUMBER, match[0])
    for sign, name in _SIGNS.items():
        if sign in told.text and sign not in known.text and stem(name) not in known.stems:
            yield Missing(WithheldReason.NUMBER, sign)


def _names(told: Stated, known: Stated) -> Iterator[Missing]:
    for word in told.words:
        if told.names(word) and not _is_known(word, known):
            yield Missing(WithheldReason.NAME, word.text)
    for one, other in pairwise(told.words):
        joined = told.text[one.start + len(one.text) : other.start] == " "
        named = told.names(one) and told.names(other)
        if joined and named and not _stand_together(one, other, known):
            yield Missing(WithheldReason.NAME, f"{one.text} {other.text}")


def _is_known(word: Word, known: Stated) -> bool:
    if word.folded in known.folded or all(
        part in known.folded for part in re.split(r"[-'.&]", word.folded)
    ):
        return True
    letters = word.text.replace(".", "")
    if letters.isupper() and len(letters) > 1 and letters in known.initials:
        return True
    begins_small = word.text[0].isupper() and word.text[1:].islower()
    return any(is_form_of(word.folded, other) for other in known.folded) or (
        begins_small and word.start == 0 and stem(word.folded) in known.stems
    )


def _stand_together(one: Word, other: Word, known: Stated) -> bool:
    """Say whether two parts of a name stand near each other in the source."""
    places = [
        [n for n, word in enumerate(known.words) if alike(part, word)] for part in (one, other)
    ]
    if not all(places):  # an acronym, or parts of hyphenated words
        return True
    return any(abs(a - b) <= NAME_REACH for a in places[0] for b in places[1])


def _negations(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find more denials than the source has, one of what it affirms, and one that is not told."""
    mine = [word for word in told.words if is_denial(word.text)]
    theirs = _nearest(told, clauses_of(known))
    if len(mine) > sum(is_denial(word.text) for word in known.words):
        yield Missing(WithheldReason.NEGATION, mine[0].text)
    elif not mine and (denied := [word for word in theirs if is_denial(word.text)]):
        yield Missing(WithheldReason.NEGATION, denied[0].text)
    affirmed = _affirmed(known) if mine else frozenset()
    for denial, what in _denials(told):
        if what in affirmed:
            yield Missing(WithheldReason.NEGATION, denial.text)


def _denials(text: Stated) -> Iterator[tuple[Word, str]]:
    """Yield each denial of a text and the stem of the first word after it that means something."""
    for clause in clauses_of(text):
        for place, word in enumerate(clause):
            after = (stem(one.folded) for one in clause[place + 1 :] if not one.is_plain)
            if is_denial(word.text) and (what := next(after, None)):
                yield word, what


def _affirmed(text: Stated) -> frozenset[str]:
    """Return the stems of words that a text has where nothing is denied, and nowhere else."""
    with_denial: set[str] = set()
    without: set[str] = set()
    for sentence in clauses_of(text, ";.!?"):
        turns = [place for place, word in enumerate(sentence) if word.folded in _CONTRASTS]
        for start, end in pairwise([0, *turns, len(sentence)]):
            part = sentence[start:end]
            denied = any(is_denial(word.text) for word in part)
            (with_denial if denied else without).update(stem(word.folded) for word in part)
    return frozenset(without - with_denial)


def _certainties(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find what a source says less surely, or in somebody's name, and a sentence as a fact.

    A few words without a verb state nothing, but they may be said of all.
    """
    for word in told.words:
        if word.folded in ABSOLUTES - known.folded:
            yield Missing(WithheldReason.CERTAINTY, word.text)
    if not has_verb(told.text):
        return
    clause, sentence = _nearest(told, clauses_of(known)), _nearest(told, clauses_of(known, ".!?"))
    for doubts, reach in ((HEDGES, clause), (SAYINGS, sentence)):
        theirs = [word for word in reach if word.folded in doubts]
        if theirs and not any(word.folded in doubts for word in told.words):
            yield Missing(WithheldReason.CERTAINTY, theirs[0].text)


def _nearest(told: Stated, clauses: Sequence[Sequence[Word]]) -> Sequence[Word]:
    """Return the clause of which the largest share is told, two words at least; else none."""
    wanted = {stem(word.folded) for word in told.words if not word.is_plain}

    def shared(clause: Sequence[Word]) -> float:
        held = {stem(word.folded) for word in clause if not word.is_plain}
        return len(held & wanted) / max(1, len(held)) if len(held & wanted) > 1 else 0.0

    best = max(clauses, key=shared)
    return best if shared(best) else ()
