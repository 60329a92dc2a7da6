"""``rag.streams``: batches run beside each other, and come back in their order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag import streams
from rag.streams import Arrays, Streams


def doubling() -> tuple[list[Any], list[Any]]:
    """Return a graph that doubles an array of two columns."""
    import openvino.opset15 as ops

    given = ops.parameter([-1, 2], np.int64)
    return [ops.add(given, given)], [given]


def batch(number: int) -> Arrays:
    """Return a batch of its own length and values."""
    return [np.full((1 + number % 3, 2), number, dtype=np.int64)]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("flags : avx2 avx512_vnni avx512_bf16", True),
        ("flags : avx2 avx_vnni", True),
        ("flags : avx2", False),
        ("flags : avx512_vnni avx512_bf16 amx_bf16 amx_int8", False),
        ("Features : asimd asimddp bf16", False),
        (None, False),
    ],
)
def test_int8_is_for_processors_with_vnni_and_without_amx(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: str | None, *, expected: bool
) -> None:
    """What is not known to be faster in int8 stays as it was."""
    listed = tmp_path / "cpuinfo"
    if flags:
        listed.write_text(flags, encoding="utf-8")
    monkeypatch.setattr(streams, "_PROCESSOR", listed)
    assert streams.multiplies_int8.__wrapped__() is expected


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_outputs_come_in_the_order_of_the_batches(count: int) -> None:
    """However many there are, each with its own shape."""
    batches = [batch(number) for number in range(count)]
    found = Streams(doubling).run(batches)
    assert len(found) == count
    for (given,), (doubled,) in zip(batches, found, strict=True):
        assert (doubled == 2 * given).all() and doubled.shape == given.shape


@pytest.mark.slow
def test_callers_do_not_get_each_others_outputs() -> None:
    """One batch alone runs in its caller's thread, several in threads that all callers share."""
    shared = Streams(doubling)
    with ThreadPoolExecutor(4) as callers:
        runs = [[batch(number)] * (1 + number % 2) for number in range(40)]
        for given, found in zip(runs, callers.map(shared.run, runs), strict=True):
            assert all((one[0] == 2 * given[0][0]).all() for one in found)


@pytest.mark.slow
def test_what_cannot_be_run_is_said_to_its_caller() -> None:
    """An error of a batch is raised where the batches were given, and the next ones run."""
    known = Streams(doubling)
    wrong = [np.zeros((1, 3), dtype=np.int64)]
    with pytest.raises(RuntimeError):
        known.run([batch(1), wrong])
    assert len(known.run([batch(1), batch(2)])) == 2
