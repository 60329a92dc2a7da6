"""``rag.telling``: what several say first and once, then the rest, differences last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.candidates import Candidate
from rag.results import Difference, Statement
from rag.telling import (
    Manner,
    edited,
    read_articles,
    tell,
    with_focus,
    with_headings,
    without_dependence,
)
from rag.types import Document, Role
from tests.fakes import HashedEncoder
from tests.making import document, passages

ENCODER = HashedEncoder(dimension=256)
SEIZED = "Pirates have seized the cargo vessel Alma with 22 crew members near Port Said."
ALSO = "The cargo vessel Alma with 22 crew members was seized by pirates near Port Said."
APART = "Pirates have seized the cargo vessel Alma with 21 crew members near Port Said."
WEATHER = "Storms kept the harbour pilots of Bremen on land for a week."
BREAD = "The price of rye bread in Bremen has risen since the summer."


def candidates(*documents: Document) -> list[Candidate]:
    """Return every sentence of made documents."""
    return [
        Candidate(passage, span, 0.5)
        for made in documents
        for passage in passages(made)
        for span in passage.sentences
    ]


def everything(worth: NDArray[np.float64], max_words: int) -> Sequence[int]:
    """Choose whatever is worth something."""
    del max_words
    return [int(place) for place in np.flatnonzero(worth)]


def told(
    *documents: Document, manner: Manner
) -> tuple[tuple[Statement, ...], tuple[Difference, ...]]:
    """Tell everything that made documents say."""
    found = candidates(*documents)
    vectors = ENCODER.encode([candidate.text for candidate in found])
    worth = np.full(len(found), 0.5)
    return tell(found, vectors, worth, everything, 160, manner)


def made(key: str, *sentences: str) -> Document:
    """Return a document of one paragraph."""
    return document([(Role.BODY, " ".join(sentences))], key=key, title=f"Title {key}")


READING = Manner(supports=lambda claim, text: 1.0)


def test_what_two_documents_say_is_told_first_and_once() -> None:
    """With both footnotes; what only one says follows."""
    statements, differences = told(made("a", WEATHER, SEIZED), made("b", ALSO), manner=READING)
    assert [s.text for s in statements] == [SEIZED, WEATHER]
    assert [c.quote for c in statements[0].citations] == [SEIZED, ALSO]
    assert [c.number for s in statements for c in s.citations] == [1, 2, 3]
    assert differences == ()


def test_copies_of_one_report_are_one_source() -> None:
    """A document of the same family does not confirm what its like says."""
    manner = Manner(families={"a": "a", "b": "a"}, supports=READING.supports)
    statements, _ = told(made("a", SEIZED), made("b", ALSO), manner=manner)
    assert all(len(s.citations) == 1 for s in statements)


def test_what_cannot_both_hold_is_told_last_side_by_side() -> None:
    """Both sides stand in the flat list, and the difference names them and their values."""
    statements, differences = told(
        made("a", SEIZED, WEATHER), made("b", APART, BREAD), manner=READING
    )
    assert [s.text for s in statements] == [WEATHER, BREAD, SEIZED, APART]
    (difference,) = differences
    assert difference.statements == (3, 4) and difference.values == ("22 crew", "21 crew")


def test_without_a_reader_nothing_is_put_together() -> None:
    """Each sentence is told by itself, in the order of the documents."""
    statements, differences = told(made("a", WEATHER, SEIZED), made("b", ALSO), manner=Manner())
    assert [s.text for s in statements] == [WEATHER, SEIZED, ALSO] and not differences


def test_statements_stand_alone_unless_wanted_verbatim() -> None:
    """The edits are made after the choice, and can be left out."""
    one = made("a", "Karl Oster spoke to the council of Bremen. He left by boat soon after that.")
    articles = read_articles([passages(one)])
    statements, _ = told(one, manner=Manner())
    assert edited(statements, articles, Manner())[1].text.startswith("He [Karl Oster] left")
    assert edited(statements, articles, Manner(verbatim=True)) == statements


def test_a_focus_leaves_out_what_does_not_bear_on_it() -> None:
    """Sentences are worth as much as their passage is likely to bear on it."""
    one, two = made("a", WEATHER), made("b", BREAD)
    found = [
        replace(candidate, nearness=near)
        for candidate, near in zip(candidates(one, two), (0.8, 0.1), strict=True)
    ]
    worth = with_focus(found, np.ones(2), "harbour pilots in storms")
    assert worth[0] > 0.5 and worth[1] == 0
    assert with_focus(found[1:], np.ones(1), "harbour pilots")[0] > 0


def test_a_sentence_that_hangs_is_worth_less() -> None:
    """One whose pronoun nobody could resolve loses a share; one that can be mended, nothing."""
    one = made("a", "The storm closed the road. He left. Karl Oster spoke. He stayed.")
    worth = without_dependence(candidates(one), np.ones(4), read_articles([passages(one)]))
    assert worth.tolist() == [1, 0.75, 1, 1]


def test_a_sentence_is_worth_more_under_a_subheading_whose_words_it_holds() -> None:
    """A subheading says what its section is about; without one nothing changes.

    The "s" of an owner is no word of it.
    """
    found = candidates(document([(Role.BODY, f"{BREAD} {WEATHER}")]))
    under = [replace(c, passage=replace(c.passage, heading="Bread gets dearer")) for c in found]
    worth = np.full(2, 0.5)
    assert list(with_headings(found, worth)) == [0.5, 0.5]
    raised = with_headings(under, worth)
    assert raised[0] > raised[1] == 0.5
    (owner,) = candidates(document([(Role.BODY, "Ada’s bread is baked in Bremen every night.")]))
    owned = replace(owner, passage=replace(owner.passage, heading="Oster’s law"))
    assert list(with_headings([owned], worth[:1])) == [0.5]
