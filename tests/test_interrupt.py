"""Adding, watched and stopped: a bar on a terminal, and Ctrl-C that loses nothing.

As a program, this file is the shell with an encoder that needs no model, and takes its time.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.adding import FIRST_AHEAD
from rag.cli import main
from rag.library import Library
from rag.types import Vectors
from tests.conftest import ROOT
from tests.fakes import HashedEncoder

FILES = 700


class SlowEncoder(HashedEncoder):
    """Takes the better part of a second for each call."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what the quick encoder returns, later."""
        time.sleep(0.8)
        return super().encode(texts)


def open_library(folder: Path, *, read_only: bool) -> Library:
    """Open a library with the slow encoder."""
    return Library(folder, encoder=SlowEncoder(), read_only=read_only)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of many small files."""
    made = tmp_path / "files"
    made.mkdir()
    for number in range(FILES):
        text = f"The harbour master of town {number} reported a calm night and no ships in need."
        (made / f"{number:04}.txt").write_text(text, "utf-8")
    return made


def command(folder: Path, *more: str) -> list[str]:
    """Return the command line that adds ``folder``."""
    return [
        sys.executable,
        __file__,
        "--index",
        str(folder.parent / "index"),
        "add",
        str(folder),
        *more,
    ]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "COLUMNS": "120"}


def test_ctrl_c_leaves_what_is_done_and_the_next_run_goes_on(folder: Path) -> None:
    """One sentence, exit code 130; afterwards nothing is done twice and nothing is missing."""
    with subprocess.Popen(
        command(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the parsing child gets it too
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    done = [line for line in [first, *rest.splitlines()] if line.startswith("added")]
    assert 0 < len(done) < FILES
    assert errors.count("\n") == 1
    assert f"interrupted; {len(done)} files are done" in errors
    again = subprocess.run(
        command(folder), text=True, capture_output=True, env=environment(), check=True
    )
    outcomes = [line.split()[0] for line in again.stdout.splitlines() if line.strip()]
    assert len(done) <= outcomes.count("unchanged") <= len(done) + 1  # one may be stored, unsaid
    assert outcomes.count("added") == FILES - outcomes.count("unchanged")
    with Library(folder.parent / "index", encoder=HashedEncoder()) as library:
        assert len(library.documents()) == FILES
        assert library.verify() == []


def on_a_terminal(arguments: Sequence[str]) -> str:
    """Run a command whose stderr is a terminal; return what stands there."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    shown = b""
    with subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=theirs, env=environment()
    ) as process:
        os.close(theirs)
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    shown += os.read(ours, 65536)
                except OSError:  # the other end is closed
                    break
        assert process.wait() == 0
    os.close(ours)
    return shown.decode()


def test_a_terminal_shows_the_pace_and_the_time_left(folder: Path) -> None:
    """Paragraphs done, of about how many, how many a second; gone at the end."""
    shown = on_a_terminal(command(folder))
    assert f"{FIRST_AHEAD} of about 7" in shown
    assert " paragraphs/s" in shown and " left" in shown
    assert f"{FILES} of about {FILES} paragraphs" in shown
    assert not shown.split("\r")[-1].strip()


def test_programs_are_shown_no_bar(folder: Path) -> None:
    """Neither with ``--json`` on a terminal, nor where stderr is a file."""
    for path in sorted(folder.iterdir())[3:]:
        path.unlink()
    assert on_a_terminal(command(folder, "--json")) == ""
    ran = subprocess.run(
        command(folder), text=True, capture_output=True, env=environment(), check=True
    )
    assert ran.stderr == ""


if __name__ == "__main__":
    # A suite that runs in the background may ignore Ctrl-C, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(open_library=open_library))
