"""What the README tells a reader to type works, and prints what the README shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.cli import build_parser

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELLS = ("sh", "bash", "shell", "console")
#: Words in capitals stand for the reader's own.
PLACEHOLDER = re.compile(r"\b(ID|PATH|DIR|FILE|FOLDER|QUESTION|QUERY|TEXT|N)\b")


@dataclass(frozen=True)
class Command:
    """A line to type, and what the README shows below it."""

    line: str
    output: str


def blocks(*languages: str) -> list[str]:
    """Return the code blocks of some languages."""
    text = README.read_text(encoding="utf-8") if README.exists() else ""
    return [body for language, body in FENCE.findall(text) if language in languages]


def commands() -> list[Command]:
    """Return every line to type: after ``$`` where a block has prompts, else every line."""
    found = []
    for block in blocks(*SHELLS):
        joined = block.replace("\\\n", " ")
        parts = re.split(r"^\$ ", joined, flags=re.MULTILINE)[1:]
        if parts:
            heads = (part.partition("\n") for part in parts)
            found += [Command(head.strip(), shown.strip()) for head, _, shown in heads]
        else:
            lines = (re.sub(r"\s+#.*", "", line).strip() for line in joined.splitlines())
            found += [Command(line, "") for line in lines if line and not line.startswith("#")]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds seeds/ and an index of it, as after ``make run``."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", place / "seeds")
    run([sys.executable, "-m", "rag", "add", "seeds"], place)
    return place


def run(command: list[str], place: Path) -> str:
    """Run a command that must succeed in a folder; return what it prints."""
    inherited = {name: value for name, value in os.environ.items() if name != "RAG_INDEX"}
    ended = subprocess.run(
        command,
        cwd=place,
        env={**inherited, "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, f"{command}: {ended.stderr}"
    return ended.stdout


def make_targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.skipif(not README.exists(), reason="there is no README.md")
def test_the_readme_has_the_two_commands_and_a_cited_answer_early() -> None:
    """A newcomer sees what to type, and what it gives, without scrolling far."""
    lines = README.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 150
    assert any(line.lstrip("$ ").startswith("make run") for line in lines)
    assert any(line.lstrip("$ ").startswith("make test") for line in lines)
    assert any("[1]" in line for line in lines[:45])


@pytest.mark.slow
@pytest.mark.parametrize("command", commands(), ids=lambda command: command.line[:60])
def test_a_command_of_the_readme_works(command: Command, folder: Path) -> None:
    """It exits with 0 and prints what is shown below it; a line of ``...`` is anything."""
    words = shlex.split(command.line)
    while words and re.fullmatch(r"\w+=\S*", words[0]):
        words = words[1:]
    if words[:1] == ["make"]:
        assert {word for word in words[1:] if "=" not in word} <= make_targets()
        return
    if words[1:3] != ["-m", "rag"]:
        pytest.skip("not a command of this project")
    if words[3] in ("evaluate", "serve") or PLACEHOLDER.search(command.line):
        build_parser().parse_args(words[3:])
        return
    printed = run([sys.executable, *words[1:]], folder)
    if command.output:
        pattern = ".*".join(re.escape(" ".join(part.split())) for part in _parts(command.output))
        assert re.fullmatch(pattern, " ".join(printed.split())), printed


def _parts(output: str) -> list[str]:
    return re.split(r"^\.\.\.$", output, flags=re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block[:40])
def test_python_of_the_readme_runs(block: str, folder: Path) -> None:
    """In a folder that holds the index, as a reader would run it."""
    run([sys.executable, "-c", block], folder)
