"""``rag.retrieval``: both rankings count, and what is not asked for is not returned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.config import RetrievalConfig
from rag.index import Index
from rag.query import join_digits
from rag.retrieval import Retriever
from rag.types import Document, Role
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
    with opened(tmp_path / "index") as index:
        for key, text in TEXTS.items():
            put(index, document([(Role.BODY, text)], key=key))
        yield Retriever(index, ENCODER, RetrievalConfig())


def opened(folder: Path) -> Index:
    """Open an index to write."""
    return Index.open(
        folder, fingerprint=ENCODER.fingerprint, dimension=ENCODER.dimension, write=True
    )


def put(index: Index, made: Document) -> None:
    """Put a document into an index, a passage a paragraph."""
    group = passages(made)
    vectors = ENCODER.encode([p.embedded_text for p in group])
    index.put(made, group, vectors, content_hash=made.id)


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


@pytest.mark.parametrize(
    "query",
    ['"rebuild the harbour"', "“winter storms”", '"harbour wall" rye bread', '"HARBOUR" "storms"'],
)
def test_only_passages_with_the_quoted_words(retriever: Retriever, query: str) -> None:
    """All phrases must appear, whatever the other words say, also in the ranking by meaning."""
    assert found(retriever, query) == ["a"]


def test_a_phrase_that_nothing_holds_finds_nothing(retriever: Retriever) -> None:
    """Not even what is near in meaning."""
    assert found(retriever, '"harbour bread"') == []
    assert found(retriever, '"harbour"', documents=["b", "c"]) == []


def test_what_holds_the_query_as_it_stands_comes_first(tmp_path: Path) -> None:
    """Before what has its words more often or is nearer in meaning; a title counts after that."""
    texts = {
        "a": "Graf, Graf and Graf: Emil the elder, Emil the younger, and Emil of Emil and Graf.",
        "b": "The mountaineer, who died in an avalanche years before, was Emil Graf.",
        "c": "He was found by climbers at noon.",
    }
    titles = {"a": "", "b": "", "c": "Emil Graf"}
    with opened(tmp_path / "named") as index:
        for key, text in texts.items():
            put(index, document([(Role.BODY, text)], key=key, title=titles[key]))
        retriever = Retriever(index, ENCODER, RetrievalConfig())
        assert found(retriever, "emil graf") == ["b", "c", "a"]
        scores = [hit.score for hit in retriever.retrieve("emil graf")]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("query", ["Aktrk", "aktuurk", "Akturrk spoke", "bakkery"])
def test_a_misspelt_name_comes_first(retriever: Retriever, query: str) -> None:
    """Whatever the ranking by meaning makes of letters that it has never seen."""
    assert found(retriever, query)[0] == ("c" if query == "bakkery" else "b")


def test_the_date_of_a_document_is_asked_for(tmp_path: Path) -> None:
    """Its passages come first when a query names nothing but a date."""
    with opened(tmp_path / "dated") as index:
        for day in (13, 14, 15):
            made = document(
                [(Role.BODY, f"The articles of the treaty, part {day}.")], key=f"d{day}"
            )
            put(index, replace(made, published=f"2025-05-{day}"))
        retriever = Retriever(index, ENCODER, RetrievalConfig())
        assert found(retriever, "articles of 14 May 2025")[0] == "d14"
        assert found(retriever, "May 15, 2025")[0] == "d15"
        assert set(found(retriever, "May 2025")) == {"d13", "d14", "d15"}


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


ARTICLES = Path(__file__).parent / "data" / "articles"


def folded(text: str) -> str:
    """Return the words of a text without case, accents and gaps in numbers, a blank around each."""
    letters = unicodedata.normalize("NFKD", join_digits(text)).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(["", *re.findall(r"[^\W_]+", bare), ""])


def test_words_of_real_articles_find_their_passages(tmp_path: Path) -> None:
    """Four words in quotes, the end of a sentence, a name, a number: found where they stand."""
    with opened(tmp_path / "articles") as index:
        for path in sorted(ARTICLES.glob("*.txt")):
            lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
            put(index, document([(Role.BODY, line) for line in lines], key=path.stem))
        retriever = Retriever(index, ENCODER, RetrievalConfig())
        everything = [p for info in index.documents() for p in index.passages_of(info.id)]
        for passage in everything[::5]:
            words = passage.text.replace('"', " ").split()
            for hit in retriever.retrieve(f'"{" ".join(words[2:6])}"') if len(words) > 5 else []:
                assert folded(" ".join(words[2:6])) in folded(hit.passage.text)
            names = re.findall(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b", passage.text)
            numbers = re.findall(r"(?<![\w.,])\d[\d,]*\d(?![\w.,])", passage.text)
            for query in [" ".join(words[-8:]), *names[:2], *numbers[:2]]:
                first = retriever.retrieve(query.upper(), 1)[0]
                assert folded(query) in folded(first.passage.text)
