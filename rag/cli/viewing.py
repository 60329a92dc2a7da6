"""Commands that show documents another way: timeline and quotes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TypeVar

from rag import exporting, rendering
from rag.cli.session import AddCommand, Session, fail
from rag.views import Event, Quotation

Row = TypeVar("Row", Event, Quotation)
Writer = Callable[[Sequence[Row]], str]


def register(command: AddCommand) -> None:
    """Name the commands and their arguments."""
    _add_arguments(command("timeline", _timeline, "Show what happened when, by date."))
    _add_arguments(command("quotes", _quotes, "Show who said what."))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="documents; all when not given")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")
    form.add_argument("--markdown", action="store_true", help="print a Markdown table")


def _timeline(session: Session) -> int:
    with session.reading() as library:
        events = library.timeline(session.arguments.ids or None)
    return _show(
        session,
        "events",
        events,
        rendering.render_events,
        exporting.events_to_csv,
        exporting.events_to_markdown,
    )


def _quotes(session: Session) -> int:
    with session.reading() as library:
        quotations = library.quotes(session.arguments.ids or None)
    return _show(
        session,
        "quotes",
        quotations,
        rendering.render_quotations,
        exporting.quotations_to_csv,
        exporting.quotations_to_markdown,
    )


def _show(
    session: Session,
    name: str,
    rows: Sequence[Row],
    to_text: Writer[Row],
    to_csv: Writer[Row],
    to_markdown: Writer[Row],
) -> int:
    arguments = session.arguments
    if arguments.json and (arguments.csv or arguments.markdown):
        return fail("--json, --csv and --markdown exclude each other; name one of them", 2)
    write = to_csv if arguments.csv else to_markdown if arguments.markdown else to_text
    shape = {name: [row.to_dict(number) for number, row in enumerate(rows, start=1)]}
    session.show(shape, write(rows))
    return 0
