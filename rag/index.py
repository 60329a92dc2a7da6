"""One library on disk: the database, and the vector and word indexes made from it.

Opened to write, it holds the writer's lock; opened to read, it follows what writers of any
process do, from one search to the next. Both may be used from several threads.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import TracebackType

import numpy as np

from rag.derived import KeptWords
from rag.derived_vectors import KeptVectors
from rag.duplicates import find_families
from rag.errors import StoreError
from rag.lock import WriterLock
from rag.query import Held, Query
from rag.reports import AddOutcome, DocumentInfo
from rag.schema import DATABASE
from rag.snapshot import PassageIds
from rag.store import Store
from rag.types import Document, Passage, Vectors

log = logging.getLogger(__name__)

#: How long a writer waits for another one, such as a reader that brings an index up to date.
_PATIENCE_SECONDS = 1.0
#: How often files that another process changes are looked at until they keep still.
_LOOKS = 5
#: How long closing waits for a large vector file; what is not written then is begun anew later.
_SAVING_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """All that was held of a document that was taken out, so that it can be put back."""

    document: Document
    passages: tuple[Passage, ...]
    vectors: Vectors
    content_hash: str
    sources: tuple[str, ...]


class Index:
    """Documents, passages and vectors of one folder; see :meth:`open`."""

    def __init__(
        self, folder: Path, store: Store, lock: WriterLock | None, dimension: int, fingerprint: str
    ) -> None:
        self._folder = folder
        self._store = store
        self._writer_lock = lock
        self._dimension = dimension
        self._fingerprint = fingerprint
        self._vectors = KeptVectors(folder, dimension)
        self._words = KeptWords(folder)
        self._lock = RLock()

    @classmethod
    def open(cls, folder: Path, *, fingerprint: str, dimension: int, write: bool) -> Index:
        """Open the index of ``folder``; one that is missing is made when ``write``.

        :param fingerprint: of the encoder whose vectors it holds.
        :param dimension: of those vectors.
        :raises StoreMissingError: there is none, and it is opened for reading.
        :raises StoreLockedError: another process writes to it.
        :raises StoreMismatchError: it was made with another model, dimension or format.
        :raises StoreDamagedError: what is on disk is not what was written.
        :raises StoreError: the folder cannot be used.
        """
        if not write:
            store = Store(folder, fingerprint=fingerprint, dimension=dimension, write=False)
            return cls(folder, store, None, dimension, fingerprint)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot make the folder {folder}: {error.strerror}; choose another with --index"
            ) from error
        lock = WriterLock(folder / "lock")
        lock.acquire(_PATIENCE_SECONDS)
        try:
            store = Store(folder, fingerprint=fingerprint, dimension=dimension, write=True)
        except BaseException:
            lock.release()
            raise
        return cls(folder, store, lock, dimension, fingerprint)

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Save what is derived, if this is the writer, and let go of everything."""
        try:
            if self._writer_lock is not None:
                self._vectors.finish(_SAVING_SECONDS)
                self.flush()
        finally:
            self._vectors.finish(0)
            self._store.close()
            if self._writer_lock is not None:
                self._writer_lock.release()
                self._writer_lock = None

    def flush(self) -> None:
        """Save the derived indexes, so that readers in other processes find the newest words.

        A writer does this by itself every second or so, and when it is closed.
        """
        with self._lock:
            self._words.save(self._store)
            with self._store.reading() as snapshot:
                due = self._vectors.is_due(snapshot)
            if due:
                deadline = time.monotonic() + _SAVING_SECONDS
                self._vectors.save(
                    self._store, self._exclusive, lambda: time.monotonic() > deadline
                )
                self._prune()

    def _prune(self) -> None:
        with self._store.reading() as snapshot:
            stamps = [snapshot.stamp("vectors"), snapshot.stamp("words")]
            reached = min(stamp.generation if stamp else 0 for stamp in stamps)
            count = snapshot.count
            removed = len(snapshot.removed_since(0))
        if removed * 10 > count:
            self._store.prune(reached)

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        *,
        content_hash: str,
    ) -> AddOutcome:
        """Hold ``document`` as what its source says now; it is safe on disk on return.

        What the source said before goes in the same transaction. Content that is known from
        another source is kept once, under both.

        :param vectors: float32[n, d], unit rows, one a passage.
        :param content_hash: SHA-256 of the file's bytes.
        :raises ModelError: a vector is not of length one.
        :raises StoreError: it could not be written.
        """
        outcome = self._store.put(document, passages, vectors, content_hash)
        self._keep_up()
        return outcome

    def link(self, source: str, content_hash: str) -> AddOutcome | None:
        """Make ``source`` one more name of content that is already held.

        :returns: None when no document has that content: it is to be loaded and put.
        :raises StoreError: it could not be written.
        """
        outcome = self._store.link(source, content_hash)
        self._keep_up()
        return outcome

    def remove(self, document_id: str) -> None:
        """Take a document out, with all its sources; no search finds it any more.

        :raises NotInLibraryError: there is none with that id.
        :raises StoreError: it could not be written.
        """
        self._store.remove(document_id)
        self._keep_up()

    def withdraw(self, document_id: str) -> Withdrawn:
        """Take a document out and return what was held of it.

        :raises NotInLibraryError: there is none with that id.
        :raises StoreError: it could not be written.
        """
        with self._store.reading() as snapshot:
            digest, sources = snapshot.origin_of(document_id)
            held = Withdrawn(
                snapshot.document(document_id),
                tuple(snapshot.passages_of(document_id)),
                snapshot.vectors(snapshot.ids_of([document_id]).tolist()),
                digest,
                sources,
            )
        self.remove(document_id)
        return held

    def restore(self, held: Withdrawn) -> None:
        """Put a document back that was taken out, with all its sources.

        :raises StoreError: it could not be written.
        """
        self.put(held.document, held.passages, held.vectors, content_hash=held.content_hash)
        for source in held.sources:
            self.link(source, held.content_hash)

    def _keep_up(self) -> None:
        with self._lock:
            if self._words.is_due:
                try:
                    self._words.save(self._store)
                except StoreError as error:  # the document is stored; closing tries again
                    log.warning("%s", error)
            self._vectors.keep_up(self._store, self._exclusive)

    def known(self, source: str, content_hash: str) -> str | None:
        """Return the id of the document, if ``source`` already holds exactly that content."""
        with self._store.reading() as snapshot:
            return snapshot.known(source, content_hash)

    def documents(self) -> list[DocumentInfo]:
        """Return every document without its text, in the order of being added."""
        with self._store.reading() as snapshot:
            return snapshot.documents()

    def sources(self) -> dict[str, list[str]]:
        """Return the sources of each document by its id; see :meth:`Snapshot.sources`."""
        with self._store.reading() as snapshot:
            return snapshot.sources()

    def document(self, document_id: str) -> Document:
        """Return a document.

        :raises NotInLibraryError: there is none with that id.
        :raises StoreDamagedError: its text is not what was written.
        """
        with self._store.reading() as snapshot:
            return snapshot.document(document_id)

    def families(self, document_ids: Collection[str]) -> dict[str, str]:
        """Return for each document what names its family: those of them that print one text.

        Only the given documents are compared. A family is named by its document that was added
        first; a document without a copy among them, or that is gone, is a family by itself.
        """
        with self._store.reading() as snapshot:
            found = find_families(snapshot.signatures(document_ids))
        return {id_: found.get(id_, id_) for id_ in document_ids}

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in order.

        :raises NotInLibraryError: there is none with that id.
        """
        with self._store.reading() as snapshot:
            return snapshot.passages_of(document_id)

    def passages(self, ids: Collection[int]) -> dict[int, Passage]:
        """Return passages by id; one that was removed in the meantime is left out."""
        with self._store.reading() as snapshot:
            return snapshot.passages(ids)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return float32[n, d], a row for each of ``ids`` in their order.

        :raises NotInLibraryError: one of them was removed in the meantime.
        """
        with self._store.reading() as snapshot:
            return snapshot.vectors(ids)

    def vectors_of(self, document_id: str) -> Vectors:
        """Return float32[n, d], a row for each of :meth:`passages_of`, in their order."""
        with self._store.reading() as snapshot:
            return snapshot.vectors(snapshot.ids_of([document_id]).tolist())

    def search_vectors(
        self,
        query: Vectors,
        top_k: int,
        documents: Collection[str] | None = None,
        among: PassageIds | None = None,
    ) -> list[tuple[int, float]]:
        """Return the nearest passages and their cosines, best first, equal ones by id.

        A choice of documents costs no recall, whatever the kind of index.

        :param query: float32[d], of length one.
        :param documents: only passages of these; all when None.
        :param among: only these passages; all when None.
        """
        with self._lock, self._store.reading() as snapshot:
            loaded = self._vectors.is_loaded
            index = self._vectors.follow(snapshot)
            if not loaded and not self._writer_lock and self._vectors.is_due(snapshot):
                self._repair_vectors(self._vectors.is_large(snapshot))
            if documents is not None:
                chosen = snapshot.ids_of(documents)
                among = chosen if among is None else np.intersect1d(chosen, among)
            row = np.ascontiguousarray(query, dtype=np.float32)
            return index.search(row, top_k, among, snapshot.vectors)

    def _repair_vectors(self, large: bool) -> None:
        with self._exclusive() as writable:
            if writable is None:
                return
        if large:
            self._vectors.start(self._store, self._exclusive)
            return
        try:
            self._vectors.save(self._store, self._exclusive, lambda: False)
        except StoreError as error:  # nothing can be written: searching goes on
            log.warning("%s", error)

    def holding(self, query: Query) -> PassageIds:
        """Return the passages that hold the quoted phrases of a query; see ``WordIndex``."""
        with self._lock:
            return self._words.follow(self._store, self._exclusive).holding(query)

    def documents_holding(self, query: Query) -> frozenset[str]:
        """Return the ids of the documents whose passages ``holding`` returns."""
        held = self.holding(query).tolist()
        with self._store.reading() as snapshot:
            return snapshot.documents_of(held)

    def search_words(
        self,
        query: str | Query,
        top_k: int,
        documents: Collection[str] | None = None,
        held: Held | None = None,
    ) -> list[tuple[int, float]]:
        """Return passages and their BM25 scores, best first, equal ones by id.

        While another process adds documents, the newest may be missing for about a second;
        what was removed is never returned.

        :param query: any text; words in double quotes must appear as they stand.
        :param documents: only passages of these; all when None.
        :param held: only passages that hold the whole query there, as it stands.
        """
        with self._lock:
            index = self._words.follow(self._store, self._exclusive)
        asked = top_k
        while True:
            hits = index.search(query, asked, documents, held)
            with self._store.reading() as snapshot:
                alive = snapshot.alive([id_ for id_, _ in hits])
            kept = [hit for hit in hits if hit[0] in alive][:top_k]
            if len(kept) == top_k or len(hits) < asked:
                return kept
            asked *= 2

    @contextmanager
    def _exclusive(self) -> Iterator[Store | None]:
        """Give a store to write to, or None when another process writes or nobody may."""
        if self._writer_lock is not None:
            yield self._store
            return
        lock = WriterLock(self._folder / "lock")
        try:
            if not (self._folder / DATABASE).exists():
                raise StoreError(f"{self._folder} is gone")
            lock.acquire(0)
        except StoreError:
            yield None
            return
        try:
            store = Store(
                self._folder, fingerprint=self._fingerprint, dimension=self._dimension, write=True
            )
            try:
                yield store
            finally:
                store.close()
        finally:
            lock.release()

    def verify(self) -> list[str]:
        """Check every page, checksum, offset and count; return a line a fault."""
        with self._store.reading() as snapshot:
            faults = list(snapshot.faults())
        return faults + self._derived_faults("vectors") + self._derived_faults("words")

    def _derived_faults(self, name: str) -> list[str]:
        kept: KeptVectors | KeptWords = self._vectors if name == "vectors" else self._words
        for _ in range(_LOOKS):
            with self._store.reading() as snapshot:
                stamp, faults = snapshot.stamp(name), list(kept.faults(snapshot))
            with self._store.reading() as snapshot:
                if not faults or snapshot.stamp(name) == stamp:
                    return faults
        return []  # a writer changes it all the time: there is nothing to compare with
