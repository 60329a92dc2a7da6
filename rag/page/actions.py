"""A click -> a view: what the page can do, without a word of Gradio.

Whatever goes wrong comes back as one sentence; arguments come from a browser and are checked.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from rag.errors import NotInLibraryError, RagError
from rag.library import MAX_QUESTION_CHARACTERS
from rag.page.rendering import (
    View,
    answer_view,
    counted,
    document_view,
    line_view,
    report_view,
    shelf_view,
    summary_view,
)
from rag.results import AddReport, Answer, DocumentInfo, Summary
from rag.types import Document, Span

logger = logging.getLogger(__name__)

#: Names of the kinds of files that can be added.
KINDS = (".txt", ".md", ".html", ".pdf", ".docx")
#: How many files are taken in one go.
MAX_FILES = 50

GONE = "That document is no longer in the library, so its words cannot be shown."
NO_SUCH_PLACE = "That place is not in the document; open the footnote of an answer instead."
SURPRISE = "Something went wrong that should not have. Try again; the server's log has the details."


class Upload(NamedTuple):
    """An uploaded copy and the name that the user's file had."""

    path: Path
    name: str


class PageLibrary(Protocol):
    """What the page asks of a library; ``rag.Library`` has it."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question from the documents."""

    def summarize(
        self, document: str | Sequence[str] | None = None, focus: str | None = None
    ) -> Summary:
        """Sum up documents in one paragraph."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library."""

    def show(self, document_id: str) -> Document:
        """Return a document with its text."""

    def add_one(self, path: Path, source: str) -> AddReport:
        """Index one file under a name."""

    def remove(self, document_id: str) -> None:
        """Take a document out."""

    def suggest_questions(self, limit: int = 3) -> list[str]:
        """Return questions that the documents answer."""

    def warm_up(self) -> None:
        """Load what the first answer needs."""


class Desk:
    """The actions of the page on one library. Safe to call from several threads."""

    def __init__(self, library: PageLibrary) -> None:
        self._library = library

    def ask(self, question: object, earlier: Sequence[str] = ()) -> View:
        """Answer a question as a turn of the conversation.

        :param earlier: the questions asked before in this conversation, oldest first.
        """
        text = check_question(question)
        if not text:
            return notice("", "Type a question first.")
        return self._turn(text, lambda: answer_view(self._library.ask(text, tuple(earlier))))

    def summarise(self, document: object = None) -> View:
        """Sum up one document, or all, as a turn of the conversation."""
        if document is not None and not isinstance(document, str):
            return notice("Summary", GONE)
        heading = "Summary"

        def work() -> View:
            title = self.summary_heading(document)
            return summary_view(self._library.summarize(document), title)

        return self._turn(heading, work)

    def summary_heading(self, document: str | None) -> str:
        """Say what a summary is of: the document's title, or how many documents there are."""
        known = self._library.documents()
        if document is None and len(known) != 1:
            return f"Summary of all {counted(len(known), 'document')}"
        titles = [info.title for info in known if document in (None, info.id)]
        if not titles:
            raise NotInLibraryError(GONE)
        return f"Summary: {titles[0]}"

    def source(self, place: object) -> View:
        """Return a whole document with the quoted words marked.

        :param place: ``{"document", "start", "end"}``; without offsets nothing is marked.
        """
        asked: dict[str, object] = place if isinstance(place, dict) else {}
        document: object = asked.get("document")
        start, end = asked.get("start"), asked.get("end")
        if not isinstance(document, str):
            return {"message": NO_SUCH_PLACE}
        try:
            found = self._library.show(document)
        except NotInLibraryError:
            return {"message": GONE}
        except RagError as error:
            return {"message": str(error)}
        if start is None and end is None:
            return document_view(found)
        if type(start) is int and type(end) is int and 0 <= start < end <= len(found.text):
            return document_view(found, Span(start, end))
        return {"message": NO_SUCH_PLACE}

    def shelf(self) -> View:
        """Return the list of documents."""
        try:
            return {"documents": shelf_view(self._library.documents()), "kinds": " ".join(KINDS)}
        except RagError as error:
            return {"documents": [], "message": str(error)}

    def suggestions(self) -> View:
        """Return example questions; none rather than an error."""
        try:
            return {"questions": self._library.suggest_questions(3)}
        except RagError as error:
            logger.warning("no questions suggested: %s", error)
            return {"questions": []}

    def add(self, uploads: Sequence[Upload]) -> Iterator[View]:
        """Index uploaded files, a view of the shelf before the first and after each.

        The uploaded copies are deleted as they are done with.
        """
        taken, left = uploads[:MAX_FILES], uploads[MAX_FILES:]
        reports: list[View] = []
        for done, (path, name) in enumerate(taken):
            progress = {"done": done, "files": len(taken), "name": name}
            yield {**self.shelf(), "progress": progress, "reports": list(reports)}
            reports.append(self._add_one(path, name))
        for path, _ in left:
            path.unlink(missing_ok=True)
        if left:
            said = f"{len(left)} more not added: at most {MAX_FILES} at a time, add them next"
            reports.append(line_view("", said, done=False))
        yield {**self.shelf(), "reports": reports}

    def remove(self, document: object) -> View:
        """Take a document out and return the shelf."""
        try:
            if not isinstance(document, str):
                raise NotInLibraryError(GONE)
            self._library.remove(document)
        except NotInLibraryError:
            return {**self.shelf(), "message": "That document was already removed."}
        except RagError as error:
            return {**self.shelf(), "message": str(error)}
        return {**self.shelf(), "removed": document}

    def _add_one(self, path: Path, name: str) -> View:
        try:
            return report_view(self._library.add_one(path, source=name))
        except RagError as error:
            return line_view(name, str(error), done=False)
        except Exception:  # one file must not end the upload of the others
            logger.exception("adding a file failed")
            return line_view(name, SURPRISE, done=False)
        finally:
            path.unlink(missing_ok=True)

    def _turn(self, question: str, work: Callable[[], View]) -> View:
        try:
            return {"turn": new_turn(), **work()}
        except NotInLibraryError:
            return notice(question, GONE)
        except RagError as error:
            return notice(question, str(error))
        except Exception:  # the page's edge: logged here, a sentence there
            logger.exception("a turn failed")
            return notice(question, SURPRISE)


def notice(question: str, message: str) -> View:
    """Return a turn that holds one sentence."""
    return {"turn": new_turn(), "kind": "notice", "question": question, "message": message}


def pending(question: str) -> View:
    """Return the turn shown until the answer is there."""
    return {"turn": new_turn(), "kind": "pending", "question": question}


def new_turn() -> str:
    """Return a name for a turn that no other turn has."""
    return secrets.token_hex(8)


def check_question(question: object) -> str:
    """Return what came from the browser as a question on one line, or an empty string."""
    return " ".join(question[:MAX_QUESTION_CHARACTERS].split()) if isinstance(question, str) else ""
