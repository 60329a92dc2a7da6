"""The word index, kept in step with the database that it is made from.

Each derived index carries a stamp in the database: which file, which generation, how many
passages, which checksums. What does not match its stamp is not used: it is made again.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import StoreError
from rag.schema import DATABASE
from rag.snapshot import Snapshot, Stamp
from rag.store import Store

if TYPE_CHECKING:
    from rag.words import WordIndex

log = logging.getLogger(__name__)

#: Files of so many bytes are read whole at opening only if they changed since they were written;
#: ``verify`` reads every file. Reading a million passages' words takes longer than opening may.
LARGE_BYTES = 16_000_000

#: Gives a store to write to, or None when another process writes.
Exclusive = Callable[[], AbstractContextManager[Store | None]]


class KeptWords:
    """The word index of a folder; to be used under a lock.

    :param folder: the index folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: WordIndex | None = None
        self._stamp: Stamp | None = None
        self._private = False
        self._saved_at = float("-inf")
        self._save_seconds = 0.0

    @property
    def is_due(self) -> bool:
        """Say whether saving now takes less than a twentieth of the time since the last save."""
        waited = time.monotonic() - self._saved_at
        return waited > max(1.0, 20 * self._save_seconds)

    def follow(self, store: Store, exclusive: Exclusive) -> WordIndex:
        """Return the index as of now, brought up to date where this process may do so.

        While another process writes, what it saved last is returned.

        :param exclusive: gives a store to write to, or None when another process writes.
        """
        with store.reading() as snapshot:
            stamp, generation = snapshot.stamp("words"), snapshot.generation
        if stamp and stamp.settled and stamp.generation == generation and self._opened(stamp):
            return self._get()
        try:
            with exclusive() as writable:
                if writable is not None:
                    self.save(writable, check=True)
                    return self._get()
        except StoreError as error:  # nothing can be written: searching goes on
            log.warning("%s", error)
        if stamp is not None and not self._private:
            if self._index is not None and self._stamp == stamp:
                return self._index
            if self._reopened(stamp):
                return self._get()
        return self._in_memory(store)

    def _get(self) -> WordIndex:
        if self._index is None:
            raise AssertionError("the word index was not opened")
        return self._index

    def _opened(self, stamp: Stamp) -> bool:
        """Open what ``stamp`` tells of, when its files are as they were written."""
        if self._index is not None and self._stamp == stamp and not self._private:
            return True
        from rag.words import file_checksums

        same = self._stamp is not None and self._stamp.file == stamp.file
        folder = self._folder / stamp.file
        try:
            if same and self._stamp is not None:
                known = self._stamp.checksums
            else:
                known = {
                    name: value
                    for name, value in stamp.checksums.items()
                    if is_untouched(folder / name, stamp)
                }
            found = file_checksums(folder, known)
        except OSError:
            return False
        if any(found.get(name) != value for name, value in stamp.checksums.items()):
            return False
        return self._reopened(stamp)

    def _reopened(self, stamp: Stamp) -> bool:
        from rag.words import WordIndex

        if not (self._folder / stamp.file / "meta.json").exists():
            return False
        try:
            index = WordIndex(self._folder / stamp.file)
        except (OSError, ValueError) as error:
            log.info("the word index cannot be opened here: %s", error)
            return False
        self._index, self._stamp, self._private = index, stamp, False
        return True

    def _in_memory(self, store: Store) -> WordIndex:
        """Make or bring forward an index of our own, where the one on disk is out of reach."""
        from rag.words import WordIndex

        with store.reading() as snapshot:
            former = self._stamp if self._private else None
            if former is None or int(snapshot.meta("pruned")) > former.generation:
                self._index, former = WordIndex(), Stamp("", 0, 0, 0, {})
            index = self._get()
            self._private, self._stamp = False, None  # until it is whole again
            if former.generation != snapshot.generation:
                removed = snapshot.removed_since(former.generation)
                index.update(snapshot.words_after(former.last_id), removed.tolist())
            self._stamp = Stamp("", snapshot.generation, snapshot.last_id, index.count, {})
        self._private = True
        return index

    def save(self, store: Store, *, check: bool = False) -> None:
        """Bring the index on disk up to date, or make it anew when it is not what was written.

        :param check: look at its files even when nothing is to be added.
        :raises StoreError: it could not be written.
        """
        started = time.monotonic()
        with store.reading() as snapshot:
            stamp = snapshot.stamp("words")
            if stamp and (not stamp.settled or stamp.generation < int(snapshot.meta("pruned"))):
                stamp = None
            if stamp and stamp.generation == snapshot.generation and not check:
                return
            try:
                if stamp and self._opened(stamp):
                    self._bring_up(store, snapshot, stamp)
                else:
                    self._make(store, snapshot)
            except (OSError, ValueError) as error:
                self._index = self._stamp = None
                raise unsaved("word", self._folder, error) from error
        self._saved_at = time.monotonic()
        self._save_seconds = self._saved_at - started

    def _make(self, store: Store, snapshot: Snapshot) -> None:
        from rag.words import WordIndex

        name = f"words-{snapshot.generation}"
        shutil.rmtree(self._folder / name, ignore_errors=True)
        self._index, self._private = WordIndex(self._folder / name), False
        self._update(store, snapshot, Stamp(name, 0, 0, 0, {}))
        for path in self._folder.glob("words-*"):
            if path.name != name:
                shutil.rmtree(path, ignore_errors=True)
        log.info("made the word index of %d passages", self._get().count)

    def _bring_up(self, store: Store, snapshot: Snapshot, stamp: Stamp) -> None:
        if stamp.generation != snapshot.generation:
            store.set_stamp("words", replace(stamp, settled=False))
            self._update(store, snapshot, stamp)

    def _update(self, store: Store, snapshot: Snapshot, former: Stamp) -> None:
        from rag.words import file_checksums

        index = self._get()
        removed = snapshot.removed_since(former.generation).tolist() if former.checksums else []
        index.update(snapshot.words_after(former.last_id), removed)
        for path in (self._folder / former.file).glob("*.json"):
            # tantivy lets only the owner read these two: whoever may read the database, may.
            shutil.copymode(self._folder / DATABASE, path)
        checksums = file_checksums(self._folder / former.file, former.checksums)
        stamp = Stamp(
            former.file,
            snapshot.generation,
            snapshot.last_id,
            index.count,
            checksums,
            written_ns=max(
                (self._folder / former.file / name).stat().st_mtime_ns for name in checksums
            ),
        )
        store.set_stamp("words", stamp)
        self._stamp = stamp

    def faults(self, snapshot: Snapshot) -> Iterator[str]:
        """Hand on a line for each thing that is not as stamped."""
        from rag.words import file_checksums

        stamp = snapshot.stamp("words")
        if stamp is None or not stamp.settled:
            return  # never saved, or left in the middle: made again when it is needed
        folder = self._folder / stamp.file
        try:
            found = file_checksums(folder)
        except OSError as error:
            yield f"{folder.name}: {error.strerror}; the next search makes it again"
            return
        wrong = [name for name, value in stamp.checksums.items() if found.get(name) != value]
        if wrong:
            yield f"{folder.name}/{wrong[0]}: damaged; the next search makes it again"
        elif stamp.generation == snapshot.generation and stamp.count != snapshot.count:
            yield f"{folder.name}: {stamp.count} entries for {snapshot.count} passages"


def unsaved(kind: str, folder: Path, error: Exception) -> StoreError:
    """Return what to raise where an index that is made from the database cannot be written."""
    return StoreError(
        f"the {kind} index could not be saved in {folder} ({error}); the documents are safe: "
        "make room on the disk and search again"
    )


def is_untouched(path: Path, stamp: Stamp) -> bool:
    """Say whether a large file is, by its time of change, as it was when it was stamped."""
    status = path.stat()
    return status.st_size >= LARGE_BYTES and status.st_mtime_ns <= stamp.written_ns


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
