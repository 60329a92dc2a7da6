"""``rag.derived_vectors``: the file follows the library in kind and content, beside other work."""

from __future__ import annotations

import errno
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import rag.derived_vectors
import rag.vector_file
from rag.codes import CompressedPart
from rag.errors import StoreError
from rag.index import Index
from rag.schema import DATABASE
from tests.storing import Entry, entry, near, open_index, texts


def made(number: int) -> Entry:
    return entry(f"{number}.txt", [f"Line {n} of number{number} there." for n in range(5)])


def fill(folder: Path, first: int, last: int) -> None:
    with open_index(folder, write=True) as index:
        for number in range(first, last):
            made(number).put_into(index)


def vector_files(folder: Path) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_ino) for path in folder.glob("vectors-*")]


def stamp(folder: Path) -> dict[str, Any]:
    connection = sqlite3.connect(folder / DATABASE)
    (text,) = connection.execute("SELECT stamp FROM derived WHERE name = 'vectors'").fetchone()
    connection.close()
    found: dict[str, Any] = json.loads(text)
    return found


def check(index: Index, number: int) -> None:
    """The document is found as it was put, alone and among others."""
    document = made(number)
    ((id_, cosine), *_) = near(index, document)
    assert texts(index, [(id_, cosine)]) == [document.passages[0].text]
    assert cosine > 0.999
    assert len(near(index, document, [document.document.id])) == 5


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundred passages be many."""
    monkeypatch.setattr(rag.vector_file, "COMPRESSED_FROM", 100)
    monkeypatch.setattr(rag.derived_vectors, "ALWAYS_SAVED", 50)


def test_a_large_file_is_rewritten_when_a_tenth_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In between the newest rows are read from the database, and found all the same."""
    monkeypatch.setattr(rag.derived_vectors, "ALWAYS_SAVED", 10)
    fill(tmp_path, 0, 20)
    before = vector_files(tmp_path)
    assert len(before) == 1
    fill(tmp_path, 20, 21)
    assert vector_files(tmp_path) == before
    with open_index(tmp_path, write=False) as index:
        check(index, 20)
        assert index.verify() == []
    assert vector_files(tmp_path) == before
    fill(tmp_path, 21, 24)
    assert len(vector_files(tmp_path)) == 1
    assert vector_files(tmp_path) != before


@pytest.mark.usefixtures("small")
def test_the_kind_changes_with_the_size_and_back(tmp_path: Path) -> None:
    """The stamp says which kind it is; what is found stays the same."""
    fill(tmp_path, 0, 19)
    assert stamp(tmp_path)["lists"] == 0
    with open_index(tmp_path, write=False) as reader:
        before = near(reader, made(3))
        fill(tmp_path, 19, 20)
        assert stamp(tmp_path)["lists"] == 8
        assert near(reader, made(3)) == before
    fill(tmp_path, 20, 50)
    assert (stamp(tmp_path)["lists"], stamp(tmp_path)["count"]) == (16, 250)
    with open_index(tmp_path, write=False) as reader:
        assert near(reader, made(3)) == before
        check(reader, 49)
        assert reader.verify() == []
    with open_index(tmp_path, write=True) as index:
        for number in range(5, 50):
            index.remove(made(number).document.id)
    assert (stamp(tmp_path)["lists"], stamp(tmp_path)["count"]) == (0, 25)
    with open_index(tmp_path, write=False) as reader:
        check(reader, 3)
        assert reader.verify() == []


@pytest.mark.usefixtures("small")
def test_codes_are_extended_not_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later save learns nothing again: it takes in what came and lets go of what went."""
    fill(tmp_path, 0, 30)

    def refuse(*_: object) -> None:
        raise AssertionError("laid out anew")

    monkeypatch.setattr(CompressedPart, "trained", refuse)
    with open_index(tmp_path, write=True) as index:
        index.remove(made(7).document.id)
        made(30).put_into(index)
        made(31).put_into(index)
    assert (stamp(tmp_path)["lists"], stamp(tmp_path)["count"]) == (16, 155)
    with open_index(tmp_path, write=False) as reader:
        check(reader, 31)
        assert "number7 " not in " ".join(texts(reader, near(reader, made(7))))
        assert reader.verify() == []


@pytest.mark.usefixtures("small")
def test_the_kind_changes_beside_an_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adding and searching go on while the new file is made, with the former one."""
    monkeypatch.setattr(rag.derived_vectors, "_LOOK_SECONDS", 0.0)
    fill(tmp_path, 0, 19)
    former, slow = stamp(tmp_path)["file"], CompressedPart.save

    def wait(part: CompressedPart, path: Path) -> None:
        time.sleep(0.5)
        slow(part, path)

    monkeypatch.setattr(CompressedPart, "save", wait)
    with open_index(tmp_path, write=True) as index, open_index(tmp_path, write=False) as reader:
        for number in range(19, 25):
            made(number).put_into(index)
            check(reader, number)
        assert stamp(tmp_path)["file"] == former
    assert stamp(tmp_path)["lists"] > 0
    with open_index(tmp_path, write=False) as reader:
        check(reader, 24)


