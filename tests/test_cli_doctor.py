"""``python -m rag doctor``: what works, and if something does not, why and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.cli import main
from tests.model_server import Behaviour, ModelServer

KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, so that no settings of this machine count."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAG_CONFIG", raising=False)
    monkeypatch.setenv("RAG_API_KEY", KEY)
    return tmp_path


def findings(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, dict]]:  # type: ignore[type-arg]
    code = main(["--index", "index", "doctor", "--json", *arguments])
    told = json.loads(capfd.readouterr().out)
    assert told["works"] is (code == 0)
    return code, {finding["part"]: finding for finding in told["findings"]}


@pytest.mark.slow
def test_a_fresh_folder_works(capfd: pytest.CaptureFixture[str]) -> None:
    """Models are there; an index that was not made yet is no fault."""
    code, told = findings(capfd)
    assert code == 0
    assert list(told) == ["settings", "encoder", "reader", "index", "extractive"]
    assert "there is none in index yet" in told["index"]["says"]


@pytest.mark.slow
def test_a_model_that_answers_is_said_to_work(capfd: pytest.CaptureFixture[str]) -> None:
    """It is asked for a word."""
    with ModelServer() as server:
        code, told = findings(capfd, "--generator", server.name)
    assert code == 0
    assert told[server.name]["works"]
    assert server.questions


@pytest.mark.slow
@pytest.mark.parametrize(
    "behaviour", [Behaviour.UNAUTHORISED, Behaviour.MISSING, Behaviour.IS_A_PAGE]
)
def test_a_model_that_does_not_is_explained_without_its_key(
    capfd: pytest.CaptureFixture[str], behaviour: Behaviour
) -> None:
    """One sentence, exit code 1, and no key in it."""
    with ModelServer(behaviour=behaviour) as server:
        code, told = findings(capfd, "--generator", server.name)
    assert code == 1
    assert not told[server.name]["works"]
    assert "\n" not in told[server.name]["says"]
    assert KEY not in json.dumps(told)


@pytest.mark.slow
def test_what_is_no_generator_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    """With the forms that there are."""
    code, told = findings(capfd, "--generator", "gpt")
    assert code == 1
    assert "openai:BASE_URL#MODEL" in told["gpt"]["says"]


def test_settings_that_cannot_be_read_are_the_first_thing_said(
    capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    """Nothing else can be tried without them."""
    (elsewhere / "rag.toml").write_text("[generatoin]\n", encoding="utf-8")
    code, told = findings(capfd)
    assert code == 1
    assert list(told) == ["settings"]
    assert "generatoin" in told["settings"]["says"]
