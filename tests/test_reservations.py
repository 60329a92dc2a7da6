"""``rag.reservations``: somebody grants what a text tells, and denies what it may mean."""

from __future__ import annotations

import pytest

from rag.reservations import find_reservations
from rag.types import Role
from tests.making import document, passages

LEAD = "The harbour of Dunmore opened to ferries again on Monday, the town council said."


def reservations(sentence: str, title: str = "Harbour opens again") -> list[str]:
    """Return the reservations of a text that begins with the lead and goes on with a sentence."""
    made = document([(Role.TITLE, title), (Role.BODY, LEAD), (Role.BODY, sentence)], title=title)
    told = [p for p in passages(made) if p.role is Role.BODY]
    sentences = [span for passage in told for span in passage.sentences]
    return [made.slice(span) for span in find_reservations(made, sentences)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Anna Weiss said that while the harbour is open, it is not safe in a storm.",
        "Although the ferries sail, Anna Weiss said, the town would not pay for them.",
        "Despite the opening of the harbour, Mayor Anna Weiss told reporters that it will never "
        "see a passenger.",
    ],
)
def test_a_concession_and_a_denial_by_somebody_named(sentence: str) -> None:
    """Wherever the clause stands, and whatever word brings it in."""
    assert reservations(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Anna Weiss said that while the harbour is open, it is safe in a storm.",
        "While the harbour is open, it is not safe in a storm.",
        "Officials said that while the harbour is open, it is not safe in a storm.",
        "Mayor Anna Weiss said that while her sister sang, the band did not play.",
        "Mayor Anna Weiss said that the harbour is not safe in a storm.",
    ],
    ids=["no denial", "nobody says it", "nobody named", "of something else", "no concession"],
)
def test_what_lacks_one_of_them_is_none(sentence: str) -> None:
    """All three are needed, and what is granted has to be what the text tells."""
    assert reservations(sentence) == []


def test_an_empty_text_has_none() -> None:
    """Nothing is granted where nothing is told."""
    assert find_reservations(document([(Role.CAPTION, "A wall.")]), []) == []
