"""``rag.adding``: files become documents of the index, stage beside stage."""

from __future__ import annotations

import builtins
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.adding import ENCODE_AHEAD, FIRST_AHEAD, Pace, SourceFile, add_files
from rag.index import Index
from rag.loading import ParserProcess
from rag.reports import AddOutcome
from rag.types import Vectors
from tests.fakes import HashedEncoder
from tests.storing import open_index


class Recorder(HashedEncoder):
    """Notes how many texts each call brings."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what the quick encoder returns."""
        self.calls.append(len(texts))
        return super().encode(texts)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Give an index to write to."""
    with open_index(tmp_path / "index", write=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def parser() -> Iterator[ParserProcess]:
    """Give a parser that several tests share."""
    with ParserProcess() as running:
        yield running


def files_of(folder: Path, texts: Sequence[str]) -> list[SourceFile]:
    """Write texts to files."""
    made = [folder / f"{number:03}.txt" for number in range(len(texts))]
    for path, text in zip(made, texts, strict=True):
        path.write_text(text, "utf-8")
    return [SourceFile(path, path.name) for path in made]


def sentence(number: int) -> str:
    """Return a paragraph of its own."""
    return f"The harbour master of town {number} reported a calm night and no ships in need."


def test_reports_come_in_the_order_of_the_files(
    tmp_path: Path, index: Index, parser: ParserProcess
) -> None:
    """Added, unchanged, failed and linked ones alike; a broken file stops nothing."""
    files = files_of(tmp_path, [sentence(1), sentence(2), "", sentence(4)])
    first = list(add_files(files[:1], index, HashedEncoder(), parser))
    assert [report.outcome for report in first] == [AddOutcome.ADDED]
    same = tmp_path / "same.txt"
    same.write_text(sentence(1), "utf-8")
    absent = SourceFile(tmp_path / "absent.txt", "absent.txt")
    reports = list(
        add_files([*files, absent, SourceFile(same, "same.txt")], index, HashedEncoder(), parser)
    )
    assert [report.source for report in reports] == [
        *(file.source for file in files),
        "absent.txt",
        "same.txt",
    ]
    assert [report.outcome.value for report in reports] == [
        "unchanged",
        "added",
        "failed",
        "added",
        "failed",
        "added",
    ]
    assert reports[-1].document_id == first[0].document_id
    assert "absent.txt" in reports[-2].reason


def test_a_file_is_opened_once(
    tmp_path: Path, index: Index, parser: ParserProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes are hashed and parsed from the same reading."""
    files = files_of(tmp_path, [sentence(1)])
    opened: Counter[str] = Counter()
    real = io.open

    def counting(file: Any, *arguments: Any, **options: Any) -> Any:
        opened[str(file)] += 1
        return real(file, *arguments, **options)

    monkeypatch.setattr(io, "open", counting)
    monkeypatch.setattr(builtins, "open", counting)
    (report,) = add_files(files, index, HashedEncoder(), parser)
    assert report.outcome is AddOutcome.ADDED
    assert opened[str(files[0].path)] == 1


def test_small_files_are_encoded_together_and_long_ones_in_steps(
    tmp_path: Path, index: Index, parser: ParserProcess
) -> None:
    """Each step is watched; at the end as many are done as were expected."""
    long = "\n\n".join(sentence(number) for number in range(2 * ENCODE_AHEAD))
    files = files_of(tmp_path, [*(sentence(1000 + n) for n in range(20)), long])
    encoder, seen = Recorder(), list[Pace]()
    reports = list(add_files(files, index, encoder, parser, seen.append))
    total = sum(report.passages for report in reports)
    assert total >= 20 + 2 * ENCODE_AHEAD
    assert encoder.calls[:-1] == [ENCODE_AHEAD] * (len(encoder.calls) - 1)
    assert [pace.passages for pace in seen] == [
        sum(encoder.calls[: n + 1]) for n in range(len(seen))
    ]
    assert (seen[-1].passages, seen[-1].expected) == (total, total)
    assert index.verify() == []


def test_encoding_begins_before_a_full_go_is_gathered(
    tmp_path: Path, index: Index, parser: ParserProcess
) -> None:
    """The first go is small and each next one twice as large, up to a full one."""
    files = files_of(tmp_path, [sentence(n) for n in range(2 * (FIRST_AHEAD + ENCODE_AHEAD))])
    encoder = Recorder()
    list(add_files(files, index, encoder, parser))
    assert encoder.calls[:3] == [FIRST_AHEAD, 2 * FIRST_AHEAD, ENCODE_AHEAD]


def test_what_was_stored_before_a_stop_stays(
    tmp_path: Path, index: Index, parser: ParserProcess
) -> None:
    """Whoever stops iterating has every document that was reported, and can go on later."""
    files = files_of(tmp_path, [sentence(n) for n in range(ENCODE_AHEAD + 30)])
    adding = add_files(files, index, HashedEncoder(), parser)
    stored = [next(adding).document_id for _ in range(5)]
    adding.close()
    assert [info.id for info in index.documents()] == stored
    outcomes = Counter(r.outcome for r in add_files(files, index, HashedEncoder(), parser))
    assert outcomes == {AddOutcome.UNCHANGED: 5, AddOutcome.ADDED: len(files) - 5}
