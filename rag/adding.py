"""Files -> index: parse, split, encode, store; one transaction a document.

Passages of several small files are encoded in one go. What was stored before an interruption
stays, and the next run goes on from there.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import LoadError
from rag.index import Index
from rag.loading import ParserProcess, load
from rag.passages import split
from rag.results import AddOutcome, AddReport
from rag.types import Document, Encoder, Passage

logger = logging.getLogger(__name__)

#: Called after each file with how many are done, how many there are, and the file's report.
Progress = Callable[[int, int, AddReport], None]
#: Passages that are gathered before they are encoded together.
ENCODE_AHEAD = 128


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file and the name under which the user knows it."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class _Pending:
    document: Document
    passages: tuple[Passage, ...]
    content_hash: str


def add_files(
    files: Sequence[SourceFile], index: Index, encoder: Encoder, parser: ParserProcess
) -> Iterator[AddReport]:
    """Bring files into the index and yield a report for each, in their order.

    A report is yielded when its document is stored; a file that cannot be read is reported as
    failed and does not stop the others.
    """
    pending: list[_Pending] = []
    reports: list[AddReport | None] = []
    waiting = 0
    for file in files:
        outcome = _prepare(file, index, encoder, parser)
        if isinstance(outcome, AddReport):
            reports.append(outcome)
        else:
            pending.append(outcome)
            reports.append(None)
            waiting += len(outcome.passages)
        if waiting >= ENCODE_AHEAD or not pending:
            yield from _flush(pending, reports, index, encoder)
            waiting = 0
    yield from _flush(pending, reports, index, encoder)


def _prepare(
    file: SourceFile, index: Index, encoder: Encoder, parser: ParserProcess
) -> AddReport | _Pending:
    if not file.path.is_file():
        reason = "it is not a file that can be read; check the path"
        return AddReport(file.source, AddOutcome.FAILED, reason=reason)
    try:
        with file.path.open("rb") as handle:
            content_hash = hashlib.file_digest(handle, "sha256").hexdigest()
        known = index.known(file.source, content_hash)
        if known is not None:
            return AddReport(file.source, AddOutcome.UNCHANGED, known)
        linked = index.link(file.source, content_hash)
        if linked is not None:
            return AddReport(file.source, linked, index.known(file.source, content_hash))
        document = load(file.path, source=file.source, parser=parser)
    except OSError as error:
        reason = f"it cannot be read ({error.strerror}); check that it exists and is readable"
        return AddReport(file.source, AddOutcome.FAILED, reason=reason)
    except LoadError as error:
        return AddReport(file.source, AddOutcome.FAILED, reason=str(error))
    return _Pending(document, split(document, encoder), content_hash)


def _flush(
    pending: list[_Pending], reports: list[AddReport | None], index: Index, encoder: Encoder
) -> Iterator[AddReport]:
    texts = [passage.embedded_text for item in pending for passage in item.passages]
    vectors = encoder.encode(texts)
    start = 0
    waiting = iter(pending)
    for report in reports:
        if report is None:
            item = next(waiting)
            stop = start + len(item.passages)
            outcome = index.put(
                item.document, item.passages, vectors[start:stop], content_hash=item.content_hash
            )
            report = AddReport(item.document.source, outcome, item.document.id, stop - start)
            start = stop
        yield report
    pending.clear()
    reports.clear()
