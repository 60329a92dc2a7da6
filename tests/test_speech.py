"""Marks, frames and verbs of saying."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.speech.frames import find_frames
from rag.speech.lexicon import VERBS
from rag.speech.marks import find_quotes, opens_with_mark
from rag.types import Span


def quoted(text: str, *, goes_on: bool = False) -> list[str]:
    quotes = find_quotes(text, Span(0, len(text)), goes_on=goes_on)
    return [text[quote.inner.start : quote.inner.end] for quote in quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', ["yes", "no"]),
        ("He said “yes, ‘maybe’ even” to it.", ["yes, ‘maybe’ even"]),
        ("‘It’s the workers,’ he said.", ["It’s the workers,"]),
        ("'It's late,' he said.", ["It's late,"]),
        ("The workers' boss' car didn't start.", []),
        ('A 5" pipe broke.', []),
        ('"One. He left. "Two," he said.', ["One. He left.", "Two,"]),
        ("It ''USA Today'' said \"\".", []),
        ('He said: "It is late.', ["It is late."]),
    ],
)
def test_quotations_are_found_whatever_the_marks(text: str, expected: list[str]) -> None:
    """Straight and curly, nested, left open; apostrophes and inches are none."""
    assert quoted(text) == expected


def test_a_text_of_apostrophes_is_read_in_time_that_grows_with_its_length() -> None:
    """Four times the text takes less than ten times as long."""
    seconds = []
    for count in (2_000, 8_000):
        started = time.process_time()
        assert quoted("'a " * count) == []
        seconds.append(time.process_time() - started)
    assert seconds[1] < 10 * seconds[0]


def test_an_open_quotation_is_marked_so() -> None:
    """The paragraph after may go on with it."""
    text = "He said: “It is late."
    assert find_quotes(text, Span(0, len(text)))[0].is_open
    assert opens_with_mark("“And dark.”", Span(0, 11))


def test_a_forgotten_closing_mark_makes_no_quotation_of_a_paragraph() -> None:
    """Only where the next paragraph begins with a mark does the whole of it belong to the first."""
    first = "“It is late. He left the house.\n\n"
    for following, words in (
        ("Then it rained.", "It is late."),
        ("“And dark.”", "It is late. He left the house."),
    ):
        text = first + following
        (quote,) = find_quotes(text, Span(0, len(first) - 2))
        assert text[quote.inner.start : quote.inner.end] == words


def frames(text: str) -> list[str]:
    span = Span(0, len(text))
    found = find_frames(text, span, find_quotes(text, span))
    return [text[frame.span.start : frame.span.end] for frame in found]


def test_a_sentence_is_not_cut_inside_a_quotation() -> None:
    """However many sentences it holds, it stands in one frame with its attribution."""
    text = 'He said: "It is late. Go home. Now." She left.'
    assert frames(text) == ['He said: "It is late. Go home. Now."', "She left."]


def test_who_asked_belongs_to_the_question() -> None:
    """The question mark before the attribution ends no frame."""
    text = '"Is it late?" Ada Reyes asked. Nobody knew.'
    assert frames(text) == ['"Is it late?" Ada Reyes asked.', "Nobody knew."]


@pytest.mark.parametrize(
    ("form", "base", "tense"),
    [
        ("said", "say", "past"),
        ("denies", "deny", "present"),
        ("arguing", "argue", "ing"),
        ("admitted", "admit", "past"),
        ("stresses", "stress", "present"),
        ("told", "tell", "past"),
    ],
)
def test_the_forms_of_a_verb_are_known(form: str, base: str, tense: str) -> None:
    """Regular and irregular alike."""
    assert VERBS[form] == (base, tense)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aB .,\"“”'‘’!?\n()", max_size=80))
def test_frames_and_quotations_never_overlap(text: str) -> None:
    """Both stand in order, apart, inside the text."""
    span = Span(0, len(text))
    quotes = find_quotes(text, span)
    for left, right in zip(quotes, quotes[1:], strict=False):
        assert left.span.end <= right.span.start
    found = find_frames(text, span, quotes)
    for before, after in zip(found, found[1:], strict=False):
        assert before.span.end <= after.span.start
    assert all(quote.span.contains(quote.inner) for quote in quotes)
