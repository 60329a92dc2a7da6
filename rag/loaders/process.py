"""One child process that parses files for the library, limited in time and memory."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from rag.config import LoadingConfig
from rag.errors import LoadError
from rag.loaders.frames import read_frame, unpack, write_frame
from rag.loaders.parsed import Parsed
from rag.loaders.worker import ERRORS, too_large

logger = logging.getLogger(__name__)

_START_SECONDS = 60.0
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


class ParserProcess:
    """A reusable child process; one that hangs, dies or fails is replaced at the next file.

    The child starts with the first file. It can be used by several threads, one file at a time.

    :param limits: on time, memory and the size of a file.
    """

    def __init__(self, limits: LoadingConfig | None = None) -> None:
        limits = limits or LoadingConfig()
        self.timeout_seconds = limits.timeout_seconds
        self.memory_bytes = limits.max_memory_megabytes << 20
        self.max_bytes = limits.max_file_megabytes << 20
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Return itself; the child starts when it is needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child."""
        self.close()

    @property
    def pid(self) -> int | None:
        """Return the child's process id, or None where none is running."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def parse(self, data: bytes, suffix: str) -> Parsed:
        """Parse the bytes of a file in the child.

        :param data: the whole file.
        :param suffix: lower case, with its dot, one of ``rag.loaders.formats.PARSERS``.
        :raises LoadError: when the file cannot be read, or takes too much time or memory; a
            subclass says when it is of another kind or holds no text.
        """
        with self._lock:
            answer = self._ask(data, suffix)
        if "error" in answer:
            raise ERRORS.get(str(answer["error"]), LoadError)(str(answer["message"]))
        try:
            return unpack(answer)
        except (KeyError, TypeError, ValueError) as error:
            raise LoadError("its parser gave no usable text; save it in another format") from error

    def close(self) -> None:
        """End the child, where one is running."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream:
                _close_quietly(cast(BinaryIO, stream))
        child.wait()

    def _ask(self, data: bytes, suffix: str) -> dict[str, Any]:
        child = self._running()
        deadline = _Deadline(child, self.timeout_seconds)
        try:
            with deadline:
                write_frame(cast(BinaryIO, child.stdin), {"suffix": suffix}, data)
                answer, _ = read_frame(cast(BinaryIO, child.stdout))
        except (EOFError, OSError, ValueError) as error:
            self.close()
            if deadline.has_passed or child.returncode == -24:  # SIGXCPU
                raise LoadError(
                    f"reading it takes more than {self.timeout_seconds:g} s; split it or save it "
                    "in another format"
                ) from error
            logger.info("the parser process ended with %s", child.returncode)
            raise LoadError(
                "it is damaged in a way that stops its parser, or " + too_large(self.memory_bytes)
            ) from error
        if answer.get("last"):
            self.close()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        self._child = child = self._start()
        deadline = _Deadline(child, _START_SECONDS)
        try:
            with deadline:
                read_frame(cast(BinaryIO, child.stdout))
        except (EOFError, ValueError) as error:
            self.close()
            raise LoadError(
                f"the process that reads files does not start (exit {child.returncode}); try "
                f"{Path(sys.executable).name} -m rag.loaders.worker --help"
            ) from error
        return child

    def _start(self) -> subprocess.Popen[bytes]:
        # A relative entry would let the folder of the documents be imported from.
        inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        paths = [str(_PACKAGE_ROOT), *(path for path in inherited if Path(path).is_absolute())]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-P", "-m", "rag.loaders.worker"]
        limits = ["--memory", str(self.memory_bytes), "--seconds", str(self.timeout_seconds)]
        return subprocess.Popen(
            [*command, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )


class _Deadline:
    """Ends a process after some seconds, so that waiting for its answer ends too."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self.has_passed = False
        self._child = child
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.has_passed = True
        self._child.kill()


def _close_quietly(stream: BinaryIO) -> None:
    try:
        stream.close()
    except OSError:  # what was buffered for a child that is gone
        logger.debug("a pipe to the parser process was already broken")
