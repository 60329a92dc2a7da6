"""The shell as a process of its own, as a user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT


def run_cold(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run ``python -m rag`` as a user does."""
    command = [sys.executable, "-m", "rag", *arguments]
    return subprocess.run(
        command, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False, **options
    )


def test_help_describes_every_command() -> None:
    """The contract's commands are all there, and help is quick: it loads no model."""
    shown = run_cold("--help")
    assert shown.returncode == 0
    for command in (
        "add",
        "list",
        "remove",
        "show",
        "retrieve",
        "ask",
        "summarize",
        "evaluate",
        "verify",
        "serve",
    ):
        assert f"\n    {command} " in shown.stdout
        assert run_cold(command, "--help").returncode == 0


def test_no_traceback_reaches_a_user(tmp_path: Path) -> None:
    """A settings file that is none gives one line; --debug gives the traceback."""
    settings = tmp_path / "rag.toml"
    settings.write_text("[retrieval\n", encoding="utf-8")
    environment = {**os.environ, "RAG_CONFIG": str(settings)}
    plain = run_cold("--index", str(tmp_path / "index"), "list", env=environment)
    assert (plain.returncode, plain.stderr.count("\n")) == (1, 1)
    debug = run_cold("--index", str(tmp_path / "index"), "list", "--debug", env=environment)
    assert debug.returncode == 1
    assert "Traceback" in debug.stderr


@pytest.mark.slow
def test_claims_are_measured(tmp_path: Path) -> None:
    """With the shipped reader, the measures of the contract are printed as one JSON object."""
    path = tmp_path / "claims.jsonl"
    rows = [
        {"claim": "The talks were in Baku.", "evidence": "They met in Baku.", "supported": True},
        {"claim": "The talks were in Rome.", "evidence": "They met in Baku.", "supported": False},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    said = run_cold("evaluate", "--claims", str(path), "--json")
    assert (said.returncode, said.stderr) == (0, "")
    assert list(json.loads(said.stdout)) == (
        "n balanced_accuracy auroc f1_unsupported ms_per_claim".split()
    )
