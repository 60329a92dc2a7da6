"""Events with their dates."""

from __future__ import annotations

import re

import pytest

from rag.timeline import find_events
from rag.types import Document, Paragraph, Role, Span
from rag.views import Precision


def document(
    text: str, published: str | None = "2024-03-14", key: str = "d", role: Role = Role.BODY
) -> Document:
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", text)]
    paragraphs = tuple(Paragraph(span, role) for span in lines)
    return Document(key, key, f"{key}.txt", text, paragraphs, published=published)


def dates(text: str) -> list[str]:
    return [event.date for event in find_events([document(text)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge opened on Tuesday.", "2024-03-12"),
        ("The bridge will open on Tuesday.", "2024-03-19"),
        ("The bridge is due to be opened on Tuesday.", "2024-03-19"),
        ("The talks begin on Tuesday.", "2024-03-19"),
        ("The bridge will open soon, officials said on Tuesday.", "2024-03-12"),
        ("Officials said on Tuesday the bridge would open on Friday.", "2024-03-12 2024-03-15"),
        ("The bridge opened in May 1932.", "1932-05"),
        ("It has been closed since 1999.", "1999"),
        ("Earlier this week, the river rose.", "2024-03-11/2024-03-14"),
    ],
)
def test_the_tense_says_which_day_is_meant(text: str, expected: str) -> None:
    """A weekday is the last one for what happened, the next one for what will."""
    assert dates(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The election is on November 5.", "2024-11-05"),
        ("The deadline for bids is October 31.", "2024-10-31"),
        ("The next hearing is Monday.", "2024-03-18"),
        ("The elections are in May.", "2024-05"),
        ("The storm could make landfall by Friday.", "2024-03-15"),
        ("She may lose the April 5 vote.", "2024-04-05"),
        ("The council must answer by Tuesday.", "2024-03-19"),
        ("The strike may be over by Monday.", "2024-03-18"),
        ("The film can be seen on Sunday.", "2024-03-17"),
        ("He is to appear in court on Monday.", "2024-03-18"),
        ("They are unlikely to agree before April 1.", "2024-04-01"),
        ("The truce is now likely to end on Friday.", "2024-03-15"),
        ("He may resign on Friday, officials said on Tuesday.", "2024-03-12 2024-03-15"),
        ("The fair will run from April to June.", "2024-04-01/2024-06-30"),
    ],
)
def test_a_modal_or_a_present_may_point_ahead(text: str, expected: str) -> None:
    """What may or must happen, is to, is likely to or is at a date lies ahead."""
    assert dates(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He is accused of killing her on May 5.", "2023-05-05"),
        ("He may have died on Monday.", "2024-03-11"),
        ("It is likely to have begun on Monday.", "2024-03-11"),
        ("It is likely that he died on Monday.", "2024-03-11"),
        ("The town is in crisis after a fire on Monday.", "2024-03-11"),
        ("Police could not find him on Monday.", "2024-03-11"),
        ("Villagers could only watch on Monday.", "2024-03-11"),
        ("Neighbours could hear shots on Monday.", "2024-03-11"),
        ("We can confirm the loss of a ship on Monday.", "2024-03-11"),
        ("He is to blame for the delay on Monday.", "2024-03-11"),
        ("The body may be that of a girl last seen on Monday.", "2024-03-11"),
        ("He could face life in prison for the attack on Monday.", "2024-03-11"),
        ("She could resign after the rout on Monday.", "2024-03-11"),
        ("The ruling on Monday could lead to strikes.", "2024-03-11"),
        ("Theresa May called a vote on Monday.", "2024-03-11"),
        ("Emre Can was hurt on Monday.", "2024-03-11"),
        ("The fair ran from April to June.", "2023-04-01/2023-06-30"),
    ],
)
def test_a_modal_or_a_present_may_tell_of_what_was(text: str, expected: str) -> None:
    """What may have been, could not be or is laid to someone happened; May is a name."""
    assert dates(text) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "The market is held every Tuesday.",
        "She wrote for The Sunday Times before.",
        "Shops were full on Black Friday.",
        'He played "The Friday Show" twice.',
        "He (born 3 May 1950) was a mason.",
        "USA Today reported it.",
        "The price was higher than last year.",
        "Even today, nobody knows.",
        "Tuesday, 12 March 2024",
    ],
)
def test_a_date_alone_is_no_event(text: str) -> None:
    """Habits, names, titles, births, comparisons and lines without a verb give no row."""
    assert dates(text) == []


def test_captions_and_datelines_give_no_event() -> None:
    """What labels an article is not what it tells."""
    assert find_events([document("The bridge opened on Tuesday.", role=Role.CAPTION)]) == []
    assert dates("HALMAR, March 12 (Agency) - The bridge opened.") == []


def test_without_a_date_of_the_document_the_words_stay_as_said() -> None:
    """The row is there, its date in the text's words, after the dated ones."""
    undated = document("The bridge opened on Tuesday. It was built in 1932.", published=None)
    events = find_events([undated])
    assert [event.date for event in events] == ["1932", "Tuesday"]
    assert events[1].precision is Precision.UNKNOWN
    assert events[1].first is None


def test_a_day_takes_the_year_that_the_text_gives_it() -> None:
    """Once said in full, a day needs no year."""
    text = "On October 18, 2008 the river rose. After October 18 nobody crossed it, they said."
    assert dates(text) == ["2008-10-18", "2008-10-18"]


def test_events_of_several_documents_stand_in_the_order_of_time() -> None:
    """Sorted by date, ties in the order of the documents."""
    one = document("It rained on Tuesday. It was dry in 1999.", key="one")
    two = document("It snowed on Tuesday.", published="2024-03-13", key="two")
    found = find_events([one, two])
    assert [(e.document.id, e.date) for e in found] == [
        ("one", "1999"),
        ("one", "2024-03-12"),
        ("two", "2024-03-12"),
    ]


def test_a_row_is_cited_by_an_exact_slice() -> None:
    """The footnote's quote is the sentence, and the date's words lie in it."""
    text = "It was dry. The bridge opened on Tuesday morning."
    event = find_events([document(text)])[0]
    shape = event.to_dict(2)
    assert shape["citation"]["quote"] == event.text == "The bridge opened on Tuesday morning."
    assert text[slice(*shape["spans"]["said"])] == shape["said"] == "Tuesday morning"
    assert shape["first"] == shape["last"] == shape["date"] == "2024-03-12"
    assert event.span.contains(event.said)
