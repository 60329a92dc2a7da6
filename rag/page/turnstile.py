"""A bounded queue: so many at once, so many waiting, and a clear sentence to the next one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from rag.errors import RagError

Result = TypeVar("Result")


class BusyError(RagError):
    """Too many requests are waiting already."""


class Turnstile:
    """Runs blocking work in threads, a few at a time, without holding up the server.

    :param at_once: how many run at the same time.
    :param waiting: how many may wait for them.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(at_once)
        self._places = at_once + waiting
        self._inside = 0

    async def run(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Run the work in a thread, when its turn has come.

        :raises BusyError: every place is taken.
        """
        with self._place():
            return await anyio.to_thread.run_sync(work, *arguments, limiter=self._limiter)

    async def hold(self, work: Callable[..., Awaitable[Result]], *arguments: Any) -> Result:
        """Await work that mostly waits and needs no thread; it takes a place all the same.

        :raises BusyError: every place is taken.
        """
        with self._place():
            return await work(*arguments)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._inside >= self._places:
            raise BusyError(
                f"Busy: {self._inside} requests are being worked on. Try again in a moment."
            )
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
