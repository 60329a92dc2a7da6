"""Commands that look something up: retrieve and ask."""

from __future__ import annotations

import argparse
import time

from rag import rendering
from rag.cli.session import AddCommand, Session, add_generator, positive
from rag.filters import Filters
from rag.generation import Writing
from rag.query import parse_query


def register(command: AddCommand) -> None:
    """Name the commands and their arguments."""
    found = command("retrieve", _retrieve, "Show the passages that fit a query best.")
    found.add_argument(
        "query", metavar="QUERY", help='what to look for; "words in double quotes" must appear'
    )
    found.add_argument("-k", type=positive, default=10, metavar="N", help="how many (10)")
    _add_filters(found)
    asked = command("ask", _ask, "Answer a question from the documents, or say that they do not.")
    asked.add_argument("question", metavar="QUESTION", help="what you want to know")
    add_generator(asked)
    _add_filters(asked)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("filters", "look only at documents that fulfil all of them")
    group.add_argument(
        "--document",
        metavar="ID",
        action="append",
        help="with that id; may be given several times",
    )
    for name, metavar, help_text in (
        ("--folder", "DIR", "that lie in a folder, or deeper"),
        ("--since", "DATE", "of that date or later: 2025-05-14, 2025-05 or 2025"),
        ("--until", "DATE", "of that date or earlier; a month or year counts to its end"),
        ("--author", "NAME", "whose author's name has these words"),
        ("--language", "CODE", "in that language, such as en"),
    ):
        group.add_argument(name, metavar=metavar, help=help_text)


def _filters(arguments: argparse.Namespace) -> Filters:
    return Filters(
        documents=tuple(arguments.document) if arguments.document else None,
        folder=arguments.folder,
        since=arguments.since,
        until=arguments.until,
        author=arguments.author,
        language=arguments.language,
    )


def _retrieve(session: Session) -> int:
    query, filters = session.arguments.query, _filters(session.arguments)
    with session.reading() as library:
        started = time.perf_counter()
        hits = library.retrieve(query, session.arguments.k, filters=filters)
        timings = {"total": 1e3 * (time.perf_counter() - started)}
    shape = {"query": query, "hits": [hit.to_dict() for hit in hits], "timings_ms": timings}
    session.show(shape, rendering.render_hits(hits) or _nothing_found(query, filters))
    return 0


def _nothing_found(query: str, filters: Filters) -> str:
    where = " in the documents that the filters let through" if filters else ""
    phrases = " and ".join(f"“{phrase}”" for phrase in parse_query(query).phrases)
    if phrases:
        return rendering.one_line(f"No passage{where} holds {phrases}; leave the quotes out.")
    return f"Nothing was found{where}."


def _ask(session: Session) -> int:
    arguments = session.arguments
    writing = Writing(arguments.generator)
    with session.reading() as library:
        answer = library.ask(arguments.question, filters=_filters(arguments), writing=writing)
    session.show(answer.to_dict(), rendering.render_answer(answer))
    return 0
