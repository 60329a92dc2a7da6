"""Turns that a language model is writing: seen as far as they have come, and stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from rag.generation import Writing
from rag.page.rendering import View
from rag.page.wishes import number_of, text_of
from rag.results import Answer, Summary
from rag.types import Stop

#: Seconds after which a model is stopped that nobody looks at any more.
PATIENCE = 30.0

Show = Callable[[Answer | Summary], View]


@dataclass
class Draft:
    """A turn as far as it has come.

    :param version: how often it has grown.
    :param looked: when somebody last asked for it, in seconds of the monotonic clock.
    """

    stop: Stop = field(default_factory=Stop)
    view: View = field(default_factory=dict)
    version: int = 0
    looked: float = field(default_factory=time.monotonic)


class Drafts:
    """The turns of one page that are being written. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._drafts: dict[str, Draft] = {}

    def begin(self, name: str, generator: str | None, show: Show) -> Writing:
        """Return who writes a turn, and lets it be looked at under a name until ``end``.

        :param name: drawn by the browser; without one nobody can look on.
        :param show: turns what has grown into a view.
        """
        draft = Draft()
        if name:
            with self._lock:
                self._drafts[name] = draft

        def watch(growing: Answer | Summary) -> None:
            view = {**show(growing), "growing": True}
            with self._lock:
                draft.view, draft.version = view, draft.version + 1
                forsaken = bool(name) and time.monotonic() - draft.looked > PATIENCE
            if forsaken:
                draft.stop.now()

        return Writing(generator, watch, draft.stop)

    def end(self, name: str) -> None:
        """Forget a draft, whose turn is finished."""
        with self._lock:
            self._drafts.pop(name, None)

    def look(self, asked: object) -> View:
        """Return a draft if it has grown since it was last seen.

        :param asked: ``{"draft", "version"}``.
        """
        with self._lock:
            draft = self._drafts.get(text_of(asked, "draft"))
            if draft is None:
                return {"gone": True}
            draft.looked = time.monotonic()
            if draft.version <= (number_of(asked, "version") or 0):
                return {"version": draft.version}
            return {"version": draft.version, "view": draft.view}

    def stop(self, asked: object) -> View:
        """Stop the model that writes a draft; what has passed is kept.

        :param asked: ``{"draft"}``.
        """
        with self._lock:
            draft = self._drafts.get(text_of(asked, "draft"))
        if draft is not None:
            draft.stop.now()
        return {"stopped": draft is not None}
