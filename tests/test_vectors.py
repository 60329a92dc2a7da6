"""``rag.vectors``: exact, in a fixed order, and the same after saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.types import Vectors
from rag.vectors import VectorIndex

DIMENSION = 16


def ids(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, dtype=np.int64)


def unit_rows(seed: int, count: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


def unneeded(_: list[int]) -> Vectors:
    raise AssertionError("numbers are searched without looking at the database")


def test_the_score_is_the_cosine() -> None:
    """A known vector has its exact score: not a distance, not an unnormalised product."""
    index = VectorIndex(4)
    rows = np.array([[0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0], [0, -1, 0, 0]], dtype=np.float32)
    index.add(ids(7, 8, 9), rows)
    found = index.search(np.array([1, 0, 0, 0], dtype=np.float32), 3, None, unneeded)
    assert found == [(8, 1.0), (7, 0.5), (9, 0.0)]


def test_equal_scores_are_ordered_by_passage_even_where_the_ranking_ends() -> None:
    """A hundred equal vectors, half of them saved: the lowest ids are returned, in order."""
    index = VectorIndex(DIMENSION)
    row = unit_rows(0, 1)
    index.add(np.arange(1, 101, dtype=np.int64), np.repeat(row, 100, axis=0))
    index.add(ids(101), unit_rows(1, 1))
    assert [id_ for id_, _ in index.search(row[0], 10, None, unneeded)] == list(range(1, 11))


def test_nothing_there_and_nothing_asked_are_no_errors() -> None:
    """An empty index, ``top_k`` of 0, an empty choice: no hits."""
    index = VectorIndex(DIMENSION)
    row = unit_rows(0, 1)
    assert index.search(row[0], 5, None, unneeded) == []
    index.add(ids(1), row)
    assert index.search(row[0], 0, None, unneeded) == []
    assert index.search(row[0], 5, ids(), unneeded) == []
    index.discard(ids(1, 99))
    assert index.search(row[0], 5, None, unneeded) == []
    assert index.count == 0


@settings(max_examples=40, deadline=None)
@given(
    saved=st.integers(0, 40),
    added=st.integers(0, 40),
    gone=st.sets(st.integers(1, 80)),
    among=st.none() | st.sets(st.integers(1, 90)),
    top_k=st.integers(1, 50),
)
def test_search_is_exact(
    tmp_path_factory: pytest.TempPathFactory,
    saved: int,
    added: int,
    gone: set[int],
    among: set[int] | None,
    top_k: int,
) -> None:
    """Saved, added and removed rows, with and without a choice: what plain arithmetic finds."""
    rows = unit_rows(saved * 100 + added, saved + added)
    index = VectorIndex(DIMENSION)
    index.add(np.arange(1, saved + 1, dtype=np.int64), rows[:saved])
    path = tmp_path_factory.mktemp("vectors") / "vectors.faiss"
    index.save(path)
    index = VectorIndex.read(path, DIMENSION)
    index.add(np.arange(saved + 1, saved + added + 1, dtype=np.int64), rows[saved:])
    index.discard(np.array(sorted(gone), dtype=np.int64))
    query = unit_rows(5, 1)[0]
    allowed = None if among is None else np.array(sorted(among), dtype=np.int64)

    found = index.search(query, top_k, allowed, unneeded)

    left = [n for n in range(1, saved + added + 1) if n not in gone]
    wanted = [n for n in left if among is None or n in among]
    assert index.count == len(left)
    assert len(found) == min(top_k, len(wanted))
    scores = np.array([score for _, score in found])
    expected = np.sort(rows[[n - 1 for n in wanted]] @ query)[::-1][: len(found)]
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert {id_ for id_, _ in found} <= set(wanted)


def test_saving_drops_what_is_gone_and_changes_no_score(tmp_path: Path) -> None:
    """After saving and opening, the same hits with the same scores to the last bit."""
    index = VectorIndex(DIMENSION)
    index.add(np.arange(1, 501, dtype=np.int64), unit_rows(3, 500))
    index.discard(ids(2, 3, 5))
    query = unit_rows(4, 1)[0]
    before = index.search(query, 20, None, unneeded)
    index.save(tmp_path / "vectors.faiss")
    again = VectorIndex.read(tmp_path / "vectors.faiss", DIMENSION)
    assert again.search(query, 20, None, unneeded) == before
    assert again.count == 497
