"""Files -> index: parse, split, encode, store; one transaction a document.

Three stages run beside each other: one thread reads, parses and splits, two encode, so that no core
waits between their steps, and the caller's own writes to the index. Passages of several small files
are encoded in one go, so that they can be sorted by length. What was stored before an interruption
stays, and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.errors import LoadError
from rag.index import Index
from rag.loading import ParserProcess, load_content, read_content
from rag.passages import split
from rag.pipeline import Pipeline
from rag.reports import AddOutcome, AddReport
from rag.types import Document, Encoder, Passage, Vectors

#: Called after each file with how many are done, how many there are, and the file's report.
Progress = Callable[[int, int, AddReport], None]
#: Passages that are gathered before they are encoded together, and that are encoded in one go.
ENCODE_AHEAD = 128
#: That many are enough for the first go, twice as many for the next: the encoder starts early.
FIRST_AHEAD = 32


@dataclass(frozen=True, slots=True)
class Pace:
    """How far the encoding of new passages has come.

    :param passages: encoded so far.
    :param expected: how many there will be, judged by the files that were read.
    """

    passages: int
    expected: int


#: Called after each step of encoding.
Watch = Callable[[Pace], None]


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


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file that was read: a document to be stored, or the report of why there is none."""

    outcome: AddReport | _Pending
    size: int

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.outcome.passages if isinstance(self.outcome, _Pending) else ()


_Batch = tuple[_Prepared, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """Texts of some passages of a batch, in order; the last step brings the batch itself."""

    texts: list[str]
    pace: Pace
    batch: _Batch


def add_files(
    files: Sequence[SourceFile],
    index: Index,
    encoder: Encoder,
    parser: ParserProcess,
    watch: Watch | None = None,
) -> Generator[AddReport]:
    """Bring files into the index and yield a report for each, in their order.

    A report is yielded when its document is stored; a file that cannot be read is reported as
    failed and does not stop the others.

    :param watch: called after each step of encoding.
    """
    total = sum(_size(file.path) for file in files)
    with Pipeline() as pipeline:
        wanted = pipeline.while_wanted(files)
        prepared = (_prepare(file, index, encoder, parser) for file in wanted)
        batches = pipeline.ahead(_batches(prepared))
        steps = _steps(batches, total)
        encoded = pipeline.mapped(lambda step: (step, encoder.encode(step.texts)), steps)
        parts: list[Vectors] = []
        for step, vectors in pipeline.ahead(encoded, depth=2):
            parts.append(vectors)
            if watch is not None:
                watch(step.pace)
            if step.batch:
                yield from _store(step.batch, np.concatenate(parts), index)
                parts.clear()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reading it will say so
        return 0


def _prepare(file: SourceFile, index: Index, encoder: Encoder, parser: ParserProcess) -> _Prepared:
    """Read a file once; parse and split it, unless its content is held already."""
    try:
        content = read_content(file.path, source=file.source, max_bytes=parser.max_bytes)
        size = len(content.data)
        known = index.known(file.source, content.sha256)
        if known is not None:
            return _Prepared(AddReport(file.source, AddOutcome.UNCHANGED, known), size)
        linked = index.link(file.source, content.sha256)
        if linked is not None:
            known = index.known(file.source, content.sha256)
            return _Prepared(AddReport(file.source, linked, known), size)
        document = load_content(content, source=file.source, parser=parser)
    except LoadError as error:
        report = AddReport(file.source, AddOutcome.FAILED, reason=str(error))
        return _Prepared(report, _size(file.path))
    return _Prepared(_Pending(document, split(document, encoder), content.sha256), size)


def _batches(prepared: Iterator[_Prepared]) -> Iterator[_Batch]:
    """Gather files until their passages are worth a go; what needs no encoding does not wait."""
    gathered: list[_Prepared] = []
    waiting, wanted = 0, FIRST_AHEAD
    for item in prepared:
        gathered.append(item)
        waiting += len(item.passages)
        if waiting >= wanted or not waiting:
            yield tuple(gathered)
            wanted = min(2 * wanted, ENCODE_AHEAD) if waiting else wanted
            gathered, waiting = [], 0
    if gathered:
        yield tuple(gathered)


def _steps(batches: Iterator[_Batch], total: int) -> Iterator[_Step]:
    """Part batches into steps of encoding, short enough to be watched and interrupted.

    :param total: bytes of all files, by which the number of passages to come is judged.
    """
    seen = new = passages = encoded = 0
    for batch in batches:
        texts = [passage.embedded_text for item in batch for passage in item.passages]
        seen += sum(item.size for item in batch)
        new += sum(item.size for item in batch if item.passages)
        passages += len(texts)
        expected = passages + round(max(total - seen, 0) * passages / max(new, 1))
        for start in range(0, max(len(texts), 1), ENCODE_AHEAD):
            some = texts[start : start + ENCODE_AHEAD]
            encoded += len(some)
            is_last = start + ENCODE_AHEAD >= len(texts)
            pace = Pace(encoded, expected)
            yield _Step(some, pace, batch if is_last else ())


def _store(batch: _Batch, vectors: Vectors, index: Index) -> Iterator[AddReport]:
    start = 0
    for item in batch:
        if isinstance(item.outcome, AddReport):
            yield item.outcome
            continue
        new = item.outcome
        stop = start + len(new.passages)
        outcome = index.put(
            new.document, new.passages, vectors[start:stop], content_hash=new.content_hash
        )
        yield AddReport(new.document.source, outcome, new.document.id, stop - start)
        start = stop
