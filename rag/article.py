"""A document's running text, ready to ask what a sentence of it leans on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.mentions import SOMEBODY, People, Person, find_people, find_quotations, mask
from rag.types import NARRATIVE_ROLES, Document, Passage, Span

#: Sentences that words are traced back through.
WINDOW = 3
#: Sentences in which the name that a noun stands for is looked for.
HISTORY = 60
#: How much a sentence loses that leans on one that is not shown: all, half, or little.
PRONOUN, DEMONSTRATIVE, DEFINITE = 1.0, 0.5, 0.25

#: Pronouns, but not "his or her", which tells of anybody.
_HE_OR_SHE = re.compile(
    r"\b(?<! or )(?:he|his|him|himself|she|her|hers|herself)\b(?! or (?:she|her)\b)",
    re.IGNORECASE,
)
_SHE = frozenset({"she", "her", "hers", "herself"})
_SOMEBODY = re.compile(rf"\b(?:{SOMEBODY})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leaning:
    """Words of a sentence that lean on what stood before.

    :param span: those words in the document, such as "He" or "The ministry".
    :param antecedent: the words of the document they stand for; empty when not sure.
    :param before: words to put before the last of them instead: the first mention's "technical".
    :param weight: 0..1, how much the sentence loses when it stands alone as it is.
    """

    span: Span
    weight: float
    antecedent: str = ""
    before: str = ""

    @property
    def is_found(self) -> bool:
        """Say whether what it stands for is known."""
        return bool(self.antecedent or self.before)


class Article:
    """The running text of a document, as sentences, with the people in it."""

    def __init__(self, document: Document, stretches: Sequence[Span], sentences: Sequence[Span]):
        self.document = document
        self.sentences = tuple(sentences)
        self._stretches = tuple(stretches)

    @cached_property
    def quotations(self) -> tuple[Span, ...]:
        """Return what stands in quotation marks, in order."""
        text = self.document.text
        return tuple(q for stretch in self._stretches for q in find_quotations(text, stretch))

    @cached_property
    def masked(self) -> str:
        """Return the document's text with ``#`` in place of what is quoted."""
        return mask(self.document.text, self.quotations)

    @cached_property
    def people(self) -> People:
        """Return who is named outside of quotations."""
        return find_people(self.masked, self._stretches)

    @cached_property
    def tells_of_both_genders(self) -> bool:
        """Say whether the text uses "he" and "she", so that a pronoun tells people apart."""
        used = {word.lower() for word in _HE_OR_SHE.findall(self.masked)}
        return bool(used & {"he", "his", "him"}) and bool(used & {"she", "her"})

    def gender_of(self, person: Person) -> str:
        """Return ``m``, ``f``, or nothing when neither the name nor the text tells."""
        return person.gender or self._told_genders.get(person.name, "")

    @cached_property
    def _told_genders(self) -> dict[str, str]:
        """Return the gender of those who are called "he", or "she", where nobody else is named."""
        told: dict[str, set[str]] = {}
        for span in self.sentences:
            named = self.people.between(span.start, span.end)
            person = named[0].person if len(named) == 1 else None
            if person is None:
                continue
            after = self.masked[named[0].span.end : span.end]
            genders = {"f" if w.lower() in _SHE else "m" for w in _HE_OR_SHE.findall(after)}
            if genders and not _SOMEBODY.search(self.words_of(span)):
                told.setdefault(person.name, set()).update(genders)
        return {name: each.pop() for name, each in told.items() if len(each) == 1}

    @cached_property
    def _lower_case(self) -> frozenset[str]:
        return frozenset(re.findall(r"(?<![\w’'])[a-zà-ÿ]\w+", self.masked))

    def is_common(self, word: str) -> bool:
        """Say whether the text has a word in lower case: where it has a capital, it is no name."""
        return word in self._lower_case

    def place_of(self, span: Span) -> int:
        """Return the number of the sentence that begins where the span does, or the one before."""
        return bisect_right(self.sentences, Span(span.start, len(self.document.text))) - 1

    def words(self, place: int) -> str:
        """Return a sentence with its quotations masked."""
        return self.words_of(self.sentences[place])

    def words_of(self, span: Span) -> str:
        """Return the text of a span with its quotations masked."""
        return self.masked[span.start : span.end]

    def is_within_quotation(self, span: Span) -> bool:
        """Say whether a sentence begins inside a quotation that began before it."""
        last = bisect_left(self.quotations, Span(span.start, span.start)) - 1
        return last >= 0 and span.start < self.quotations[last].end


def read_article(passages: Sequence[Passage]) -> Article:
    """Gather the running text of one document.

    :param passages: those of one document, in the order of the text; at least one.
    """
    told = [passage for passage in passages if passage.role in NARRATIVE_ROLES]
    sentences = [span for passage in told for span in passage.sentences]
    return Article(passages[0].document, [passage.span for passage in told], sentences)
