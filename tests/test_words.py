"""``rag.words``: BM25 over what a user types."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.query import Held, parse_query
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


def test_a_title_holds_a_phrase_where_no_passage_does() -> None:
    """The passage's own words come first; else title and heading count, apart from each other."""
    index = WordIndex()
    index.update(
        [
            WordRow(1, "a", "Lost violin found", "In the ice", "A climber saw it."),
            WordRow(2, "b", "Music", "", "The lost violin is back."),
        ],
        [],
    )
    assert found(index, '"lost violin"') == [2]
    assert found(index, '"lost violin found" climber') == [1]
    assert found(index, '"found In"') == []
    assert index.holding(parse_query('"violin"')).tolist() == [2]
    assert index.holding(parse_query('"in the ice" "climber"')).tolist() == [1]
    assert index.holding(parse_query('"nowhere said"')).tolist() == []


@pytest.mark.parametrize(
    ("query", "name"),
    [("Netanyaho", 1), ("erdogn", 2), ("Azerbajian", 3), ("Zelenski", 4), ("speech by Erdogen", 2)],
)
def test_typing_errors_in_a_name_are_survived(query: str, name: int) -> None:
    """A word that stands nowhere is taken for one that differs in a letter or two."""
    names = ["Netanyahu", "Erdoğan", "Azerbaijan", "Zelenskyy"]
    index = WordIndex()
    index.update(rows([f"The state visit of {name} ended." for name in names]), [])
    assert found(index, query)[0] == name


def test_what_is_spelt_as_it_stands_is_not_taken_for_another_word() -> None:
    """Nor are numbers and short words, which a letter turns into others."""
    index = WordIndex()
    index.update(rows(["The house was sold.", "The mouse ran.", "In 1943 it was war."]), [])
    assert found(index, "house") == [1]
    assert found(index, "1944") == []
    assert found(index, "wat") == []


@pytest.mark.parametrize("number", ["1,234", "1234", "1’234", "1 234"])
def test_a_number_is_one_word_however_it_is_written(number: str) -> None:
    """With a comma, an apostrophe, a gap or nothing between its thousands."""
    index = WordIndex()
    index.update(rows(["There were 1,234 of them.", "1234 were left.", "234 came, not 1."]), [])
    held = index.search(number, 10, held=Held.OWN)
    assert {id_ for id_, _ in held} == {1, 2}


@pytest.mark.parametrize("query", ["7 October", "october 7", "Oct. 7th", "the 7th of October"])
def test_a_day_is_found_however_it_is_written(query: str) -> None:
    """In the words of a passage, or as the date of its document."""
    index = WordIndex()
    texts = ["It began on October 7, 2023.", "On the 7th of October.", "7 came in October."]
    made = rows([*texts, "Nothing."])
    index.update([*made[:3], replace(made[3], published="2024-10-07")], [])
    assert {id_ for id_, _ in index.search(query, 10, held=Held.OWN)} == {1, 2}
    assert {id_ for id_, _ in index.search(query, 10, held=Held.ABOVE)} == {4}


def test_the_date_of_a_document_is_found() -> None:
    """By its day, its month and its year."""
    index = WordIndex()
    made = rows(["The talks went on.", "The talks went on."])
    index.update([made[0], replace(made[1], published="2025-05-14")], [])
    for query in ("articles of 14 May 2025", "news from May 2025", "2025"):
        assert found(index, query)[0] == 2, query


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
