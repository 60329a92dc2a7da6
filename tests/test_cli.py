"""The shell, with the real library and a quick encoder."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.cli import main
from rag.errors import RagError
from rag.library import Library
from tests.fakes import HashedEncoder

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = """Glacier Yields a Lost Violin

By Ada Moor

ZERMATT - A violin that vanished in 1931 was found in a melting glacier on Monday.

The instrument was carried by the mountaineer Emil Graf, who died in an avalanche.

Restorers in Geneva say that it can be played again within two years.
"""


@dataclass
class Shell:
    """Runs commands in a folder and keeps what they print."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, command: str, *more: str) -> tuple[int, str, str]:
        """Run one command; return its exit code, stdout and stderr."""
        self.capture.readouterr()
        arguments = ["--index", str(self.folder / "index"), *shlex.split(command), *more]
        code = main(arguments, open_library=open_library)
        captured = self.capture.readouterr()
        return code, captured.out, captured.err

    def json(self, command: str, *more: str) -> dict[str, Any]:
        """Run one command that succeeds; return the object that it prints."""
        code, out, _ = self(f"{command} --json", *more)
        assert code == 0
        shape = json.loads(out)
        assert isinstance(shape, dict)
        return shape


def open_library(folder: Path, *, read_only: bool) -> Library:
    """Open a library with an encoder that needs no model."""
    return Library(folder, encoder=HashedEncoder(), read_only=read_only)


@pytest.fixture
def shell(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """Return a shell in an empty folder that holds one article."""
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capfd)


@pytest.fixture
def filled(shell: Shell) -> Shell:
    """Return a shell whose library holds the article."""
    assert shell("add article.txt")[0] == 0
    return shell


def document_id(shell: Shell) -> str:
    """Return the id of the one document."""
    return str(shell.json("list")["documents"][0]["id"])


def test_add_prints_one_line_a_file_and_costs_nothing_twice(shell: Shell) -> None:
    """Added at first, unchanged then, replaced when its content is another."""
    code, out, err = shell("add article.txt")
    assert (code, out.split()[:2], out.count("\n"), err) == (0, ["added", "article.txt"], 1, "")
    assert shell("add article.txt")[1].split()[0] == "unchanged"
    (shell.folder / "article.txt").write_text(ARTICLE + "\nMore is known now.\n", encoding="utf-8")
    assert shell("add article.txt")[1].split()[0] == "replaced"
    assert len(shell.json("list")["documents"]) == 1


def test_a_file_that_cannot_be_added_fails_and_says_why(shell: Shell) -> None:
    """The others are added; the exit code is 1 and stderr has one line."""
    (shell.folder / "empty.txt").write_text(" \n", encoding="utf-8")
    code, out, err = shell("add article.txt empty.txt")
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()] == ["added", "failed"]
    assert err.count("\n") == 1
    assert "empty.txt" in err


@pytest.mark.parametrize("name", ["missing.txt", "sheet.xlsx"])
def test_a_named_file_that_is_not_read_fails(shell: Shell, name: str) -> None:
    """A missing file and one of an unknown kind, named by the user, are failures."""
    if name != "missing.txt":
        (shell.folder / name).write_bytes(b"PK")
    code, _, err = shell(f"add {name}")
    assert code == 1
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert name in err


