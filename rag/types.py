"""The vocabulary, on one page.

Glossary
--------
Document
    One file, read once. Its ``text`` never changes after loading: every offset points into it.
Span
    Half-open range of characters (Python ``str`` indices) of ``Document.text``.
Paragraph
    A block of a document, with the *role* it plays in the article (body, caption, byline, ...).
Passage
    What is embedded and found: one paragraph, a part of a long one, or a few short ones.
Hit
    A passage that retrieval returned for a query, with its rank and score.
Evidence
    The words of a hit that bear on a question, with a score from 0 to 1.
Citation
    Evidence with the number of its footnote.
Message, Generator
    What a language model is given, and the model: it may phrase, it may not testify.

What is made of these (Statement, Answer, Summary, reports) stands in ``rag/results.py``.
All types are frozen and hold what they were given; text is always sliced from the document, so
that a quotation cannot drift from its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Role(StrEnum):
    """What a paragraph is in its article."""

    TITLE = "title"
    STANDFIRST = "standfirst"
    SUBHEADING = "subheading"
    BODY = "body"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    ADVERTISEMENT = "advertisement"
    NAVIGATION = "navigation"
    TABLE = "table"
    REPEAT = "repeat"


#: Roles whose sentences may stand in a summary.
NARRATIVE_ROLES = frozenset({Role.BODY, Role.STANDFIRST})
#: Roles that never become a passage: they repeat, label or interrupt what is said.
SILENT_ROLES = frozenset({Role.SUBHEADING, Role.ADVERTISEMENT, Role.NAVIGATION, Role.REPEAT})


#: Origin of a hit that retrieval found, and of one that was handed over with the question.
FOUND, GIVEN, NAMED = "fused", "given", "byline"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` (included) to ``end`` (excluded) of a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a document and its role.

    :param span: its characters, without surrounding white space.
    :param role: what it is in the article.
    :param heading: the subheading above it, or an empty string.
    :param page: its page, counted from 1, where the file has pages.
    """

    span: Span
    role: Role = Role.BODY
    heading: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as text, with its paragraphs in order.

    :param id: twelve hexadecimal digits of the SHA-256 of the file's bytes.
    :param source: where it came from: a path as the user knows it, or an upload's name.
    :param published: ISO 8601 date, where the file or the article gives one.
    """

    id: str
    title: str
    source: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    author: str | None = None
    published: str | None = None
    language: str | None = None

    def slice(self, span: Span) -> str:
        """Return the characters of ``span``."""
        return self.text[span.start : span.end]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of ``show --json``."""
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "author": self.author,
            "published": self.published,
            "language": self.language,
            "text": self.text,
            "paragraphs": [
                {
                    "number": number,
                    "start": paragraph.span.start,
                    "end": paragraph.span.end,
                    "role": paragraph.role.value,
                    "heading": paragraph.heading,
                    "page": paragraph.page,
                }
                for number, paragraph in enumerate(self.paragraphs, start=1)
            ],
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is embedded and found as one.

    :param paragraph: number of the (first) paragraph it comes from, counted from 1.
    :param sentences: spans of its sentences, in order, inside ``span``.
    """

    document: Document
    span: Span
    paragraph: int
    role: Role
    heading: str
    page: int | None
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Return the passage's words, sliced from the document."""
        return self.document.slice(self.span)

    @property
    def embedded_text(self) -> str:
        """Return what is embedded and searched: title and heading, then the words."""
        head = " — ".join(part for part in (self.document.title, self.heading) if part)
        return f"{head}\n{self.text}" if head else self.text

    def paragraph_at(self, start: int) -> int:
        """Return the number of the paragraph that holds a character, counted from 1.

        :param start: offset into the document's text, inside the passage.
        """
        paragraphs, number = self.document.paragraphs, self.paragraph
        while number < len(paragraphs) and paragraphs[number - 1].span.end <= start:
            number += 1
        return number


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    :param score: higher is better; comparable within one ``origin`` only.
    :param rank: place in the ranking, counted from 1.
    :param origin: what ranked it: ``FOUND`` or ``GIVEN``, or ``NAMED`` for a byline that is
        there because the question asks for an author.
    :param similarity: cosine of query and passage vectors, -1..1.
    """

    passage: Passage
    score: float
    rank: int
    origin: str
    similarity: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's HIT shape."""
        passage = self.passage
        return {
            "rank": self.rank,
            "score": self.score,
            **_place(passage, passage.span),
            "text": passage.text,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a hit that bear on a question.

    :param span: the sentence (inside the hit's passage).
    :param score: 0..1; how sure the reader is that the question is answered here.
    :param answer: the few words inside ``span`` that answer it, where there are such words.
    """

    hit: Hit
    span: Span
    score: float
    answer: Span | None = None

    @property
    def text(self) -> str:
        """Return the evidence's words."""
        return self.hit.passage.document.slice(self.span)


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence with the number of its footnote, counted from 1.

    :param copy_of: number of an earlier footnote whose document prints the same text.
    """

    number: int
    evidence: Evidence
    copy_of: int | None = None

    @property
    def quote(self) -> str:
        """Return the exact words the footnote points to."""
        return self.evidence.text

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's CITATION shape; ``copy_of`` only where there is one."""
        place = _place(self.evidence.hit.passage, self.evidence.span)
        copied = {} if self.copy_of is None else {"copy_of": self.copy_of}
        return {"number": self.number, **place, "quote": self.quote, **copied}


class Encoder(Protocol):
    """Turns texts into vectors; a test fake may replace it."""

    @property
    def fingerprint(self) -> str:
        """Return what identifies the model: a different value means incompatible vectors."""

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Return how many tokens of a text are read; the rest would be ignored."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens included."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dimension], rows of length one, in the order of ``texts``."""


class Reader(Protocol):
    """Reads hits for a question; a test fake may replace it."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return evidence, best first; of equally good items that of the better hit first."""

    def bar(self, strictness: str, hits: Sequence[Hit]) -> float:
        """Return the score, 0..1, below which these hits are said not to answer."""

    def confirms(self, question: str, answer: str, hit: Hit) -> bool:
        """Say whether a hit's passage supports this answer to the question."""

    def support(self, claim: str, text: str) -> float:
        """Return how likely it is that a text supports a claim, 0..1."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt.

    :param role: ``system``, ``user`` or ``assistant``.
    """

    role: str
    content: str


class Stop:
    """Tells a language model that is writing to stop; may be used from any thread."""

    def __init__(self) -> None:
        self._event = Event()
        self._lock = Lock()
        self._actions: list[Callable[[], None]] = []

    @property
    def is_told(self) -> bool:
        """Say whether it was told to stop."""
        return self._event.is_set()

    def now(self) -> None:
        """Stop the model; a second call does nothing."""
        with self._lock:
            self._event.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def then(self, action: Callable[[], None]) -> None:
        """Name what is done when it is told to stop, at once if it was already."""
        with self._lock:
            told = self._event.is_set()
            if not told:
                self._actions.append(action)
        if told:
            action()


class Generator(Protocol):
    """A language model; a test fake may replace it. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Return what the settings call it, such as ``openai:http://127.0.0.1:8080/v1#gemma``."""

    def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
        """Yield what the model writes, in pieces as they come; end soon after ``stop``.

        :raises GeneratorError: it cannot be used, or broke off; what was yielded stays good.
        """

    def check(self) -> str:
        """Try it, and return one sentence that says what works.

        :raises GeneratorError: it does not work; the message says why and what to do.
        """


def _place(passage: Passage, span: Span) -> dict[str, Any]:
    document = passage.document
    return {
        "document_id": document.id,
        "title": document.title,
        "source": document.source,
        "page": passage.page,
        "paragraph": passage.paragraph_at(span.start),
        "start": span.start,
        "end": span.end,
    }
