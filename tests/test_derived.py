"""``rag.derived``: saving costs what changed, not what there is. Repairs: ``test_index.py``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import rag.derived
from rag.derived import KeptWords
from tests.storing import entry, near, open_index


def fill(folder: Path, first: int, last: int) -> None:
    with open_index(folder, write=True) as index:
        for number in range(first, last):
            entry(f"{number}.txt", [f"Line of {number}."]).put_into(index)


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


def test_large_files_are_read_at_opening_only_when_they_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was written to since is noticed at once, silent decay by verify."""
    monkeypatch.setattr(rag.derived, "LARGE_BYTES", 1)
    fill(tmp_path, 0, 5)
    (folder,) = tmp_path.glob("words-*")
    (vectors,) = tmp_path.glob("vectors-*")
    largest = max(folder.iterdir(), key=lambda path: path.stat().st_size)
    for path in (largest, vectors):
        before = path.stat()
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with open_index(tmp_path, write=False) as index:
        assert len(index.verify()) == 2
    for path in (largest, vectors):
        path.touch()
    with open_index(tmp_path, write=False) as index:
        assert len(index.search_words("line", 9)) == 5
        assert near(index, entry("3.txt", ["Line of 3."]))[0][1] > 0.999
        assert index.verify() == []
