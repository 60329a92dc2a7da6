"""Rows of the two views -> CSV for a spreadsheet, Markdown for a document.

Words of documents are data there: no cell is taken for a formula, no word for markup.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from rag.rendering import one_line
from rag.types import Citation
from rag.views import Event, Quotation

#: What a spreadsheet takes for the beginning of a formula, wide forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#|~&!$@^]|(?<=[a-zA-Z]):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_PLACE = ("title", "source", "page", "paragraph", "document_id", "start", "end")


def events_to_csv(events: Sequence[Event]) -> str:
    """Return a header and one line an event; who says it comes last, where it is a claim."""
    head = ("number", "date", "first", "last", "precision", "said", "text", *_PLACE, "speaker")
    rows = [
        (
            str(number),
            event.date,
            event.first or "",
            event.last or "",
            event.precision.value,
            event.document.slice(event.said),
            event.text,
            *_place(event.cite(number)),
            event.speaker_name,
        )
        for number, event in enumerate(events, start=1)
    ]
    return _csv(head, rows)


def quotations_to_csv(quotations: Sequence[Quotation]) -> str:
    """Return a header and one line a quotation."""
    head = ("number", "speaker", "said_as", "verb", "text", "kind", *_PLACE)
    rows = [
        (
            str(number),
            quotation.speaker_name,
            quotation.document.slice(quotation.speaker),
            quotation.document.slice(quotation.verb),
            quotation.text,
            quotation.kind.value,
            *_place(quotation.cite(number)),
        )
        for number, quotation in enumerate(quotations, start=1)
    ]
    return _csv(head, rows)


def events_to_markdown(events: Sequence[Event]) -> str:
    """Return a table with a row an event."""
    rows = [
        (
            event.date,
            event.document.slice(event.said),
            event.text,
            event.speaker_name,
            _source(event.cite(number)),
        )
        for number, event in enumerate(events, start=1)
    ]
    return _table(("Date", "As said", "What", "Said by", "Source"), rows)


def quotations_to_markdown(quotations: Sequence[Quotation]) -> str:
    """Return a table with a row a quotation."""
    rows = [
        (
            quotation.speaker_name,
            quotation.document.slice(quotation.verb),
            quotation.shown,
            _source(quotation.cite(number)),
        )
        for number, quotation in enumerate(quotations, start=1)
    ]
    return _table(("Who", "Verb", "What", "Source"), rows)


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line."""
    return _MARKUP.sub(lambda match: "\\" + match[0], one_line(text))


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().removesuffix("\n")


def _cell(value: str) -> str:
    """Return a cell that a spreadsheet reads as text where it might be a formula.

    Source: OWASP, "CSV Injection": an apostrophe before what begins like a formula.
    """
    text = one_line(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([escape_markdown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _place(citation: Citation) -> list[str]:
    shape = citation.to_dict()
    return ["" if shape[key] is None else str(shape[key]) for key in _PLACE]


def _source(citation: Citation) -> str:
    shape = citation.to_dict()
    page = f" (page {shape['page']})" if shape["page"] is not None else ""
    return f"{shape['title'] or shape['source']}, paragraph {shape['paragraph']}{page}"
