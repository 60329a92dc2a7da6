"""What every command works with, whatever its group."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from rag import rendering

if TYPE_CHECKING:
    from rag.library import Library

#: Exit code of a command that was stopped with Ctrl-C.
INTERRUPTED = 130


class OpenLibrary(Protocol):
    """Opens a library; tests give one with a quick encoder."""

    def __call__(self, folder: Path, *, read_only: bool) -> Library:
        """Return the library of an index folder."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with."""

    arguments: argparse.Namespace
    out: TextIO
    open_library: OpenLibrary

    def reading(self) -> Library:
        """Return the library, which must exist."""
        return self.open_library(Path(self.arguments.index), read_only=True)

    def show(self, shape: Mapping[str, Any], text: str) -> None:
        """Print the JSON shape where it was asked for, else the text."""
        print(rendering.to_json(shape) if self.arguments.json else text, file=self.out)


Command = Callable[[Session], int]


class AddCommand(Protocol):
    """Names a command to the parser; ``register`` of each group is given one."""

    def __call__(self, name: str, does: Command, help_text: str) -> argparse.ArgumentParser:
        """Return the parser of the command's own arguments."""


#: The largest number that an option takes: what counts and multiplies it has room left.
_LARGEST = 999_999_999


def positive(text: str) -> int:
    """Read a whole number above 0, of at most nine digits, from the command line.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    if int(text) > _LARGEST:
        raise argparse.ArgumentTypeError(f"{text} is too large; give at most {_LARGEST}")
    return int(text)


def add_generator(parser: argparse.ArgumentParser) -> None:
    """Let a command name who words its answer."""
    parser.add_argument(
        "--generator",
        metavar="NAME",
        help="who words it: extractive (nobody), transformers:PATH or openai:BASE_URL#MODEL; "
        "each sentence is checked against its source",
    )


def fail(message: str, code: int = 1) -> int:
    """Say on stderr, in one line, what failed; return the exit code."""
    print(f"error: {rendering.one_line(message)}", file=sys.stderr)  # noqa: T201
    return code
