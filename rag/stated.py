"""A text, read for what it states: its words in comparable forms, its numbers and dates."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rag.mentions import CALENDAR, FUNCTION_WORDS
from rag.phrases import FUNCTION
from rag.propositions import stem
from rag.values import CalendarDate, Quantity, find_dates, find_quantities

#: A full stop joins letters ("U.S."), not words that a file has run together.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-’'&][^\W_]+)*")
_LETTERS = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.!?]\W*$")
_PREPOSITIONS = frozenset(
    "in at on to from of by with for against near between into over under after before about as "
    "via than like".split()
)
#: Words of telling and of joining sentences that state nothing by themselves.
PLAIN = (
    FUNCTION
    | FUNCTION_WORDS
    | frozenset(
        "said says say saying told tell tells added adds according stated states state noted notes "
        "reported reports report explained mentioned described however therefore thus additionally "
        "furthermore moreover also overall yes who whom whose which".split()
    )
)
_JOINING = frozenset("but while although though and".split())
#: What the forms of one name may end in: Turkey, Turkish; Israel, Israelis; Iran, Iranian.
_ENDINGS = frozenset({"", *"s n ns an ans ian ians ish ese i is y ey a e ic".split()})
_LEAST_ROOT = 3


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
        return self.folded in PLAIN or len(self.folded) == 1 and not self.folded.isdigit()


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
    def forms(self) -> tuple[str, ...]:
        """Return its words, in order, without case and accents."""
        return tuple(word.folded for word in self.words)

    @cached_property
    def sentences(self) -> tuple[tuple[str, ...], ...]:
        """Return the forms of its words, sentence by sentence."""
        return tuple(tuple(word.folded for word in s) for s in clauses_of(self, ".!?"))

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """Return the forms of words that stand side by side in a sentence."""
        return frozenset(pair for sentence in self.sentences for pair in pairwise(sentence))

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

    def begins_sentence(self, word: Word) -> bool:
        """Say whether a sentence begins with a word."""
        before = self.text[: word.start]
        return not before.strip(" \"'“”‘’([") or bool(_STOP.search(before))

    def names(self, word: Word) -> bool:
        """Say whether a word is a name, or may be one where a sentence begins with it."""
        if not word.has_capital or word.folded in CALENDAR or self.counts(word):
            return False
        return word.folded not in PLAIN and not word.is_plain


def alike(one: Word, other: Word) -> bool:
    """Say whether two words are the same, or forms of one name."""
    return one.folded == other.folded or is_form_of(one.folded, other.folded)


def is_form_of(one: str, other: str) -> bool:
    """Say whether two folded words are forms of one name: Turkey, Turkish."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared >= _LEAST_ROOT and one[shared:] in _ENDINGS and other[shared:] in _ENDINGS


def clauses_of(text: Stated, stops: str = ",;:.!?—–") -> list[list[Word]]:
    """Cut a text at its stops and lines; at commas and the like, also before "but" and "while"."""
    clauses: list[list[Word]] = [[]]
    end = 0
    for word in text.words:
        gap = text.text[end : word.start].rstrip(" \"'“”‘’([")[-1:]
        joins = "," in stops and word.folded in _JOINING
        if (gap and gap in f"\n{stops}") or joins:
            clauses.append([])
        end = word.start + len(word.text)
        clauses[-1].append(word)
    return clauses


def fold(text: str) -> str:
    """Return a word without case, accents and a possessive ending."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").casefold()).replace("ı", "i")
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.removesuffix("'s").removesuffix("'")


def folded_line(text: str) -> str:
    """Return the folded words of a text, one blank between each, and at both ends."""
    return f" {' '.join(map(fold, _LETTERS.findall(text)))} "
