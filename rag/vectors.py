"""The nearest vectors, exactly: FAISS over half-precision codes, made from the database.

What was saved is read through a memory map and never changed; what came since stands beside it
in memory, and what was removed is passed over. Both parts are searched and their answers merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.snapshot import BATCH, PassageIds
from rag.types import Vectors

_faiss: Any = faiss  # its own type hints do not know the Python forms of its constructors

#: Hits beyond those asked for that are looked at, so that equal scores at the end of the ranking
#: are ordered by passage and not by chance.
_MARGIN = 16


@dataclass(slots=True)
class _Part:
    """Rows in the order of their passage ids, and which of them are gone.

    :param owner: what the codes are a part of, if they are, and must outlive it.
    """

    codes: Any
    ids: PassageIds
    owner: Any = None
    gone: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.gone = np.zeros(len(self.ids), dtype=np.bool_)

    def rows_of(self, ids: PassageIds) -> NDArray[np.intp]:
        """Return the rows of those ``ids`` that are here."""
        rows = np.searchsorted(self.ids, ids)
        inside = rows < len(self.ids)
        rows, ids = rows[inside], ids[inside]
        found: NDArray[np.intp] = rows[self.ids[rows] == ids]
        return found

    def parameters(self, among: PassageIds | None) -> Any:
        """Return FAISS's search parameters that leave out what is gone or not ``among``."""
        if among is None and not self.gone.any():
            return None
        chosen = ~self.gone
        if among is not None:
            chosen[:] = False
            chosen[self.rows_of(among)] = True
            chosen &= ~self.gone
        bits = np.packbits(chosen, bitorder="little")
        return _faiss.SearchParameters(sel=_faiss.IDSelectorBitmap(bits))

    def best(
        self, query: Vectors, top_k: int, among: PassageIds | None
    ) -> tuple[Vectors, PassageIds]:
        """Return scores and ids of at least the best ``top_k``, with all that equal the last."""
        parameters = self.parameters(among)
        asked = top_k + _MARGIN
        while True:
            asked = min(asked, len(self.ids))
            scores, rows = self.codes.search(query[None, :], asked, params=parameters)
            found = rows[0] >= 0
            scores, rows = scores[0][found], rows[0][found]
            if len(rows) < asked or asked == len(self.ids) or scores[top_k - 1] > scores[-1]:
                return scores, self.ids[rows]
            asked *= 2


class VectorIndex:
    """Passage ids and their vectors, searched by cosine; not for several threads at once.

    :param dimension: length of a vector.
    """

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._parts = [self._empty()]

    def _empty(self) -> _Part:
        return _Part(_new_codes(self._dimension), np.empty(0, dtype=np.int64))

    @classmethod
    def read(cls, path: Path, dimension: int) -> VectorIndex:
        """Open what :meth:`save` wrote; its checksum is the caller's to check."""
        saved = _faiss.read_index(str(path), _faiss.IO_FLAG_MMAP_IFC)
        index = cls(dimension)
        ids = _faiss.vector_to_array(saved.id_map)
        index._parts.insert(0, _Part(_faiss.downcast_index(saved.index), ids, owner=saved))
        return index

    @property
    def count(self) -> int:
        """Return how many passages can be found."""
        return sum(len(part.ids) - int(part.gone.sum()) for part in self._parts)

    @property
    def unsaved(self) -> int:
        """Return how many rows came or went since the last save."""
        tail = len(self._parts[-1].ids)
        return tail + sum(int(part.gone.sum()) for part in self._parts[:-1])

    def add(self, ids: PassageIds, vectors: Vectors) -> None:
        """Take in rows.

        :param ids: higher than all that are there, in order.
        :param vectors: float32[n, d], unit rows.
        """
        tail = self._parts[-1]
        tail.codes.add(np.ascontiguousarray(vectors, dtype=np.float32))
        tail.ids = np.concatenate([tail.ids, ids])
        tail.gone = np.concatenate([tail.gone, np.zeros(len(ids), dtype=np.bool_)])

    def discard(self, ids: PassageIds) -> None:
        """Pass over ``ids`` from now on; unknown ones do nothing."""
        for part in self._parts:
            part.gone[part.rows_of(ids)] = True

    def search(
        self, query: Vectors, top_k: int, among: PassageIds | None = None
    ) -> list[tuple[int, float]]:
        """Return the nearest passages and their cosines, best first, equal ones by id.

        :param query: float32[d], of length one.
        :param among: only these passages, however many they are; all when None.
        """
        if top_k < 1:
            return []
        parts = [part.best(query, top_k, among) for part in self._parts if len(part.ids)]
        if not parts:
            return []
        scores = np.clip(np.concatenate([scores for scores, _ in parts]), -1.0, 1.0)
        ids = np.concatenate([ids for _, ids in parts])
        order = np.lexsort((ids, -scores))[:top_k]
        return [(int(ids[place]), float(scores[place])) for place in order]

    def save(self, path: Path) -> None:
        """Write every row that is not gone to ``path``, in place of a former file."""
        whole = _faiss.IndexIDMap(_new_codes(self._dimension))
        for ids, vectors in self._rows():
            whole.add_with_ids(vectors, ids)
        _faiss.write_index(whole, str(path))

    def _rows(self) -> Iterator[tuple[PassageIds, Vectors]]:
        for part in self._parts:
            for start in range(0, len(part.ids), BATCH):
                stop = min(start + BATCH, len(part.ids))
                kept = ~part.gone[start:stop]
                yield (
                    part.ids[start:stop][kept],
                    part.codes.reconstruct_n(start, stop - start)[kept],
                )


def _new_codes(dimension: int) -> Any:
    return _faiss.IndexScalarQuantizer(
        dimension, _faiss.ScalarQuantizer.QT_fp16, _faiss.METRIC_INNER_PRODUCT
    )
