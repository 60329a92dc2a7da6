"""``rag.records``: what is written down is read back, and checksums see every change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import (
    PassageRow,
    checksum,
    digest_of_structure,
    digest_of_text,
    paragraphs_from_json,
    paragraphs_to_json,
    storable,
    vectors_from_blobs,
    vectors_to_blobs,
)
from rag.types import Document, Paragraph, Passage, Role, Span

OFFSETS = st.integers(0, 2**31)
SPANS = st.tuples(OFFSETS, OFFSETS).map(lambda pair: Span(min(pair), max(pair)))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PAGES = st.none() | st.integers(1, 9999)
PARAGRAPHS = st.builds(Paragraph, SPANS, st.sampled_from(Role), TEXT, PAGES)


@given(st.lists(PARAGRAPHS, max_size=5).map(tuple))
def test_paragraphs_come_back(paragraphs: tuple[Paragraph, ...]) -> None:
    """Whatever their headings hold."""
    assert paragraphs_from_json(paragraphs_to_json(paragraphs)) == paragraphs


@given(
    st.integers(0, 2**31),
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), max_size=5),
    st.sampled_from(Role),
    TEXT,
    PAGES,
)
def test_passages_come_back(
    start: int, pairs: list[tuple[int, int]], role: Role, heading: str, page: int | None
) -> None:
    """Sentences are kept as offsets from the passage's start."""
    sentences = tuple(Span(start + min(pair), start + max(pair)) for pair in pairs)
    document = Document("d", "", "d.txt", "", ())
    passage = Passage(document, Span(start, start + 1000), 3, role, heading, page, sentences)
    assert PassageRow.of(passage).passage(document) == passage


def test_vectors_keep_their_direction() -> None:
    """Half precision moves a cosine by less than 0.0002."""
    rows = np.random.default_rng(0).normal(size=(500, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stored = vectors_from_blobs(vectors_to_blobs(rows), 384)
    assert stored.dtype == np.float32
    assert np.abs(rows @ rows.T - stored @ rows.T).max() < 2e-4
    assert vectors_from_blobs([], 384).shape == (0, 384)


def test_digests_see_every_field() -> None:
    """Each column of a passage and each field of a document counts."""
    row = PassageRow(0, 9, 1, "body", "", None, b"12345678")
    fields = ["Title", None, None, "en", "[]"]
    digest = digest_of_structure(fields, [row])
    changed = [
        replace(row, start=1),
        replace(row, end=8),
        replace(row, paragraph=2),
        replace(row, role="caption"),
        replace(row, heading="x"),
        replace(row, page=1),
        replace(row, sentences=b"12345679"),
    ]
    assert all(digest_of_structure(fields, [other]) != digest for other in changed)
    assert digest_of_structure(["Title", None, "en", None, "[]"], [row]) != digest
    assert digest_of_structure(fields, []) != digest
    assert checksum(b"12345678") != checksum(b"12345679")
    with pytest.raises(UnicodeEncodeError):
        digest_of_text("\ud800")
    assert storable("caf\udce9") == "caf\\udce9"
