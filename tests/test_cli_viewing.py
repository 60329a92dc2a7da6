"""The commands timeline and quotes, with the real library and a quick encoder."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from rag.cli import main
from rag.library import Library
from tests.fakes import HashedEncoder

ARTICLE = """Bridge Opens Again

Published: 14 March 2024

The bridge over the Lend opened again on Tuesday after two years of repairs to its piers.

"It is safe for the next hundred years," said Ada Reyes, the engineer. The council said that it
would pay for the lights.
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index folder that holds one article."""
    (tmp_path / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    with Library(tmp_path / "index", encoder=HashedEncoder()) as library:
        library.add(tmp_path / "bridge.txt")
    return tmp_path / "index"


def shown(index: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    def open_library(folder: Path, *, read_only: bool) -> Library:
        return Library(folder, encoder=HashedEncoder(), read_only=read_only)

    capfd.readouterr()
    code = main(["--index", str(index), *arguments], open_library=open_library)
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def test_the_timeline_is_shown_by_date(index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A date, the sentence, and its place."""
    code, out, _ = shown(index, capfd, "timeline")
    assert code == 0
    assert out.startswith("2024-03-12  The bridge over the Lend opened again on Tuesday")
    assert "[1] Bridge Opens Again, paragraph 3" in out


def test_quotes_show_who_said_what(index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In marks where the words are the speaker's own."""
    _, out, _ = shown(index, capfd, "quotes")
    assert "Ada Reyes said: “It is safe for the next hundred years,”" in out
    assert "The council said: it would pay for the lights" in out


@pytest.mark.parametrize(("command", "rows"), [("timeline", "events"), ("quotes", "quotes")])
def test_json_cites_every_row_exactly(
    index: Path, capfd: pytest.CaptureFixture[str], command: str, rows: str
) -> None:
    """Each footnote's quote is that slice of the document."""
    shape = json.loads(shown(index, capfd, command, "--json")[1])
    assert shape[rows]
    for number, row in enumerate(shape[rows], start=1):
        citation = row["citation"]
        document = json.loads(shown(index, capfd, "show", citation["document_id"], "--json")[1])
        assert citation["number"] == number
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_exports_are_printed(index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """CSV and Markdown of the documents that are named."""
    key = json.loads(shown(index, capfd, "list", "--json")[1])["documents"][0]["id"]
    table = shown(index, capfd, "quotes", key, "--csv")[1]
    assert [row["speaker"] for row in csv.DictReader(io.StringIO(table))] == [
        "Ada Reyes",
        "The council",
    ]
    assert shown(index, capfd, "timeline", key, "--markdown")[1].startswith("| Date | As said |")


def test_one_form_at_a_time(index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Two forms at once are wrong usage, an unknown document is a failure."""
    code, out, err = shown(index, capfd, "timeline", "--json", "--csv")
    assert (code, out, err.count("\n")) == (2, "", 1)
    code, out, err = shown(index, capfd, "quotes", "000000000000")
    assert (code, out, err.count("\n")) == (1, "", 1)
