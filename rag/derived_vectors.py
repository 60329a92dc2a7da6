"""The vector index, kept in step with the database that it is made from.

A large one is written by a thread of its own, beside adding and searching; those go on with the
former file until the new one is whole, and so do they after a crash.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread, get_ident
from typing import TYPE_CHECKING

from rag.derived import Exclusive, is_untouched, sync, unsaved
from rag.errors import StoreError
from rag.schema import DATABASE
from rag.snapshot import Snapshot, Stamp
from rag.store import Store
from rag.vector_file import Stop, Stopped, extend_codes, lists_for, write_codes, write_numbers

if TYPE_CHECKING:
    from rag.vectors import VectorIndex

log = logging.getLogger(__name__)

#: Up to so many passages the vector file is written whenever something changed; above that, when
#: a tenth did, or a fiftieth of codes, whose file is small. The rest is read from the database
#: when the index is opened.
ALWAYS_SAVED = 8192
_SAVED_SHARE = 10
_SAVED_SHARE_OF_CODES = 50
#: How often a writer looks whether the vector file is to be written beside its work.
_LOOK_SECONDS = 5.0


class KeptVectors:
    """The vector index of a folder; to be used under a lock, but for :meth:`save`.

    :param folder: the index folder.
    :param dimension: length of a vector.
    """

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder = folder
        self._dimension = dimension
        self._index: VectorIndex | None = None
        self._file = ""
        self._generation = 0
        self._last_id = 0
        self._faulty = False
        self._stop = Event()
        self._thread: Thread | None = None
        self._looked_at = float("-inf")

    @property
    def is_loaded(self) -> bool:
        """Say whether the index is in memory."""
        return self._index is not None

    def follow(self, snapshot: Snapshot) -> VectorIndex:
        """Return the index as of ``snapshot``."""
        index, stamp = self._index, snapshot.stamp("vectors")
        if (
            index is None
            or int(snapshot.meta("pruned")) > self._generation
            or (stamp and self._is_behind(index, stamp))
        ):
            self._index = index = None  # one is enough in memory
            index = self._load(snapshot, stamp)
        self._index = None  # until it is whole again, whatever interrupts
        if snapshot.generation != self._generation:
            index.discard(snapshot.removed_since(self._generation))
            for ids, vectors in snapshot.vectors_after(self._last_id):
                index.add(ids, vectors)
        self._generation, self._last_id = snapshot.generation, snapshot.last_id
        self._index = index
        return index

    def _is_behind(self, index: VectorIndex, stamp: Stamp) -> bool:
        """Say whether a newer file would spare much that is held in memory, or soon would be."""
        held = index.unsaved + max(0, stamp.last_id - self._last_id)
        return stamp.file != self._file and held > ALWAYS_SAVED

    def _load(self, snapshot: Snapshot, stamp: Stamp | None) -> VectorIndex:
        from rag.vectors import VectorIndex

        self._faulty, self._file = False, stamp.file if stamp else ""
        if stamp is not None and stamp.generation >= int(snapshot.meta("pruned")):
            try:
                path = self._folder / stamp.file
                if is_untouched(path, stamp) or self._is_whole(stamp):
                    index = VectorIndex.read(path, self._dimension, stamp.lists)
                    self._generation, self._last_id = stamp.generation, stamp.last_id
                    return index
            except (OSError, RuntimeError) as error:  # gone, perhaps for a newer one just now
                log.info("%s cannot be read: %s", stamp.file, error)
            self._faulty = True
        self._generation = self._last_id = 0
        return VectorIndex(self._dimension)

    def _is_whole(self, stamp: Stamp) -> bool:
        try:
            whole = _sha256(self._folder / stamp.file) == stamp.checksums[stamp.file]
        except OSError:  # gone, perhaps for a newer one just now
            return False
        if not whole:
            log.warning("%s is damaged; made again from the database", stamp.file)
        return whole

    def is_due(self, snapshot: Snapshot) -> bool:
        """Say whether so much changed since the last save that the file is to be written.

        While it is being written beside other work, it is not to be written again.
        """
        if self._is_working:
            return False
        stamp = snapshot.stamp("vectors")
        if stamp is None or self._faulty:
            return snapshot.generation > 0
        count, pending = _changes(snapshot, stamp)
        if lists_for(count, stamp.lists) != stamp.lists:
            return True
        share = _SAVED_SHARE_OF_CODES if stamp.lists else _SAVED_SHARE
        return pending > 0 and (count <= ALWAYS_SAVED or pending * share >= count)

    def is_large(self, snapshot: Snapshot) -> bool:
        """Say whether writing the file takes so long that it is done beside other work."""
        return _changes(snapshot, snapshot.stamp("vectors"))[0] > ALWAYS_SAVED

    def save(self, store: Store, exclusive: Exclusive, stop: Stop) -> None:
        """Write the index beside the former one in the kind that fits its size, and stamp it.

        Nothing is done when it is told to stop, or another process writes at the end of it.

        :param exclusive: gives a store to write to, or None when another process writes.
        :raises StoreError: it could not be written.
        """
        part = self._folder / f"vectors-{os.getpid()}-{get_ident()}.part"
        started = time.monotonic()
        try:
            with store.reading() as snapshot:
                stamp = self._write(part, snapshot, stop)
            with exclusive() as writable:
                if writable is not None and self._settle(part, stamp, writable):
                    seconds = time.monotonic() - started
                    log.info("saved %d vectors in %.1f s: %s", stamp.count, seconds, stamp.file)
        except Stopped:
            log.info("the vector index is left as it was: it is written at the next opportunity")
        except FileNotFoundError as error:  # whoever was done first takes away what is in the way
            log.info("another process wrote the vector index meanwhile: %s", error)
        except (OSError, RuntimeError) as error:
            raise unsaved("vector", self._folder, error) from error
        finally:
            part.unlink(missing_ok=True)

    def _write(self, part: Path, snapshot: Snapshot, stop: Stop) -> Stamp:
        former = None if self._faulty else snapshot.stamp("vectors")
        if former is not None and former.generation < int(snapshot.meta("pruned")):
            former = None
        count, _ = _changes(snapshot, former)
        lists = lists_for(count, former.lists if former else 0)
        if not lists:
            count = write_numbers(part, snapshot, self._dimension, stop)
        elif former and former.lists == lists and self._is_whole(former):
            count = extend_codes(part, snapshot, self._folder / former.file, former, stop)
        else:
            count = write_codes(part, snapshot, lists, count, stop)
        shutil.copymode(self._folder / DATABASE, part)
        sync(part)
        name = f"vectors-{snapshot.generation}-{lists or 'exact'}.faiss"
        checksums = {name: _sha256(part)}
        return Stamp(
            name,
            snapshot.generation,
            snapshot.last_id,
            count,
            checksums,
            lists=lists,
            written_ns=part.stat().st_mtime_ns,
        )

    def _settle(self, part: Path, stamp: Stamp, store: Store) -> bool:
        with store.reading() as snapshot:
            newest = snapshot.stamp("vectors")
            outdone = newest is not None and newest.generation > stamp.generation
            if outdone or stamp.generation < int(snapshot.meta("pruned")):
                return False
        os.replace(part, self._folder / stamp.file)
        sync(self._folder)
        store.set_stamp("vectors", stamp)
        self._faulty = False
        for path in self._folder.glob("vectors-*"):
            if path.name != stamp.file:
                path.unlink(missing_ok=True)
        return True

    def keep_up(self, store: Store, exclusive: Exclusive) -> None:
        """Begin to write a large file that is due, beside what the caller goes on to do."""
        if self._is_working or time.monotonic() - self._looked_at < _LOOK_SECONDS:
            return
        self._looked_at = time.monotonic()
        with store.reading() as snapshot:
            due = self.is_large(snapshot) and self.is_due(snapshot)
        if due:
            self.start(store, exclusive)

    @property
    def _is_working(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, store: Store, exclusive: Exclusive) -> None:
        """Begin to write the file in a thread of its own, unless that is being done."""
        if self._is_working:
            return

        def work() -> None:
            try:
                self.save(store, exclusive, self._stop.is_set)
            except StoreError as error:  # searching and adding go on; closing tries again
                log.warning("%s", error)

        self._stop.clear()
        self._thread = Thread(target=work, name="vectors")
        self._thread.start()

    def finish(self, seconds: float) -> None:
        """Wait so long for the file to be written; leave the former one when it is not."""
        if self._thread is not None:
            self._thread.join(seconds)
            self._stop.set()
            self._thread.join()

    def faults(self, snapshot: Snapshot) -> Iterator[str]:
        """Hand on a line for each thing that is not as stamped."""
        stamp = snapshot.stamp("vectors")
        if stamp is None:
            return
        path = self._folder / stamp.file
        if not path.exists():
            yield f"{path.name}: missing; the next search makes it again"
        elif _sha256(path) != stamp.checksums[stamp.file]:
            yield f"{path.name}: damaged; the next search makes it again"
        elif stamp.generation == snapshot.generation and stamp.count != snapshot.count:
            yield f"{path.name}: {stamp.count} vectors for {snapshot.count} passages"


def _changes(snapshot: Snapshot, stamp: Stamp | None) -> tuple[int, int]:
    """Return how many passages there are, and how many came or went since ``stamp``."""
    if stamp is None:
        count = snapshot.count_after(0)
        return count, count
    added = snapshot.count_after(stamp.last_id)
    removed = snapshot.removed_since(stamp.generation)
    there = int((removed <= stamp.last_id).sum())
    return stamp.count + added - there, added + len(removed)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
