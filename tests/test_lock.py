"""``rag.lock``: one writer, named, and never outliving its process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import StoreError, StoreLockedError
from rag.lock import WriterLock
from tests.conftest import ROOT

HOLDER = """
import sys
from pathlib import Path
from rag.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
lock.acquire(0)
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_is_named_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    """No stale lock has ever to be removed by hand."""
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        lock = WriterLock(path)
        with pytest.raises(StoreLockedError, match=f"process {holder.pid} .*wait until it is done"):
            lock.acquire(0)
        holder.kill()
        holder.wait()
    lock.acquire(0)
    lock.release()


def test_the_same_process_is_another_holder_too(tmp_path: Path) -> None:
    """Two objects of one program do not write at once; giving back twice is harmless."""
    first, second = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    first.acquire(0)
    with pytest.raises(StoreLockedError, match=str(os.getpid())):
        second.acquire(0)
    second.release()
    with pytest.raises(StoreLockedError):
        second.acquire(0)
    first.release()
    first.release()
    second.acquire(0)
    second.release()


def test_a_note_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    """The refusal stands even when the holder has not written its name yet."""
    first, second = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    first.acquire(0)
    (tmp_path / "lock").write_text("{")
    with pytest.raises(StoreLockedError, match="another process"):
        second.acquire(0)
    first.release()


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    """An error of the system becomes a sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write to"):
        WriterLock(tmp_path / "file" / "lock").acquire(0)


def test_a_note_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the lock holds and is given back, though it names nobody."""

    def full(*given: object, **named: object) -> int:
        raise OSError(28, "No space left on device")

    first, second = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        first.acquire(0)
        with pytest.raises(StoreLockedError, match="another process"):
            second.acquire(0)
        first.release()
    second.acquire(0)
    second.release()