def test_what_is_skipped_in_a_folder_is_said_but_is_no_failure(shell: Shell) -> None:
    """A folder may hold other things."""
    folder = shell.folder / "papers"
    folder.mkdir()
    (folder / "story.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "sheet.xlsx").write_bytes(b"PK")
    code, out, err = shell("add papers")
    assert (code, err) == (0, "")
    assert sorted(line.split()[0] for line in out.splitlines()) == ["added", "skipped"]


def test_json_of_add_is_one_object(shell: Shell) -> None:
    """Every file is in it, with its outcome."""
    shape = shell.json("add article.txt")
    assert [entry["outcome"] for entry in shape["files"]] == ["added"]


def test_a_cited_answer_quotes_the_stored_text(filled: Shell) -> None:
    """Each citation's offsets point to exactly its quote in what show prints."""
    answer = filled.json("ask", "Where was the violin found?")
    shown = filled.json("show", document_id(filled))
    assert answer["status"] == "answered"
    assert answer["citations"]
    for citation in answer["citations"]:
        assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert set(answer) >= {
        "question",
        "status",
        "text",
        "short_answer",
        "confidence",
        "statements",
        "citations",
        "nearest",
        "timings_ms",
    }


def test_an_answer_is_shown_with_its_footnotes_below(filled: Shell) -> None:
    """Each footnote names title, paragraph and exact words."""
    code, out, err = filled("ask", "Where was the violin found?")
    assert (code, err) == (0, "")
    assert "[1] Glacier Yields a Lost Violin, paragraph " in out
    assert "“A violin that vanished in 1931" in out or "“ZERMATT - A violin" in out


def test_what_the_documents_do_not_say_is_no_failure(filled: Shell) -> None:
    """A decline exits with 0, cites nothing and shows the nearest passages."""
    answer = filled.json("ask", "quarterly semiconductor tariffs xylophone zebra")
    assert (answer["status"], answer["statements"], answer["citations"]) == ("not_found", [], [])
    assert len(answer["nearest"]) <= 3
    code, out, _ = filled("ask", "quarterly semiconductor tariffs xylophone zebra")
    assert code == 0
    assert "Nearest passages:" in out


def test_retrieve_ranks_passages(filled: Shell) -> None:
    """The hits are numbered from 1 and at most -k."""
    shape = filled.json("retrieve -k 2", "avalanche mountaineer Emil Graf")
    assert shape["query"] == "avalanche mountaineer Emil Graf"
    assert [hit["rank"] for hit in shape["hits"]] == list(range(1, len(shape["hits"]) + 1))
    assert 1 <= len(shape["hits"]) <= 2
    assert "Emil Graf" in shape["hits"][0]["text"]
    assert filled("retrieve", "avalanche")[1].startswith("1. ")


def test_quoted_words_must_appear(filled: Shell) -> None:
    """What no passage holds is said, and is no failure."""
    assert all("Emil Graf" in hit["text"] for hit in filled.json('retrieve "“Emil Graf”"')["hits"])
    code, out, _ = filled("retrieve", '"Emil Nobody"')
    assert (code, out) == (0, "No passage holds “Emil Nobody”; leave the quotes out.\n")
    assert filled.json("retrieve", '"Emil Nobody"')["hits"] == []


def test_a_question_may_quote_what_no_document_says(filled: Shell) -> None:
    """It is asked without its quotation marks, so that there is something to read."""
    answer = filled.json("ask", 'Where was the "old violin" found?')
    assert answer["citations"] or answer["nearest"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("--author moor", True),
        ("--author nobody", False),
        ("--language en", True),
        ("--language de", False),
        ("--folder .", True),
        ("--folder papers", False),
        ("--since 2020", False),
    ],
)
def test_only_documents_that_the_filters_let_through(
    filled: Shell, options: str, found: bool
) -> None:
    """In what is retrieved and in what is asked; a document that tells no date fulfils none."""
    assert bool(filled.json(f"retrieve {options} violin")["hits"]) is found
    answer = filled.json(f"ask {options}", "Where was the violin found?")
    assert (answer["status"] == "answered") is found
    code, out, _ = filled(f"ask {options}", "Where was the violin found?")
    assert code == 0
    assert ("the filters" in out) is not found


def test_only_the_documents_named(filled: Shell) -> None:
    """Several may be."""
    (filled.folder / "other.txt").write_text("A violin is played.\n", encoding="utf-8")
    filled("add other.txt")
    first, second = (str(entry["id"]) for entry in filled.json("list")["documents"])
    only = filled.json(f"retrieve violin --document {first}")["hits"]
    assert {hit["document_id"] for hit in only} == {first}
    both = filled.json(f"retrieve violin --document {first} --document {second}")["hits"]
    assert {hit["document_id"] for hit in both} == {first, second}


@pytest.mark.parametrize(
    "options", ["--document nothing", "--since someday", "--until 2025-02-30", "--language ?"]
)
@pytest.mark.parametrize("command", ["ask", "retrieve"])
def test_a_filter_that_is_none_is_one_sentence(filled: Shell, command: str, options: str) -> None:
    """It names what is wrong."""
    code, out, err = filled(f"{command} violin {options}")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert options.split()[1] in err


def test_summarize_cites_every_sentence(filled: Shell) -> None:
    """One paragraph, of the named document or of all."""
    shape = filled.json("summarize", document_id(filled))
    assert shape["statements"]
    assert all(statement["citations"] for statement in shape["statements"])
    assert shape["documents"] == [document_id(filled)]
    code, out, _ = filled("summarize --focus restorers")
    assert code == 0
    assert "[1] " in out


def test_verbatim_summaries_have_no_edits(filled: Shell) -> None:
    """With --verbatim every statement is its quotation; without it, but for the marked edits."""
    plain = filled.json("summarize", "--verbatim")
    quotes = {note["number"]: " ".join(note["quote"].split()) for note in plain["citations"]}
    assert plain["statements"]
    for statement in plain["statements"]:
        assert statement["edits"] == []
        assert statement["text"] == quotes[statement["citations"][0]]
    assert all("edits" in statement for statement in filled.json("summarize")["statements"])


