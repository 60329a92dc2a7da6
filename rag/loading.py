"""File -> Document: the bytes are read here, parsed in a child process, and given their roles."""

from __future__ import annotations

import hashlib
import logging
import stat
import time
from pathlib import Path

from rag.errors import EmptyDocumentError, LoadError, UnsupportedFileError
from rag.loaders.discovery import Discovery, discover
from rag.loaders.formats import is_supported, unsupported
from rag.loaders.language import detect_language
from rag.loaders.process import ParserProcess
from rag.structure import find_structure
from rag.types import Document

__all__ = ["Discovery", "ParserProcess", "discover", "document_id", "load"]

logger = logging.getLogger(__name__)

_ID_DIGITS = 12


def load(path: Path, *, source: str, parser: ParserProcess | None = None) -> Document:
    """Read a file.

    :param path: the file.
    :param source: its name for the user: it stands in the document and before every error.
    :param parser: the process to parse in; without one, a process is started for this file alone.
    :raises UnsupportedFileError: when files of this kind are not read.
    :raises EmptyDocumentError: when a reader would see no text in it.
    :raises LoadError: when it cannot be read for another reason.
    """
    if parser is None:
        with ParserProcess() as own:
            return load(path, source=source, parser=own)
    started = time.perf_counter()
    try:
        data = _read(path, parser.max_bytes)
        document = _document(data, path.suffix.lower(), source, parser)
    except LoadError as error:
        raise type(error)(f"{source}: {error}") from error
    milliseconds = 1000 * (time.perf_counter() - started)
    count = len(document.paragraphs)
    logger.info("loaded %d paragraphs from %d bytes in %.0f ms", count, len(data), milliseconds)
    return document


def document_id(data: bytes) -> str:
    """Return the id of the document that a file with these bytes becomes."""
    return hashlib.sha256(data).hexdigest()[:_ID_DIGITS]


def _document(data: bytes, suffix: str, source: str, parser: ParserProcess) -> Document:
    parsed = parser.parse(data, suffix)
    if not parsed.blocks:
        raise EmptyDocumentError(
            "there is no text in it that a reader would see; check that it is the right file"
        )
    structure = find_structure(parsed)
    return Document(
        id=document_id(data),
        title=structure.title,
        source=source,
        text=parsed.text,
        paragraphs=structure.paragraphs,
        author=structure.author,
        published=structure.published,
        language=parsed.language or detect_language(parsed.text),
    )


def _read(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a regular file of a kind that is read and of a bearable size."""
    if not is_supported(path):
        raise UnsupportedFileError(unsupported(path))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise LoadError("it is not a regular file; copy its content into one")
        _check_size(status.st_size, max_bytes)
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise LoadError(f"it cannot be opened ({error.strerror}); check the path") from error
    _check_size(len(data), max_bytes)
    return data


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise LoadError(
            f"it has {size / 1e6:,.0f} MB, more than the {max_bytes / 1e6:,.0f} MB that are read; "
            "split it"
        )
