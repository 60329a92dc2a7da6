"""``rag.viewing``: a request for quotations gets those of the people that it names."""

from __future__ import annotations

import pytest

from rag.quotes import find_quotations
from rag.timeline import find_events
from rag.viewing import rows_asked_for
from rag.wishes import read_wish
from tests.page_fakes import make_document

TEXT = (
    "Bridge to close\n\n"
    "“The bridge is not safe,” said mayor Maria Berg on 11 March 2024.\n\n"
    "“The bakers will lose their customers,” said Maria Berg later.\n\n"
    "Union leader Tom Holm said that the ferry was too small, and blamed the mayor.\n"
)


def told(message: str) -> tuple[list[str], str]:
    """Return the initials of the speakers of the rows that a message asks for, and the sentence."""
    rows, text = rows_asked_for(
        read_wish(message), find_quotations([make_document(TEXT, "bridge.txt")])
    )
    return [row.speaker_name.split()[-1][0] for row in rows], text


@pytest.mark.parametrize(
    ("message", "speakers", "text"),
    [
        ("Who said what?", [*"BBH"], "3 statements with their speakers."),
        ("Give me quotes from Maria Berg", [*"BB"], "2 statements by Maria Berg."),
        ("statements by the mayor", ["B"], "1 statement by mayor."),
        ("Quote Berg on the bakers", ["B"], "1 statement by Berg with words of “the bakers”."),
        ("Quote Holm on the weather", [], "No statements by Holm with words of “the weather”."),
        ("Holm's statements", ["H"], "1 statement by Holm."),
        ("quotes about the ferry", ["H"], "1 statement with its speaker on ferry."),
        ("quotes about Maria Berg", [], "No statements with their speakers on Maria Berg."),
        ("Compare Berg's and Holm's words", [*"BBH"], "3 statements by Berg and Holm."),
        (
            "compare what Berg and Holm said about the ferry",
            ["H"],
            "1 statement by Holm with words of “the ferry”; none by Berg.",
        ),
        ("quotes from fishermen", [], "No statements with their speakers on fishermen."),
    ],
)
def test_whose_words_on_what(message: str, speakers: list[str], text: str) -> None:
    """After "from", "by" or nothing a speaker is meant; after "about", what is spoken of."""
    assert told(message) == (speakers, text)


def test_events_have_no_speaker() -> None:
    """A timeline is narrowed by words alone."""
    events = find_events([make_document(TEXT, "bridge.txt")])
    rows, text = rows_asked_for(read_wish("timeline of the bridge"), events)
    assert (len(rows), text) == (1, "1 sentence with a date on bridge.")
    rows, text = rows_asked_for(read_wish("timeline of the war"), events)
    assert (rows, text) == ((), "No sentences with a date on war.")
