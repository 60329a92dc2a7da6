"""``rag.derived``: saving costs what changed, not what there is. Repairs: ``test_index.py``."""

from __future__ import annotations

from pathlib import Path

from rag.derived import KeptWords
from tests.storing import entry, open_index


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
