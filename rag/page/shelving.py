"""The library's shelf: documents are added, replaced, taken out and put back.

A view of the shelf comes back each time, whatever goes wrong as one sentence with it.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import threading
from pathlib import Path
from typing import Protocol

from rag.conversations import new_id
from rag.errors import NotInLibraryError, RagError
from rag.index import Withdrawn
from rag.loaders.formats import PARSERS
from rag.originals import Originals
from rag.page.narrowing import narrowed
from rag.page.rendering import View, report_view, shelf_view
from rag.page.wishes import filters_of, line_of, text_of
from rag.page.wording import say
from rag.reports import AddReport, DocumentInfo

logger = logging.getLogger(__name__)

#: Names of the kinds of files that can be added.
KINDS = tuple(sorted(PARSERS))
#: The longest text that can be pasted, and the longest name of anything added.
PASTED_CHARACTERS = 400_000
NAME_CHARACTERS = 200
#: How long a removed document can be put back.
UNDO_SECONDS = 60.0


class ShelfLibrary(Protocol):
    """What the shelf asks of a library; ``rag.Library`` has it."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library."""

    def add_one(self, path: Path, source: str) -> AddReport:
        """Index one file under a name."""

    def remove(self, document_id: str) -> None:
        """Take a document out."""

    def withdraw(self, document_id: str) -> Withdrawn:
        """Take a document out and return what puts it back."""

    def restore(self, held: Withdrawn) -> None:
        """Put a document back."""


