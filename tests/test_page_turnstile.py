"""So many at once, so many waiting, a sentence to the next one."""

from __future__ import annotations

import asyncio
import threading

import pytest

from rag.page.turnstile import BusyError, Turnstile


def test_past_the_limit_a_request_is_told_so_at_once() -> None:
    """With every place taken the next request fails at once, and places come free again."""
    gate = threading.Event()

    async def crowd() -> list[object]:
        turnstile = Turnstile(at_once=1, waiting=1)
        inside = [asyncio.create_task(turnstile.run(gate.wait, 5)) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError, match="Busy: 2 requests"):
            await turnstile.run(gate.wait)
        gate.set()
        done = list(await asyncio.gather(*inside))
        return [*done, await turnstile.run(lambda: "again")]

    assert asyncio.run(crowd()) == [True, True, "again"]


def test_a_slow_request_does_not_hold_up_another() -> None:
    """While one request works, a second one is answered."""
    gate = threading.Event()

    async def two() -> str:
        turnstile = Turnstile(at_once=2, waiting=2)
        slow = asyncio.create_task(turnstile.run(gate.wait, 5))
        quick = await turnstile.run(lambda: "quick")
        assert not slow.done()
        gate.set()
        await slow
        return quick

    assert asyncio.run(two()) == "quick"


def test_a_failure_gives_its_place_back() -> None:
    """Work that raises does not keep its place."""

    async def fail_then_work() -> str:
        turnstile = Turnstile(at_once=1, waiting=0)
        with pytest.raises(ZeroDivisionError):
            await turnstile.run(lambda: 1 // 0)
        return await turnstile.run(lambda: "fine")

    assert asyncio.run(fail_then_work()) == "fine"


def test_what_mostly_waits_takes_a_place_but_no_thread() -> None:
    """Two wait at the same time although one works at a time; the third is told so."""
    met = 0

    async def wait(gate: asyncio.Event) -> str:
        nonlocal met
        met += 1
        await gate.wait()
        return "seen"

    async def crowd() -> list[str]:
        turnstile, gate = Turnstile(at_once=1, waiting=1), asyncio.Event()
        inside = [asyncio.create_task(turnstile.hold(wait, gate)) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert met == 2
        with pytest.raises(BusyError):
            await turnstile.hold(wait, gate)
        gate.set()
        return list(await asyncio.gather(*inside))

    assert asyncio.run(crowd()) == ["seen", "seen"]
