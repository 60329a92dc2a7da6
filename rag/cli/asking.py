"""Commands that look something up: retrieve and ask."""

from __future__ import annotations

import time

from rag import rendering
from rag.cli.session import AddCommand, Session, positive


def register(command: AddCommand) -> None:
    """Name the commands and their arguments."""
    found = command("retrieve", _retrieve, "Show the passages that fit a query best.")
    found.add_argument("query", metavar="QUERY", help="what to look for")
    found.add_argument("-k", type=positive, default=10, metavar="N", help="how many (10)")
    asked = command("ask", _ask, "Answer a question from the documents, or say that they do not.")
    asked.add_argument("question", metavar="QUESTION", help="what you want to know")


def _retrieve(session: Session) -> int:
    query = session.arguments.query
    with session.reading() as library:
        started = time.perf_counter()
        hits = library.retrieve(query, session.arguments.k)
        timings = {"total": 1e3 * (time.perf_counter() - started)}
    shape = {"query": query, "hits": [hit.to_dict() for hit in hits], "timings_ms": timings}
    session.show(shape, rendering.render_hits(hits) or "Nothing was found.")
    return 0


def _ask(session: Session) -> int:
    with session.reading() as library:
        answer = library.ask(session.arguments.question)
    session.show(answer.to_dict(), rendering.render_answer(answer))
    return 0
