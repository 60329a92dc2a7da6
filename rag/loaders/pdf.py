"""PDF: the words of its pages, as paragraphs with page numbers."""

from __future__ import annotations

import logging

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.errors import EmptyDocumentError, LoadError
from rag.loaders.building import TextBuilder
from rag.loaders.declared import plausible_author, plausible_title
from rag.loaders.parsed import Parsed
from rag.loaders.pdf_layout import add_blocks
from rag.loaders.pdf_lines import Line, read_lines

logger = logging.getLogger(__name__)

MAX_PAGES = 5_000


def parse(data: bytes) -> Parsed:
    """Read the text of a PDF; a page that is broken is left out, the others are read.

    :param data: the file.
    :raises LoadError: when it is protected by a password, damaged, or has too many pages.
    :raises EmptyDocumentError: when its pages hold no text.
    """
    document = _open(data)
    count = len(document)
    if count > MAX_PAGES:
        raise LoadError(
            f"it has {count:,} pages, more than the {MAX_PAGES:,} that are read; split it"
        )
    pages = [_page(document, index) for index in range(count)]
    builder = TextBuilder()
    add_blocks([page for page in pages if page], builder)
    if builder.is_empty:
        raise EmptyDocumentError(_nothing(count, broken=sum(page is None for page in pages)))
    declared = document.get_metadata_dict()
    return builder.build(
        plausible_title(declared.get("Title", "")), plausible_author(declared.get("Author", ""))
    )


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise LoadError(
                "it is protected by a password; save a copy without one and add that"
            ) from error
        raise LoadError("it is damaged and cannot be opened; get a new copy of it") from error


def _page(document: pdfium.PdfDocument, index: int) -> list[Line] | None:
    """Return the lines of a page, or None where it cannot be read."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        logger.info("page %d cannot be read", index + 1)
        return None
    try:
        return read_lines(page, index + 1)
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()


def _nothing(count: int, *, broken: int) -> str:
    if broken or not count:
        return f"none of its {count} pages can be read; get a new copy of it"
    pages = "its page holds" if count == 1 else f"its {count} pages hold"
    return (
        f"{pages} no text, only images or nothing; run text recognition (OCR) on it and add "
        "the result"
    )
