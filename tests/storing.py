"""Documents ready to be put into an index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.index import Index
from rag.reports import AddOutcome
from rag.types import Document, Passage, Role, Vectors
from tests.fakes import HashedEncoder
from tests.making import document, passages

ENCODER = HashedEncoder()


@dataclass(frozen=True)
class Entry:
    """What :meth:`rag.index.Index.put` takes."""

    document: Document
    passages: tuple[Passage, ...]
    vectors: Vectors
    content_hash: str

    def put_into(self, index: Index) -> AddOutcome:
        """Put the document into ``index``."""
        return index.put(self.document, self.passages, self.vectors, content_hash=self.content_hash)

    def named(self, source: str) -> Entry:
        """Return the same content from another source."""
        made = replace(self.document, source=source)
        return replace(
            self,
            document=made,
            passages=tuple(replace(passage, document=made) for passage in self.passages),
        )


def entry(source: str, lines: Sequence[str], *, title: str = "") -> Entry:
    """Return a document with a body paragraph and a passage a line."""
    content_hash = hashlib.sha256("\n".join([title, *lines]).encode()).hexdigest()
    made = document(
        [(Role.BODY, line) for line in lines], key=content_hash[:12], title=title, source=source
    )
    cut = tuple(passages(made))
    vectors = ENCODER.encode([passage.embedded_text for passage in cut])
    return Entry(made, cut, vectors, content_hash)


def open_index(folder: Path, *, write: bool) -> Index:
    """Open an index of vectors by the fake encoder."""
    return Index.open(
        folder, fingerprint=ENCODER.fingerprint, dimension=ENCODER.dimension, write=write
    )


ENTRIES = [
    entry(f"{letter}.txt", [f"The {letter} {word} stands {n}." for n in range(3)], title=word)
    for letter, word in zip(
        "abcdef", ["harbour", "budget", "oil", "prize", "war", "song"], strict=True
    )
]


def near(index: Index, made: Entry, documents: list[str] | None = None) -> list[tuple[int, float]]:
    return index.search_vectors(made.vectors[0], 5, documents)


def texts(index: Index, hits: list[tuple[int, float]]) -> list[str]:
    found = index.passages([id_ for id_, _ in hits])
    return [found[id_].text for id_, _ in hits]


def filled(folder: Path) -> Path:
    with open_index(folder, write=True) as index:
        for made in ENTRIES:
            made.put_into(index)
    return folder
