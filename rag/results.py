"""What a user is given: statements with footnotes, and reports of what was done.

Statement
    One sentence shown to the user, with the citations it rests on.
Answer, Summary
    Statements, and what is to be known about how they came to be. Declining is an ``Answer`` with
    the status ``not_found``, not an error.
DocumentInfo, AddReport
    A line of the list of documents; what became of a file that was added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rag.types import Citation, Hit


class AnswerStatus(StrEnum):
    """Whether the documents answer the question."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class AddOutcome(StrEnum):
    """What became of a file that was added."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, for lists.

    :param passages: how many passages of it are indexed.
    :param characters: length of its text.
    """

    id: str
    title: str
    source: str
    author: str | None
    published: str | None
    language: str | None
    characters: int
    passages: int
    added_at: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of ``list --json``."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and the citations it rests on."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def marked(self) -> str:
        """Return the text with its footnote markers before the closing full stop."""
        markers = "".join(f"[{citation.number}]" for citation in self.citations)
        if not markers:
            return self.text
        if self.text[-1:] in ".!?" and self.text[-2:-1] not in ".!?":
            return f"{self.text[:-1]} {markers}{self.text[-1]}"
        return f"{self.text} {markers}"

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's statement shape."""
        return {"text": self.text, "citations": [c.number for c in self.citations]}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they do not.

    :param confidence: 0..1, how sure the reader is of its best evidence.
    :param nearest: for ``not_found``, up to three passages that came closest.
    :param message: the sentence shown when nothing was found.
    """

    question: str
    status: AnswerStatus
    statements: tuple[Statement, ...] = ()
    short_answer: str | None = None
    confidence: float = 0.0
    nearest: tuple[Hit, ...] = ()
    message: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, in the order of its number."""
        return _citations(self.statements)

    @property
    def text(self) -> str:
        """Return the answer as one string with its markers, or the message."""
        return " ".join(s.marked for s in self.statements) or self.message

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's ``ask`` shape."""
        return {
            "question": self.question,
            "status": self.status.value,
            "text": self.text,
            "short_answer": self.short_answer,
            "confidence": self.confidence,
            "statements": [s.to_dict() for s in self.statements],
            "citations": [c.to_dict() for c in self.citations],
            "nearest": [hit.to_dict() for hit in self.nearest],
            "timings_ms": dict(self.timings_ms),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was read for a summary, and how much of it shows.

    :param documents: documents asked for, all of them read.
    :param documents_represented: those with at least one sentence in the summary.
    :param paragraphs: narrative paragraphs read.
    :param paragraphs_represented: those with a sentence in the summary.
    """

    documents: int
    documents_represented: int
    paragraphs: int
    paragraphs_represented: int

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's ``coverage`` shape."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Summary:
    """One paragraph about some documents, each sentence cited."""

    documents: tuple[str, ...]
    statements: tuple[Statement, ...]
    coverage: Coverage
    message: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, in the order of its number."""
        return _citations(self.statements)

    @property
    def text(self) -> str:
        """Return the paragraph with its markers, or the message when there is none."""
        return " ".join(s.marked for s in self.statements) or self.message

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's ``summarize`` shape."""
        return {
            "text": self.text,
            "statements": [s.to_dict() for s in self.statements],
            "citations": [c.to_dict() for c in self.citations],
            "documents": list(self.documents),
            "coverage": self.coverage.to_dict(),
            "timings_ms": dict(self.timings_ms),
        }


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of one file.

    :param reason: one sentence: why it was skipped or failed; empty when all went well.
    """

    source: str
    outcome: AddOutcome
    document_id: str | None = None
    passages: int = 0
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of one line of ``add``."""
        shape = {name: getattr(self, name) for name in self.__slots__}
        return {**shape, "outcome": self.outcome.value}


def _citations(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    by_number = {c.number: c for s in statements for c in s.citations}
    return tuple(by_number[number] for number in sorted(by_number))
