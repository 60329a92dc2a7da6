"""Results -> text for a terminal.

Words of documents are shown with their control characters replaced: a terminal obeys some of
them, and a document may not give it orders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rag.phrased import WithheldReason
from rag.reports import AddOutcome, AddReport, DocumentInfo
from rag.results import ACCOUNTS_DIFFER, Answer, Summary
from rag.types import Citation, Hit, Passage, Span
from rag.views import Event, Quotation

#: Why a sentence of a language model was not shown, in words.
WHY_WITHHELD = {
    WithheldReason.NO_CITATION: "nothing that was found bears it",
    WithheldReason.NUMBER: "its source does not have the number",
    WithheldReason.DATE: "its source does not have the date",
    WithheldReason.NAME: "its source does not have the name so",
    WithheldReason.QUOTATION: "its source does not have the quoted words",
    WithheldReason.NEGATION: "its source says no where it says yes, or the other way round",
    WithheldReason.CERTAINTY: "its source says so less surely, or in somebody's name",
    WithheldReason.WORDS: "its source does not have the words",
    WithheldReason.SUPPORT: "its source does not support it",
}
#: Control characters but tab and line feed, and those that turn the direction of writing.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """Replace what a terminal would obey, or cannot show, by U+FFFD."""
    return _LONE_SURROGATES.sub("\ufffd", _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """Return the text, printable, on one line."""
    return " ".join(printable(text).split())


def to_json(shape: Mapping[str, Any]) -> str:
    """Return one JSON object on one line, in characters that every encoding has."""
    return json.dumps(shape, allow_nan=False)


def render_report(report: AddReport) -> str:
    """Return the line of one file that was added, or was not."""
    if report.outcome in (AddOutcome.ADDED, AddOutcome.REPLACED):
        detail = f" ({report.document_id}, {_count(report.passages, 'passage')})"
    elif report.outcome is AddOutcome.UNCHANGED:
        detail = f" ({report.document_id})"
    else:
        detail = f": {reason_of(report)}"
    return f"{report.outcome.value:<9}  {one_line(report.source + detail)}"


def reason_of(report: AddReport) -> str:
    """Return why a file was not added, without its name, which stands before it."""
    return report.reason.removeprefix(f"{report.source}: ")


def render_documents(documents: Sequence[DocumentInfo]) -> str:
    """Return one line a document."""
    if not documents:
        return "There are no documents yet: add some with python -m rag add PATH."
    return "\n".join(
        f"{info.id}  {one_line(f'{info.title} ({info.source}')}, "
        f"{_count(info.passages, 'passage')})"
        for info in documents
    )


def render_hits(hits: Iterable[Hit]) -> str:
    """Return passages with their rank, score and place, best first."""
    return "\n".join(
        f"{hit.rank}. {hit.score:.2f}  {_place(found, found.span)}\n   {one_line(found.text)}"
        for hit in hits
        for found in (hit.passage,)
    )


def render_answer(answer: Answer) -> str:
    """Return the answer with its footnotes, or the message with the nearest passages."""
    if answer.statements:
        short = [one_line(answer.short_answer)] if answer.short_answer else []
        worded = _worded(answer)
        return "\n\n".join([*short, _cited(answer.text, answer.citations), *worded])
    if not answer.near:
        return one_line(answer.text)
    near = "\n".join(
        f"{_place(item.hit.passage, item.span)}\n   “{one_line(item.text)}”" for item in answer.near
    )
    return f"{one_line(answer.text)}\n\nNearest passages:\n{near}"


def render_summary(summary: Summary) -> str:
    """Return the paragraph, where the accounts differ, the footnotes, and what was read."""
    if not summary.statements:
        return one_line(summary.text)
    parts = [one_line(summary.told)] if summary.told else []
    for difference in summary.differences:
        sides = (
            f"  {one_line(title)}: {one_line(side.marked)}"
            for title, side in summary.sides(difference)
        )
        parts.append("\n".join([ACCOUNTS_DIFFER, *sides]))
    notes = _notes(summary.citations)
    return "\n\n".join([*parts, notes, _read(summary), *_worded(summary)])


def render_events(events: Sequence[Event]) -> str:
    """Return the timeline: two lines an event, its date and sentence, and its place."""
    if not events:
        return "No event with a date was found."
    return "\n".join(
        f"{event.date:<10}  {one_line(event.shown)}\n"
        f"{'':<10}  [{number}] {_place_of(event.cite(number))}"
        for number, event in enumerate(events, start=1)
    )


def render_quotations(quotations: Sequence[Quotation]) -> str:
    """Return who said what: two lines a quotation, the speaker by name and as said."""
    if not quotations:
        return "No quotation or reported statement was found."
    return "\n".join(
        f"{_speaker(quotation)}: {one_line(quotation.shown)}\n"
        f"    [{number}] {_place_of(quotation.cite(number))}"
        for number, quotation in enumerate(quotations, start=1)
    )


def _speaker(quotation: Quotation) -> str:
    """Return the speaker as said, after the name where that stands elsewhere, and the verb."""
    said = one_line(quotation.document.slice(quotation.speaker))
    is_elsewhere = quotation.name is not None and not quotation.speaker.contains(quotation.name)
    shown = f"{one_line(quotation.speaker_name)} (“{said}”)" if is_elsewhere else said
    return f"{shown} {one_line(quotation.document.slice(quotation.verb))}"


def render_measures(measures: Mapping[str, Any], indent: str = "") -> str:
    """Return one line a figure; those of a part are set in below its name."""
    lines = []
    for name, value in measures.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{name}", render_measures(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {'-' if value is None else value}")
    return "\n".join(lines)


def _cited(text: str, citations: Sequence[Citation]) -> str:
    return "\n\n".join([one_line(text), *([_notes(citations)] if citations else [])])


def _notes(citations: Sequence[Citation]) -> str:
    return "\n".join(
        f"[{note.number}] {_place_of(note)}: “{one_line(note.quote)}”{_copied(note)}"
        for note in citations
    )


def _worded(shown: Answer | Summary) -> list[str]:
    """Say which model worded a text, if it did, and what of it was withheld and why."""
    phrasing = shown.phrasing
    if phrasing is None:
        return []
    name = one_line(phrasing.generator)
    if any(statement.phrased for statement in shown.statements):
        lines = [f"Worded by {name}; each sentence was checked."]
    else:
        lines = [f"{name} was asked; these are the documents' own words."]
    lines += [one_line(phrasing.notice)] if phrasing.notice else []
    for item in phrasing.withheld:
        detail = f" ({one_line(item.detail)})" if item.detail else ""
        reason = WHY_WITHHELD[item.reason]
        lines.append(f"Withheld, since {reason}{detail}: “{one_line(item.text)}”")
    return ["\n".join(lines)]


def _copied(note: Citation) -> str:
    """Say that a document prints the same text as one before it, so that both are one source."""
    return f" (a copy of the text of [{note.copy_of}]: one source)" if note.copy_of else ""


def _read(summary: Summary) -> str:
    """Return how much was read and how much of it shows."""
    read = summary.coverage
    return (
        f"Read: {_count(read.documents, 'document')}, {_count(read.paragraphs, 'paragraph')}. "
        f"Shown here: {read.documents_represented} and {read.paragraphs_represented}."
    )


def _place_of(note: Citation) -> str:
    return _place(note.evidence.hit.passage, note.evidence.span)


def _place(passage: Passage, span: Span) -> str:
    page = f" (page {passage.page})" if passage.page is not None else ""
    title = one_line(passage.document.title or passage.document.source)
    return f"{title}, paragraph {passage.paragraph_at(span.start)}{page}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
