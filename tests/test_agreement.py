"""``rag.agreement``: independent sources beside each other."""

from __future__ import annotations

from rag.agreement import Relations, arrange, independent, relate
from rag.results import DifferenceKind
from tests.fakes import HashedEncoder

ENCODER = HashedEncoder(dimension=256)
ONE = "Pirates have seized the cargo vessel Alma with 22 crew members near Port Said."
LIKE = "The cargo vessel Alma with 22 crew members was seized by pirates near Port Said."
OTHER = "Pirates have seized the cargo vessel Alma with 21 crew members near Port Said."
APART = "The price of bread in Bremen has risen since the summer."


def related(texts: list[str], sources: list[str], support: float = 1.0) -> Relations:
    """Relate texts with a reader that always says the same."""
    return relate(texts, ENCODER.encode(texts), sources, lambda claim, text: support)


def test_what_two_sources_say_is_found_both_ways() -> None:
    """Sentences that say the same know of each other."""
    assert related([ONE, APART, LIKE], ["a", "a", "b"]).same == ((2,), (), (0,))


def test_one_source_does_not_agree_with_itself() -> None:
    """Copies of a report, and sentences of one document, count once."""
    assert related([ONE, LIKE], ["a", "a"]).same == ((), ())


def test_the_reader_must_agree() -> None:
    """Near words are not enough: each sentence must be supported by the other."""
    assert related([ONE, LIKE], ["a", "b"], support=0.1).same == ((), ())


def test_what_cannot_both_hold_is_no_agreement() -> None:
    """A number against another is a difference, however near the words are."""
    relations = related([ONE, OTHER], ["a", "b"])
    assert relations.same == ((), ())
    ((one, other, clash),) = relations.differing
    assert (one, other, clash.kind) == (0, 1, DifferenceKind.NUMBER)
    assert clash.values == ("22 crew", "21 crew")


def test_agreements_are_told_first_and_once() -> None:
    """The most sources first; what is said elsewhere in other words is not told again."""
    relations = related([APART, ONE, LIKE], ["a", "a", "b"])
    assert arrange([0, 1, 2], relations, ["a", "a", "b"]).told == ((1, 2), (0,))


def test_sources_are_counted_once() -> None:
    """Two copies that say the same as a third document make two sources."""
    texts = [ONE, LIKE, LIKE]
    relations = related(texts, ["a", "b", "b"])
    assert independent(relations, ["a", "b", "b"]) == [2, 2, 2]
    assert arrange([0], relations, ["a", "b", "b"]).told == ((0, 1),)
