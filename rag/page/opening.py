"""The source: a place in a document -> the whole document, or one of its pages, with it marked."""

from __future__ import annotations

import base64
from typing import Protocol

from rag.errors import NotInLibraryError, RagError
from rag.loaders.picturing import draw_page
from rag.originals import Originals
from rag.page.rendering import View, document_view, page_of
from rag.page.wishes import number_of, text_of
from rag.page.wording import say
from rag.types import Document, Span


class SourceLibrary(Protocol):
    """What the reader asks of a library; ``rag.Library`` has it."""

    def show(self, document_id: str) -> Document:
        """Return a document with its text."""


class Opener:
    """The documents of one library, to be read."""

    def __init__(self, library: SourceLibrary, originals: Originals) -> None:
        self._library = library
        self._originals = originals

    def source(self, place: object) -> View:
        """Return a whole document with the quoted words marked.

        :param place: ``{"document", "start", "end"}``; without offsets nothing is marked.
        """
        found = self._found(place)
        if not isinstance(found, Document):
            return found
        view = document_view(found, _span(place, found))
        return {**view, "printed": self._originals.find(found.id, found.source) is not None}

    def page(self, place: object) -> View:
        """Return a page of a PDF as a picture, the quoted words outlined.

        :param place: as for ``source``, and ``"page"``.
        """
        found = self._found(place)
        if not isinstance(found, Document):
            return found
        original = self._originals.find(found.id, found.source)
        if original is None:
            return {"message": say("no_original")}
        marked = _span(place, found)
        wanted = number_of(place, "page") or page_of(found, marked)
        words = found.slice(marked) if marked and wanted == page_of(found, marked) else ""
        try:
            picture = draw_page(original, wanted, words)
        except RagError as error:
            return {"message": {"text": str(error)}}
        return {
            "image": f"data:image/png;base64,{base64.b64encode(picture.image).decode('ascii')}",
            "width": picture.width,
            "height": picture.height,
            "page": wanted,
            "pages": picture.pages,
            "outlines": [list(box) for box in picture.outlines],
        }

    def _found(self, place: object) -> Document | View:
        """Return the document of a place, or the sentence that says why there is none."""
        identity = text_of(place, "document")
        if not identity:
            return {"message": say("no_such_place")}
        try:
            found = self._library.show(identity)
        except NotInLibraryError:
            return {"message": say("gone")}
        except RagError as error:
            return {"message": {"text": str(error)}}
        asks_for_words = isinstance(place, dict) and not (
            place.get("start") is None and place.get("end") is None
        )
        if asks_for_words and _span(place, found) is None:
            return {"message": say("no_such_place")}
        return found


def _span(place: object, document: Document) -> Span | None:
    """Return the characters that a place names, if they are of the document."""
    start, end = number_of(place, "start"), number_of(place, "end")
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    return Span(start, end)
