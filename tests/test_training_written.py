"""``training.written``: questions about news become windows that hold their answer, or do not."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from training import written
from training.written import (
    FILE,
    WRITTEN,
    WRITTEN_UNANSWERABLE,
    read_headlines,
    read_written,
    windows_of,
)

TEXT = "The old mill  burnt down. " + "Nobody was hurt in it. " * 20 + "Ada Reyes put out the fire."
SUMMARY = "A mill is lost to a fire . Ada Reyes saved the house ."


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an article with a question that it answers and one that it does not."""
    text = " ".join(TEXT.split())
    start = text.index("Ada Reyes")
    rows = [f"a1\tWho fought the blaze?\t{start}\t{start + 9}", "a1\tWho owned the mill?\t-1\t-1"]
    table = tmp_path / "written.tsv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.setattr(written, "FILE", table)
    path = tmp_path / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write(json.dumps({"id": "a1", "text": TEXT, "summary": SUMMARY}) + "\n")
    return path


def test_rows_point_into_the_article_with_single_blanks(articles: Path) -> None:
    """An answer is the very characters; a question without one has none."""
    rows = read_written(articles)
    asked, open_ = (*rows.train, *rows.held_out)
    assert (asked.source, open_.source) == (WRITTEN, WRITTEN_UNANSWERABLE)
    assert asked.question == "who fought the blaze?" and asked.answers == ("Ada Reyes",)
    assert asked.passage[asked.start :].startswith("Ada Reyes")
    assert open_.answers == () and open_.start == -1


def test_windows_hold_the_answer_or_none(articles: Path) -> None:
    """Those with an answer begin with it where they say; those without do not hold it."""
    split = read_written(articles)
    rows = windows_of([*split.train, *split.held_out], 8, random.Random(1), {})
    found = {row.source for row in rows}
    assert found == {WRITTEN, WRITTEN_UNANSWERABLE}
    for row in rows:
        if row.answers:
            assert row.passage[row.start :].startswith(row.answers[0])
        else:
            assert "Ada Reyes" not in row.passage or row.question == "who owned the mill?"
        assert row.passage in " ".join(TEXT.split())


def test_half_of_the_windows_stand_under_a_headline(articles: Path) -> None:
    """The answer begins where it did; a headline that tells it stands nowhere."""
    split = read_written(articles)
    questions = [*split.train, *split.held_out]
    headlines = read_headlines(articles)
    assert headlines == {"a1": "A mill is lost to a fire ."}
    rows = windows_of(questions, 20, random.Random(1), headlines)
    headed = [row for row in rows if row.passage.startswith("A mill is lost to a fire .\n")]
    assert 0 < len(headed) < len(rows)
    assert all(row.passage[row.start :].startswith("Ada Reyes") for row in rows if row.answers)
    told = windows_of(questions, 20, random.Random(1), {"a1": "Ada Reyes saves a house"})
    assert all("saves" not in row.passage for row in told if row.question.startswith("who fought"))


def test_the_file_holds_questions_and_places_alone() -> None:
    """Four fields a row, each question of an article once, and no text of the articles."""
    rows = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 3000 and all(len(row) == 4 for row in rows)
    assert len({(key, question) for key, question, *_ in rows}) == len(rows)
    for _, _, start, end in rows:
        assert (int(start), int(end)) == (-1, -1) or 0 <= int(start) < int(end)
