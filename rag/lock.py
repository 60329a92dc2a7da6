"""One writer at a time: a lock of the operating system, and a note of who holds it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import StoreError, StoreLockedError


class WriterLock:
    """The right to write to one index; it ends with the process that holds it, however it ends.

    :param path: the lock file; it stays when the lock is released.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path, thread_local=False)

    def acquire(self, timeout_seconds: float) -> None:
        """Take the lock and note who holds it.

        :raises StoreLockedError: another one holds it for longer than ``timeout_seconds``.
        :raises StoreError: the folder cannot be written to.
        """
        try:
            self._lock.acquire(timeout=timeout_seconds, poll_interval=0.02)
        except Timeout as error:
            raise StoreLockedError(self._refusal()) from error
        except OSError as error:
            raise StoreError(
                f"cannot write to {self._path.parent}: {error.strerror}; "
                "check its permissions or choose another folder with --index"
            ) from error
        note = {
            "pid": os.getpid(),
            "command": " ".join(sys.argv)[:200] or "python",
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        self._note(json.dumps(note))

    def release(self) -> None:
        """Give the lock back; doing it twice does nothing."""
        if self._lock.is_locked:
            self._note("")
            self._lock.release()

    def _note(self, text: str) -> None:
        """Say who holds the lock; on a full disk it holds without."""
        with suppress(OSError):
            self._path.write_text(text, encoding="utf-8")

    def _refusal(self) -> str:
        try:
            note = json.loads(self._path.read_text(encoding="utf-8"))
            holder = f"process {note['pid']} ({note['command']}) since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            holder = "another process"
        return (
            f"{self._path.parent} is being written to by {holder}; wait until it is done, "
            "or end it, and try again"
        )
