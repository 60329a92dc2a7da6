"""What a user is given: statements with footnotes.

Statement
    One sentence shown to the user, with the citations it rests on.
Edit
    A marked change of a statement: words in brackets, "...", or a word that was left out.
Difference
    Statements of different documents that cannot both hold, such as 22 crew against 21.
Cell
    One paragraph of a document that was summed up: read or not, and told by which statements.
Answer, Summary
    Statements, and what is to be known about how they came to be. Declining is an ``Answer`` with
    the status ``not_found``, not an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rag.phrased import Phrasing
from rag.reports import DocumentInfo
from rag.types import Citation, Evidence, Hit
from rag.views import Event, Quotation

#: What stands before the two sides of a difference.
ACCOUNTS_DIFFER = "Accounts differ."


class AnswerStatus(StrEnum):
    """Whether the documents answer the question."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A change of a statement: what is shown instead of the source's words.

    :param start: where it stands in the statement's ``text``.
    :param shown: words in brackets, "...", a capital letter, or nothing.
    :param original: the source's words in its place; empty where something was put in.
    """

    start: int
    shown: str
    original: str

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and the citations it rests on.

    :param text: what is shown: the source's words, but for the ``edits``.
    :param edits: in the order of the text; none when it is verbatim.
    :param phrased: whether a language model worded it; it was checked against its citations.
    """

    text: str
    citations: tuple[Citation, ...]
    edits: tuple[Edit, ...] = ()
    phrased: bool = False

    @property
    def verbatim(self) -> str:
        """Return the text with its edits taken away: the source's words."""
        text = self.text
        for edit in reversed(self.edits):
            text = text[: edit.start] + edit.original + text[edit.start + len(edit.shown) :]
        return text

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
        return {
            "text": self.text,
            "citations": [c.number for c in self.citations],
            "edits": [edit.to_dict() for edit in self.edits],
            **({"phrased": True} if self.phrased else {}),
        }


