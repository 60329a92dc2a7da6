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


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        (
            "The city was shelled on October 7, 2023.\n\nThousands gathered on October 7 to mourn.",
            "2024-10-08",
            "2023-10-07 2024-10-07",
        ),
        (
            "The dam failed on March 3, 1998.\n\nThe council meets again on March 3 to vote.",
            "2024-03-01",
            "1998-03-03 2024-03-03",
        ),
        (
            "The pit closed on 12 June 1984. A march will be held on 12 June.",
            "2024-01-20",
            "1984-06-12 2024-06-12",
        ),
        (
            "He was shot on March 20, 2020. Crowds gathered on March 20.",
            "2024-04-02",
            "2020-03-20 2024-03-20",
        ),
        (
            "The games open on July 26, 2028. Ferries will run from July 26.",
            "2024-03-14",
            "2028-07-26 2028-07-26",
        ),
        (
            "The flood came on December 30, 2024. Roads were closed on December 30.",
            "2025-01-03",
            "2024-12-30 2024-12-30",
        ),
        (
            "The mine fell in on May 2, 1911. By the evening of May 2 nobody was found.",
            None,
            "1911-05-02 1911-05-02",
        ),
    ],
)
def test_an_anniversary_is_not_the_day_that_it_marks(
    text: str, published: str | None, expected: str
) -> None:
    """What lies ahead, or within a month of the document's date, is told without its year."""
    events = find_events([document(text, published)])
    assert [event.date for event in events] == expected.split()


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


BYRNE = (
    "Councillor Rachel Byrne spoke for an hour. "
    '"The land was sold in June. Doyle took the money on 2 July. '
    'The papers were shredded in August," she said. The inquiry opened on 5 February.'
)
COSTA = (
    "“The managers knew since January 2 that the alarm was broken. They met in February,” said "
    "union leader Rui Costa. He wants them to resign by Friday."
)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (BYRNE, ["", "Rachel Byrne", "Rachel Byrne", "Rachel Byrne"]),
        (COSTA, ["Rui Costa", "Rui Costa", ""]),
        (
            "It burned in May. “Nobody had locked it in June,” the engineer said.",
            ["", "the engineer"],
        ),
        ("Anna Weiss called the vote of 1999 “a fraud”.", [""]),
        ("Weiss said that the mine was closed in 1999.", [""]),
        ("“The mine was unsafe. It was to close in 1999.”", [""]),
        ("The film “Winter of 1999” won in 2003.", [""]),
    ],
)
def test_an_event_that_is_told_in_a_quotation_names_who_says_it(
    text: str, speakers: list[str]
) -> None:
    """By the fullest name; what the reporter tells, and what nobody is known to say, has none."""
    events = find_events([document(text)])
    assert sorted(event.speaker_name for event in events) == sorted(speakers)
    for event in events:
        assert not event.speaker_name or (event.speaker is not None and event.text in text)


def test_who_says_it_is_known_through_the_paragraphs_of_a_quotation() -> None:
    """It runs on for as many as it likes."""
    text = (
        "Ada Reyes wrote: “The hut was built in 1970.\n“It burned in 1990.\n"
        "“It was left alone for long.\n“It fell in 1995.”"
    )
    assert {event.speaker_name for event in find_events([document(text)])} == {"Ada Reyes"}
