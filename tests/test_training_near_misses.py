"""``training.near_misses``: written questions about SQuAD's paragraphs point at their answers."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from training import near_misses
from training.near_misses import FILE, NEAR_MISS, NEAR_MISS_ANSWERED, read_near_misses

CONTEXT = "The old mill burnt down in 1887. Ada Reyes built another beside it."


@pytest.fixture
def paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a paragraph with a question that it answers and one that it nearly does."""
    start = CONTEXT.index("Ada Reyes")
    rows = [f"p1\tWho put up the new mill?\t{start}\t{start + 9}", "p1\tWho burnt it down?\t-1\t-1"]
    table = tmp_path / "near_misses.tsv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.setattr(near_misses, "FILE", table)
    path = tmp_path / "paragraphs.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        row = {"id": "p1", "title": "Old_mills", "context": CONTEXT, "answers": []}
        stream.write(json.dumps(row) + "\n")
    return path


@pytest.mark.parametrize("titled", [False, True])
def test_rows_point_into_their_paragraph(paragraphs: Path, *, titled: bool) -> None:
    """An answer begins where its row says, under a title or not; a near miss has none."""
    split = read_near_misses(paragraphs, {"Other_mills"}, titled=titled)
    answered, missed = split.train
    assert split.held_out == []
    assert (answered.source, missed.source) == (NEAR_MISS_ANSWERED, NEAR_MISS)
    assert answered.question == "who put up the new mill?" and answered.title == "Old_mills"
    assert answered.answers == ("Ada Reyes",)
    assert answered.passage[answered.start :].startswith("Ada Reyes")
    assert answered.passage.endswith(CONTEXT) and missed.passage == answered.passage
    assert missed.answers == () and missed.start == -1


def test_questions_about_held_out_articles_are_held_out(paragraphs: Path) -> None:
    """Whole articles are."""
    split = read_near_misses(paragraphs, {"Old_mills"}, titled=True)
    assert (len(split.train), len(split.held_out)) == (0, 2)


def test_every_row_is_whole() -> None:
    """Each row of the file has four fields, a place or none, and no question comes twice."""
    seen = set()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        key, question, start, end = line.split("\t")
        assert (key, question) not in seen and question.strip() == question != ""
        seen.add((key, question))
        assert (start, end) == ("-1", "-1") or 0 <= int(start) < int(end)
    assert len(seen) > 10_000


def test_answers_are_words_of_their_paragraphs(shared: Path) -> None:
    """Every answer begins and ends with a word of its paragraph."""
    paragraphs = shared / "data/qa/squad1.1-train.jsonl.gz"
    split = read_near_misses(paragraphs, (), titled=True)
    answered = [row for row in split.train if row.answers]
    assert len(answered) > 5_000
    for row in answered:
        (answer,) = row.answers
        assert row.passage[row.start :].startswith(answer) and answer == answer.strip() != ""
