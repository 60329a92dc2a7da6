"""Environment variables of other packages."""

from __future__ import annotations

import os

import pytest

from rag.environment import VARIABLES, prepare_environment


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable is set only where it was not."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.delenv("GRADIO_ANALYTICS_ENABLED", raising=False)
    prepare_environment()
    assert os.environ["HF_HUB_OFFLINE"] == "0"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_every_variable_is_text() -> None:
    """As the environment holds it."""
    assert all(isinstance(value, str) for value in VARIABLES.values())
