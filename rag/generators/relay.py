"""A model that writes in a thread of its own -> its pieces, as they come.

Whoever waits for the pieces is never held up by the model: told to stop, it is free at once,
whatever the model's thread is doing then, and that thread is told too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

from rag.errors import GeneratorError
from rag.types import Stop

#: Takes what the model wrote; an empty piece is a sign of life.
Put = Callable[[str], None]


def relay(
    write: Callable[[Put, Stop], None],
    stop: Stop,
    *,
    patience_seconds: float,
    explain: Callable[[BaseException], GeneratorError],
) -> Iterator[str]:
    """Yield what ``write`` puts while it runs in a thread of its own.

    :param write: is given where to put its pieces, and a stop of its own: told when ``stop`` is,
        when nobody wants more pieces, and when the patience is over.
    :param patience_seconds: how long nothing may come, counted from the first piece, even an empty
        one: what is done before it, such as loading a model, may take its time.
    :param explain: says in words what an error of that thread means, or a ``TimeoutError``: that
        nothing came for too long.
    :raises GeneratorError: the thread failed, or nothing came for too long.
    """
    pieces: SimpleQueue[str | None] = SimpleQueue()
    halt = Stop()
    stop.then(halt.now)
    halt.then(lambda: pieces.put(None))
    pool = ThreadPoolExecutor(1, thread_name_prefix="generator")
    writing = pool.submit(write, pieces.put, halt)
    writing.add_done_callback(lambda _: pieces.put(None))
    pool.shutdown(wait=False)
    try:
        yield from _take(pieces, stop, patience_seconds)
        failed = None if stop.is_told else writing.exception()
    except Empty:
        failed = TimeoutError(f"nothing came for {patience_seconds:g} s")
    finally:
        halt.now()
    if failed is not None:
        raise explain(failed)


def _take(pieces: SimpleQueue[str | None], stop: Stop, patience_seconds: float) -> Iterator[str]:
    patience = None
    while not stop.is_told:
        piece = pieces.get(timeout=patience)
        if piece is None:
            return
        patience = patience_seconds
        if piece and not stop.is_told:
            yield piece