def test_removing_leaves_no_trace(filled: Shell) -> None:
    """The document is in no list and no result afterwards."""
    assert filled("remove", document_id(filled))[0] == 0
    assert filled.json("list")["documents"] == []
    assert filled.json("retrieve", "violin")["hits"] == []


def test_a_sound_index_verifies(filled: Shell) -> None:
    """No fault, exit code 0."""
    assert filled("verify")[0] == 0
    assert filled.json("verify") == {"faults": []}


@pytest.mark.parametrize(
    "command", ["list", "show abc", "remove abc", "retrieve x", "ask x", "summarize", "verify"]
)
def test_a_missing_index_is_one_sentence(shell: Shell, command: str) -> None:
    """Nothing is created by a command that only reads."""
    code, out, err = shell(command)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert not (shell.folder / "index").exists()


@pytest.mark.parametrize(
    "command",
    [
        "show nothing",
        "remove nothing",
        "summarize nothing",
        "show nothing\udcff",
        "remove nothing\udcff",
    ],
)
def test_an_unknown_document_is_one_sentence(filled: Shell, command: str) -> None:
    """The id is in it."""
    code, out, err = filled(command)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "nothing" in err


@pytest.mark.parametrize("words", ["", "   ", "x" * 100_000])
def test_a_question_that_is_none_is_one_sentence(filled: Shell, words: str) -> None:
    """Empty and endless questions are refused."""
    code, out, err = filled("ask", words)
    assert (code, out, err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    "command",
    [
        *("", "dance", "ask", "evaluate", "add", "list --nope"),
        *("retrieve -k 0 x", "retrieve -k none x", f"retrieve -k {10**20} x"),
    ],
)
def test_wrong_usage_exits_with_2(shell: Shell, command: str) -> None:
    """Before anything is opened."""
    with pytest.raises(SystemExit) as left:
        shell(command)
    assert left.value.code == 2


def test_index_is_accepted_after_the_command_too(
    filled: Shell, capfd: pytest.CaptureFixture[str]
) -> None:
    """Both places mean the same; the last one counts."""
    assert main(["list", "--index", "index", "--json"], open_library=open_library) == 0
    assert len(json.loads(capfd.readouterr().out)["documents"]) == 1


def test_what_others_write_to_stdout_is_not_in_the_results(
    filled: Shell, capfd: pytest.CaptureFixture[str]
) -> None:
    """A library that prints, from Python or from native code, ends up on stderr."""

    def noisy(folder: Path, *, read_only: bool) -> Library:
        print("advice of a library")
        os.write(1, b"advice of native code\n")
        return open_library(folder, read_only=read_only)

    assert main(["--index", "index", "list", "--json"], open_library=noisy) == 0
    captured = capfd.readouterr()
    assert len(json.loads(captured.out)["documents"]) == 1
    assert "advice of native code" in captured.err


def test_a_document_gives_the_terminal_no_orders(shell: Shell) -> None:
    """Escape sequences of a document or its name are not passed on."""
    hostile = ARTICLE.replace("Geneva", "Gen\x1b]0;owned\x07eva\x9b2J")
    (shell.folder / "hostile.txt").write_text(hostile, encoding="utf-8")
    shell("add hostile.txt")
    printed = shell("show", document_id(shell))[1] + shell("retrieve", "restorers")[1]
    assert not {"\x1b", "\x07", "\x9b"} & set(printed)


def test_an_interruption_is_one_line(filled: Shell, capfd: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C shows no traceback."""

    def interrupted(folder: Path, *, read_only: bool) -> Library:
        raise KeyboardInterrupt

    assert main(["list"], open_library=interrupted) == 130
    assert capfd.readouterr().err.count("\n") == 1


def test_an_error_is_its_message_alone(shell: Shell, capfd: pytest.CaptureFixture[str]) -> None:
    """One line that says what is wrong and what to do."""

    def broken(folder: Path, *, read_only: bool) -> Library:
        raise RagError("the index is on fire;\nput it out")

    assert main(["list"], open_library=broken) == 1
    assert capfd.readouterr().err == "error: the index is on fire; put it out\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes end otherwise here")
@pytest.mark.parametrize("command", ["--help", "list"])
def test_a_reader_that_goes_away_is_no_traceback(filled: Shell, command: str) -> None:
    """What is written to a pipe that nobody reads any more is dropped."""
    reading, writing = os.pipe()
    os.close(reading)
    index = str(filled.folder / "index")
    ended = subprocess.run(
        [sys.executable, "-m", "rag", "--index", index, *command.split()],
        cwd=ROOT,
        text=True,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    os.close(writing)
    assert "Traceback" not in ended.stderr
    assert "Exception" not in ended.stderr
