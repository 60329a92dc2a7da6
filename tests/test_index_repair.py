"""``rag.index``: what is derived is repaired, and searching goes on where it cannot be."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import rag.words
from rag.errors import StoreError
from rag.schema import DATABASE
from rag.vectors import VectorIndex
from tests.storing import ENTRIES, filled, near, open_index, texts


def derived_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose_vectors(folder: Path) -> None:
    derived_file(folder, "vectors-*").unlink()


def damage_vectors(folder: Path) -> None:
    flip_a_bit(derived_file(folder, "vectors-*"))


def lose_words(folder: Path) -> None:
    shutil.rmtree(derived_file(folder, "words-*"))


def damage_words(folder: Path) -> None:
    flip_a_bit(max(derived_file(folder, "words-*").iterdir(), key=lambda path: path.stat().st_size))


def damage_list_of_words(folder: Path) -> None:
    flip_a_bit(derived_file(folder, "words-*") / "meta.json")


def forget_stamps(folder: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("DELETE FROM derived")
    connection.commit()
    connection.close()


def kill_amid_words(folder: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    (stamp,) = connection.execute("SELECT stamp FROM derived WHERE name = 'words'").fetchone()
    changed = json.dumps({**json.loads(stamp), "settled": False})
    connection.execute("UPDATE derived SET stamp = ? WHERE name = 'words'", (changed,))
    connection.commit()
    connection.close()
    damage_words(folder)


@pytest.mark.parametrize("write", [True, False], ids=["writer", "reader"])
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lose_vectors, True),
        (damage_vectors, True),
        (lose_words, True),
        (damage_words, True),
        (damage_list_of_words, True),
        (forget_stamps, False),
        (kill_amid_words, False),
    ],
)
def test_what_is_derived_is_made_again(
    tmp_path: Path, harm: Callable[[Path], None], told: bool, write: bool
) -> None:
    """Whatever happens to a derived file: verify tells, searches are right, and it is repaired."""
    with open_index(filled(tmp_path), write=False) as index:
        vectors, words = near(index, ENTRIES[1]), index.search_words("budget", 9)
    harm(tmp_path)
    with open_index(tmp_path, write=write) as index:
        assert bool(index.verify()) is told
        assert near(index, ENTRIES[1]) == vectors
        assert index.search_words("budget", 9) == words
    with open_index(tmp_path, write=False) as index:
        assert near(index, ENTRIES[1]) == vectors
        assert index.verify() == []


def test_searches_are_right_where_nothing_can_be_repaired(tmp_path: Path) -> None:
    """Another process writes and the derived files are damaged: made again in memory."""
    filled(tmp_path)
    with open_index(tmp_path, write=False) as index:
        words = index.search_words("budget", 9)
    with open_index(tmp_path, write=True), open_index(tmp_path, write=False) as reader:
        lose_words(tmp_path)
        damage_vectors(tmp_path)
        assert reader.search_words("budget", 9) == words
        assert texts(reader, near(reader, ENTRIES[1]))[0] == "The b budget stands 0."


def test_a_full_disk_does_not_stop_searching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a repair cannot be written, a reader finds all the same things without it."""
    with open_index(filled(tmp_path), write=False) as index:
        vectors, words = near(index, ENTRIES[1]), index.search_words("budget", 9)
    forget_stamps(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(VectorIndex, "save", refuse)
    monkeypatch.setattr(rag.words, "file_checksums", refuse)
    with open_index(tmp_path, write=False) as index:
        assert near(index, ENTRIES[1]) == vectors
        assert index.search_words("budget", 9) == words
    with open_index(tmp_path, write=True) as index:
        with pytest.raises(StoreError, match=r"No space left.*documents are safe"):
            index.flush()
        monkeypatch.undo()
