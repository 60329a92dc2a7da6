"""``rag.bearing``: whether anything in some documents bears on a focus."""

from __future__ import annotations

import pytest

from rag.bearing import LEAST, bearing, bears
from rag.types import Role
from tests.fakes import HashedEncoder
from tests.making import document, passages

ENCODER = HashedEncoder(dimension=256)
MADE = document(
    [
        (Role.BODY, "The harbour council voted to rebuild the old harbour wall in spring."),
        (Role.BODY, "Fishermen asked for a way to the quay to be kept open."),
        (Role.CAPTION, "Violin players in the concert hall of Bremen."),
    ]
)


def likely(focus: str) -> float:
    """Return how likely it is that the document bears on a focus."""
    group = passages(MADE)
    vectors = ENCODER.encode([passage.embedded_text for passage in group])
    return bearing(focus, ENCODER.encode([focus])[0], [group], [vectors])


@pytest.mark.parametrize("focus", ["the harbour wall", "harbour council", "fishermen and the quay"])
def test_what_the_text_tells_of_bears(focus: str) -> None:
    """A focus in the words of a passage is above the bar."""
    assert likely(focus) >= LEAST


@pytest.mark.parametrize("focus", ["elections in Brazil", "violin players"])
def test_what_it_does_not_tell_of_does_not(focus: str) -> None:
    """Another topic is below it, and so is one that only a caption names."""
    assert likely(focus) < LEAST


def test_a_name_in_a_long_text_bears() -> None:
    """However little the rest of its passage has to do with it; in a caption it does not."""
    text = "The vote was on the quay, the wall, the price of fish, and on Anna Weiss, who won it. "
    made = document([(Role.BODY, text + text.replace("Anna Weiss", "nobody") * 20)])
    for lines, wanted in ((made, True), (MADE, False)):
        group = passages(lines)
        vectors = 0.0 * ENCODER.encode([passage.embedded_text for passage in group]) + 0.01
        assert bears("anna weiss", ENCODER.encode(["anna weiss"])[0], [group], [vectors]) is wanted
        assert not bears("??", ENCODER.encode(["anna weiss"])[0], [group], [vectors])


def test_without_running_text_nothing_bears() -> None:
    """There is nothing to be near to, and that is told in another way."""
    vector = ENCODER.encode(["violin"])[0]
    assert bearing("violin", vector, [], []) == 0
    assert bears("violin", vector, [], [])
