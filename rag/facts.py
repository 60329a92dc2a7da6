"""What a sentence states, and whether a text states it too: numbers, dates, names, quotations.

Forms are normalised ("22" and "twenty-two", "Oct. 7" and "October 7, 2023", "Türkiye" and
"Turkiye"), nothing else is forgiven: a fact that the text does not have is missing. Words that are
no facts are counted, so that a sentence of other words than its source can be told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rag.certainty import HEDGES, SAYINGS
from rag.mentions import CALENDAR, FUNCTION_WORDS, find_quotations
from rag.phrased import WithheldReason
from rag.phrases import FUNCTION
from rag.propositions import is_denial, stem
from rag.types import Span
from rag.values import CalendarDate, Quantity, find_dates, find_quantities
from rag.verbs import has_verb

#: Words from one part of a name to the next, at the most: "President [Recep Tayyip] Erdogan".
NAME_REACH = 4
_WORD = re.compile(r"[^\W_]+(?:[-’'.&][^\W_]+)*")
_LETTERS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₺": "lira", "%": "percent"}
#: What the forms of one name may end in: Turkey, Turkish; Israel, Israelis; Iran, Iranian.
_ENDINGS = frozenset(
    [
        "",
        "s",
        "n",
        "ns",
        "an",
        "ans",
        "ian",
        "ians",
        "ish",
        "ese",
        "i",
        "is",
        "y",
        "ey",
        "a",
        "e",
        "ic",
    ]
)
_LEAST_ROOT = 3
_PREPOSITIONS = frozenset(
    "in at on to from of by with for against near between into over under after before about as "
    "via than like".split()
)
#: Words of telling and of joining sentences that state nothing by themselves.
_PLAIN = (
    FUNCTION
    | FUNCTION_WORDS
    | frozenset(
        "said says say saying told tell tells added adds according stated states state noted notes "
        "reported reports report explained mentioned described however therefore thus additionally "
        "furthermore moreover also overall yes who whom whose which".split()
    )
)
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


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    :param folded: without case, accents and a possessive ending.
    :param marker: the preposition right before it, where there is one.
    """

    text: str
    folded: str
    start: int
    marker: str

    @property
    def has_capital(self) -> bool:
        """Say whether a letter of it is a capital."""
        return any(letter.isupper() for letter in self.text)

    @property
    def is_plain(self) -> bool:
        """Say whether it states nothing by itself."""
        return self.folded in _PLAIN or len(self.folded) == 1 and not self.folded.isdigit()


@dataclass(frozen=True)
class Stated:
    """A text, read for what it states."""

    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return its words, in order."""
        found: list[Word] = []
        for match in _WORD.finditer(self.text):
            before = found[-1].folded if found else ""
            marker = before if before in _PREPOSITIONS else ""
            found.append(Word(match[0], fold(match[0]), match.start(), marker))
        return tuple(found)

    @cached_property
    def folded(self) -> frozenset[str]:
        """Return its words without case and accents, those joined by a hyphen apart as well."""
        whole = {word.folded for word in self.words}
        return frozenset(whole | {part for word in whole for part in re.split(r"[-'.&]", word)})

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the stems of its words."""
        return frozenset(stem(word) for word in self.folded)

    @cached_property
    def dates(self) -> tuple[CalendarDate, ...]:
        """Return its dates."""
        return find_dates(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return its numbers."""
        return find_quantities(self.text)

    def counts(self, word: Word) -> bool:
        """Say whether a word is part of a number."""
        return any(q.span.start <= word.start < q.span.end for q in self.quantities)

    @cached_property
    def initials(self) -> str:
        """Return the first letters of its words, a blank for words that are not capitalised."""
        letters = (word.text[0] if word.has_capital else " " for word in self.words)
        small = {"of", "the", "and", "for"}
        return "".join(
            letter
            for letter, word in zip(letters, self.words, strict=True)
            if word.folded not in small
        )


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


def fold(text: str) -> str:
    """Return a word without case, accents and a possessive ending."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").casefold()).replace("ı", "i")
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.removesuffix("'s").removesuffix("'")


def folded_line(text: str) -> str:
    """Return the folded words of a text, one blank between each, and at both ends."""
    return f" {' '.join(map(fold, _LETTERS.findall(text)))} "


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
    for place, word in enumerate(told.words):
        if _is_name(told, place) and not _is_known(word, known):
            yield Missing(WithheldReason.NAME, word.text)
    for one, other in pairwise(range(len(told.words))):
        pair = told.words[one], told.words[other]
        joined = told.text[pair[0].start + len(pair[0].text) : pair[1].start] == " "
        named = all(
            _is_name(told, place) and told.words[place].has_capital for place in (one, other)
        )
        if joined and named and not _stand_together(*pair, known):
            yield Missing(WithheldReason.NAME, f"{pair[0].text} {pair[1].text}")
    yield from _changed_places(told, known)


def _is_name(told: Stated, place: int) -> bool:
    """Say whether a word is a name, or may be one where a sentence begins with it."""
    word = told.words[place]
    if not word.has_capital or word.folded in CALENDAR or told.counts(word):
        return False
    begins = not told.text[: word.start].strip(" \"'“”‘’([") or bool(
        re.search(r"[.!?:]\W*$", told.text[: word.start])
    )
    return not word.is_plain if begins else word.folded not in _PLAIN


def _is_known(word: Word, known: Stated) -> bool:
    if word.folded in known.folded or all(
        part in known.folded for part in re.split(r"[-'.&]", word.folded)
    ):
        return True
    letters = word.text.replace(".", "")
    if letters.isupper() and len(letters) > 1 and letters in known.initials:
        return True
    begins_small = word.text[0].isupper() and word.text[1:].islower()
    return any(_same_name(word.folded, other) for other in known.folded) or (
        begins_small and word.start == 0 and stem(word.folded) in known.stems
    )


def _same_name(one: str, other: str) -> bool:
    """Say whether two words are forms of one name: Turkey, Turkish."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared >= _LEAST_ROOT and one[shared:] in _ENDINGS and other[shared:] in _ENDINGS


def _stand_together(one: Word, other: Word, known: Stated) -> bool:
    """Say whether two parts of a name stand near each other in the source."""
    places = [
        [n for n, word in enumerate(known.words) if _alike(part, word)] for part in (one, other)
    ]
    if not all(places):  # an acronym, or parts of hyphenated words
        return True
    return any(abs(a - b) <= NAME_REACH for a in places[0] for b in places[1])


def _alike(part: Word, word: Word) -> bool:
    return part.folded == word.folded or _same_name(part.folded, word.folded)


def _changed_places(told: Stated, known: Stated) -> Iterator[Missing]:
    """Find two names that stand the other way round than in the source, in the same words.

    Only names that each occur once, without a preposition, in a sentence without other words.
    """
    if new_words(told.text, known.text) or _turned(told, known):
        return
    places = []
    for n, word in enumerate(told.words):
        if _is_name(told, n) and not word.marker:
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