@pytest.mark.usefixtures("small")
def test_a_file_is_not_written_twice_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving while it is being written beside other work leaves that work alone."""
    monkeypatch.setattr(rag.derived_vectors, "_LOOK_SECONDS", 0.0)
    fill(tmp_path, 0, 19)
    begun, go_on, saved, save = Event(), Event(), [], CompressedPart.save

    def wait(part: CompressedPart, path: Path) -> None:
        saved.append(path)
        begun.set()
        assert go_on.wait(20)
        save(part, path)

    monkeypatch.setattr(CompressedPart, "save", wait)
    with open_index(tmp_path, write=True) as index:
        made(19).put_into(index)
        assert begun.wait(20)
        index.flush()
        go_on.set()
    assert len(saved) == 1
    assert stamp(tmp_path)["lists"] > 0
    with open_index(tmp_path, write=False) as reader:
        check(reader, 19)


@pytest.mark.usefixtures("small")
def test_whoever_is_done_first_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose unfinished file was taken away by another one's goes on without it."""
    fill(tmp_path, 0, 19)
    before, save = stamp(tmp_path), CompressedPart.save

    def lose(part: CompressedPart, path: Path) -> None:
        save(part, path)
        path.unlink()

    with monkeypatch.context() as patched:
        patched.setattr(CompressedPart, "save", lose)
        fill(tmp_path, 19, 20)
    assert stamp(tmp_path) == before
    with open_index(tmp_path, write=False) as reader:
        check(reader, 19)


@pytest.mark.usefixtures("small")
def test_what_fails_in_the_middle_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full while the kind changes: the next opening uses what there was."""
    fill(tmp_path, 0, 19)
    before = stamp(tmp_path)

    def half(_: CompressedPart, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(CompressedPart, "save", half)
        index = open_index(tmp_path, write=True)
        made(19).put_into(index)
        with pytest.raises(StoreError, match="documents are safe"):
            index.close()
    assert stamp(tmp_path) == before
    assert [name for name, _ in vector_files(tmp_path)] == [before["file"]]
    (tmp_path / "vectors-1-1.part").write_bytes(b"what a killed process leaves")
    with open_index(tmp_path, write=False) as reader:
        check(reader, 19)
        assert reader.verify() == []
    fill(tmp_path, 20, 21)
    assert [name for name, _ in vector_files(tmp_path)] == [stamp(tmp_path)["file"]]
    assert stamp(tmp_path)["lists"] > 0


@pytest.mark.usefixtures("small")
def test_closing_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that takes too long is left for later, and the former file stays."""
    fill(tmp_path, 0, 19)
    before = stamp(tmp_path)
    trained = CompressedPart.trained

    def slowly(*given: Any) -> CompressedPart:
        time.sleep(0.5)
        return trained(*given)

    monkeypatch.setattr(CompressedPart, "trained", slowly)
    monkeypatch.setattr("rag.index._SAVING_SECONDS", 0.0)
    fill(tmp_path, 19, 22)
    assert stamp(tmp_path) == before
    monkeypatch.undo()
    monkeypatch.setattr(rag.vector_file, "COMPRESSED_FROM", 100)
    fill(tmp_path, 22, 23)
    assert stamp(tmp_path)["lists"] > 0


@pytest.mark.usefixtures("small")
def test_a_long_reader_takes_up_the_new_file(tmp_path: Path) -> None:
    """It does not go on to hold in memory all that came since it was opened."""
    fill(tmp_path, 0, 10)
    with open_index(tmp_path, write=False) as reader:
        check(reader, 1)
        fill(tmp_path, 10, 40)
        check(reader, 39)
        with reader._store.reading() as snapshot:
            assert reader._vectors.follow(snapshot).unsaved == 0


@pytest.mark.usefixtures("small")
def test_lost_codes_are_made_again_beside_searching(tmp_path: Path) -> None:
    """The first search after the loss is right, and closing waits for nothing."""
    fill(tmp_path, 0, 30)
    (tmp_path / stamp(tmp_path)["file"]).write_bytes(b"damaged")
    with open_index(tmp_path, write=False) as reader:
        assert reader.verify() != []
        check(reader, 29)
        deadline = time.monotonic() + 20
        while reader.verify() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert reader.verify() == []
        check(reader, 29)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"damaged")])
def test_codes_that_are_lost_are_not_extended(tmp_path: Path, harm: Callable[[Path], Any]) -> None:
    """A writer makes them anew from the database."""
    fill(tmp_path, 0, 30)
    harm(tmp_path / stamp(tmp_path)["file"])
    fill(tmp_path, 30, 32)
    assert stamp(tmp_path)["count"] == 160
    with open_index(tmp_path, write=False) as reader:
        check(reader, 2)
        check(reader, 31)
        assert reader.verify() == []
