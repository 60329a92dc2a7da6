"""Rows of the two views that readers of news ask for, each of them cited.

Quotation
    Who said what: a speaker, a verb, and words that are that speaker's.
Event
    Something that happened or will happen, with its date.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rag.types import GIVEN, Citation, Document, Evidence, Hit, Passage, Span


class SpeechKind(StrEnum):
    """Whose words the content of a quotation is in."""

    QUOTED = "quoted"
    REPORTED = "reported"


class Precision(StrEnum):
    """How much of its date an event tells."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that somebody said or wrote, as the document gives them.

    :param paragraph: number of its paragraph, counted from 1.
    :param span: the sentences that hold it.
    :param speaker: the speaker as said there: a name, a phrase, or a pronoun.
    :param name: where the speaker's fullest name stands, which may be in another sentence; None
        for a pronoun whose name is not certain.
    :param verb: the verb of saying; for a quotation that stands alone, that of the one before it.
    :param content: what was said, in one part or, where its verb stands in the middle, more.
    """

    document: Document
    paragraph: int
    span: Span
    speaker: Span
    name: Span | None
    verb: Span
    content: tuple[Span, ...]
    kind: SpeechKind

    @property
    def speaker_name(self) -> str:
        """Return the speaker's fullest name, or the words that stand for it."""
        return self.document.slice(self.name or self.speaker)

    @property
    def text(self) -> str:
        """Return what was said; parts that the verb kept apart are joined by a blank."""
        return " ".join(self.document.slice(part) for part in self.content)

    @property
    def shown(self) -> str:
        """Return what was said, in marks where it is the speaker's own words."""
        return f"“{self.text}”" if self.kind is SpeechKind.QUOTED else self.text

    def cite(self, number: int) -> Citation:
        """Return its sentences as a footnote."""
        return cite(self.document, self.paragraph, self.span, number)

    def to_dict(self, number: int = 1) -> dict[str, Any]:
        """Return the JSON shape of a row of ``quotes --json``.

        :param number: of its footnote.
        """
        spans = {"speaker": self.speaker, "name": self.name, "verb": self.verb}
        return {
            "speaker": self.speaker_name,
            "said_as": self.document.slice(self.speaker),
            "verb": self.document.slice(self.verb),
            "text": self.text,
            "kind": self.kind.value,
            "spans": {
                **{key: _pair(span) for key, span in spans.items()},
                "content": [_pair(part) for part in self.content],
            },
            "citation": self.cite(number).to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence that reports what happened, or will happen, at a date.

    :param paragraph: number of its paragraph, counted from 1.
    :param span: the sentence.
    :param said: the words of the sentence that give the date.
    :param first: the day, or the first day of the time, as ISO 8601; None when the words cannot be
        placed without the document's date.
    :param last: its last day; the same as ``first`` for a day.
    :param speaker: who says so, as said, where the date stands in a quotation: a claim, no report.
    :param name: where the speaker's fullest name stands; see ``Quotation``.
    """

    document: Document
    paragraph: int
    span: Span
    said: Span
    first: str | None
    last: str | None
    precision: Precision
    speaker: Span | None = None
    name: Span | None = None

    @property
    def date(self) -> str:
        """Return the date as precise as it is: ``2024-03-12``, ``2024-03``, or as it was said."""
        if self.first is None or self.last is None:
            return self.document.slice(self.said)
        if self.precision is Precision.RANGE:
            return f"{self.first}/{self.last}"
        return self.first[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(self.precision, 10)]

    @property
    def text(self) -> str:
        """Return the sentence."""
        return self.document.slice(self.span)

    @property
    def speaker_name(self) -> str:
        """Return the speaker's fullest name, or the words that stand for it; empty without one."""
        where = self.name or self.speaker
        return " ".join(self.document.slice(where).split()) if where else ""

    @property
    def shown(self) -> str:
        """Return the sentence on one line, after its speaker in brackets where it names none."""
        text = " ".join(self.text.split())
        return text if self._names_speaker else f"[{self.speaker_name}:] {text}"

    @property
    def _names_speaker(self) -> bool:
        """Say whether the sentence says whose words it gives, by more than a pronoun for a name."""
        if self.speaker is None or (self.name and self.span.contains(self.name)):
            return True
        said = self.document.slice(self.speaker).split()
        return self.span.contains(self.speaker) and self.speaker_name.split()[-1] in said

    def cite(self, number: int) -> Citation:
        """Return the sentence as a footnote."""
        return cite(self.document, self.paragraph, self.span, number)

    def to_dict(self, number: int = 1) -> dict[str, Any]:
        """Return the JSON shape of a row of ``timeline --json``.

        :param number: of its footnote.
        """
        return {
            "date": self.date,
            "first": self.first,
            "last": self.last,
            "precision": self.precision.value,
            "said": self.document.slice(self.said),
            "text": self.text,
            "speaker": self.speaker_name or None,
            "spans": {
                "said": _pair(self.said),
                "speaker": _pair(self.speaker),
                "name": _pair(self.name),
            },
            "citation": self.cite(number).to_dict(),
        }


def cite(document: Document, paragraph: int, span: Span, number: int) -> Citation:
    """Return a footnote to a stretch of a document's paragraph.

    :param paragraph: counted from 1.
    """
    whole = document.paragraphs[paragraph - 1]
    passage = Passage(
        document, whole.span, paragraph, whole.role, whole.heading, whole.page, (span,)
    )
    return Citation(number, Evidence(Hit(passage, 1.0, number, GIVEN), span, 1.0))


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
