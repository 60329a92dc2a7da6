"""One consistent reading of the database: what is in the library at one generation."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from rag.duplicates import Signature, signature_from_blob, signature_of
from rag.errors import NotInLibraryError, StoreDamagedError
from rag.records import (
    PassageRow,
    checksum,
    digest_of_structure,
    digest_of_text,
    paragraphs_from_json,
    storable,
    vectors_from_blobs,
)
from rag.reports import DocumentInfo
from rag.types import Document, Passage, Span, Vectors

PassageIds = NDArray[np.int64]

#: How many rows are handed on at a time.
BATCH = 4096
_CACHED_CHARACTERS = 16_000_000

_DOCUMENT = """
    SELECT id, title, (SELECT source FROM sources WHERE document_id = d.id
                       ORDER BY position LIMIT 1), author, published, language,
           {columns} FROM documents d {where} ORDER BY d.number"""
_LIST = _DOCUMENT.format(columns="characters, passages, added_at", where="")
_ONE = _DOCUMENT.format(columns="text_sha256, text, paragraphs", where="WHERE id = ?")
_PASSAGE = """
    SELECT p.id, p.document_id, d.revision, p.start, p.end, p.paragraph, p.role, p.heading,
           p.page, p.sentences FROM passages p JOIN documents d ON d.id = p.document_id
    WHERE {where} ORDER BY p.id"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a derived index holds, as noted in the database when it was saved.

    :param file: its name inside the index folder.
    :param generation: the library's generation that it shows.
    :param last_id: the last passage that it knew of.
    :param count: how many passages it holds.
    :param checksums: of its files, by name.
    :param settled: false while it is being changed; a stamp left so tells of a killed writer.
    :param lists: into how many lists its codes are put; 0 where it holds no codes.
    :param written_ns: when the last of its files was changed, in nanoseconds since 1970.
    """

    file: str
    generation: int
    last_id: int
    count: int
    checksums: dict[str, str]
    settled: bool = True
    lists: int = 0
    written_ns: int = 0


@dataclass(frozen=True, slots=True)
class WordRow:
    """What the word index takes in of one passage."""

    id: int
    document_id: str
    title: str
    heading: str
    text: str
    published: str | None = None


class DocumentCache:
    """The documents used last, so that the passages of one share its text."""

    def __init__(self, characters: int = _CACHED_CHARACTERS) -> None:
        self._limit = characters
        self._held = 0
        self._lock = Lock()
        self._documents: OrderedDict[tuple[str, int], Document] = OrderedDict()

    def get(self, key: tuple[str, int]) -> Document | None:
        """Return the document of that id and revision, if it is held."""
        with self._lock:
            if key in self._documents:
                self._documents.move_to_end(key)
            return self._documents.get(key)

    def put(self, key: tuple[str, int], document: Document) -> None:
        """Hold ``document``; let go of those used longest ago beyond the limit."""
        with self._lock:
            if key not in self._documents:
                self._documents[key] = document
                self._held += len(document.text)
            while self._held > self._limit and len(self._documents) > 1:
                self._held -= len(self._documents.popitem(last=False)[1].text)


class Snapshot:
    """Reads within one transaction of ``connection``."""

    def __init__(
        self, connection: sqlite3.Connection, dimension: int, cache: DocumentCache
    ) -> None:
        self._connection = connection
        self._dimension = dimension
        self._cache = cache
        self.generation = int(self.meta("generation"))

    def meta(self, name: str) -> str:
        """Return a setting of the database."""
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row.fetchone()[0])

    @property
    def count(self) -> int:
        """Return how many passages there are."""
        return self._number("SELECT total(passages) FROM documents")

    @property
    def last_id(self) -> int:
        """Return the highest number ever given to a passage, 0 when there was none."""
        return self._number("SELECT total(seq) FROM sqlite_sequence WHERE name = 'passages'")

    def count_after(self, last_id: int) -> int:
        """Return how many passages there are beyond ``last_id``."""
        return self._number("SELECT count(*) FROM passages WHERE id > ?", last_id)

    def _number(self, query: str, *values: int) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])

    def known(self, source: str, content_hash: str) -> str | None:
        """Return the document that ``source`` holds with that content, if it does."""
        row = self._connection.execute(
            "SELECT d.id FROM sources s JOIN documents d ON d.id = s.document_id "
            "WHERE s.source = ? AND d.content_sha256 = ?",
            (storable(source), content_hash),
        ).fetchone()
        return str(row[0]) if row else None

    def origin_of(self, document_id: str) -> tuple[str, tuple[str, ...]]:
        """Return the SHA-256 of a document's file, and its sources in the order of being added.

        :raises NotInLibraryError: there is none with that id.
        """
        self.document(document_id)
        (digest,) = self._connection.execute(
            "SELECT content_sha256 FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        rows = self._connection.execute(
            "SELECT source FROM sources WHERE document_id = ? ORDER BY position", (document_id,)
        )
        return str(digest), tuple(str(source) for (source,) in rows)

    def sources(self) -> dict[str, list[str]]:
        """Return the sources of each document by its id, in the order of being added."""
        found: dict[str, list[str]] = {}
        rows = self._connection.execute("SELECT document_id, source FROM sources ORDER BY position")
        for document_id, source in rows:
            found.setdefault(document_id, []).append(source)
        return found

    def documents(self) -> list[DocumentInfo]:
        """Return every document, in the order of being added."""
        return [DocumentInfo(*row) for row in self._connection.execute(_LIST)]

    def document(self, document_id: str) -> Document:
        """Return a document, its text checked.

        :raises NotInLibraryError: there is none with that id.
        :raises StoreDamagedError: its text is not what was written.
        """
        row = self._connection.execute(
            "SELECT revision FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        if row is None:
            raise NotInLibraryError(
                f"no document has the id {document_id}; `python -m rag list` shows those there are"
            )
        return self._cached(document_id, int(row[0]))

    def _cached(self, document_id: str, revision: int) -> Document:
        found = self._cache.get((document_id, revision))
        if found is None:
            found = self._read(document_id)
            self._cache.put((document_id, revision), found)
        return found

    def _read(self, document_id: str) -> Document:
        row = self._connection.execute(_ONE, (document_id,)).fetchone()
        id_, title, source, author, published, language, digest, text, paragraphs = row
        if digest_of_text(text) != digest:
            raise StoreDamagedError(
                f"the text of document {document_id} ({source}) is not what was written; "
                f"remove it and add the file again: `python -m rag remove {document_id}`"
            )
        return Document(
            id_, title, source, text, paragraphs_from_json(paragraphs), author, published, language
        )

    def signatures(self, documents: Collection[str]) -> dict[str, Signature]:
        """Return the signatures of ``documents`` that are there, in the order of being added."""
        rows = self._connection.execute(
            "SELECT s.document_id, s.signature FROM signatures s "
            "JOIN documents d ON d.id = s.document_id "
            "WHERE s.document_id IN (SELECT value FROM json_each(?)) ORDER BY d.number",
            (_json(sorted(documents)),),
        )
        return {str(id_): signature_from_blob(blob) for id_, blob in rows}

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in order.

        :raises NotInLibraryError: there is none with that id.
        """
        self.document(document_id)
        return [passage for _, passage in self._passages("p.document_id = ?", document_id)]

    def passages(self, ids: Collection[int]) -> dict[int, Passage]:
        """Return the passages among ``ids`` that are still there, by id, in the order of ids."""
        return dict(self._passages("p.id IN (SELECT value FROM json_each(?))", _json(ids)))

    def _passages(self, where: str, value: str) -> Iterator[tuple[int, Passage]]:
        rows = self._connection.execute(_PASSAGE.format(where=where), (value,)).fetchall()
        for id_, document_id, revision, *columns in rows:
            yield id_, PassageRow(*columns).passage(self._cached(document_id, revision))

    def ids_of(self, documents: Collection[str]) -> PassageIds:
        """Return the ids of the passages of ``documents``, in order; unknown ones have none."""
        return self._ids(
            "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY id",
            _json(sorted(documents)),
        )

    def documents_of(self, ids: Collection[int]) -> frozenset[str]:
        """Return the ids of the documents that passages are of."""
        rows = self._connection.execute(
            "SELECT DISTINCT document_id FROM passages "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (_json(ids),),
        )
        return frozenset(str(document_id) for (document_id,) in rows)

    def alive(self, ids: Collection[int]) -> set[int]:
        """Return those of ``ids`` that are still there."""
        query = "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return set(self._ids(query, _json(ids)).tolist())

    def removed_since(self, generation: int) -> PassageIds:
        """Return the ids of passages removed after ``generation``, in order."""
        query = "SELECT passage_id FROM removed WHERE generation > ? ORDER BY passage_id"
        return self._ids(query, generation)

    def _ids(self, query: str, value: str | int) -> PassageIds:
        rows = self._connection.execute(query, (value,)).fetchall()
        return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return float32[n, d], a row for each of ``ids`` in their order.

        :raises NotInLibraryError: one of them is gone.
        """
        query = (
            "SELECT passage_id, vector FROM vectors "
            "WHERE passage_id IN (SELECT value FROM json_each(?))"
        )
        blobs = dict(self._connection.execute(query, (_json(ids),)).fetchall())
        gone = [id_ for id_ in ids if id_ not in blobs]
        if gone:
            raise NotInLibraryError(f"passage {gone[0]} is no longer there; search again")
        return vectors_from_blobs([blobs[int(id_)] for id_ in ids], self._dimension)

    def vectors_after(self, last_id: int) -> Iterator[tuple[PassageIds, Vectors]]:
        """Hand on ids and float32[n, d] of the passages beyond ``last_id``, in order."""
        rows = self._connection.execute(
            "SELECT passage_id, vector FROM vectors WHERE passage_id > ? ORDER BY passage_id",
            (last_id,),
        )
        while batch := rows.fetchmany(BATCH):
            ids = np.fromiter((row[0] for row in batch), dtype=np.int64, count=len(batch))
            yield ids, vectors_from_blobs([row[1] for row in batch], self._dimension)

    def words_after(self, last_id: int) -> Iterator[WordRow]:
        """Hand on the words of the passages beyond ``last_id``, in order."""
        rows = self._connection.execute(_PASSAGE.format(where="p.id > ?"), (last_id,))
        for id_, document_id, revision, *columns in rows:
            row = PassageRow(*columns)
            document = self._cached(document_id, revision)
            text = document.text[row.start : row.end]
            yield WordRow(id_, document_id, document.title, row.heading, text, document.published)

    def stamp(self, name: str) -> Stamp | None:
        """Return the stamp of a derived index, if it was ever saved."""
        row = self._connection.execute("SELECT stamp FROM derived WHERE name = ?", (name,))
        found = row.fetchone()
        return Stamp(**json.loads(found[0])) if found else None

    def faults(self) -> Iterator[str]:
        """Check every page, checksum and offset; hand on a line a fault."""
        for (line,) in self._connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"database: {line}"
        for table, *_ in self._connection.execute("PRAGMA foreign_key_check"):
            yield f"database: a row of {table} belongs to nothing"
        for info in self.documents():
            name = f"document {info.id} ({info.source})"
            try:
                yield from (f"{name}: {fault}" for fault in self._faults_of(info))
            except sqlite3.OperationalError as error:
                yield f"{name}: {error}"

    def _faults_of(self, info: DocumentInfo) -> Iterator[str]:
        columns = "text, text_sha256, structure_sha256, paragraphs"
        text, text_digest, digest, paragraphs = self._connection.execute(
            f"SELECT {columns} FROM documents WHERE id = ?", (info.id,)
        ).fetchone()
        rows = self._connection.execute(
            "SELECT start, end, paragraph, role, heading, page, sentences FROM passages "
            "WHERE document_id = ? ORDER BY id",
            (info.id,),
        )
        passages = [PassageRow(*row) for row in rows]
        if digest_of_text(text) != text_digest:
            yield "its text is not what was written"
            return
        fields = [info.title, info.author, info.published, info.language, paragraphs]
        if digest_of_structure(fields, passages) != digest:
            yield "its title, paragraphs or passages are not what was written"
            return
        if len(passages) != info.passages or len(text) != info.characters:
            yield f"{len(passages)} of {info.passages} passages, {len(text)} characters"
        yield from self._misplaced(info.id, passages)
        yield from self._vector_faults(info)

    def _misplaced(self, document_id: str, rows: Sequence[PassageRow]) -> Iterator[str]:
        document = self._read(document_id)
        held = self.signatures([document_id]).get(document_id)
        if held is None or not np.array_equal(held, signature_of(document)):
            yield "its signature, which tells of copies, is not what was written"
        whole = Span(0, len(document.text))
        for paragraph in document.paragraphs:
            if not whole.contains(paragraph.span):
                yield f"paragraph at {paragraph.span.start} lies outside the text"
        for passage in (row.passage(document) for row in rows):
            if not whole.contains(passage.span):
                yield f"passage at {passage.span.start} lies outside the text"
            if not all(passage.span.contains(sentence) for sentence in passage.sentences):
                yield f"a sentence of the passage at {passage.span.start} lies outside it"

    def _vector_faults(self, info: DocumentInfo) -> Iterator[str]:
        rows = self._connection.execute(
            "SELECT p.id, v.vector, v.checksum FROM passages p "
            "LEFT JOIN vectors v ON v.passage_id = p.id WHERE p.document_id = ?",
            (info.id,),
        )
        for id_, blob, expected in rows:
            if blob is None:
                yield f"passage {id_} has no vector"
            elif checksum(blob) != expected:
                yield f"the vector of passage {id_} is not what was written"


def _json(values: Collection[int] | Collection[str]) -> str:
    return json.dumps([v if isinstance(v, str) else int(v) for v in values])
