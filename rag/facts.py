"""What a sentence states, and whether a text states it too: numbers, dates, names, quotations.

Forms are normalised ("22" and "twenty-two", "Oct. 7" and "October 7, 2023", "Türkiye" and
"Turkiye"), nothing else is forgiven: a fact that the text does not have is missing. Words that are
no facts are counted, so that a sentence of other words than its source can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.certainty import HEDGES, SAYINGS
from rag.mentions import CALENDAR, find_quotations
from rag.phrased import WithheldReason
from rag.propositions import is_denial, stem
from rag.stated import Stated, Word, folded_line, is_form_of
from rag.types import Span
from rag.values import CalendarDate
from rag.verbs import has_verb

#: Words in the place of which another name or number stands, at the most.
LONGEST_EXCHANGED = 5
#: Words from one part of a name to the next, at the most: "President [Recep Tayyip] Erdogan".
NAME_REACH = 4
_DIGITS = re.compile(r"\d+")
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₺": "lira", "%": "percent"}
_JOINING = frozenset("but while although though and".split())
_WEEKDAYS = frozenset(day for day in CALENDAR if day.endswith("day"))
_MONTHS = CALENDAR - _WEEKDAYS - {"may", "march"}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a sentence states and its source does not.

    :param words: as the sentence has them.
    """

    reason: WithheldReason
    words: str


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
        _exchanged(told, known),
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


def telling_words(sentence: str) -> int:
    """Return how many words of a sentence mean something."""
    return sum(not word.is_plain for word in Stated(sentence).words)


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
    yield from _changed_places(told, known)


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
        [n for n, word in enumerate(known.words) if _alike(part, word)] for part in (one, other)
    ]
    if not all(places):  # an acronym, or parts of hyphenated words
        return True
    return any(abs(a - b) <= NAME_REACH for a in places[0] for b in places[1])


def _alike(part: Word, word: Word) -> bool:
    return part.folded == word.folded or is_form_of(part.folded, word.folded)


