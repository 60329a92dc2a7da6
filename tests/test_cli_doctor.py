"""``python -m rag doctor``: what works, and if something does not, why and what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.cli import main
from rag.schema import DATABASE
from tests.model_server import Behaviour, ModelServer
from tests.test_offline import CUT

ROOT = Path(__file__).resolve().parent.parent
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
    out, err = capfd.readouterr()
    told = json.loads(out)
    assert told["works"] is (code == 0)
    assert err.count("\n") == code
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


@pytest.mark.slow
def test_credentials_in_a_name_are_refused_and_not_shown(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """They belong in the environment; neither stream repeats them."""
    code = main(["doctor", "--generator", "openai:http://me:hidden@127.0.0.1:9/v1#m"])
    out, err = capfd.readouterr()
    assert code == 1
    assert "RAG_API_KEY" in out
    assert "hidden" not in out + err


@pytest.mark.slow
def test_the_generators_of_the_settings_are_tried(
    capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    """That of the settings and those that are offered; one that fails hides no other."""
    with ModelServer() as good, ModelServer(behaviour=Behaviour.FAILS) as bad:
        (elsewhere / "rag.toml").write_text(
            f'[generation]\ngenerator = "{bad.name}"\n'
            f'offered = ["{good.name}", "transformers:/no/such/folder"]\n',
            encoding="utf-8",
        )
        code, told = findings(capfd)
    assert code == 1
    works = {part: finding["works"] for part, finding in told.items()}
    assert works[good.name]
    assert not works[bad.name]
    assert not works["transformers:/no/such/folder"]
    assert works["extractive"]


@pytest.mark.slow
def test_an_index_that_is_damaged_is_said_to_be(
    capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    """With what to do, and without a traceback."""
    (elsewhere / "index").mkdir()
    (elsewhere / "index" / DATABASE).write_bytes(b"no database at all" * 400)
    code, told = findings(capfd)
    assert code == 1
    assert not told["index"]["works"]


@pytest.mark.slow
def test_nothing_is_sent_to_anyone_who_is_not_named(tmp_path: Path) -> None:
    """A process that ends when it reaches for the network ends well, models and all."""
    (tmp_path / "sitecustomize.py").write_text(CUT, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "rag", "doctor", "--generator", "transformers:someone/unknown"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "HOME": str(tmp_path)},
        text=True,
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert "reached for" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "neither a folder here nor a checkpoint that was fetched before" in ended.stdout
    assert sum(line.startswith("works ") for line in ended.stdout.splitlines()) == 5
