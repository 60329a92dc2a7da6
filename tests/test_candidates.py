"""``rag.candidates``: every sentence of the running text is read, and whole ones may be chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.candidates import Candidate, is_whole, read_candidates
from rag.salience import CentralityAndLead
from rag.types import Document, Role, Vectors
from tests.fakes import HashedEncoder
from tests.making import document, passages

ENCODER = HashedEncoder()
STORY = [
    (Role.TITLE, "The council votes to rebuild the harbour wall after years of talk"),
    (Role.STANDFIRST, "The vote on the harbour wall ends a quarrel of several years."),
    (Role.CAPTION, "Ministers of the council leave the harbour meeting on the quay."),
    (
        Role.BODY,
        "The council voted on Monday to rebuild the wall. It costs two million pounds in all.",
    ),
    (Role.BODY, "Engineers warned last winter that the wall could fall in a storm."),
    (Role.BODY, "Who will pay for all of the work on the wall? Nobody knows."),
    (Role.ADVERTISEMENT, "Fly to the harbour with Harbour Air, the airline of the council."),
]


def read(*documents: Document) -> list[Candidate]:
    """Read made documents with the hashed encoder."""
    groups = [passages(made) for made in documents]
    vectors = [ENCODER.encode([p.embedded_text for p in group]) for group in groups]
    return read_candidates(groups, vectors, CentralityAndLead())


def test_only_whole_statements_of_the_running_text() -> None:
    """No title, caption, advertisement or question, nothing too short, no needless teaser."""
    assert [candidate.text for candidate in read(document(STORY))] == [
        "The council voted on Monday to rebuild the wall.",
        "It costs two million pounds in all.",
        "Engineers warned last winter that the wall could fall in a storm.",
    ]


def test_a_teaser_is_kept_where_there_is_little_else() -> None:
    """The standfirst of a document without enough running text may be chosen."""
    assert [c.passage.role for c in read(document(STORY[:3]))] == [Role.STANDFIRST]


def test_the_same_sentence_is_found_once() -> None:
    """Two documents with the same words give them once, from the first."""
    found = read(document(STORY, key="a"), document(STORY, key="b"))
    assert {candidate.passage.document.id for candidate in found} == {"a"}
    assert len(found) == len(read(document(STORY, key="a")))


def test_text_without_punctuation_still_gives_pieces() -> None:
    """Verse and running words without a stop are not lost: their pieces may be chosen."""
    verse = [(Role.BODY, "the sea is calm tonight"), (Role.BODY, "the tide is full")]
    found = [candidate.text for candidate in read(document(verse))]
    assert found == ["the sea is calm tonight", "the tide is full"]


def test_the_whole_document_is_read() -> None:
    """The model is given every sentence of the running text, questions and short ones too."""
    seen: list[str] = []

    class Watching(CentralityAndLead):
        def score(
            self, sentences: Sequence[str], vectors: Vectors, above: Sequence[str]
        ) -> Vectors:
            seen.extend(sentences)
            return super().score(sentences, vectors, above)

    group = passages(document(STORY))
    read_candidates([group], [ENCODER.encode([p.text for p in group])], Watching())
    assert "Nobody knows." in seen and len(seen) == 6


def test_progress_is_told_after_each_document() -> None:
    """The share of documents read grows to one."""
    shares: list[float] = []
    groups = [passages(document(STORY, key=key)) for key in "abcd"]
    vectors = [np.ones((len(group), 4), dtype=np.float32) / 2 for group in groups]
    read_candidates(groups, vectors, CentralityAndLead(), progress=shares.append)
    assert shares == [0.25, 0.5, 0.75, 1.0]


def test_an_open_quotation_is_not_whole() -> None:
    """Half a quotation, half a sentence and a heading are not statements by themselves."""
    assert is_whole("“We will rebuild the wall next year,” the mayor said on Monday.")
    assert not is_whole("“We will rebuild the wall next year, the mayor said on Monday.")
    assert not is_whole("We will rebuild the wall next year and then")
    assert not is_whole("Yes, we will.")


def test_labels_and_markup_are_not_chosen() -> None:
    """A sentence without a verb, or with markup left in it, is no candidate."""
    made = document(
        [
            (Role.BODY, "Locator map of the old harbour with the wall highlighted in green."),
            (Role.BODY, 'The wall <div class="x">is as old as the harbour itself.'),
            (Role.BODY, "The wall was built in 1874 &ndash; before the road and the quay."),
            (Role.BODY, "The council voted on Monday to rebuild the wall."),
        ]
    )
    assert [c.text for c in read(made)] == ["The council voted on Monday to rebuild the wall."]