def _exchanged(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find a name or number that stands where the source has another one, among the same words.

    "The talks in Baku ended" beside "the talks in Ankara ended", though Baku is named elsewhere.
    """
    clauses = _clauses(known, ".!?")
    for begin, end in _runs(told):
        left, right = told.words[:begin][-2:], told.words[end:][:2]
        run = told.words[begin:end]
        fillers = [filler for clause in clauses for filler in _between(left, right, clause)]
        if fillers and not any(_is_same(run, told, filler, known) for filler in fillers):
            kind = WithheldReason.NAME if told.names(run[0]) else WithheldReason.NUMBER
            yield Missing(kind, " ".join(part.text for part in run))


def _is_same(run: Sequence[Word], told: Stated, filler: Sequence[Word], known: Stated) -> bool:
    """Say whether two stretches name somebody or something in common, in whatever form."""
    if any(_alike(part, word) for word in filler for part in run):
        return True
    mine, theirs = (Stated(_stretch(*pair)) for pair in ((run, told), (filler, known)))
    values = {q.value for q in mine.quantities} & {q.value for q in theirs.quantities}
    letters = "".join(word.text[0] for word in filler if word.has_capital)
    return bool(values) or any(part.text.replace(".", "") == letters for part in run)


def _stretch(words: Sequence[Word], text: Stated) -> str:
    return text.text[words[0].start : words[-1].start + len(words[-1].text)]


def _runs(told: Stated) -> Iterator[tuple[int, int]]:
    """Yield where names and numbers begin and end, those side by side together."""
    place = 0
    while place < len(told.words):
        end = place
        while end < len(told.words) and _is_fact(told, told.words[end]):
            end += 1
        if end > place:
            yield place, end
        place = max(end, place + 1)


def _is_fact(told: Stated, word: Word) -> bool:
    return told.names(word) or told.counts(word) or any(letter.isdigit() for letter in word.text)


def _between(
    left: Sequence[Word], right: Sequence[Word], clause: Sequence[Word]
) -> Iterator[Sequence[Word]]:
    """Yield what a clause has between the words on the left and on the right.

    One word on either side, of which one means something; at an end of the sentence, two words on
    the other side, and the clause must end there too.
    """
    words = [word.folded for word in clause]
    befores, afters = [word.folded for word in left], [word.folded for word in right]
    if befores and afters:
        if left[-1].is_plain and right[0].is_plain:
            return
        for start in range(len(words)):
            for stop in range(start + 2, min(start + 2 + LONGEST_EXCHANGED, len(words))):
                if words[start] == befores[-1] and words[stop] == afters[0]:
                    yield clause[start + 1 : stop]
    elif len(afters) == 2 and not all(word.is_plain for word in right):
        for stop in range(1, min(1 + LONGEST_EXCHANGED, len(words) - 1)):
            if words[stop : stop + 2] == afters:
                yield clause[:stop]
    elif len(befores) == 2 and not all(word.is_plain for word in left):
        for start in range(max(0, len(words) - 2 - LONGEST_EXCHANGED), len(words) - 2):
            if words[start : start + 2] == befores:
                yield clause[start + 2 :]


def _changed_places(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find two names that stand the other way round than in the source, in the same words.

    Only names that each occur once, without a preposition, in a sentence without other words.
    """
    if new_words(told.text, known.text) or _turned(told, known):
        return
    places = []
    for word in told.words:
        if told.names(word) and not word.marker:
            found = [m for m, other in enumerate(known.words) if other.folded == word.folded]
            once = sum(other.folded == word.folded for other in told.words) == 1
            if len(found) == 1 and once and not known.words[found[0]].marker:
                places.append((found[0], word))
    for (before, one), (after, other) in pairwise(places):
        apart = not all(word.has_capital for word in known.words[after:before])
        if after < before and apart:
            yield Missing(WithheldReason.NAME, f"{one.text} … {other.text}")


def _turned(told: Stated, known: Stated) -> bool:
    """Say whether one of two texts has a passive that the other has not."""
    counts = [sum(word.folded == "by" for word in text.words) for text in (told, known)]
    return counts[0] != counts[1]


def _negations(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find a denial that the source does not have, and one of the source that is not told."""
    mine = [word for word in told.words if is_denial(word.text)]
    theirs = _nearest(told, _clauses(known))
    if mine and not any(is_denial(word.text) for word in known.words):
        yield Missing(WithheldReason.NEGATION, mine[0].text)
    elif not mine and (denied := [word for word in theirs if is_denial(word.text)]):
        yield Missing(WithheldReason.NEGATION, denied[0].text)


def _certainties(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find what a source says less surely, or in somebody's name, and a sentence as a fact.

    A few words without a verb state nothing.
    """
    if not has_verb(told.text):
        return
    clause, sentence = _nearest(told, _clauses(known)), _nearest(told, _clauses(known, ".!?"))
    for doubts, reach in ((HEDGES, clause), (SAYINGS, sentence)):
        theirs = [word for word in reach if word.folded in doubts]
        if theirs and not any(word.folded in doubts for word in told.words):
            yield Missing(WithheldReason.CERTAINTY, theirs[0].text)


def _clauses(known: Stated, stops: str = ",;:.!?—–") -> list[list[Word]]:
    """Cut a text at its stops; at commas and the like, also before "but" and "while"."""
    clauses: list[list[Word]] = [[]]
    for word in known.words:
        gap = known.text[: word.start].rstrip(" \"'“”‘’([")[-1:]
        joins = "," in stops and word.folded in _JOINING
        if (gap and gap in stops) or joins:
            clauses.append([])
        clauses[-1].append(word)
    return clauses


def _nearest(told: Stated, clauses: Sequence[Sequence[Word]]) -> Sequence[Word]:
    """Return the clause of which the largest share is told, two words at least; else none."""
    wanted = {stem(word.folded) for word in told.words if not word.is_plain}

    def shared(clause: Sequence[Word]) -> float:
        held = {stem(word.folded) for word in clause if not word.is_plain}
        return len(held & wanted) / max(1, len(held)) if len(held & wanted) > 1 else 0.0

    best = max(clauses, key=shared)
    return best if shared(best) else ()
