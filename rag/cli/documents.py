"""Commands on the documents of the library: add, list, remove, show, verify."""

from __future__ import annotations

import os
from pathlib import Path

from rag import rendering
from rag.cli.pace import PaceBar
from rag.cli.session import INTERRUPTED, AddCommand, Session, fail
from rag.records import storable
from rag.reports import AddOutcome, AddReport


def register(command: AddCommand) -> None:
    """Name the commands and their arguments."""
    added = command("add", _add, "Index files and folders: new and changed ones only.")
    added.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file or folder")
    command("list", _list, "Show the documents of the library.")
    removed = command("remove", _remove, "Take a document out; no result shows it afterwards.")
    removed.add_argument("id", metavar="ID", help="the document's id, as list shows it")
    shown = command("show", _show, "Print the text of a document.")
    shown.add_argument("id", metavar="ID", help="the document's id, as list shows it")
    command("verify", _verify, "Check every stored checksum and offset.")


def _add(session: Session) -> int:
    arguments = session.arguments
    shown: list[AddReport] = []

    def progress(done: int, total: int, report: AddReport) -> None:
        del done, total
        shown.append(report)
        if not arguments.json:
            with bar.aside():
                print(rendering.render_report(report), file=session.out, flush=True)

    try:
        with (
            session.open_library(Path(arguments.index), read_only=False) as library,
            PaceBar(wanted=not arguments.json) as bar,
        ):
            reports = library.add(arguments.paths, progress, bar.watch)
    except KeyboardInterrupt:
        return fail(
            f"interrupted; {len(shown)} files are done and stay so, and the same command goes on "
            "from there",
            INTERRUPTED,
        )
    rest = reports[: len(reports) - len(shown)]
    lines = "\n".join(rendering.render_report(report) for report in rest)
    if arguments.json or rest:
        session.show({"files": [report.to_dict() for report in reports]}, lines)
    named = {os.fspath(path) for path in arguments.paths}
    failed = [report for report in reports if _counts_as_failed(report, named)]
    if not reports:
        return fail(f"no file to add in {', '.join(sorted(named))}; name a file or another folder")
    if failed:
        first = failed[0]
        others = f" ({len(failed) - 1} more not added)" if len(failed) > 1 else ""
        return fail(f"{first.source} was not added: {rendering.reason_of(first)}{others}")
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
    document_id = storable(session.arguments.id)
    with session.reading() as library:
        library.remove(document_id)
    session.show({"removed": document_id}, f"removed  {rendering.one_line(document_id)}")
    return 0


def _show(session: Session) -> int:
    with session.reading() as library:
        document = library.show(storable(session.arguments.id))
    session.show(document.to_dict(), rendering.printable(document.text))
    return 0


def _verify(session: Session) -> int:
    with session.reading() as library:
        faults = library.verify()
    lines = [rendering.one_line(fault) for fault in faults]
    session.show({"faults": faults}, "\n".join(lines) or "Every checksum and offset holds.")
    if faults:
        return fail(f"{len(faults)} faults in {session.arguments.index}; add the documents again")
    return 0