class DifferenceKind(StrEnum):
    """In what two statements about the same thing differ."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two statements that cannot both hold.

    :param statements: their numbers, counted from 1.
    :param values: for each, the words of its source in which it differs.
    """

    kind: DifferenceKind
    statements: tuple[int, int]
    values: tuple[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {
            "kind": self.kind.value,
            "statements": list(self.statements),
            "values": list(self.values),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they do not.

    :param confidence: 0..1, how sure the reader is of its best evidence.
    :param near: for ``not_found``, the sentences that came closest, of up to three passages.
    :param message: the sentence shown when nothing was found.
    :param differences: answers of different documents that cannot both hold.
    :param searched: the question that was asked of the documents, where it was completed from
        what was asked before.
    :param phrasing: how a language model took part; None where none did.
    """

    question: str
    status: AnswerStatus
    statements: tuple[Statement, ...] = ()
    short_answer: str | None = None
    confidence: float = 0.0
    near: tuple[Evidence, ...] = ()
    message: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    searched: str | None = None
    phrasing: Phrasing | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, in the order of its number."""
        return _citations(self.statements)

    @property
    def nearest(self) -> tuple[Hit, ...]:
        """Return the passages of the sentences that came closest."""
        return tuple(item.hit for item in self.near)

    @property
    def text(self) -> str:
        """Return the answer as one string with its markers, or the message."""
        return _text(self.statements, self.differences) or self.message

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's ``ask`` shape."""
        searched = {} if self.searched is None else {"searched": self.searched}
        return {
            "question": self.question,
            **searched,
            "status": self.status.value,
            "text": self.text,
            "short_answer": self.short_answer,
            "confidence": self.confidence,
            "statements": [s.to_dict() for s in self.statements],
            "citations": [c.to_dict() for c in self.citations],
            "differences": [difference.to_dict() for difference in self.differences],
            "nearest": [_near_shape(item) for item in self.near],
            "timings_ms": dict(self.timings_ms),
            **_phrasing_shape(self.phrasing),
        }


def _near_shape(item: Evidence) -> dict[str, Any]:
    """Return the contract's ``HIT`` shape, and with it the sentence that came closest."""
    span = item.span
    sentence = {"start": span.start, "end": span.end, "quote": item.text}
    return {**item.hit.to_dict(), "sentence": sentence}


@dataclass(frozen=True, slots=True)
class Reply:
    """A sentence in a conversation that is no answer from the documents' text: it cites nothing.

    :param question: the message it replies to.
    :param kind: what the message was taken for, such as ``greeting``, ``library`` or ``timeline``.
    :param documents: those that the reply is about, for a list of their titles and dates.
    :param rows: of a timeline or of who said what; each can be cited.
    """

    question: str
    kind: str
    text: str
    documents: tuple[DocumentInfo, ...] = ()
    rows: tuple[Event | Quotation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {
            "question": self.question,
            "kind": self.kind,
            "text": self.text,
            "documents": [info.to_dict() for info in self.documents],
            "rows": [row.to_dict(number) for number, row in enumerate(self.rows, start=1)],
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """A paragraph of a document that was summed up.

    :param paragraph: its number, counted from 1.
    :param start: its first character in the document's text.
    :param end: the character after its last.
    :param is_read: whether it is running text, all of which is read.
    :param statements: numbers, counted from 1, of the statements that cite it.
    """

    document_id: str
    paragraph: int
    start: int
    end: int
    is_read: bool
    statements: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {
            "document_id": self.document_id,
            "paragraph": self.paragraph,
            "start": self.start,
            "end": self.end,
            "read": self.is_read,
            "represented": bool(self.statements),
            "statements": list(self.statements),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was read for a summary, and how much of it shows.

    :param documents: documents asked for, all of them read.
    :param documents_represented: those with at least one sentence in the summary.
    :param paragraphs: narrative paragraphs read.
    :param paragraphs_represented: those with a sentence in the summary.
    :param cells: every paragraph, in the order of the documents and their text.
    """

    documents: int
    documents_represented: int
    paragraphs: int
    paragraphs_represented: int
    cells: tuple[Cell, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's ``coverage`` shape."""
        counts = {name: getattr(self, name) for name in self.__slots__ if name != "cells"}
        return {**counts, "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class Summary:
    """One paragraph about some documents, each sentence cited.

    :param statements: first what several documents say, each with all its footnotes; then what
        one says; last the sides of the differences.
    :param message: the sentence shown when there is no statement.
    :param focus: what it was to be about; empty where it was to be about everything.
    :param phrasing: how a language model took part; None where none did.
    """

    documents: tuple[str, ...]
    statements: tuple[Statement, ...]
    coverage: Coverage
    message: str = ""
    focus: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    phrasing: Phrasing | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, in the order of its number."""
        return _citations(self.statements)

    @property
    def agreed(self) -> tuple[int, ...]:
        """Return the numbers of the statements that several documents make."""
        return tuple(
            number
            for number, statement in enumerate(self.statements, start=1)
            if len(_documents(statement)) > 1
        )

    @property
    def told(self) -> str:
        """Return the paragraph with its markers, without the sides of the differences."""
        return _told(self.statements, self.differences)

    def sides(self, difference: Difference) -> tuple[tuple[str, Statement], ...]:
        """Return each side of a difference: its document's title, and what it says."""
        return _sides(self.statements, difference)

    @property
    def text(self) -> str:
        """Return the paragraph with its markers, or the message when there is none."""
        return _text(self.statements, self.differences) or self.message

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's ``summarize`` shape."""
        return {
            "text": self.text,
            "statements": [s.to_dict() for s in self.statements],
            "citations": [c.to_dict() for c in self.citations],
            "documents": list(self.documents),
            "agreed": list(self.agreed),
            "differences": [difference.to_dict() for difference in self.differences],
            "message": self.message,
            "focus": self.focus or None,
            "coverage": self.coverage.to_dict(),
            "timings_ms": dict(self.timings_ms),
            **_phrasing_shape(self.phrasing),
        }


def _citations(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    by_number = {c.number: c for s in statements for c in s.citations}
    return tuple(by_number[number] for number in sorted(by_number))


def _phrasing_shape(phrasing: Phrasing | None) -> dict[str, Any]:
    return {} if phrasing is None else {"phrasing": phrasing.to_dict()}


def _told(statements: Sequence[Statement], differences: Sequence[Difference]) -> str:
    sides = {number for difference in differences for number in difference.statements}
    numbered = enumerate(statements, start=1)
    return " ".join(statement.marked for number, statement in numbered if number not in sides)


def _text(statements: Sequence[Statement], differences: Sequence[Difference]) -> str:
    told = _told(statements, differences)
    parts = [told] if told else []
    for difference in differences:
        sides = _sides(statements, difference)
        parts.append(" ".join([ACCOUNTS_DIFFER, *(f"{title}: {s.marked}" for title, s in sides)]))
    return " ".join(parts)


def _sides(
    statements: Sequence[Statement], difference: Difference
) -> tuple[tuple[str, Statement], ...]:
    chosen = (statements[number - 1] for number in difference.statements)
    return tuple((_title(statement), statement) for statement in chosen)


def _documents(statement: Statement) -> set[str]:
    return {citation.evidence.hit.passage.document.id for citation in statement.citations}


def _title(statement: Statement) -> str:
    document = statement.citations[0].evidence.hit.passage.document
    return document.title or document.source
