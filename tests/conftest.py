"""What many tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.environment import prepare_environment

ROOT = Path(__file__).resolve().parent.parent

prepare_environment()


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared data beside the repository; skip where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return folder
