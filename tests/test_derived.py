"""``rag.derived``: saving costs what changed, not what there is. Repairs: ``test_index.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag.derived_vectors
from rag.derived import KeptWords
from tests.storing import entry, open_index


def vector_files(folder: Path) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_ino) for path in folder.glob("vectors-*")]


def fill(folder: Path, first: int, last: int) -> None:
    with open_index(folder, write=True) as index:
        for number in range(first, last):
            entry(f"{number}.txt", [f"Line of {number}."]).put_into(index)


def test_a_large_vector_file_is_rewritten_when_a_tenth_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In between the newest rows are read from the database, and found all the same."""
    monkeypatch.setattr(rag.derived_vectors, "ALWAYS_SAVED", 10)
    fill(tmp_path, 0, 50)
    before = vector_files(tmp_path)
    assert len(before) == 1
    fill(tmp_path, 50, 53)
    assert vector_files(tmp_path) == before
    newest = entry("52.txt", ["Line of 52."])
    with open_index(tmp_path, write=False) as index:
        ((id_, cosine),) = index.search_vectors(newest.vectors[0], 1)
        assert index.passages([id_])[id_].text == "Line of 52."
        assert cosine > 0.999
        assert index.verify() == []
    assert vector_files(tmp_path) == before
    fill(tmp_path, 53, 60)
    assert len(vector_files(tmp_path)) == 1
    assert vector_files(tmp_path) != before


def test_opening_and_closing_writes_nothing(tmp_path: Path) -> None:
    """A second run over unchanged files costs no rewriting."""
    fill(tmp_path, 0, 5)
    derived = [path for path in tmp_path.rglob("*") if path.parts[-1] != "lock"]
    before = {path: path.stat().st_mtime_ns for path in derived if path.is_file()}
    fill(tmp_path, 0, 5)
    after = {path: path.stat().st_mtime_ns for path in before if "library" not in path.name}
    assert after.items() <= before.items()


def test_words_are_saved_at_once_and_then_seldom(tmp_path: Path) -> None:
    """A burst of small documents does not pay for a commit each."""
    kept = KeptWords(tmp_path)
    assert kept.is_due
    with open_index(tmp_path, write=True) as index:
        entry("a.txt", ["One."]).put_into(index)
        (folder,) = tmp_path.glob("words-*")
        saved = {path.name for path in folder.iterdir()}
        for number in range(5):
            entry(f"{number}.txt", ["One more."]).put_into(index)
        assert {path.name for path in folder.iterdir()} == saved
        assert len(index.search_words("more", 9)) == 1
        assert {path.name for path in folder.iterdir()} != saved
