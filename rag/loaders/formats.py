"""Which files are read, by suffix and by content, and the parser of each."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import PurePath
from typing import cast

from rag.errors import LoadError, UnsupportedFileError
from rag.loaders.parsed import Parsed

#: Suffix -> module of this package whose ``parse(data: bytes) -> Parsed`` reads such files.
PARSERS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
#: What a user is told can be read.
SUPPORTED = ".txt, .md, .html, .pdf and .docx files are read"

_TEXTUAL = frozenset({"text", "markdown", "html"})
#: Leading bytes -> (parser that takes them, name of the kind for the user).
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "docx", "a zip archive"),
    (b"PK\x05\x06", "", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "docx", "an old or protected Office file"),
    (b"{\\rtf", "", "a Rich Text file"),
    (b"MZ", "", "a Windows program"),
    (b"\x7fELF", "", "a Linux program"),
    (b"\x89PNG", "", "a PNG image"),
    (b"\xff\xd8\xff", "", "a JPEG image"),
    (b"GIF8", "", "a GIF image"),
    (b"\x1f\x8b", "", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "", "a 7z archive"),
    (b"Rar!\x1a", "", "a RAR archive"),
    (b"SQLite format 3\x00", "", "an SQLite database"),
)


def is_supported(path: PurePath) -> bool:
    """Say whether files with this suffix are read; case does not matter."""
    return path.suffix.lower() in PARSERS


def unsupported(path: PurePath) -> str:
    """Return the sentence that says why a file of this name is not read."""
    kind = f"{path.suffix.lower()} files" if path.suffix else "files without a suffix"
    return f"{kind} are not read; {SUPPORTED}"


def check_content(data: bytes, suffix: str) -> None:
    """Make sure that ``data`` can be what ``suffix`` says.

    :param data: the file, or at least its first kilobyte.
    :param suffix: lower case, with its dot, one of ``PARSERS``.
    :raises LoadError: when the file has no bytes.
    :raises UnsupportedFileError: when the content is of another kind.
    """
    if not data:
        raise LoadError("the file is empty (0 bytes); check that it was saved or copied in full")
    parser = PARSERS[suffix]
    found = _signature(data)
    if found and found[0] != parser and not (parser in _TEXTUAL and _reads_as_text(data)):
        raise UnsupportedFileError(_mismatch(found, suffix))
    if parser in ("pdf", "docx") and not found:
        kind = "HTML" if data.lstrip()[:1] == b"<" else f"not what a {suffix} file holds"
        raise UnsupportedFileError(
            f"its content is {kind}; give it the suffix of what it is ({SUPPORTED})"
        )


def parser_for(suffix: str) -> Callable[[bytes], Parsed]:
    """Import the parser of ``suffix`` and only that one."""
    module = importlib.import_module(f"rag.loaders.{PARSERS[suffix]}")
    return cast(Callable[[bytes], Parsed], module.parse)


def _signature(data: bytes) -> tuple[str, str] | None:
    for signature, parser, name in _SIGNATURES:
        if data.startswith(signature):
            return parser, name
    if b"%PDF-" in data[:1024]:
        return "pdf", "a PDF"
    return None


def _reads_as_text(data: bytes) -> bool:
    """Say whether a signature may be chance: a text can begin with MZ or mention %PDF-."""
    head = data[:1024]
    return not head.startswith(b"%PDF-") and not any(
        byte < 9 or 13 < byte < 32 or byte > 126 for byte in head
    )


def _mismatch(found: tuple[str, str], suffix: str) -> str:
    parser, name = found
    suffixes = [s for s, p in PARSERS.items() if p == parser]
    advice = f"rename it to {suffixes[0]}" if parser == "pdf" else SUPPORTED
    return f"it is named {suffix} but is {name}; {advice}"
