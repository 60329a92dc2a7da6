"""The vector file: which kind of index a library of some size has, and writing it.

It is written from the database and, where only a part is new, from the former file; never from
what a searcher holds in memory, so that it may be done beside searching and adding.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from rag.snapshot import PassageIds, Snapshot, Stamp
from rag.types import Vectors

#: From so many passages on, a bit a dimension is kept instead of numbers
#: (docs/decisions/0011-vector-index-kinds.md).
COMPRESSED_FROM = 65_536

#: Says whether the work is to be left undone.
Stop = Callable[[], bool]


class Stopped(Exception):  # noqa: N818  # nothing went wrong
    """The work was told to stop; what was there before stays."""


def lists_for(count: int, present: int = 0) -> int:
    """Return into how many lists the codes of so many passages go, 0 where numbers are kept.

    As many as the square root, to the nearest power of two; never fewer than there are, so that
    an index is not made anew for every removal.

    :param present: how many lists the index has now.
    """
    if count < (COMPRESSED_FROM // 2 if present else COMPRESSED_FROM):
        return 0
    return int(max(present, 2 ** round(math.log2(count) / 2)))


def write_numbers(path: Path, snapshot: Snapshot, dimension: int, stop: Stop) -> int:
    """Write every vector of ``snapshot`` in half precision; return how many there are.

    :raises Stopped: it was told to stop.
    """
    from rag.vectors import VectorIndex

    index = VectorIndex(dimension)
    for ids, vectors in _batches(snapshot, 0, stop):
        index.add(ids, vectors)
    index.save(path)
    return index.count


def write_codes(path: Path, snapshot: Snapshot, lists: int, count: int, stop: Stop) -> int:
    """Write codes of every vector of ``snapshot``, in lists laid out anew; return how many.

    :param count: how many passages there are, about.
    :raises Stopped: it was told to stop.
    """
    from rag.codes import SAMPLE_A_LIST, CompressedPart

    step = max(1, count // (lists * SAMPLE_A_LIST))
    part = CompressedPart.trained(
        np.concatenate([vectors[::step] for _, vectors in _batches(snapshot, 0, stop)]), lists
    )
    for ids, vectors in _batches(snapshot, 0, stop):
        part.add(ids, vectors)
    part.save(path)
    return part.count


def extend_codes(path: Path, snapshot: Snapshot, former: Path, stamp: Stamp, stop: Stop) -> int:
    """Write the codes of the ``former`` file brought up to ``snapshot``; return how many.

    :raises Stopped: it was told to stop.
    """
    from rag.codes import CompressedPart

    part = CompressedPart.read(former)
    part.discard(snapshot.removed_since(stamp.generation))
    for ids, vectors in _batches(snapshot, stamp.last_id, stop):
        part.add(ids, vectors)
    part.save(path)
    return part.count


def _batches(snapshot: Snapshot, last_id: int, stop: Stop) -> Iterator[tuple[PassageIds, Vectors]]:
    for batch in snapshot.vectors_after(last_id):
        if stop():
            raise Stopped
        yield batch
