"""The frame of the shell: the whole command line, what ends a command, and who owns stdout."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from rag.cli import asking, doctor, documents, measuring, serving, summing, viewing
from rag.cli.session import INTERRUPTED, Command, OpenLibrary, Session, fail
from rag.errors import RagError

if TYPE_CHECKING:
    from rag.library import Library

DESCRIPTION = "Ask your own documents: cited answers and summaries, on this machine alone."
GROUPS = (documents, asking, summing, viewing, measuring, serving, doctor)


def run() -> int:
    """Do what the command line says and return the exit code; what was unforeseen is one line."""
    if "--debug" not in sys.argv:
        sys.excepthook = _report_unforeseen
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
    try:
        return main()
    finally:
        _let_go_of_stdout()


def main(arguments: Sequence[str] | None = None, *, open_library: OpenLibrary | None = None) -> int:
    """Run one command and return its exit code.

    :param arguments: without the program's name; from the command line when not given.
    :param open_library: opens a library; the real one when not given.
    """
    parsed = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if parsed.debug else logging.ERROR, stream=sys.stderr)
    try:
        with _results_alone_on_stdout() as out:
            return int(parsed.command(Session(parsed, out, open_library or _open_library)))
    except KeyboardInterrupt:
        return fail("interrupted; what was stored before stays", INTERRUPTED)
    except BrokenPipeError:
        return fail("nobody reads the output any more; the work stopped there")
    except (RagError, OSError) as error:
        if parsed.debug:
            logging.getLogger(__name__).exception("the work failed")
        return fail(_sentence(error))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="python -m rag", description=DESCRIPTION)
    default = os.environ.get("RAG_INDEX", "index")
    _add_common(parser, index=default, debug=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, does: Command, help_text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        _add_common(made, index=argparse.SUPPRESS, debug=argparse.SUPPRESS)
        made.add_argument("--json", action="store_true", help="print one JSON object")
        made.set_defaults(command=does)
        return made

    for group in GROUPS:
        group.register(command)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, index: str, debug: bool | str) -> None:
    help_text = "the library's folder (RAG_INDEX, or index)"
    parser.add_argument("--index", metavar="DIR", default=index, help=help_text)
    help_text = "show what happens and where an error came from"
    parser.add_argument("--debug", action="store_true", default=debug, help=help_text)


def _open_library(folder: Path, *, read_only: bool) -> Library:
    from rag.library import Library

    return Library(folder, read_only=read_only)


@contextmanager
def _results_alone_on_stdout() -> Iterator[TextIO]:
    """Lend the real stdout; until it is given back, descriptor 1 leads to stderr."""
    sys.stdout.flush()
    real = os.dup(1)
    os.dup2(2, 1)
    try:
        encoding = sys.stdout.encoding or "utf-8"
        with (
            open(os.dup(real), "w", encoding=encoding, errors="replace") as out,  # noqa: PTH123
            redirect_stdout(sys.stderr),
        ):
            yield out
    finally:
        sys.stdout.flush()
        os.dup2(real, 1)
        os.close(real)


def _let_go_of_stdout() -> None:
    """Write out what is left, such as the help text, even if nobody reads it any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _sentence(error: RagError | OSError) -> str:
    if isinstance(error, OSError) and error.strerror:
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror}; check the path, the rights and the space on the disk"
    return str(error)


def _report_unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    del trace
    if isinstance(error, KeyboardInterrupt):
        fail("interrupted")
        return
    fail(f"something unforeseen went wrong ({kind.__name__}: {error}); --debug shows where")
