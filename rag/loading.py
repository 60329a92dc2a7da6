"""File -> Document: the bytes are read here, parsed in a child process, and given their roles."""

from __future__ import annotations

import hashlib
import logging
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.errors import EmptyDocumentError, LoadError, UnsupportedFileError
from rag.loaders.discovery import Discovery, discover
from rag.loaders.formats import is_supported, unsupported
from rag.loaders.language import detect_language
from rag.loaders.process import ParserProcess
from rag.structure import find_structure
from rag.types import Document

__all__ = [
    "Content",
    "Discovery",
    "ParserProcess",
    "discover",
    "document_id",
    "load",
    "load_content",
    "read_content",
]

logger = logging.getLogger(__name__)

_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, read once.

    :param suffix: of its name, in lower case, with the dot.
    :param sha256: of the bytes, in hexadecimal digits.
    """

    data: bytes
    suffix: str
    sha256: str


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
    content = read_content(path, source=source, max_bytes=parser.max_bytes)
    return load_content(content, source=source, parser=parser)


def read_content(path: Path, *, source: str, max_bytes: int) -> Content:
    """Read the bytes of a file, which tell whether it is known already.

    :raises UnsupportedFileError: when files of this kind are not read.
    :raises LoadError: when it cannot be read for another reason.
    """
    with _named(source):
        data = _read(path, max_bytes)
    return Content(data, path.suffix.lower(), hashlib.sha256(data).hexdigest())


def load_content(content: Content, *, source: str, parser: ParserProcess) -> Document:
    """Turn the bytes of a file into a document; see :func:`load`.

    :raises EmptyDocumentError: when a reader would see no text in it.
    :raises LoadError: when it cannot be read for another reason.
    """
    started = time.perf_counter()
    with _named(source):
        document = _document(content, source, parser)
    milliseconds = 1000 * (time.perf_counter() - started)
    count, size = len(document.paragraphs), len(content.data)
    logger.info("loaded %d paragraphs from %d bytes in %.0f ms", count, size, milliseconds)
    return document


def document_id(data: bytes) -> str:
    """Return the id of the document that a file with these bytes becomes."""
    return hashlib.sha256(data).hexdigest()[:_ID_DIGITS]


@contextmanager
def _named(source: str) -> Iterator[None]:
    """Put the file's name before every error."""
    try:
        yield
    except LoadError as error:
        raise type(error)(f"{source}: {error}") from error


def _document(content: Content, source: str, parser: ParserProcess) -> Document:
    parsed = parser.parse(content.data, content.suffix)
    if not parsed.blocks:
        raise EmptyDocumentError(
            "there is no text in it that a reader would see; check that it is the right file"
        )
    structure = find_structure(parsed)
    return Document(
        id=content.sha256[:_ID_DIGITS],
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
