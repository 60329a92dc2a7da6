"""What was asked before: the questions, what they name, and what the documents answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from rag.phrases import AUXILIARIES, PREPOSITIONS, WORD, Phrase, content_words, phrases
from rag.types import Span

#: Questions for somebody, something or some place: their answer may be meant by what follows.
ASKS_FOR_ONE = re.compile(
    r"\W*(?:who(?:se|m)?|which|name|where"
    r"|what (?!(?:is|are|was|were|did|does|do|has|have|had|will|can|could|would|should)\b))\b",
    re.IGNORECASE,
)
#: What stands before a place.
_WHERE = re.compile(r"\b(?:in|near|inside|outside|across) $", re.IGNORECASE)
#: Words of an answer that may stand for "it", at most, and those that join things in it.
MOST_WORDS = 8
_JOINING = frozenset("of in at from for and".split())


class Sources(Protocol):
    """What the documents say; a library is asked through it."""

    def short_answer(self, question: str) -> str | None:
        """Return the few words that answer a question, or None."""

    def bearing(self, question: str) -> float:
        """Return how well the documents bear on a question, -1..1."""


class NoSources:
    """No documents: antecedents come from the questions alone."""

    def short_answer(self, question: str) -> str | None:
        """Return None."""
        return None

    def bearing(self, question: str) -> float:
        """Return the same for every question."""
        return 0.0


@dataclass(slots=True)
class Earlier:
    """The questions before, standing alone, the newest last, and what they name."""

    questions: tuple[str, ...]
    sources: Sources
    _answer: list[str | None] = field(default_factory=list)

    @property
    def last(self) -> str:
        """Return the last question."""
        return self.questions[-1]

    @property
    def answer(self) -> str | None:
        """Return what the documents answer to the last question, asked once."""
        if not self._answer:
            self._answer.append(self.sources.short_answer(self.last))
        return self._answer[0]

    @property
    def answering_thing(self) -> str | None:
        """Return the answer, where it names a thing and tells nothing of it: no "who did it"."""
        answer = self.answer
        return answer if answer and _only_names(answer) else None

    def named(self) -> Iterator[Phrase]:
        """Yield what the earlier questions name, the newest question first."""
        for question in reversed(self.questions):
            yield from things(question)

    def places(self) -> frozenset[str]:
        """Return what earlier questions name as where something was: "shot in Toronto"."""
        return frozenset(
            thing.text
            for question in self.questions
            for thing in things(question)
            if _WHERE.search(question, 0, thing.span.start)
        )

    def topic(self) -> str | None:
        """Return what the last questions are about."""
        bracketed = re.search(r"\(([^()]+)\)\W*$", self.last)
        if bracketed:
            return bracketed[1]
        found: list[tuple[float, Phrase]] = []
        for age, question in enumerate(reversed(self.questions)):
            found += [(self._weight(thing) - age, thing) for thing in things(question)]
        if found:
            return max(found, key=lambda weighed: weighed[0])[1].text
        told = set(content_words(self.last))
        return " ".join(w for w in WORD.findall(self.last) if w.casefold() in told) or None

    def _weight(self, thing: Phrase) -> float:
        """Weigh a thing as the subject: with a name in it, long, and spoken of again."""
        named = any(letter.isupper() for letter in thing.core)
        again = sum(thing.head in content_words(question) for question in self.questions)
        return 2.0 * named + 0.2 * len(thing.core.split()) + again


def _only_names(answer: str) -> bool:
    """Say whether nothing but names and nouns, and what may join them, is in an answer."""
    joined = f"- {answer}"  # so that a capital at its start is one of a name
    spans = [phrase.span for phrase in phrases(joined)]
    others = {
        word[0].casefold()
        for word in WORD.finditer(joined)
        if not any(span.contains(Span(word.start(), word.end())) for span in spans)
    }
    return bool(spans) and len(answer.split()) <= MOST_WORDS and others <= _JOINING


def mentions(text: str, topic: str) -> bool:
    """Say whether a text already holds the words of a topic."""
    known = set(content_words(text))
    return set(content_words(topic)) <= known


def things(question: str) -> list[Phrase]:
    """Return what a question names, without single words that may be verbs.

    A name inside a longer phrase ("the six Gulf states") is left out, but for people's.
    """
    found = [phrase for phrase in phrases(question) if not is_weak(phrase, question)]
    return [
        one
        for one in found
        if one.is_person
        or not any(other is not one and other.span.contains(one.span) for other in found)
    ]


def is_weak(phrase: Phrase, question: str = "") -> bool:
    """Say whether a phrase is a single common word that may as well be a verb."""
    if phrase.is_name or phrase.text != phrase.core or len(phrase.core.split()) > 1:
        return False
    before = question[: phrase.span.start].split()[-1:]
    after_preposition = bool(before) and before[0].casefold() in PREPOSITIONS - {"to"}
    first = bool(before) and before[0].casefold() in AUXILIARIES
    return not (after_preposition or first)
