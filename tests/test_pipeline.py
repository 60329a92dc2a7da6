"""``rag.pipeline``: stages overlap, keep their order, hand on errors, and end together."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from rag.pipeline import Pipeline


def test_items_come_in_order_through_several_stages() -> None:
    """Whatever the threads do."""
    with Pipeline() as pipeline:
        doubled = (2 * number for number in pipeline.ahead(iter(range(100))))
        assert list(pipeline.ahead(doubled, depth=3)) == list(range(0, 200, 2))


def test_a_stage_works_while_the_next_one_is_busy() -> None:
    """The second item is drawn although nobody asked for it yet."""
    drawn = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        drawn.set()
        yield 2

    with Pipeline() as pipeline:
        taken = pipeline.ahead(items())
        assert next(taken) == 1
        assert drawn.wait(timeout=10)


def test_no_more_than_the_depth_waits() -> None:
    """A quick stage does not fill the memory."""
    count = 0

    def items() -> Iterator[int]:
        nonlocal count
        while True:
            count += 1
            yield count

    with Pipeline() as pipeline:
        taken = pipeline.ahead(items(), depth=2)
        next(taken)
        time.sleep(0.3)
        assert count <= 4  # one taken, two waiting, one in hand


def test_an_error_is_raised_where_the_items_are_awaited() -> None:
    """After the items before it."""

    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second is broken")

    with Pipeline() as pipeline:
        taken = pipeline.ahead(iter(pipeline.ahead(items())))
        assert next(taken) == 1
        with pytest.raises(ValueError, match="second"):
            next(taken)


def test_calls_run_beside_each_other_and_their_results_come_in_order() -> None:
    """The first call ends only when the second has begun."""
    second = threading.Event()

    def call(number: int) -> int:
        if number == 0:
            assert second.wait(timeout=10)
        if number == 1:
            second.set()
        return 10 * number

    with Pipeline() as pipeline:
        assert list(pipeline.mapped(call, range(5))) == [0, 10, 20, 30, 40]


def test_an_error_of_a_call_is_raised_where_its_result_is_awaited() -> None:
    """After the results before it."""
    with Pipeline() as pipeline:
        results = pipeline.mapped(lambda number: 1 // number, [2, 1, 0, 3])
        assert [next(results), next(results)] == [0, 1]
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_leaving_the_block_ends_every_thread() -> None:
    """Also those that wait for each other, and those that would go on for ever."""

    def endless() -> Iterator[int]:
        while True:
            yield 1

    before = threading.active_count()
    with Pipeline() as pipeline:
        wanted = pipeline.while_wanted(endless())
        assert next(pipeline.ahead(pipeline.ahead(wanted))) == 1
    assert threading.active_count() == before
