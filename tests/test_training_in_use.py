"""``training.in_use``: what is asked, what counts as right, and what is measured."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from rag.judged import Read
from rag.judging import Judgment
from rag.types import FOUND, Document, Hit, Paragraph, Passage, Role, Span
from rag.weights import Curve
from training.altered import ALTERED_QUESTION
from training.in_use import ABSENT, Asked, choose, is_right, right_at, risk_area, yes_or_no
from training.rows import ANSWERABLE, UNANSWERABLE, Row
from training.substitutions import SUBSTITUTED, Substitution

PASSAGE = "The harbour was opened by Anna Weiss in 1911. Karl Brandt dug it for Nordhafen."


def row(number: int, source: str = ANSWERABLE) -> Row:
    """Return a question about a harbour of its own, so that rows can be told apart."""
    answers = ("Anna Weiss",) if source == ANSWERABLE else ()
    question = f"who opened harbour {number} of nordhafen in 1911?"
    return Row(source, f"Harbour {number % 3}", question, PASSAGE, answers, 26 if answers else -1)


def test_half_of_the_questions_have_no_answer() -> None:
    """As many are asked without an answer, and an absent article's questions are no others."""
    rows = [row(n) for n in range(60)] + [row(n, UNANSWERABLE) for n in range(60)]
    chosen = choose(rows, 20, random.Random(0), {})
    answerable = [one for one in chosen if one.answers]
    absent = {one.question for one in chosen if one.source == ABSENT}
    assert len(answerable) == 20 and len(chosen) == 40
    assert len(absent) == 5 and not absent & {one.question for one in answerable}


def test_questions_are_changed_where_people_made_no_unanswerable_ones() -> None:
    """They stand in for half of the questions without an answer; altered ones are a quarter."""
    known = {"opened": [Substitution("opened", "closed", 1.0)]}
    chosen = choose([row(n) for n in range(60)], 20, random.Random(0), known)
    sources = Counter(one.source for one in chosen)
    assert sources == {ANSWERABLE: 20, SUBSTITUTED: 10, ALTERED_QUESTION: 5, ABSENT: 5}
    assert all("closed" in one.question for one in chosen if one.source == SUBSTITUTED)


@pytest.mark.parametrize(
    ("answers", "passage", "right"),
    [
        (("Anna Weiss",), PASSAGE, True),
        (("1911",), PASSAGE, True),  # the sentence in the footnote holds it
        (("Nordhafen",), PASSAGE, False),  # another sentence does
        (("Anna Weiss",), "Anna Weiss was born here.", False),  # another passage
        ((), PASSAGE, False),
    ],
)
def test_a_footnote_is_right_when_its_sentence_holds_the_answer(
    answers: tuple[str, ...], passage: str, right: bool
) -> None:
    """The sentence must be of the question's own passage."""
    document = Document("d", "Harbour", "a.txt", PASSAGE, (Paragraph(Span(0, len(PASSAGE))),))
    sentences = (Span(0, 45), Span(46, len(PASSAGE)))
    hit = Hit(
        Passage(document, Span(0, len(PASSAGE)), 1, Role.BODY, "", None, sentences), 1.0, 1, FOUND
    )
    logits = np.array([3.0, 3.0], dtype=np.float32)
    judgment = Judgment(np.array([[26, 30], [31, 36]]), logits, logits, logits, 1.0, 0.0)
    asked = Row(ANSWERABLE, "Harbour", "who opened the harbour?", passage, answers)
    assert is_right(asked, Read(hit, judgment)) is right


def test_risk_and_right_answers_at_a_share_of_declines() -> None:
    """The surest answers count first; the bar stands where so many others are declined."""
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.1])
    right = np.array([True, False, True, False, False])
    answerable = np.array([True, False, True, True, False])
    assert risk_area(confidence, right) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4 + 3 / 5) / 5)
    assert right_at(confidence, right, answerable, 0.5) == pytest.approx(1 / 3)


def test_questions_that_yes_or_no_answers_are_counted_by_themselves() -> None:
    """Right are those whose footnote is right and shown; declined those with no answer and none."""
    rows = [row(0), row(1), row(2), row(3, UNANSWERABLE), row(4, UNANSWERABLE)]
    put = [Asked(one, (), np.empty((0, 4)), np.empty(0, dtype=bool)) for one in rows]
    columns = np.array([[0.9], [0.9], [0.2], [0.2], [0.9]])
    right = np.array([True, False, True, False, False])
    told = yes_or_no(put, columns, right, Curve((1.0,), 0.0, ((0.0, 0.0), (1.0, 1.0))), 0.5)
    assert told == {"questions": 5, "answerable": 3, "right": 33.33, "declined": 50.0}
