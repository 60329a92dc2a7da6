"""How documents, passages and vectors are written down as rows, and the checksums over them."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.types import Document, Paragraph, Passage, Role, Span, Vectors

#: Stored numbers are half as long as computed ones: 11 bits of precision move a cosine by less
#: than 0.0002 (docs/decisions/0006-what-is-on-disk.md).
STORED_FLOAT = np.dtype("<f2")
_OFFSET = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as stored, without its document.

    :param sentences: pairs of little-endian unsigned 32-bit offsets from the passage's start.
    """

    start: int
    end: int
    paragraph: int
    role: str
    heading: str
    page: int | None
    sentences: bytes

    @classmethod
    def of(cls, passage: Passage) -> PassageRow:
        """Return the row of ``passage``."""
        start = passage.span.start
        offsets = [(s.start - start, s.end - start) for s in passage.sentences]
        return cls(
            start,
            passage.span.end,
            passage.paragraph,
            passage.role.value,
            passage.heading,
            passage.page,
            np.asarray(offsets, dtype=_OFFSET).tobytes(),
        )

    def passage(self, document: Document) -> Passage:
        """Return the passage of ``document`` that this row describes."""
        offsets = np.frombuffer(self.sentences, dtype=_OFFSET).reshape(-1, 2).tolist()
        return Passage(
            document,
            Span(self.start, self.end),
            self.paragraph,
            Role(self.role),
            self.heading,
            self.page,
            tuple(Span(self.start + start, self.start + end) for start, end in offsets),
        )

    def values(self) -> tuple[int, int, int, str, str, int | None, bytes]:
        """Return the columns in the order of the table."""
        return (
            self.start,
            self.end,
            self.paragraph,
            self.role,
            self.heading,
            self.page,
            self.sentences,
        )


def paragraphs_to_json(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs as compact JSON, one list each."""
    rows = [[p.span.start, p.span.end, p.role.value, p.heading, p.page] for p in paragraphs]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def paragraphs_from_json(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs that :func:`paragraphs_to_json` wrote."""
    return tuple(
        Paragraph(Span(start, end), Role(role), heading, page)
        for start, end, role, heading, page in json.loads(text)
    )


def vectors_to_blobs(vectors: Vectors) -> list[bytes]:
    """Return one blob a row, in half precision."""
    return [row.tobytes() for row in vectors.astype(STORED_FLOAT)]


def vectors_from_blobs(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """Return float32[n, dimension] in the order of ``blobs``."""
    stored = np.frombuffer(b"".join(blobs), dtype=STORED_FLOAT)
    return stored.reshape(len(blobs), dimension).astype(np.float32)


def storable(source: str) -> str:
    """Return ``source`` with bytes that are no UTF-8, as file names may hold, spelt out."""
    return source.encode("utf-8", "backslashreplace").decode()


def checksum(blob: bytes) -> int:
    """Return the CRC-32 of ``blob``."""
    return zlib.crc32(blob)


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8.

    :raises UnicodeEncodeError: the text holds half a surrogate pair.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_structure(fields: Sequence[str | None], rows: Iterable[PassageRow]) -> str:
    """Return the SHA-256 over what is stored about a document besides its text and vectors.

    :param fields: title, author, published, language, paragraphs as JSON.
    """
    values = [[*row.values()[:-1], row.sentences.hex()] for row in rows]
    return digest_of_text(json.dumps([list(fields), values], ensure_ascii=False))
