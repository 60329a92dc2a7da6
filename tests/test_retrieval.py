"""``rag.retrieval``: both rankings count, and what is not asked for is not returned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.config import RetrievalConfig
from rag.index import Index
from rag.retrieval import Retriever
from rag.types import Role
from tests.fakes import HashedEncoder
from tests.making import document, passages

ENCODER = HashedEncoder(dimension=256)
TEXTS = {
    "a": "The harbour council voted to rebuild the harbour wall after the winter storms.",
    "b": "Aktürk spoke for the ministry and criticised the attacks on the border villages.",
    "c": "The bakery on the corner sells rye bread, wheat bread and cinnamon buns.",
}


@pytest.fixture
def retriever(tmp_path: Path) -> Iterator[Retriever]:
    """Return a retriever over three documents of one passage each."""
    index = Index.open(
        tmp_path / "index",
        fingerprint=ENCODER.fingerprint,
        dimension=ENCODER.dimension,
        write=True,
    )
    with index:
        for key, text in TEXTS.items():
            made = document([(Role.BODY, text)], key=key)
            group = passages(made)
            vectors = ENCODER.encode([p.embedded_text for p in group])
            index.put(made, group, vectors, content_hash=key)
        yield Retriever(index, ENCODER, RetrievalConfig())


def found(retriever: Retriever, query: str, **more: object) -> list[str]:
    """Return the ids of the documents that were found, best first."""
    hits = retriever.retrieve(query, **more)  # type: ignore[arg-type]
    return [hit.passage.document.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [("rebuild the harbour wall", "a"), ("Akturk", "b"), ("where is rye bread sold?", "c")],
)
def test_the_passage_with_the_words_comes_first(
    retriever: Retriever, query: str, first: str
) -> None:
    """A query finds its passage, a name without its accents too."""
    assert found(retriever, query)[0] == first


def test_hits_are_ranked_from_one_by_falling_score(retriever: Retriever) -> None:
    """Ranks count from 1, scores fall inside 0..1, cosines are those of the vectors (rounded)."""
    hits = retriever.retrieve("the council and the bread")
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    question, passage = ENCODER.encode(["the council and the bread", hits[0].passage.embedded_text])
    assert hits[0].similarity == pytest.approx(float(question @ passage), abs=1e-3)


def test_only_the_documents_asked_for(retriever: Retriever) -> None:
    """A filter holds in both rankings, even when the best passage lies outside."""
    assert set(found(retriever, "harbour wall", documents=["b", "c"])) <= {"b", "c"}
    assert found(retriever, "harbour wall", documents=[]) == []


def test_no_more_than_asked_for(retriever: Retriever) -> None:
    """``top_k`` is an upper bound; nothing is found for nothing."""
    assert len(found(retriever, "bread", top_k=1)) == 1
    assert found(retriever, "bread", top_k=0) == []
    assert found(retriever, "  ") == []


@pytest.mark.parametrize("query", ["AND OR NOT", '"', "title:x^2~", "(*", "\x00\ud800", "…"])
def test_no_query_is_an_error(retriever: Retriever, query: str) -> None:
    """A query is text, never an expression: nothing a user types can fail."""
    found(retriever, query)
