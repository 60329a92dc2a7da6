"""Stages of one work in threads of their own, so that they overlap, and end together."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, Full, Queue
from types import TracebackType
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: How often a thread that waits looks whether it is still wanted.
_LOOK_SECONDS = 0.1


class Pipeline:
    """Runs iterators ahead in threads; on leaving the block they stop, and are waited for."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def while_wanted(self, items: Iterable[Item]) -> Iterator[Item]:
        """Hand on ``items`` until the block is left."""
        for item in items:
            if self._stopped.is_set():
                return
            yield item

    def ahead(self, items: Iterator[Item], depth: int = 1) -> Iterator[Item]:
        """Draw from ``items`` in a thread of its own; hand on what was drawn, in order.

        What ``items`` raises is raised to who iterates, in its place.

        :param depth: how many drawn items wait at most.
        """
        stage = _Stage(items, depth, self._stopped)
        thread = threading.Thread(target=stage.draw, name="pipeline", daemon=True)
        self._threads.append(thread)
        thread.start()
        return stage.drawn()

    def mapped(
        self, function: Callable[[Item], Result], items: Iterable[Item], calls: int = 2
    ) -> Iterator[Result]:
        """Call ``function`` for each item, so many calls beside each other; results in order."""
        with ThreadPoolExecutor(calls, thread_name_prefix="pipeline") as workers:
            running: deque[Future[Result]] = deque()
            for item in self.while_wanted(items):
                running.append(workers.submit(function, item))
                if len(running) == calls:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()


class _Stage(Generic[Item]):
    """One iterator, drawn from in one thread and handed on in another."""

    def __init__(self, items: Iterator[Item], depth: int, stopped: threading.Event) -> None:
        self._items = items
        self._queue: Queue[tuple[Item, ...]] = Queue(depth)
        self._stopped = stopped
        self._error: BaseException | None = None

    def draw(self) -> None:
        """Fill the queue; an empty tuple is the end."""
        try:
            for item in self._items:
                if not self._put((item,)):
                    return
        except BaseException as error:  # noqa: BLE001 - raised where the items are waited for
            self._error = error
        self._put(())

    def _put(self, item: tuple[Item, ...]) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_LOOK_SECONDS)
            except Full:
                continue
            return True
        return False

    def drawn(self) -> Iterator[Item]:
        """Yield what the queue gives; signals such as Ctrl-C are heard between two looks."""
        while not self._stopped.is_set():
            try:
                item = self._queue.get(timeout=_LOOK_SECONDS)
            except Empty:
                continue
            if not item:
                if self._error is not None:
                    raise self._error
                return
            yield item[0]
