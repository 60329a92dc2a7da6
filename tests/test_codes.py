"""``rag.codes``: bits choose, numbers decide; no choice and no removal costs recall."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.codes import CompressedPart, Stored, exact_codes, exact_scores
from rag.snapshot import PassageIds
from rag.types import Vectors
from rag.vectors import VectorIndex

DIMENSION, COUNT, LISTS = 64, 3000, 32


def clustered(seed: int, count: int) -> Vectors:
    """Return unit rows around a hundred centres, as half-precision numbers hold them."""
    draw = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(100, DIMENSION))
    rows = centres[draw.integers(0, 100, count)] + 0.7 * draw.normal(size=(count, DIMENSION))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


ROWS = clustered(1, COUNT)
IDS: PassageIds = np.arange(1, COUNT + 1, dtype=np.int64) * 3
QUERIES = clustered(2, 40)


def stored_in(ids: PassageIds, rows: Vectors) -> Stored:
    places = {int(id_): place for place, id_ in enumerate(ids)}
    return lambda some: rows[[places[id_] for id_ in some]]


STORED = stored_in(IDS, ROWS)


@pytest.fixture
def part() -> CompressedPart:
    made = CompressedPart.trained(ROWS[::2], LISTS)
    made.add(IDS[:1000], ROWS[:1000])
    made.add(IDS[1000:], ROWS[1000:])
    return made


def index_of(part: CompressedPart, folder: Path) -> VectorIndex:
    part.save(folder / "vectors.faiss")
    return VectorIndex.read(folder / "vectors.faiss", DIMENSION, LISTS)


def nearest(query: Vectors, ids: PassageIds, top_k: int = 10) -> set[int]:
    scores = exact_scores(query, ids, STORED)
    return set(ids[np.argsort(-scores, kind="stable")[:top_k]].tolist())


def recall(index: VectorIndex, among: PassageIds | None, there: PassageIds) -> float:
    found = [{id_ for id_, _ in index.search(row, 10, among, STORED)} for row in QUERIES]
    wanted = [nearest(row, there) for row in QUERIES]
    shares = [len(f & w) / len(w) for f, w in zip(found, wanted, strict=True)]
    return float(np.mean(shares))


def test_scores_are_those_of_numbers_to_the_last_bit() -> None:
    """So that a score does not change with the kind of index, and equal vectors score equally."""
    codes = exact_codes(DIMENSION)
    codes.add(ROWS)
    scores, places = codes.search(QUERIES[:1], COUNT)
    ours = exact_scores(QUERIES[0], IDS, STORED)
    assert ours[places[0]].tolist() == scores[0].tolist()


def test_the_nearest_are_found(part: CompressedPart, tmp_path: Path) -> None:
    """Also after saving and opening."""
    index = index_of(part, tmp_path)
    assert index.count == COUNT
    assert recall(index, None, IDS) > 0.97


@pytest.mark.parametrize("chosen", [5, 100, 900])
def test_a_choice_costs_no_recall(part: CompressedPart, tmp_path: Path, chosen: int) -> None:
    """Few chosen passages are compared one by one, many through every list."""
    among = np.sort(np.random.default_rng(3).choice(IDS, chosen, replace=False))
    index = index_of(part, tmp_path)
    assert recall(index, among, among) > 0.97
    found = index.search(QUERIES[0], 50, among, STORED)
    assert {id_ for id_, _ in found} <= set(among.tolist())
    assert len(found) == min(chosen, 50)


def test_as_many_as_asked_for_are_returned(part: CompressedPart, tmp_path: Path) -> None:
    """However few stand in the nearest lists."""
    index = index_of(part, tmp_path)
    for top_k in (1, 700, COUNT, COUNT + 5):
        found = index.search(QUERIES[0], top_k, None, STORED)
        assert len(found) == min(top_k, COUNT)
        assert len({id_ for id_, _ in found}) == len(found)


def test_equal_scores_are_ordered_by_passage(tmp_path: Path) -> None:
    """Two thousand equal vectors in the codes and some beside them: the lowest ids, in order."""
    rows = np.concatenate([np.repeat(ROWS[:1], 2000, axis=0), ROWS[1:1000]])
    ids = np.arange(1, len(rows) + 1, dtype=np.int64)
    part = CompressedPart.trained(rows, 8)
    part.add(ids[10:-10], rows[10:-10])
    index = index_of(part, tmp_path)
    index.add(ids[-10:], np.repeat(ROWS[:1], 10, axis=0))
    found = index.search(ROWS[0], 20, None, stored_in(ids, rows))
    assert [id_ for id_, _ in found] == list(range(11, 31))
    assert len({score for _, score in found}) == 1


def test_what_is_removed_leaves_no_trace(part: CompressedPart, tmp_path: Path) -> None:
    """It is passed over at once, and its codes are not in the file that is saved next."""
    index = index_of(part, tmp_path)
    best = [id_ for id_, _ in index.search(QUERIES[0], 10, None, STORED)]
    gone = np.array(sorted(best), dtype=np.int64)
    left = np.setdiff1d(IDS, gone)
    index.discard(np.append(gone, [1, 10**9]))
    assert (index.count, index.unsaved) == (COUNT - 10, 10)
    assert recall(index, None, left) > 0.97
    part.discard(gone)
    part.save(tmp_path / "vectors.faiss")
    again = CompressedPart.read(tmp_path / "vectors.faiss")
    assert (again.count, again.discarded) == (COUNT - 10, 0)
    everything = again.best(QUERIES[0], COUNT, None, STORED)[1]
    assert set(everything.tolist()) == set(left.tolist())


def test_codes_cannot_become_numbers(part: CompressedPart, tmp_path: Path) -> None:
    """Saving them as numbers is refused, not done badly."""
    with pytest.raises(ValueError, match="database"):
        index_of(part, tmp_path).save(tmp_path / "numbers.faiss")
