"""The nearest vectors, made from the database: exactly, or by codes where there are very many.

What was saved is never changed; what came since stands beside it in memory, and what was removed
is passed over. Both parts are searched and their answers merged, by exact scores in either case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.codes import MARGIN, CompressedPart, Stored, exact_codes
from rag.snapshot import BATCH, PassageIds
from rag.types import Vectors

_faiss: Any = faiss  # its own type hints do not know the Python forms of its constructors


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

    @property
    def discarded(self) -> int:
        """Return how many rows are gone."""
        return int(self.gone.sum())

    @property
    def count(self) -> int:
        """Return how many rows can be found."""
        return len(self.ids) - self.discarded

    def discard(self, ids: PassageIds) -> None:
        """Pass over ``ids`` from now on; unknown ones do nothing."""
        self.gone[self.rows_of(ids)] = True

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
        asked = top_k + MARGIN
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
        self._saved: _Part | CompressedPart | None = None
        self._tail = _Part(exact_codes(dimension), np.empty(0, dtype=np.int64))

    @classmethod
    def read(cls, path: Path, dimension: int, lists: int = 0) -> VectorIndex:
        """Open what was saved; its checksum is the caller's to check.

        :param lists: of the codes in it; 0 where it holds numbers.
        """
        index = cls(dimension)
        if lists:
            index._saved = CompressedPart.read(path)
            return index
        saved = _faiss.read_index(str(path), _faiss.IO_FLAG_MMAP_IFC)
        ids = _faiss.vector_to_array(saved.id_map)
        index._saved = _Part(_faiss.downcast_index(saved.index), ids, owner=saved)
        return index

    @property
    def count(self) -> int:
        """Return how many passages can be found."""
        return self._tail.count + (self._saved.count if self._saved else 0)

    @property
    def unsaved(self) -> int:
        """Return how many rows came or went since the last save."""
        return len(self._tail.ids) + (self._saved.discarded if self._saved else 0)

    def add(self, ids: PassageIds, vectors: Vectors) -> None:
        """Take in rows.

        :param ids: higher than all that are there, in order.
        :param vectors: float32[n, d], unit rows.
        """
        tail = self._tail
        tail.codes.add(np.ascontiguousarray(vectors, dtype=np.float32))
        tail.ids = np.concatenate([tail.ids, ids])
        tail.gone = np.concatenate([tail.gone, np.zeros(len(ids), dtype=np.bool_)])

    def discard(self, ids: PassageIds) -> None:
        """Pass over ``ids`` from now on; unknown ones do nothing."""
        self._tail.discard(ids)
        if self._saved is not None:
            self._saved.discard(ids)

    def search(
        self, query: Vectors, top_k: int, among: PassageIds | None, stored: Stored
    ) -> list[tuple[int, float]]:
        """Return the nearest passages and their cosines, best first, equal ones by id.

        :param query: float32[d], of length one.
        :param among: only these passages, however many they are; all when None.
        :param stored: gives the vectors of passages that are here.
        """
        if top_k < 1:
            return []
        # Threads wait for each other longer than one of them works, on a machine with other work.
        _faiss.omp_set_num_threads(1)
        parts = [self._tail.best(query, top_k, among)] if len(self._tail.ids) else []
        if isinstance(self._saved, CompressedPart):
            parts.append(self._saved.best(query, top_k, among, stored))
        elif self._saved is not None and len(self._saved.ids):
            parts.append(self._saved.best(query, top_k, among))
        if not parts:
            return []
        scores = np.clip(np.concatenate([scores for scores, _ in parts]), -1.0, 1.0)
        ids = np.concatenate([ids for _, ids in parts])
        order = np.lexsort((ids, -scores))[:top_k]
        return [(int(ids[place]), float(scores[place])) for place in order]

    def save(self, path: Path) -> None:
        """Write the numbers of every row that is not gone to ``path``, in place of a former file.

        :raises ValueError: codes were read, from which there is no way back to numbers.
        """
        if isinstance(self._saved, CompressedPart):
            raise ValueError("codes hold no vectors; make an index of those in the database")
        whole = _faiss.IndexIDMap(exact_codes(self._dimension))
        for part in filter(None, (self._saved, self._tail)):
            for ids, vectors in _rows(part):
                whole.add_with_ids(vectors, ids)
        _faiss.write_index(whole, str(path))


def _rows(part: _Part) -> Iterator[tuple[PassageIds, Vectors]]:
    for start in range(0, len(part.ids), BATCH):
        stop = min(start + BATCH, len(part.ids))
        kept = ~part.gone[start:stop]
        yield part.ids[start:stop][kept], part.codes.reconstruct_n(start, stop - start)[kept]
