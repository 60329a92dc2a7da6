"""The truth on disk: one SQLite database with documents, passages and vectors.

A document is written, replaced or removed in one transaction that also raises the library's
generation; readers see a generation as a whole or not at all. What was removed is logged by
passage, so that the derived indexes (vectors, words) can follow.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, RLock

import numpy as np

from rag.duplicates import signature_of, signature_to_blob
from rag.errors import (
    ModelError,
    NotInLibraryError,
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
)
from rag.records import (
    PassageRow,
    checksum,
    digest_of_structure,
    digest_of_text,
    paragraphs_to_json,
    storable,
    vectors_to_blobs,
)
from rag.reports import AddOutcome
from rag.schema import APPLICATION, DATABASE, FORMAT, SCHEMA
from rag.snapshot import DocumentCache, Snapshot, Stamp
from rag.types import Document, Passage, Vectors

#: How much of the database a reader maps into memory: reading from there is three times as fast,
#: but what is mapped counts as memory in use, once for each connection that is open.
_MAPPED_BYTES = 160 * 2**20


class Store:
    """The database of one index folder; safe to use from several threads.

    :param folder: the index folder.
    :param dimension: length of a vector.
    :param write: whether it may be changed (the caller holds the writer's lock).
    :raises StoreMissingError: there is none, and it is opened for reading.
    """

    def __init__(self, folder: Path, *, fingerprint: str, dimension: int, write: bool) -> None:
        self._folder = folder
        self._path = folder / DATABASE
        self._dimension = dimension
        self._write = write
        self._cache = DocumentCache()
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = Lock()
        self._closed = False
        self._writing_lock = RLock()
        if not write and not self._path.exists():
            raise self._missing()
        with self._explained():
            self._writer = self._connect(write=True) if write else None
            try:
                self._prepare(fingerprint)
            except BaseException:
                self.close()
                raise

    def _missing(self) -> StoreMissingError:
        return StoreMissingError(
            f"there is no index in {self._folder}; make one with "
            f"`python -m rag add PATH... --index {self._folder}`"
        )

    def _connect(self, *, write: bool) -> sqlite3.Connection:
        uri = self._path.absolute().as_uri()
        try:
            connection = self._connect_to(uri + ("" if write else "?mode=ro"))
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            wal = self._path.with_name(self._path.name + "-wal")
            unread = wal.exists() and wal.stat().st_size
            refused = error.sqlite_errorcode & 0xFF in (
                sqlite3.SQLITE_CANTOPEN,
                sqlite3.SQLITE_READONLY,
            )
            if write or unread or not refused or not self._path.exists():
                raise
            # A folder that cannot be written to: there is nobody to share memory with.
            connection = self._connect_to(uri + "?immutable=1")
        if not write:
            connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        if write:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _connect_to(self, uri: str) -> sqlite3.Connection:
        return sqlite3.connect(
            uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False
        )

    def _prepare(self, fingerprint: str) -> None:
        connection = self._writer or self._take()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if not tables and self._writer:
            name = fingerprint.replace("'", "''")
            schema = SCHEMA.replace(":fingerprint", f"'{name}'")
            self._writer.executescript(schema.replace(":dimension", str(self._dimension)))
        elif not tables:
            raise self._missing()
        if connection is not self._writer:
            self._idle.append(connection)
        self._check(connection, fingerprint)

    def _check(self, connection: sqlite3.Connection, fingerprint: str) -> None:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION:
            raise StoreDamagedError(f"{self._path} is not an index database; {self._advice()}")
        if version != FORMAT:
            raise StoreMismatchError(
                f"{self._folder} has format {version} and this program reads {FORMAT}; "
                f"{self._advice()}"
            )
        found = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        if (found["fingerprint"], int(found["dimension"])) != (fingerprint, self._dimension):
            raise StoreMismatchError(
                f"{self._folder} was made with the model {found['fingerprint']} "
                f"({found['dimension']} dimensions), not with {fingerprint} "
                f"({self._dimension}); {self._advice()}"
            )

    def _advice(self) -> str:
        return (
            f"delete {self._folder} and add the files again: "
            f"`python -m rag add PATH... --index {self._folder}`"
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            undecodable = "Could not decode" in str(error)
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or undecodable:
                raise StoreDamagedError(
                    f"{self._path} is damaged ({error}); {self._advice()}"
                ) from error
            raise StoreError(
                f"{self._path} could not be used ({error}); "
                "check that the disk has room and the folder may be read and written"
            ) from error

    def _take(self) -> sqlite3.Connection:
        with self._idle_lock:
            if self._closed:
                raise StoreError(f"{self._folder} is closed; open it again")
            if self._idle:
                return self._idle.pop()
        return self._connect(write=False)

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Open a consistent reading of the newest generation.

        :raises StoreDamagedError: what is on disk is not what was written.
        """
        with self._explained():
            connection = self._take()
            try:
                connection.execute("BEGIN")
                yield Snapshot(connection, self._dimension, self._cache)
            finally:
                self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        connection.rollback()
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._writer is None:
            raise StoreError(f"{self._folder} is open for reading only; open it with write=True")
        with self._explained(), self._writing_lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                self._writer.rollback()
                raise

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        content_hash: str,
    ) -> AddOutcome:
        """Hold ``document`` as what its source says now, in one transaction.

        What the source said before goes, unless another source still says it. Content that is
        known from another source is not written again: it gets one more source.

        :param vectors: float32[n, d], unit rows, one a passage.
        :param content_hash: SHA-256 of the file's bytes.
        :raises ModelError: a vector is not of length one.
        :raises StoreError: the text cannot be stored, or another content has the same id.
        """
        blobs = self._checked(passages, vectors)
        with self.reading() as snapshot:
            if snapshot.known(document.source, content_hash):
                return AddOutcome.UNCHANGED
        with self._writing() as connection:
            generation = _next_generation(connection)
            held = connection.execute(
                "SELECT content_sha256 FROM documents WHERE id = ?", (document.id,)
            ).fetchone()
            if held is None:
                self._insert(connection, document, passages, blobs, content_hash, generation)
            elif held[0] != content_hash:
                raise StoreError(
                    f"{document.source} has the id {document.id}, which another file has already"
                )
            return _attach(connection, storable(document.source), document.id, generation)

    def link(self, source: str, content_hash: str) -> AddOutcome | None:
        """Make ``source`` one more name of content that is already held, if it is.

        :returns: None when no document has that content.
        """
        with self.reading() as snapshot:
            if snapshot.known(source, content_hash):
                return AddOutcome.UNCHANGED
        with self._writing() as connection:
            held = connection.execute(
                "SELECT id FROM documents WHERE content_sha256 = ?", (content_hash,)
            ).fetchone()
            if held is None:
                return None
            return _attach(connection, storable(source), held[0], _next_generation(connection))

    def _checked(self, passages: Sequence[Passage], vectors: Vectors) -> list[bytes]:
        if vectors.shape != (len(passages), self._dimension):
            raise ValueError(
                f"{len(passages)} passages of {self._dimension} dimensions, not {vectors.shape}"
            )
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1) < 1e-2):
            raise ModelError(
                "the encoder returned a vector that is not of length one "
                f"({lengths[np.argmax(~(np.abs(lengths - 1) < 1e-2))]}); check the model's files"
            )
        return vectors_to_blobs(vectors)

    def _insert(
        self,
        connection: sqlite3.Connection,
        document: Document,
        passages: Sequence[Passage],
        blobs: Sequence[bytes],
        content_hash: str,
        generation: int,
    ) -> None:
        rows = [PassageRow.of(passage) for passage in passages]
        fields = [document.title, document.author, document.published, document.language]
        paragraphs = paragraphs_to_json(document.paragraphs)
        try:
            text_digest = digest_of_text(document.text)
            digest = digest_of_structure([*fields, paragraphs], rows)
        except UnicodeEncodeError as error:
            raise StoreError(
                f"{document.source} holds half a character at {error.start} and cannot be stored"
            ) from error
        connection.execute(
            "INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                document.id,
                *fields,
                content_hash,
                datetime.now(UTC).isoformat(timespec="seconds"),
                generation,
                len(document.text),
                len(rows),
                text_digest,
                digest,
                document.text,
                paragraphs,
            ],
        )
        connection.execute(
            "INSERT INTO signatures VALUES (?, ?)",
            (document.id, signature_to_blob(signature_of(document))),
        )
        (last,) = connection.execute(
            "SELECT total(seq) FROM sqlite_sequence WHERE name = 'passages'"
        ).fetchone()
        first = int(last) + 1
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(id_, document.id, *row.values()) for id_, row in enumerate(rows, first)],
        )
        connection.executemany(
            "INSERT INTO vectors VALUES (?, ?, ?)",
            [(id_, blob, checksum(blob)) for id_, blob in enumerate(blobs, first)],
        )

    def remove(self, document_id: str) -> None:
        """Take a document out, whatever sources it has.

        :raises NotInLibraryError: there is none with that id.
        """
        with self._writing() as connection:
            generation = _next_generation(connection)
            if not _delete(connection, document_id, generation):
                raise NotInLibraryError(
                    f"no document has the id {document_id}; "
                    "`python -m rag list` shows those there are"
                )

    def set_stamp(self, name: str, stamp: Stamp) -> None:
        """Note what a derived index holds now."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO derived VALUES (?, ?)", (name, json.dumps(asdict(stamp)))
            )

    def prune(self, generation: int) -> None:
        """Forget which passages were removed up to ``generation``; all who care have followed."""
        with self._writing() as connection:
            connection.execute("DELETE FROM removed WHERE generation <= ?", (generation,))
            connection.execute("UPDATE meta SET value = ? WHERE name = 'pruned'", (generation,))

    def close(self) -> None:
        """Close every connection; a writer leaves all it wrote in the database file itself."""
        with self._idle_lock:
            self._closed = True
            connections, self._idle = self._idle, []
        for connection in connections:
            connection.close()
        if self._writer is not None:
            with suppress(sqlite3.Error):  # readers in the way: the log stays valid beside it
                self._writer.execute("PRAGMA busy_timeout = 500")
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.close()
            self._writer = None


def _next_generation(connection: sqlite3.Connection) -> int:
    connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
    row = connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    return int(row[0])


def _attach(
    connection: sqlite3.Connection, source: str, document_id: str, generation: int
) -> AddOutcome:
    former = connection.execute(
        "DELETE FROM sources WHERE source = ? RETURNING document_id", (source,)
    ).fetchone()
    connection.execute("INSERT INTO sources VALUES (NULL, ?, ?)", (source, document_id))
    if former is None:
        return AddOutcome.ADDED
    others = connection.execute(
        "SELECT count(*) FROM sources WHERE document_id = ?", former
    ).fetchone()[0]
    if others:
        connection.execute(
            "UPDATE documents SET revision = ? WHERE id = ?", (generation, former[0])
        )
    else:
        _delete(connection, former[0], generation)
    return AddOutcome.REPLACED


def _delete(connection: sqlite3.Connection, document_id: str, generation: int) -> bool:
    connection.execute(
        "INSERT INTO removed SELECT id, ? FROM passages WHERE document_id = ?",
        (generation, document_id),
    )
    return connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount > 0
