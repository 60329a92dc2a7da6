"""Turns that a language model is writing: begun, seen as far as they have come, and stopped.

A model may write for a minute. Such a turn is written in a thread of its own, so that it takes no
place from questions that are answered at once, and the browser looks at it until it is finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock, Timer

import anyio

from rag.conversations import new_id
from rag.page.rendering import View, growing_view
from rag.page.turnstile import BusyError
from rag.page.wishes import number_of, text_of
from rag.page.wording import say
from rag.results import Answer, Summary
from rag.types import Stop

#: Turns that models write at the same time; further ones wait.
AT_ONCE = 4
#: Seconds without a look after which a model is stopped, and a finished turn forgotten.
PATIENCE = 30.0
#: Seconds between two looks of the server's, and how many looks answer one of the browser's.
PACE = 0.1
LOOKS = 10

Work = Callable[["Draft"], View]


@dataclass
class Draft:
    """A turn as far as it has come.

    :param version: how often it has grown.
    :param turn: the finished turn, once there is one.
    :param looked: when somebody last asked for it, in seconds of the monotonic clock.
    """

    stop: Stop = field(default_factory=Stop)
    view: View = field(default_factory=dict)
    version: int = 0
    turn: View | None = None
    looked: float = field(default_factory=time.monotonic)
    lock: Lock = field(default_factory=Lock)

    def watch(self, growing: Answer | Summary) -> None:
        """Take what has passed so far; what is withheld meanwhile is no news yet."""
        view = growing_view(growing)
        with self.lock:
            if view["statements"] != self.view.get("statements", []):
                self.view, self.version = view, self.version + 1

    def since(self, version: int) -> View:
        """Return what is new since a version; just the version when nothing is."""
        with self.lock:
            self.looked = time.monotonic()
            if self.turn is not None:
                return {"version": self.version, "turn": self.turn}
            new = {"view": self.view} if self.version > version else {}
            return {"version": self.version, **new}


class Drafts:
    """The turns of one page that are being written. Safe to use from several threads.

    :param waiting: how many may wait until a model is free to write them.
    """

    def __init__(self, waiting: int) -> None:
        self._lock = Lock()
        self._drafts: dict[str, Draft] = {}
        self._writers = ThreadPoolExecutor(AT_ONCE, "wording")
        self._places = AT_ONCE + waiting

    def begin(self, work: Work) -> View:
        """Begin a turn, and return the name under which it is looked at: ``{"draft"}``.

        :param work: writes the turn; told to stop, and told of, through its draft.
        :raises BusyError: too many are being written already.
        """
        name, draft = new_id(), Draft()
        with self._lock:
            writing = sum(known.turn is None for known in self._drafts.values())
            if writing >= self._places:
                raise BusyError(f"Busy: {writing} answers are being written. Try again later.")
            self._drafts[name] = draft
        self._writers.submit(_write, draft, work)
        self._mind(name, PATIENCE)
        return {"draft": name}

    async def look(self, asked: object) -> View:
        """Return a draft when it has grown since it was last seen, or after a second.

        :param asked: ``{"draft", "version"}``.
        :return: ``{"version"}``, with ``view`` if it has grown or ``turn`` if it is finished; or
            ``{"gone"}``.
        """
        named, version = text_of(asked, "draft"), number_of(asked, "version") or 0
        far: View = {}
        for _ in range(LOOKS):
            await anyio.sleep(PACE)
            draft = self._find(named)
            far = {"gone": True} if draft is None else draft.since(version)
            if far.keys() != {"version"}:
                break
        return far

    def stop(self, asked: object) -> View:
        """Stop the model that writes a draft; what has passed is kept.

        :param asked: ``{"draft"}``.
        """
        draft = self._find(text_of(asked, "draft"))
        if draft is not None:
            draft.stop.now()
        return {"stopped": draft is not None}

    def close(self) -> None:
        """Stop every model, and wait until it has."""
        with self._lock:
            drafts = list(self._drafts.values())
        for draft in drafts:
            draft.stop.now()
        self._writers.shutdown(cancel_futures=True)

    def _find(self, name: str) -> Draft | None:
        with self._lock:
            return self._drafts.get(name)

    def _mind(self, name: str, seconds: float) -> None:
        """Look in a while whether anybody still looks."""
        timer = Timer(seconds, self._check, (name,))
        timer.daemon = True
        timer.start()

    def _check(self, name: str) -> None:
        """Stop a model that nobody looks at any more; forget a finished turn."""
        with self._lock:
            draft = self._drafts[name]
            left = draft.looked + PATIENCE - time.monotonic()
            if left <= 0 and draft.turn is not None:
                del self._drafts[name]
                return
        if left <= 0:
            draft.stop.now()
        self._mind(name, left if left > 0 else PATIENCE)


def _write(draft: Draft, work: Work) -> None:
    """Write a turn; whatever happens, there is one in the end."""
    turn: View = {"message": say("surprise")}
    try:
        turn = work(draft)
    finally:
        with draft.lock:
            draft.turn = turn
