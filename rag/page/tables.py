"""The views that are tables: what happened when, who said what; shown, and taken along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from rag.exporting import (
    events_to_csv,
    events_to_markdown,
    quotations_to_csv,
    quotations_to_markdown,
)
from rag.page.rendering import View, citation_view
from rag.page.wording import say
from rag.reports import DocumentInfo
from rag.results import Reply
from rag.views import Event, Quotation, SpeechKind

#: The kinds of tables.
TABLES = ("timeline", "quotes")
#: Rows that are shown and kept; the file that is taken along has all of them.
MOST_ROWS = 400
#: Words that mostly lean on the verb before them.
_LEANING = frozenset("about against as for from into of on over to upon whether with".split())
ENDINGS = {"csv": ".csv", "markdown": ".md"}


class TellingLibrary(Protocol):
    """What tables are made from; ``rag.Library`` has it."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library."""

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        """Return what happened when."""

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        """Return who said what."""


def table_view(kind: str, rows: Sequence[Event | Quotation]) -> View:
    """Return the rows of a table, each with its footnote, and where all of them stand.

    :param kind: one of ``TABLES``.
    """
    shown = rows[:MOST_ROWS]
    return {
        "kind": kind,
        "rows": [_row_view(row, number) for number, row in enumerate(shown, start=1)],
        "n": len(rows),
        "places": _places(map(_place_of, rows)),
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


def file_view(library: TellingLibrary, view: Mapping[str, Any], form: str) -> View:
    """Return a table as the text of a file with its name; say how many documents are gone from it.

    :param view: the table's view.
    :param form: one of ``ENDINGS``.
    :return: ``{"text", "file"}``, with a ``"message"`` where documents are gone; only that where
        all of them are.
    """
    places, known = _kept_places(view), {info.id for info in library.documents()}
    there = {document: starts for document, starts in places.items() if document in known}
    gone = len(places) - len(there)
    if gone and not there:
        return {"message": say("table_gone")}
    text = table_file(library, {**view, "places": there}, form)
    message = {"message": say("table_without", n=gone)} if gone else {}
    return {"text": text, "file": f"{view['kind']}{ENDINGS[form]}", **message}


def table_file(library: TellingLibrary, view: Mapping[str, Any], form: str) -> str:
    """Return all rows of a table, those that were not shown too, as a file.

    :param view: the table's view.
    :param form: one of ``ENDINGS``.
    :raises NotInLibraryError: a document of the table is gone.
    """
    places = _kept_places(view)
    kept = {(document, start) for document, starts in places.items() for start in starts}
    if view["kind"] == "timeline":
        events = [e for e in library.timeline(list(places)) if _place_of(e) in kept]
        return events_to_csv(events) if form == "csv" else events_to_markdown(events)
    said = [q for q in library.quotes(list(places)) if _place_of(q) in kept]
    return quotations_to_csv(said) if form == "csv" else quotations_to_markdown(said)


def _kept_places(view: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return where all rows of a table stand; only those shown in a turn of an earlier version."""
    notes = (row["footnote"] for row in view["rows"])
    return view.get("places") or _places((note["document"], note["start"]) for note in notes)


def _place_of(row: Event | Quotation) -> tuple[str, int]:
    return row.document.id, row.span.start


def _places(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Return where rows stand, by document."""
    places: dict[str, list[int]] = {}
    for document, start in rows:
        places.setdefault(document, []).append(start)
    return places


def _row_view(row: Event | Quotation, number: int) -> View:
    note = citation_view(row.cite(number))
    if isinstance(row, Event):
        said_by = {"text": row.shown, "speaker": row.speaker_name}
        return {"head": row.date, **said_by, "footnote": note}
    quoted = row.kind is SpeechKind.QUOTED
    text = " ".join(f"{_verb_before(row)} {row.shown}".split())
    return {"head": row.speaker_name, "text": text, "quoted": quoted, "footnote": note}


def _verb_before(row: Quotation) -> str:
    """Return the verb of saying where what was said leans on it: "described" before "as a wall"."""
    start = row.content[0].start
    leans = row.document.slice(row.content[0]).split(maxsplit=1)[0].lower() in _LEANING
    beside = row.verb.end <= start and not row.document.text[row.verb.end : start].strip()
    return row.document.slice(row.verb) if leans and beside else ""
