"""Killed at any moment, the index holds every acknowledged document whole, and no half one.

As a program, this file forks a worker whenever it is told to, which spares its start. A worker
adds, replaces and removes documents back to back and says so on standard output after each call
has returned.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path

import pytest

from rag.config import RetrievalConfig
from rag.index import Index
from tests.conftest import ROOT
from tests.storing import Entry, entry, open_index

KILLS = 200
#: The child sits in one of so many sources: later rounds replace and remove what is there.
SOURCES = 60
#: A killed process leaves the same files here, sooner.
MEMORY_DISK = Path("/dev/shm")
#: Seconds that a worker lives at most; every fifth one longer, past its first saving of words.
LIFE, LONG_LIFE = 0.2, 0.6


@lru_cache(maxsize=200)
def made(number: int) -> Entry:
    """Return the document with that number: its source and words follow from it."""
    draw = random.Random(number)
    words = ["harbour", "budget", "zebra", "prize", "minister", "journey"]
    lines = [
        f"Line {n} of number{number} names the {draw.choice(words)} and the {draw.choice(words)}."
        for n in range(draw.randint(1, 12))
    ]
    return entry(f"{number % SOURCES}.txt", lines, title=f"Number {number}")


def fork_workers(folder: Path) -> None:
    """Fork a worker for each line of standard input, which says where it starts; await its end."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(folder, int(line))
        acknowledge("worker", pid)
        os.waitpid(pid, 0)
        acknowledge("dead", pid)


def work(folder: Path, first: int) -> None:
    """Put documents from number ``first`` on until killed; every seventh is removed again."""
    with open_index(folder, write=True) as index:
        number = first
        while True:
            document = made(number)
            acknowledge("begin", number)
            document.put_into(index)
            acknowledge("put", number)
            if number % 7 == 0:
                acknowledge("leave", number)
                index.remove(document.document.id)
                acknowledge("removed", number)
            if number % 31 == 0:
                index.flush()
            number += 1


def acknowledge(what: str, number: int) -> None:
    """Tell the parent, past every buffer."""
    os.write(1, f"{what} {number}\n".encode())


class Ledger:
    """What must be there, from what the children said."""

    def __init__(self) -> None:
        self.sure: dict[str, int] = {}
        self.open: tuple[str, int] | None = None
        self.next = 1

    def note(self, what: str, number: int) -> None:
        """Take in one line of a worker."""
        source = f"{number % SOURCES}.txt"
        self.open = (what, number) if what in ("begin", "leave") else None
        if what == "put":
            self.sure[source] = number
        elif what == "removed":
            self.sure.pop(source)
        self.next = max(self.next, number + 1)

    def settle(self, index: Index) -> None:
        """Find out whether the one unacknowledged change took place: either way is right."""
        if self.open is None:
            return
        what, number = self.open
        self.open = None
        source = f"{number % SOURCES}.txt"
        there = index.known(source, made(number).content_hash) is not None
        if what == "begin" and there:
            self.sure[source] = number
        elif what == "leave" and not there:
            self.sure.pop(source)


def run_and_kill(forker: subprocess.Popen[str], ledger: Ledger, seconds: float) -> None:
    """Let a worker work for a while, and kill it."""
    assert forker.stdin is not None
    assert forker.stdout is not None
    forker.stdin.write(f"{ledger.next}\n")
    forker.stdin.flush()
    for line in forker.stdout:
        what, text = line.split()
        if what == "worker":
            threading.Timer(seconds, os.kill, [int(text), signal.SIGKILL]).start()
        elif what == "dead":
            return
        else:
            ledger.note(what, int(text))
    raise AssertionError("the process that forks workers ended")


def check(folder: Path, ledger: Ledger, *, write: bool) -> None:
    """Open what the child left and compare it with the ledger, document by document."""
    with open_index(folder, write=write) as index:
        ledger.settle(index)
        expected = {source: made(number) for source, number in ledger.sure.items()}
        infos = {info.source: info for info in index.documents()}
        assert set(infos) == set(expected)
        assert index.verify() == []
        for source, document in expected.items():
            assert infos[source].id == document.document.id
            assert infos[source].passages == len(document.passages)
        for document in random.Random(ledger.next).sample(
            list(expected.values()), min(2, len(expected))
        ):
            check_document(index, document)


def check_document(index: Index, document: Entry) -> None:
    """Its text, passages and vectors are whole, and both searches find it first."""
    assert index.document(document.document.id) == document.document
    assert tuple(index.passages_of(document.document.id)) == document.passages
    ((near, cosine),) = index.search_vectors(document.vectors[0], 1, [document.document.id])
    assert cosine > 0.999
    assert index.passages([near]) == {near: document.passages[0]}
    # As many as retrieval asks for: so few passages are then all compared exactly, of any kind.
    best = index.search_vectors(document.vectors[0], RetrievalConfig().candidates)
    assert best[0][1] == pytest.approx(cosine, abs=1e-6)
    number = document.document.title.split()[1]
    hits = index.search_words(f'"number{number}"', 99)
    assert len(hits) == len(document.passages)
    found = index.passages([id_ for id_, _ in hits])
    assert {p.document.id for p in found.values()} == {document.document.id}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of Unix")
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Two hundred kills at random moments of one growing index, checked after each."""
    ledger, draw = Ledger(), random.Random(20261123)
    folder = (MEMORY_DISK if MEMORY_DISK.is_dir() else tmp_path) / f"kill-{os.getpid()}"
    request.addfinalizer(lambda: shutil.rmtree(folder, ignore_errors=True))
    open_index(folder, write=True).close()
    with subprocess.Popen(
        [sys.executable, __file__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    ) as forker:
        for kill in range(KILLS):
            run_and_kill(forker, ledger, draw.uniform(0, LIFE if kill % 5 else LONG_LIFE))
            check(folder, ledger, write=kill % 2 == 0)
        assert forker.stdin is not None
        forker.stdin.close()
    assert ledger.next > KILLS


if __name__ == "__main__":
    import rag.codes
    import rag.derived_vectors
    import rag.vector_file
    import rag.vectors
    import rag.words

    # Workers change the kind of the vector index; the checks between them change it back.
    rag.vector_file.COMPRESSED_FROM = 100
    rag.derived_vectors.ALWAYS_SAVED = 50
    rag.derived_vectors._LOOK_SECONDS = 0.05
    fork_workers(Path(sys.argv[1]))
