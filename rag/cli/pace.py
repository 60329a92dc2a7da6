"""A bar on stderr while files are added: paragraphs, how many a second, and the time left."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tqdm import tqdm

    from rag.adding import Pace

_FORMAT = (
    "{percentage:3.0f} % |{bar}| {n_fmt} of about {total_fmt} paragraphs, "
    "{rate_noinv_fmt}, {remaining} left"
)


class PaceBar:
    """Shows how far an add has come, on a terminal alone; elsewhere it does nothing.

    :param wanted: false where the output is for a program.
    """

    def __init__(self, wanted: bool) -> None:
        self._bar: tqdm[None] | None = None
        if wanted and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                unit=" paragraphs", leave=False, dynamic_ncols=True, bar_format=_FORMAT, total=1
            )

    def __enter__(self) -> PaceBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def watch(self, pace: Pace) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.total = pace.expected
            self._bar.update(pace.passages - self._bar.n)
            self._bar.refresh()

    def aside(self) -> AbstractContextManager[None]:
        """Take the bar away while a line is printed."""
        return self._bar.external_write_mode() if self._bar is not None else nullcontext()
