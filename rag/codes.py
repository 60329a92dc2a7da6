"""What the vector index keeps of a vector: its numbers in half precision, or one bit a dimension.

Bits take a twenty-fourth of the room of half-precision numbers and are looked through much faster;
they say which vectors are worth comparing, and those are compared by what the database holds.
Vectors that are near to each other stand in one list, and only the lists nearest to a query are
looked through. Sources: Gao and Long 2024, "RaBitQ: Quantizing High-Dimensional Vectors with a
Theoretical Error Bound for Approximate Nearest Neighbor Search", section 3; Jégou, Douze and
Schmid 2011, "Product Quantization for Nearest Neighbor Search", section 4 (inverted file).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.snapshot import BATCH, PassageIds
from rag.types import Vectors

_faiss: Any = faiss  # its own type hints do not know the Python forms of its constructors

_ALL_THREADS = int(_faiss.omp_get_max_threads())

#: Gives the vectors of passages, in the order of their ids.
Stored = Callable[[list[int]], Vectors]

#: Hits beyond those asked for that are looked at, so that equal scores at the end of the ranking
#: are ordered by passage and not by chance.
MARGIN = 16
#: Lists that a query looks through.
PROBES = 64
#: Vectors that are compared exactly for each hit that is asked for.
CANDIDATES_A_HIT = 6
#: Vectors of each list that its place is learnt from.
SAMPLE_A_LIST = 64


def exact_codes(dimension: int) -> Any:
    """Return an empty FAISS index of half-precision numbers that searches by inner product."""
    return _faiss.IndexScalarQuantizer(
        dimension, _faiss.ScalarQuantizer.QT_fp16, _faiss.METRIC_INNER_PRODUCT
    )


def exact_scores(query: Vectors, ids: PassageIds, stored: Stored) -> Vectors:
    """Return float32[n], the inner products that :func:`exact_codes` would find, to the last bit.

    :param query: float32[d].
    """
    scores = np.empty(len(ids), dtype=np.float32)
    for start in range(0, len(ids), BATCH):
        rows = stored(ids[start : start + BATCH].tolist())
        codes = exact_codes(len(query))
        codes.add(rows)
        found, places = codes.search(query[None, :], len(rows))
        scores[start + places[0]] = found[0]
    return scores


class CompressedPart:
    """Passages by one bit a dimension, in lists.

    :param codes: FAISS's index, trained.
    """

    def __init__(self, codes: Any) -> None:
        self._codes = codes
        self._there = self._present()

    @classmethod
    def trained(cls, sample: Vectors, lists: int) -> CompressedPart:
        """Return an empty part whose lists are laid out for vectors like those of ``sample``."""
        codes = _faiss.index_factory(
            sample.shape[1], f"IVF{lists},RaBitQfs", _faiss.METRIC_INNER_PRODUCT
        )
        _faiss.omp_set_num_threads(_ALL_THREADS)
        codes.cp.min_points_per_centroid = 1
        codes.cp.max_points_per_centroid = SAMPLE_A_LIST
        codes.train(np.ascontiguousarray(sample, dtype=np.float32))
        return cls(codes)

    @classmethod
    def read(cls, path: Path) -> CompressedPart:
        """Open what :meth:`save` wrote; its checksum is the caller's to check."""
        return cls(_faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write every passage that is not gone to ``path``."""
        gone = np.setdiff1d(self._ids(), np.flatnonzero(self._there))
        if len(gone):
            self._codes.remove_ids(_faiss.IDSelectorBatch(gone))
        _faiss.write_index(self._codes, str(path))

    @property
    def count(self) -> int:
        """Return how many passages can be found."""
        return int(self._there.sum())

    @property
    def discarded(self) -> int:
        """Return how many passages went since it was saved."""
        return int(self._codes.ntotal) - self.count

    def _ids(self) -> PassageIds:
        lists, array = self._codes.invlists, _faiss.rev_swig_ptr
        sizes = ((number, lists.list_size(number)) for number in range(self._codes.nlist))
        parts = [array(lists.get_ids(number), size).copy() for number, size in sizes if size]
        return np.concatenate([np.empty(0, dtype=np.int64), *parts])

    def _present(self) -> NDArray[np.bool_]:
        ids = self._ids()
        there = np.zeros(int(ids.max(initial=-1)) + 1, dtype=np.bool_)
        there[ids] = True
        return there

    def add(self, ids: PassageIds, vectors: Vectors) -> None:
        """Take in rows.

        :param ids: higher than all that are there, in order.
        :param vectors: float32[n, d], unit rows.
        """
        if not len(ids):
            return
        self._codes.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        further = np.zeros(int(ids[-1]) + 1 - len(self._there), dtype=np.bool_)
        self._there = np.concatenate([self._there, further])
        self._there[ids] = True

    def discard(self, ids: PassageIds) -> None:
        """Pass over ``ids`` from now on; unknown ones do nothing."""
        self._there[ids[ids < len(self._there)]] = False

    def best(
        self, query: Vectors, top_k: int, among: PassageIds | None, stored: Stored
    ) -> tuple[Vectors, PassageIds]:
        """Return exact scores and ids of the best ``top_k`` and more, with all that equal the last.

        Among few passages the search is exact. Among many chosen ones every list is looked
        through, so that a choice costs no recall.
        """
        chosen = self._there if among is None else self._chosen(among)
        total = int(chosen.sum())
        probes = PROBES if among is None else self._codes.nlist
        asked = CANDIDATES_A_HIT * (top_k + MARGIN)
        while True:
            if asked * 2 >= total:
                ids = np.flatnonzero(chosen)
            else:
                ids = self._nearest(query, asked, chosen, probes)
            scores = exact_scores(query, ids, stored)
            if len(ids) == total or (
                len(ids) > top_k and np.partition(scores, -top_k)[-top_k] > scores.min()
            ):
                return scores, ids
            asked, probes = asked * 2, self._codes.nlist

    def _chosen(self, among: PassageIds) -> NDArray[np.bool_]:
        chosen = np.zeros_like(self._there)
        chosen[among[among < len(chosen)]] = True
        chosen &= self._there
        return chosen

    def _nearest(
        self, query: Vectors, count: int, chosen: NDArray[np.bool_], probes: int
    ) -> PassageIds:
        selector = None
        if chosen is not self._there or self.discarded:
            bits = np.packbits(chosen, bitorder="little")
            selector = _faiss.IDSelectorBitmap(bits)
        parameters = _faiss.SearchParametersIVF(sel=selector, nprobe=min(probes, self._codes.nlist))
        ids: PassageIds = self._codes.search(query[None, :], count, params=parameters)[1][0]
        return np.sort(ids[ids >= 0])
