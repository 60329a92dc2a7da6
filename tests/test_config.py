"""``rag.config``: settings that are wrong are refused with their path."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.config import Config, load_config, parse_config
from rag.errors import ConfigError


def test_no_file_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without rag.toml and RAG_CONFIG, every setting has its default."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAG_CONFIG", raising=False)
    assert load_config() == Config()


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    """A setting that the file names is taken from it, a whole number for a float too."""
    path = tmp_path / "rag.toml"
    path.write_text("[loading]\ntimeout_seconds = 5\n[answer]\nstrictness = 'careful'\n")
    config = load_config(path)
    assert config.loading.timeout_seconds == 5.0
    assert config.answer.strictness == "careful"
    assert config.retrieval == Config().retrieval


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[anwser]\npassages = 3\n", "anwser"),
        ("[answer]\npasages = 3\n", "answer.pasages"),
        ("[answer]\npassages = 'three'\n", "answer.passages"),
        ("[answer]\npassages = true\n", "answer.passages"),
        ("[answer]\npassages = 0\n", "answer.passages"),
        ("[answer]\nstrictness = 'bold'\n", "answer.strictness"),
        ("[retrieval]\ndense_weight = 1.5\n", "retrieval.dense_weight"),
        ("answer = 3\n", "answer"),
        ("[answer\n", "rag.toml"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    """The message holds the dotted path of the setting, or the file when it is not TOML."""
    path = tmp_path / "rag.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=named.replace(".", r"\.")):
        load_config(path)


def test_a_named_file_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file named by RAG_CONFIG that is not there is an error, not silently the defaults."""
    monkeypatch.setenv("RAG_CONFIG", str(tmp_path / "absent.toml"))
    with pytest.raises(ConfigError, match=r"absent\.toml"):
        load_config()


def test_sections_are_frozen() -> None:
    """Settings cannot be changed after they were checked."""
    with pytest.raises(AttributeError):
        parse_config({}).page.port = 1  # type: ignore[misc]
