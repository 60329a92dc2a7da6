"""For other programs: the library's verbs as named, typed endpoints with the contract's JSON.

Gradio serves each function below as ``/gradio_api/call/NAME``, and as a tool of the Model Context
Protocol. They pass the same guard and the same turnstiles as the page (``docs/api.md``).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from rag.errors import RagError
from rag.filters import Filters
from rag.page.narrowing import read_filters
from rag.page.shelving import NAME_CHARACTERS, PASTED_CHARACTERS, Shelf
from rag.page.turnstile import Turnstile
from rag.reports import DocumentInfo
from rag.results import Answer, Summary
from rag.types import Hit

#: Passages that a program may ask for at once.
MOST_HITS = 100


class ProgramsLibrary(Protocol):
    """What programs ask of a library; ``rag.Library`` has it."""

    def retrieve(
        self,
        query: str,
        top_k: int = 10,
        documents: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> list[Hit]:
        """Return the best passages for a query."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        documents: Sequence[str] | None = None,
        strictness: str | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Answer a question from the documents."""

    def summarize(
        self, document: str | Sequence[str] | None = None, focus: str | None = None
    ) -> Summary:
        """Sum up documents in one paragraph."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library."""

    def remove(self, document_id: str) -> None:
        """Take a document out."""


class Programs:
    """The verbs of one library, with the contract's shapes. Errors are ``RagError``."""

    def __init__(self, library: ProgramsLibrary, shelf: Shelf) -> None:
        self._library = library
        self._shelf = shelf

    def retrieve(
        self,
        query: str,
        top_k: int = 10,
        documents: list[str] | None = None,
        filters: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return ranked passages; see ``offer``."""
        started = time.perf_counter()
        most, only = max(1, min(top_k, MOST_HITS)), read_filters(filters)
        hits = self._library.retrieve(query, most, documents, only)
        timings = {"total": 1e3 * (time.perf_counter() - started)}
        return {"query": query, "hits": [hit.to_dict() for hit in hits], "timings_ms": timings}

    def ask(
        self,
        question: str,
        documents: list[str] | None = None,
        strictness: str | None = None,
        history: list[str] | None = None,
        filters: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return a cited answer, or a decline; see ``offer``."""
        only = read_filters(filters)
        answer = self._library.ask(question, history or (), documents, strictness, only)
        return answer.to_dict()

    def summarise(
        self, documents: list[str] | None = None, focus: str | None = None
    ) -> dict[str, Any]:
        """Return one cited paragraph; see ``offer``."""
        return self._library.summarize(documents, focus or None).to_dict()

    def add(
        self, name: str, text: str = "", file: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add a text under a name, or an uploaded file; see ``offer``.

        :raises RagError: there is neither, or both, or the file could not be read.
        """
        known = Path(name.replace("\\", "/")).name[:NAME_CHARACTERS]
        if bool(text.strip()) == bool(file) or len(text) > PASTED_CHARACTERS:
            raise RagError(
                f"give a text of at most {PASTED_CHARACTERS:,} characters, or an uploaded file"
            )
        if file:
            path = self._shelf.upload(str(file.get("path", "")))
            if path is None:
                raise RagError("that is no upload of this server; send the file to /upload first")
            known = known if Path(known).suffix.lower() == path.suffix.lower() else path.name
            return {"files": [self._shelf.take(path, known).to_dict()]}
        with tempfile.TemporaryDirectory() as folder:
            named = Path(known).suffix.lower() in (".txt", ".md")
            source = known if named else f"{known or 'given'}.txt"
            written = Path(folder) / f"given{Path(source).suffix.lower()}"
            written.write_text(text, encoding="utf-8", errors="replace")
            return {"files": [self._shelf.take(written, source).to_dict()]}

    def list(self) -> dict[str, Any]:
        """Return the documents of the library; see ``offer``."""
        return {"documents": [info.to_dict() for info in self._library.documents()]}

    def remove(self, document_id: str) -> dict[str, Any]:
        """Take a document out; see ``offer``."""
        self._library.remove(document_id)
        return {"removed": document_id}


def offer(programs: Programs, reading: Turnstile, writing: Turnstile) -> None:
    """Offer the verbs to programs, inside a ``gr.Blocks`` context.

    The docstrings of the functions below are what a program, or a model that may call them, reads.
    """
    import gradio as gr
    from gradio.events import api

    async def run(turnstile: Turnstile, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            found: dict[str, Any] = await turnstile.run(work)
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return found

    async def retrieve(
        query: str,
        top_k: int = 10,
        documents: list[str] | None = None,
        filters: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Find the passages of the user's documents that bear on a query, best first.

        Args:
            query: words or a question.
            top_k: how many passages, 1 to 100.
            documents: ids of the documents to search; all when not given.
            filters: what they must fulfil: folder, since, until, author, language.

        """
        return await run(reading, partial(programs.retrieve, query, top_k, documents, filters))

    async def ask(
        question: str,
        documents: list[str] | None = None,
        strictness: str | None = None,
        history: list[str] | None = None,
        filters: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the user's documents, each sentence cited, or say they do not.

        Args:
            question: the question.
            documents: ids of the documents to ask; all when not given.
            strictness: careful, balanced or eager; the server's when not given.
            history: the earlier questions of the conversation, oldest first.
            filters: what the documents must fulfil: folder, since, until, author, language.

        """
        work = partial(programs.ask, question, documents, strictness, history, filters)
        return await run(reading, work)

    async def summarise(
        documents: list[str] | None = None, focus: str | None = None
    ) -> dict[str, Any]:
        """Sum up documents in one paragraph, each sentence cited.

        Args:
            documents: ids of the documents; all when not given.
            focus: what the summary is to be about.

        """
        return await run(reading, partial(programs.summarise, documents, focus))

    async def add(name: str, text: str = "", file: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add a document to the library: a text, or a file that was uploaded.

        Args:
            name: the name by which the user knows it, such as minutes.txt.
            text: its text, when it is not a file.
            file: the uploaded file, as a client's handle_file gives it.

        """
        return await run(writing, partial(programs.add, name, text, file))

    async def list_documents() -> dict[str, Any]:
        """List the documents of the library with their ids."""
        return await run(reading, programs.list)

    async def remove(document_id: str) -> dict[str, Any]:
        """Take a document out of the library; no result shows it afterwards.

        Args:
            document_id: its id, as list gives it.

        """
        return await run(writing, partial(programs.remove, document_id))

    list_documents.__name__ = "list"  # a tool is called by its function's name
    for name, verb in (
        ("retrieve", retrieve),
        ("ask", ask),
        ("summarise", summarise),
        ("add", add),
        ("list", list_documents),
        ("remove", remove),
    ):
        api(verb, api_name=name, concurrency_limit=None)
