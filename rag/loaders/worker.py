"""The process that parses files, one after the other: ``python -m rag.loaders.worker``.

A file's bytes come in on standard input, its text goes out on what was standard output; a library
that prints cannot disturb that. An error that nobody foresaw ends the process after it was named,
so that no later file meets what it left behind.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import BinaryIO

from rag.errors import EmptyDocumentError, LoadError, UnsupportedFileError
from rag.loaders.formats import check_content, parser_for
from rag.loaders.frames import pack, read_frame, write_frame
from rag.loaders.parsed import Parsed

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows: the time limit of the parent is all there is
    resource = None

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]

#: The errors that a parser may raise, by the name they travel under.
ERRORS: dict[str, type[LoadError]] = {
    error.__name__: error for error in (LoadError, UnsupportedFileError, EmptyDocumentError)
}


def main() -> None:
    """Answer requests until the other side closes its end."""
    options = _options()
    requests = sys.stdin.buffer
    answers = _own_output()
    sys.excepthook = _reporter(answers)
    _limit_memory(options.memory)
    write_frame(answers, {"ready": True})
    while True:
        try:
            request, data = read_frame(requests)
        except EOFError:
            return
        _limit_seconds(options.seconds)
        try:
            answer = pack(_parse(data, str(request["suffix"])))
        except LoadError as error:
            answer = {"error": type(error).__name__, "message": str(error)}
        except MemoryError:
            answer = {"error": "LoadError", "message": too_large(options.memory)}
        write_frame(answers, answer)


def too_large(memory: int) -> str:
    """Return the sentence for a file that needs more memory than it gets."""
    return f"reading it takes more than {memory >> 20} MB of memory; split it or save it anew"


def _parse(data: bytes, suffix: str) -> Parsed:
    check_content(data, suffix)
    return parser_for(suffix)(data)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=int, required=True, help="bytes of address space")
    parser.add_argument("--seconds", type=float, required=True, help="processor time for a file")
    return parser.parse_args()


def _own_output() -> BinaryIO:
    """Keep standard output for answers; what others write there goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _reporter(answers: BinaryIO) -> Hook:
    """Return a hook that names an unforeseen error to the other side before the process ends."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        message = f"its content cannot be read ({kind.__name__}); save it anew or in another format"
        write_frame(answers, {"error": "LoadError", "message": message, "last": True})
        sys.__excepthook__(kind, error, trace)

    return report


def _limit_memory(size: int) -> None:
    if resource is None:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_seconds(seconds: float) -> None:
    """Let the process be ended when one file takes this much processor time."""
    if resource is None:
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main()
