"""``rag.vector_file``: the kind follows the size, and work that is told to stop leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.store import Store
from rag.vector_file import Stopped, lists_for, write_codes, write_numbers
from tests.storing import ENCODER, ENTRIES, filled


@pytest.mark.parametrize(
    ("count", "present", "lists"),
    [
        (0, 0, 0),
        (65_535, 0, 0),
        (65_536, 0, 256),
        (1_000_000, 256, 1024),
        (40_000, 256, 256),
        (700_000, 1024, 1024),
        (300_000, 1024, 1024),
        (32_767, 256, 0),
    ],
)
def test_the_kind_follows_the_size(count: int, present: int, lists: int) -> None:
    """Numbers, then about as many lists as the square root; removals do not bring it back soon."""
    assert lists_for(count, present) == lists


def test_work_stops_when_told(tmp_path: Path) -> None:
    """No file is written."""
    filled(tmp_path)
    store = Store(
        tmp_path, fingerprint=ENCODER.fingerprint, dimension=ENCODER.dimension, write=False
    )
    path = tmp_path / "made"
    with store.reading() as snapshot:
        with pytest.raises(Stopped):
            write_numbers(path, snapshot, ENCODER.dimension, lambda: True)
        with pytest.raises(Stopped):
            write_codes(path, snapshot, 2, 18, lambda: True)
        assert not path.exists()
        wanted = sum(len(entry.passages) for entry in ENTRIES)
        assert write_codes(path, snapshot, 2, wanted, lambda: False) == wanted
    store.close()
