"""The views that are tables: what happened when, who said what; shown, and taken along."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from rag.exporting import (
    events_to_csv,
    events_to_markdown,
    quotations_to_csv,
    quotations_to_markdown,
)
from rag.page.rendering import View, citation_view
from rag.results import Reply
from rag.views import Event, Quotation, SpeechKind

#: The kinds of tables.
TABLES = ("timeline", "quotes")
#: Rows that are shown and kept; the file that is taken along has all of them.
MOST_ROWS = 400
ENDINGS = {"csv": ".csv", "markdown": ".md"}


class TellingLibrary(Protocol):
    """What tables are made from; ``rag.Library`` has it."""

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        """Return what happened when."""

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        """Return who said what."""


def table_view(kind: str, rows: Sequence[Event | Quotation]) -> View:
    """Return the rows of a table, each with its footnote.

    :param kind: one of ``TABLES``.
    """
    shown = rows[:MOST_ROWS]
    return {
        "kind": kind,
        "rows": [_row_view(row, number) for number, row in enumerate(shown, start=1)],
        "n": len(rows),
    }


def reply_view(reply: Reply) -> View:
    """Turn a reply of the conversation into the view of one turn."""
    listed = [
        {"document": info.id, "title": info.title or info.source, "published": info.published or ""}
        for info in reply.documents
    ]
    view = {"kind": "reply", "question": reply.question, "message": {"text": reply.text}}
    if reply.rows:
        return {**view, "kind": "table", "table": table_view(reply.kind, reply.rows)}
    return {**view, "listed": listed}


def table_file(library: TellingLibrary, view: Mapping[str, Any], form: str) -> str:
    """Return all rows of a table that was shown, as a file.

    :param view: the table's view; a row that was not shown is there when no choice was made.
    :param form: one of ``ENDINGS``.
    """
    rows = view["rows"]
    documents = list(dict.fromkeys(row["footnote"]["document"] for row in rows))
    kept = {(row["footnote"]["document"], row["footnote"]["start"]) for row in rows}
    whole = view["n"] > len(rows)
    if view["kind"] == "timeline":
        events = [e for e in library.timeline(documents) if whole or _is_among(e, kept)]
        return events_to_csv(events) if form == "csv" else events_to_markdown(events)
    said = [q for q in library.quotes(documents) if whole or _is_among(q, kept)]
    return quotations_to_csv(said) if form == "csv" else quotations_to_markdown(said)


def _is_among(row: Event | Quotation, kept: Collection[tuple[str, int]]) -> bool:
    return (row.document.id, row.span.start) in kept


def _row_view(row: Event | Quotation, number: int) -> View:
    note = citation_view(row.cite(number))
    if isinstance(row, Event):
        return {"head": row.date, "text": " ".join(row.text.split()), "footnote": note}
    quoted = row.kind is SpeechKind.QUOTED
    text = " ".join(row.shown.split())
    return {"head": row.speaker_name, "text": text, "quoted": quoted, "footnote": note}