class Shelf:
    """The documents of one library.

    :param originals: where the PDFs among them are kept.
    :param uploads: the folder into which the server writes uploads.
    """

    def __init__(self, library: ShelfLibrary, originals: Originals, uploads: Path) -> None:
        self._library = library
        self._originals = originals
        self._uploads = uploads.resolve()
        self._removed: dict[str, Withdrawn] = {}
        self._lock = threading.Lock()
        self._sweep()

    def view(self, asked: object = None) -> View:
        """Return the list of documents."""
        del asked
        try:
            return {"documents": shelf_view(self._library.documents()), "kinds": list(KINDS)}
        except RagError as error:
            return {"documents": [], "kinds": list(KINDS), "message": {"text": str(error)}}

    def narrow(self, asked: object) -> View:
        """Return which documents the filters let through; the list is narrowed to them.

        :param asked: ``{"filters"}``.
        :returns: ``{"left": [ids]}``, with a sentence where the filters are malformed.
        """
        try:
            known = self._library.documents()
            left = narrowed(known, None, filters_of(asked))
        except RagError as error:
            return {"left": [], "message": {"text": str(error)}}
        return {"left": [info.id for info in known] if left is None else list(left)}

    def add(self, asked: object) -> View:
        """Index an uploaded copy, which is deleted then; say what became of it.

        :param asked: ``{"path", "name", "replaces"}``: the copy, the user's name for it, and the id
            of the document that it takes the place of, if any.
        """
        path = self.upload(text_of(asked, "path", most=4096))
        if path is None:
            return {**self.view(), "report": _line(say("upload_again"))}
        known = Path(line_of(asked, "name", NAME_CHARACTERS).replace("\\", "/")).name
        name = known if Path(known).suffix.lower() == path.suffix.lower() else path.name
        return self._add(path, name, text_of(asked, "replaces"))

    def paste(self, asked: object) -> View:
        """Index a text that was pasted.

        :param asked: ``{"title", "text"}``; without a title, the text's own is found.
        """
        text = text_of(asked, "text", most=PASTED_CHARACTERS)
        if not text.strip():
            return {**self.view(), "report": _line(say("paste_a_text", n=PASTED_CHARACTERS))}
        title = line_of(asked, "title", NAME_CHARACTERS - 4)
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]
        name = f"{title.replace('/', ' ') or f'pasted-{digest}'}.txt"
        whole = f"{title}\n\n{text}" if title else text
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pasted.txt"
            path.write_text(whole, encoding="utf-8", errors="replace")
            return self._add(path, name, "")

    def remove(self, asked: object) -> View:
        """Take a document out; for a while it can be put back.

        :param asked: ``{"document"}``.
        """
        identity = text_of(asked, "document")
        try:
            held = self._library.withdraw(identity)
        except NotInLibraryError:
            return {**self.view(), "message": say("already_removed")}
        except RagError as error:
            return {**self.view(), "message": {"text": str(error)}}
        return {**self.view(), **_way_back(held, self._hold(held))}

    def restore(self, asked: object) -> View:
        """Put a document back that was just taken out.

        :param asked: ``{"undo"}``, as ``remove`` gave it.
        """
        ticket = text_of(asked, "undo")
        with self._lock:
            held = self._removed.pop(ticket, None)
        if held is None:
            return {**self.view(), "message": say("too_late_to_undo")}
        try:
            if held.document.source in {info.source for info in self._library.documents()}:
                return {**self.view(), "message": say("replaced_meanwhile")}
            self._library.restore(held)
        except RagError as error:
            with self._lock:
                self._removed.setdefault(ticket, held)
            message = {"text": str(error)}
            return {**self.view(), **_way_back(held, ticket), "message": message}
        return {**self.view(), "restored": held.document.id}

    def upload(self, name: str) -> Path | None:
        """Return the uploaded copy of that path, if it is one."""
        try:
            path = Path(name).resolve()
            inside = path.is_relative_to(self._uploads) and path.is_file()
        except (OSError, ValueError):
            return None
        return path if inside else None

    def take(self, path: Path, name: str) -> AddReport:
        """Index a copy under a name and delete it; of a PDF, an original is kept.

        :raises RagError: the index could not be written.
        """
        try:
            report = self._library.add_one(path, source=name)
            if report.document_id is not None:
                with self._lock:
                    self._originals.keep(path, report.document_id)
        finally:
            path.unlink(missing_ok=True)
        return report

    def _add(self, path: Path, name: str, replaces: str) -> View:
        try:
            report = self.take(path, name)
            if report.document_id is not None:
                self._take_the_place(report.document_id, replaces)
            told = report_view(report)
        except RagError as error:
            told = _line({"text": str(error)}, name)
        except Exception:  # the page's edge: logged here, a sentence there
            logger.exception("adding a file failed")
            told = _line(say("surprise"), name)
        return {**self.view(), "report": told}

    def _take_the_place(self, added: str, replaces: str) -> None:
        if replaces and replaces != added:
            try:
                self._library.remove(replaces)
            except NotInLibraryError:  # a file of the same name has replaced it already
                logger.info("what was to be replaced is gone already")
            self._sweep()

    def _hold(self, held: Withdrawn) -> str:
        """Keep what was taken out until it is too late to put it back."""
        name = new_id()
        with self._lock:
            self._removed[name] = held
        expiry = threading.Timer(UNDO_SECONDS, self._let_go, (name,))
        expiry.daemon = True
        expiry.start()
        return name

    def _let_go(self, name: str) -> None:
        with self._lock:
            self._removed.pop(name, None)
        self._sweep()

    def _sweep(self) -> None:
        """Delete the originals of documents that are gone for good."""
        with self._lock:
            try:
                known = {info.id for info in self._library.documents()}
            except RagError as error:
                logger.warning("no originals deleted: %s", error)
                return
            self._originals.sweep(known | {held.document.id for held in self._removed.values()})


def _way_back(held: Withdrawn, ticket: str) -> View:
    """Return what the page needs to put a document back that was taken out."""
    title = held.document.title or held.document.source
    return {"removed": held.document.id, "title": title, "undo": ticket}


def _line(said: View, name: str = "") -> View:
    """Return a line about a file, whose name is not repeated when the sentence has it."""
    return {"name": "" if name in said.get("text", "") else name, "done": False, "said": said}
