"""The shell: ``python -m rag COMMAND``. Parses, calls the library, prints; nothing else.

Exit codes: 0 done, 1 the work failed (one line on stderr), 2 wrong usage. What the results are
stands on stdout alone: while a command works, everything else that writes to stdout, native code
included, is led to stderr.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from rag import rendering
from rag.errors import RagError
from rag.results import AddOutcome, AddReport

if TYPE_CHECKING:
    from rag.library import Library

INTERRUPTED = 130
DESCRIPTION = "Ask your own documents: cited answers and summaries, on this machine alone."


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
        return _fail("interrupted; what was stored before stays", INTERRUPTED)
    except BrokenPipeError:
        return _fail("nobody reads the output any more; the work stopped there")
    except (RagError, OSError) as error:
        if parsed.debug:
            logging.getLogger(__name__).exception("the work failed")
        return _fail(_sentence(error))


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

    added = command("add", _add, "Index files and folders: new and changed ones only.")
    added.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file or folder")
    command("list", _list, "Show the documents of the library.")
    removed = command("remove", _remove, "Take a document out; no result shows it afterwards.")
    removed.add_argument("id", metavar="ID", help="the document's id, as list shows it")
    shown = command("show", _show, "Print the text of a document.")
    shown.add_argument("id", metavar="ID", help="the document's id, as list shows it")
    found = command("retrieve", _retrieve, "Show the passages that fit a query best.")
    found.add_argument("query", metavar="QUERY", help="what to look for")
    found.add_argument("-k", type=_positive, default=10, metavar="N", help="how many (10)")
    asked = command("ask", _ask, "Answer a question from the documents, or say that they do not.")
    asked.add_argument("question", metavar="QUESTION", help="what you want to know")
    summed = command("summarize", _summarize, "Sum up documents in one paragraph.")
    summed.add_argument("ids", nargs="*", metavar="ID", help="documents; all when not given")
    summed.add_argument("--focus", metavar="TEXT", help="what the summary should be about")
    _add_evaluation(command("evaluate", _evaluate, "Measure on labelled data."))
    command("verify", _verify, "Check every stored checksum and offset.")
    served = command("serve", _serve, "Serve the page until it is stopped.")
    served.add_argument("--port", type=_positive, help="the page's port (PORT, or 7860)")
    return parser


def _add_common(parser: argparse.ArgumentParser, *, index: str, debug: bool | str) -> None:
    help_text = "the library's folder (RAG_INDEX, or index)"
    parser.add_argument("--index", metavar="DIR", default=index, help=help_text)
    help_text = "show what happens and where an error came from"
    parser.add_argument("--debug", action="store_true", default=debug, help=help_text)


def _add_evaluation(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_mutually_exclusive_group(required=True)
    for name, metavar, help_text in (
        ("--qa", "FILE", "questions with known answers, each asked of its own context alone"),
        ("--retrieval", "FOLDER", "a BEIR folder, whose corpus goes into a throw-away index"),
        ("--summaries", "FILE", "texts with reference summaries"),
        ("--claims", "FILE", "claims, their evidence, and whether it supports them"),
    ):
        kinds.add_argument(name, metavar=metavar, type=Path, help=help_text)
    help_text = "the first N rows (queries for --retrieval); all when not given"
    parser.add_argument("--limit", type=_positive, metavar="N", help=help_text)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _add(session: Session) -> int:
    arguments = session.arguments
    shown: list[AddReport] = []

    def progress(done: int, total: int, report: AddReport) -> None:
        del done, total
        shown.append(report)
        if not arguments.json:
            print(rendering.render_report(report), file=session.out, flush=True)

    with session.open_library(Path(arguments.index), read_only=False) as library:
        reports = library.add(arguments.paths, progress)
    rest = [report for report in reports if report not in shown]
    lines = "\n".join(rendering.render_report(report) for report in rest)
    if arguments.json or rest:
        session.show({"files": [report.to_dict() for report in reports]}, lines)
    named = {os.fspath(path) for path in arguments.paths}
    failed = [report for report in reports if _counts_as_failed(report, named)]
    if not reports:
        return _fail(f"no file to add in {', '.join(sorted(named))}; name a file or another folder")
    if failed:
        first = failed[0]
        others = f" ({len(failed) - 1} more not added)" if len(failed) > 1 else ""
        return _fail(f"{first.source} was not added: {rendering.reason_of(first)}{others}")
    return 0


def _counts_as_failed(report: AddReport, named: set[str]) -> bool:
    """Say whether a file that the user wants in is not; in a folder, skipping is no failure."""
    skipped = report.outcome is AddOutcome.SKIPPED and report.source in named
    return skipped or report.outcome is AddOutcome.FAILED


def _list(session: Session) -> int:
    with session.reading() as library:
        documents = library.documents()
    shape = {"documents": [info.to_dict() for info in documents]}
    session.show(shape, rendering.render_documents(documents))
    return 0


def _remove(session: Session) -> int:
    document_id = session.arguments.id
    with session.reading() as library:
        library.remove(document_id)
    session.show({"removed": document_id}, f"removed  {rendering.one_line(document_id)}")
    return 0


def _show(session: Session) -> int:
    with session.reading() as library:
        document = library.show(session.arguments.id)
    session.show(document.to_dict(), rendering.printable(document.text))
    return 0


def _retrieve(session: Session) -> int:
    query = session.arguments.query
    with session.reading() as library:
        started = time.perf_counter()
        hits = library.retrieve(query, session.arguments.k)
        timings = {"total": 1e3 * (time.perf_counter() - started)}
    shape = {"query": query, "hits": [hit.to_dict() for hit in hits], "timings_ms": timings}
    session.show(shape, rendering.render_hits(hits) or "Nothing was found.")
    return 0


def _ask(session: Session) -> int:
    with session.reading() as library:
        answer = library.ask(session.arguments.question)
    session.show(answer.to_dict(), rendering.render_answer(answer))
    return 0


def _summarize(session: Session) -> int:
    with session.reading() as library:
        summary = library.summarize(session.arguments.ids or None, session.arguments.focus)
    session.show(summary.to_dict(), rendering.render_summary(summary))
    return 0


def _verify(session: Session) -> int:
    with session.reading() as library:
        faults = library.verify()
    lines = [rendering.one_line(fault) for fault in faults]
    session.show({"faults": faults}, "\n".join(lines) or "Every checksum and offset holds.")
    if faults:
        return _fail(f"{len(faults)} faults in {session.arguments.index}; add the documents again")
    return 0


def _evaluate(session: Session) -> int:
    from rag import evaluation

    arguments = session.arguments
    if arguments.claims:
        from rag.reading import load_reader

        reader = load_reader()
        measures = evaluation.evaluate_claims(
            arguments.claims, reader.support, reader.supported, arguments.limit
        )
    elif arguments.retrieval:
        from rag.config import load_config
        from rag.embedding import load_encoder

        config = load_config()
        encoder = load_encoder(config.encoder)
        measures = evaluation.evaluate_retrieval(
            arguments.retrieval, encoder, config, arguments.limit
        )
    else:
        measures = _evaluate_reading(session)
    session.show(measures, rendering.render_measures(measures))
    return 0


def _evaluate_reading(session: Session) -> dict[str, Any]:
    """Measure what needs a library but no documents of it."""
    from rag import evaluation

    arguments = session.arguments
    with (
        tempfile.TemporaryDirectory(prefix="footnote-evaluate-") as folder,
        session.open_library(Path(folder), read_only=False) as library,
    ):
        if arguments.qa:
            return evaluation.evaluate_qa(arguments.qa, library.answer_from_text, arguments.limit)
        return evaluation.evaluate_summaries(
            arguments.summaries,
            lambda text, most_words: library.summarize_text(text, max_words=most_words),
            arguments.limit,
        )


def _serve(session: Session) -> int:
    from rag.page.starting import start

    try:
        start(Path(session.arguments.index), session.arguments.port)
    except KeyboardInterrupt:  # the usual way to stop it
        return 0
    return 0


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


def _fail(message: str, code: int = 1) -> int:
    print(f"error: {rendering.one_line(message)}", file=sys.stderr)  # noqa: T201
    return code


def _report_unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    del trace
    if isinstance(error, KeyboardInterrupt):
        _fail("interrupted")
        return
    _fail(f"something unforeseen went wrong ({kind.__name__}: {error}); --debug shows where")
