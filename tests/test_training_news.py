"""Tests of ``training/news.py``."""

from __future__ import annotations

import random

from training.news import NEWS, ask, askable, make_rows

FILLER = " ".join(
    f"The weather was mild on day {word} of the long week." for word in ("one", "two")
)
TEXT = (
    "The old harbour of Nordhafen was opened again by the mayor, Anna Weiss, on a cold morning. "
    + f"{FILLER} " * 6
    + "Nobody spoke of the harbour on the way home, and the music had long gone quiet by then."
)
SUMMARY = "Mayor of the town opens old harbour of Nordhafen again."


def test_a_question_word_takes_the_place_of_a_name() -> None:
    """The rest of the highlight stays, in lower case, as a question."""
    assert (
        ask("The fire broke out in Leeds on Monday.", "Leeds")
        == "the fire broke out where on monday?"
    )
    assert ask("Police arrested 22 people.", "22") == "police arrested how many people?"
    assert ask("They asked Anna Weiss about it.", "Anna Weiss") == "they asked who about it?"


def test_parts_of_longer_names_and_scores_are_not_asked_for() -> None:
    """Half of a name or of a score makes no question."""
    assert askable("Pope Francis won 3-1 in Rome.") == ["Rome", "Pope Francis"]


def test_the_answer_stands_where_the_row_says() -> None:
    """A row's first answer is found at its start, in the stretch that shares most words."""
    rows = list(make_rows("one", TEXT, SUMMARY, random.Random(0)))
    assert [row.source for row in rows][:1] == [NEWS]
    row = rows[0]
    assert row.passage[row.start :].startswith("Nordhafen") and row.answers == ("Nordhafen",)
    assert row.question == "mayor of the town opens old harbour of what again?"
