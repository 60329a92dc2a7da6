"""``rag.words``: BM25 over what a user types."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.snapshot import WordRow
from rag.words import WordIndex, file_checksums

TEXTS = [
    "Minister Aktürk spoke about the budget of Istanbul.",
    "The talks were held in Azerbaijan, he said.",
    "Nobody holds talks on a Sunday in the capital.",
    "İstanbul and Zürich were among the cities.",
]


def rows(texts: list[str], first: int = 1) -> list[WordRow]:
    return [
        WordRow(number, f"d{number % 2}", "The journey", "", text)
        for number, text in enumerate(texts, first)
    ]


@pytest.fixture(scope="module")
def index() -> WordIndex:
    made = WordIndex()
    made.update(rows(TEXTS), [])
    return made


def found(index: WordIndex, query: str, documents: list[str] | None = None) -> list[int]:
    return [id_ for id_, _ in index.search(query, 10, documents)]


def test_accents_and_case_do_not_matter(index: WordIndex) -> None:
    """Names are found however they are typed, composed or decomposed."""
    for query in ("Akturk", "aktürk", "AKTÜRK", "aktu\u0308rk"):
        assert found(index, query) == [1], query
    assert set(found(index, "istanbul")) == {1, 4}


def test_forms_of_a_word_are_found(index: WordIndex) -> None:
    """English endings are cut: a question about a talk finds the talks."""
    assert set(found(index, "talk")) == {2, 3}


def test_words_that_tell_nothing_do_not_rank(index: WordIndex) -> None:
    """A question's "the" and "were" bring up nothing when another word is there."""
    assert found(index, "Where were the Azerbaijan") == [2]
    assert found(index, "the") != []


def test_quoted_words_must_appear_as_they_stand(index: WordIndex) -> None:
    """In double quotes, straight or curly, order and endings count."""
    assert found(index, '"talks were held"') == [2]
    assert found(index, "“talks were held” budget") == [2]
    assert found(index, '"held talks"') == []
    assert found(index, '"talk"') == []
    assert found(index, '"talks" "capital"') == [3]
    assert found(index, '"in the"') == [3]


def test_the_title_counts(index: WordIndex) -> None:
    """A word of the title alone finds the passages under it, equal ones by id."""
    hits = index.search("journey", 10)
    assert {id_ for id_, _ in hits} == {1, 2, 3, 4}
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def test_a_choice_of_documents_changes_no_score(index: WordIndex) -> None:
    """Filtering leaves out, it does not rank anew; an empty choice finds nothing."""
    everywhere = dict(index.search("talks", 10))
    assert index.search("talks", 10, ["d1"]) == [(3, everywhere[3])]
    assert index.search("talks", 10, []) == []
    assert index.search("talks", 10, ["unknown"]) == []


def test_equal_scores_are_ordered_by_passage_even_where_the_ranking_ends() -> None:
    """A hundred equal passages in several segments: the lowest ids are returned, in order."""
    index = WordIndex()
    for first in (61, 1, 31):
        index.update(rows(["The same words."] * 30, first), [])
    assert found(index, "same words") == list(range(1, 11))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet='"+-*:()[]{}~^\\/!&|“”„« aBé\ud800\0', max_size=60))
def test_no_query_raises(index: WordIndex, query: str) -> None:
    """Whatever is typed is text: operators of query languages mean nothing."""
    assert len(index.search(query, 3)) <= 3


@pytest.mark.parametrize("query", ["", '""', '"!"', "title:budget", "budget AND (", "a" * 100_000])
def test_odd_queries_are_answered(index: WordIndex, query: str) -> None:
    """Nothing, quotes around nothing, and what looks like syntax."""
    assert len(index.search(query, 3)) <= 3


def test_removed_passages_are_not_found(tmp_path: Path) -> None:
    """In place, and after opening again."""
    index = WordIndex(tmp_path / "words")
    index.update(rows(TEXTS), [])
    index.update([], [1, 999])
    assert index.count == 3
    assert found(index, "budget") == []
    assert found(WordIndex(tmp_path / "words"), "budget") == []
    assert found(WordIndex(tmp_path / "words"), "talks") == [2, 3]


def test_checksums_tell_of_every_change(tmp_path: Path) -> None:
    """A flipped bit in any file of the folder shows, and known files are not read again."""
    folder = tmp_path / "words"
    WordIndex(folder).update(rows(TEXTS), [])
    before = file_checksums(folder)
    assert file_checksums(folder, before) == before
    for name in before:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
        assert file_checksums(folder) != before, name
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
    assert file_checksums(folder) == before


def test_many_passages_are_removed_at_once() -> None:
    """More than one deletion's worth."""
    index = WordIndex()
    index.update(rows(["The same words."] * 2500), [])
    index.update([], range(1, 2400))
    assert index.count == 101
