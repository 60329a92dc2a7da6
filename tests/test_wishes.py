"""``rag.wishes``: what a request is about, and which document it names."""

from __future__ import annotations

import time

import pytest

from rag.reports import DocumentInfo
from rag.wishes import matching_documents, read_naming, read_wish, shares_words, without_asking
from tests.fakes import HashedEncoder

TITLES = ("Harbour wall to be rebuilt after storms", "Bread for Sunday", "Storms close the road")


def shelf() -> list[DocumentInfo]:
    """Return documents with these titles."""
    return [
        DocumentInfo(str(n), title, f"{n}.txt", None, None, None, 10, 1, "2026-01-01")
        for n, title in enumerate(TITLES)
    ]


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("Sum it up", None),
        ("Can you give me the gist of all these articles, please?", None),
        ("tl;dr", None),
        ("executive summary, please", None),
        ("Summarise what the mayor says about the bridge", "what the mayor says about the bridge"),
        ("give me the main points on river pollution", "river pollution"),
        ("recap the trial", "trial"),
        ("Brexit summary", "Brexit"),
        ('condense "Bread for Sunday"', "Bread for Sunday"),
        ("What do we know about Jordan Manners?", "Jordan Manners"),
        ("what's the latest on the trial?", "trial"),
        ("Any news on the bank?", "bank"),
        ("Make a timeline of the negotiations", "negotiations"),
        ("who said what about the taxes?", "taxes"),
        ("Give me the key figures on Norway's gas deals", "Norway's gas deals"),
        ("pros and cons of the new bridge", "new bridge"),
        ("What happened to the airline, step by step?", "airline"),
        ("Quote Powell on the war", "Powell on the war"),
        ("everything that Powell said", "Powell said"),
        ("the mayor's statements", "mayor's"),
        ("Michael Howard quotes", "Michael Howard"),
        ("Let's have a summary", None),
        ("Timeline of the US tariffs", "US tariffs"),
        ("Summarise the talks between Iran and the US", "Iran and the US"),
        ("quotes from the WHO", "WHO"),
        ("Summarise the US’s position", "US’s position"),
        ("news about the IT failure", "IT failure"),
        ("TL;DR of the US vote", "US vote"),
        ("Tell us about the vote", "vote"),
        ("TELL US ABOUT THE VOTE", "VOTE"),
        ("SUM IT UP please", None),
        ("Summarise ALL documents", None),
        ("summary of today's verdict", "verdict"),
        ("Recap yesterday’s debate", "debate"),
        ("Summarise today's headlines", None),
        ("Explain short selling", "short selling"),
        ("timeline of the general election", "general election"),
        ("quotes about people smuggling", "people smuggling"),
        ("list of the people mentioned", None),
        ("quotes from people affected by the fire", "fire"),
        ("Summarise the General Electric split", "General Electric split"),
        ("summary of the long Boeing strike", "Boeing strike"),
        ("Summarise in short bullets", None),
        ("Walk me through the main ideas", None),
        ("quotes about housing developments", "housing developments"),
        ("Summarise the trial in 4 short bullet points, please.", "trial"),
        ("Sum up the trial in no more than 80 words", "trial"),
        ("Condense the article on the trial into 2-3 sentences", "trial"),
        ("In five lines, summarise the trial", "trial"),
        ("sum it up in 50 words", None),
        ("Summarise the trial in 2020", "trial in 2020"),
        ("Recap the floods in three villages", "floods in three villages"),
        ("Summarise the delays in two metro lines", "delays in two metro lines"),
        ("Summarise the delays in two lines of the metro", "delays in two lines of the metro"),
    ],
)
def test_what_a_request_is_about(message: str, subject: str | None) -> None:
    """What is left without the words of asking is the subject; nothing left means everything."""
    found = read_wish(message).subject
    assert found is None if subject is None else found is not None
    assert (found or "").removeprefix("the ") == (subject or "")


def test_a_long_message_is_read_in_time() -> None:
    """The time grows with the length, not with its square."""
    began = time.perf_counter()
    assert read_wish("'s " * 12_000).subject is None
    assert time.perf_counter() - began < 1


def test_a_name_in_capitals_is_not_the_pronoun() -> None:
    """ "US" is a word that tells, "us" is none."""
    assert shares_words("US", "Growth slows in the US")
    assert not shares_words("US", "They told us so")
    assert without_asking("the US president") == "US president"


@pytest.mark.parametrize(
    ("message", "titles"),
    [
        ("Sum up the article on the harbour wall", [TITLES[0]]),
        ("Summarise Bread for Sunday", [TITLES[1]]),
        ('summary of "storms close the road"', [TITLES[2]]),
        ("Give me the main points on storms", []),
        ("Dates in the harbour wall article", [TITLES[0]]),
        ("Sum up the article on tungsten", []),
        ("Sum it up", []),
    ],
)
def test_a_document_is_meant_only_when_it_is_named(message: str, titles: list[str]) -> None:
    """A title is picked for "the article on ..." or when most of it stands in the request."""
    named = matching_documents(read_wish(message), shelf(), HashedEncoder(256))
    assert [info.title for info in named] == titles


@pytest.mark.parametrize(
    ("message", "subject", "bare"),
    [
        ("Harbour wall", "Harbour wall", True),
        ("the harbour wall.", "harbour wall", True),
        ("Name the members of the council", "members of the council", False),
        ("Define hypocaust", "hypocaust", False),
    ],
)
def test_a_message_may_name_something_without_asking(
    message: str, subject: str, bare: bool
) -> None:
    """What is named is known, and whether the message holds more than its name."""
    naming = read_naming(message)
    assert naming is not None and (naming.subject, naming.bare) == (subject, bare)


@pytest.mark.parametrize(
    "message",
    [
        "Who rebuilt the wall",
        "was the wall rebuilt",
        "harbour wall?",
        "The council has rebuilt the wall.",
        "Explain why the wall fell",
        "tell me more",
    ],
)
def test_questions_and_sentences_name_nothing(message: str) -> None:
    """A question asks, a sentence states, and a request without a subject names nothing."""
    assert read_naming(message) is None
