"""``rag.reading``: logits become sentences with offsets that hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from rag.judged import Read, judge_hits
from rag.judging import Judgment, Pair
from rag.question_forms import asks_for_author
from rag.reading import BYLINE_SCORE, Bars, Calibration, CrossEncoderReader, load_reader
from rag.types import FOUND, NAMED, Document, Hit, Paragraph, Passage, Role, Span
from rag.verifying import verified_signs
from rag.weights import Curve

LINE = "By Ada Byron"
BODY = "The talks were held in Baku. Two ministers spoke."
TEXT = f"{LINE}\n{BODY}"


class WordNetwork:
    """Finds the answer at the word that it was told, and none in a text without it."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
        """Return logits of 4 at the answer's word and -4 elsewhere."""
        found = []
        for _, text in pairs:
            spans = [match.span() for match in re.finditer(r"\w+", text)]
            logits = np.array(
                [4.0 if text[a:b] == self._answer else -4.0 for a, b in spans], dtype=np.float32
            )
            offsets = np.array(spans, dtype=np.int64).reshape(-1, 2)
            relevance = float(logits.max()) if len(logits) else -4.0
            found.append(Judgment(offsets, logits, logits, logits, relevance, relevance))
        return found


def curve(weights: int) -> Curve:
    """Return a curve from -10..10 to 0.01..1."""
    return Curve((1.0,) * weights, 0.0, ((-10.0, 0.01), (10.0, 1.0)))


def reader(answer: str) -> CrossEncoderReader:
    """Return a reader that looks for one word."""
    given, found = (Bars(curve(n), {"balanced": 0.5}) for n in (2, 9))
    calibration = Calibration(given, curve(4), curve(6), found, curve(1), curve(1), 0.5)
    return CrossEncoderReader(WordNetwork(answer), calibration)


def hits() -> list[Hit]:
    """Return a byline and a body paragraph as hits."""
    start = len(LINE) + 1
    spans = (Span(0, len(LINE)), Span(start, len(TEXT)))
    document = Document("d", "", "a.txt", TEXT, tuple(Paragraph(span) for span in spans))
    sentences = (Span(start, start + 28), Span(start + 29, len(TEXT)))
    return [
        Hit(Passage(document, spans[0], 1, Role.BYLINE, "", None, spans[:1]), 1.0, 1, FOUND),
        Hit(Passage(document, spans[1], 2, Role.BODY, "", None, sentences), 0.9, 2, FOUND),
    ]


def test_the_sentence_with_the_answer_comes_first() -> None:
    """The best evidence is the whole sentence, and its answer the words inside it."""
    best = reader("Baku").read("Where were the talks held?", hits())[0]
    assert best.text == "The talks were held in Baku."
    assert best.answer is not None
    assert TEXT[best.answer.start : best.answer.end] == "Baku"
    assert best.score == pytest.approx(1.0)  # 4 + 4 + 4 lies beyond the last knot


def test_the_title_is_read_but_never_quoted() -> None:
    """The network sees the title before the passage; offsets still count from the passage."""
    titled = [
        replace(
            h,
            passage=replace(h.passage, document=replace(h.passage.document, title="Talks in Baku")),
        )
        for h in hits()
    ]
    best = reader("Baku").read("Where were the talks held?", titled)[0]
    assert best.text == "The talks were held in Baku."
    assert best.answer is not None
    assert TEXT[best.answer.start : best.answer.end] == "Baku"
    seen: list[str] = []

    class Watching(WordNetwork):
        def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
            seen.extend(text for _, text in pairs)
            return super().judge(pairs)

    judge_hits(Watching("Baku"), "Where?", titled)
    assert seen[1] == f"Talks in Baku\n{BODY}"


def test_without_an_answer_every_score_is_low() -> None:
    """Where the network finds nothing, no evidence reaches the bar."""
    made = reader("Paris")
    assert all(e.score < made.bar("balanced", hits()) for e in made.read("Where?", hits()))


def test_the_best_hit_is_looked_at_again() -> None:
    """The second look weighs what the question names beside the answer, and the sentence by
    itself; it makes all evidence as much surer or less, so that the order stays."""

    class Doubting(WordNetwork):
        def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
            judged = super().judge(pairs)
            alone = [text == "The talks were held in Baku." for _, text in pairs]
            return [
                replace(one, relevance=-20.0) if doubted else one
                for one, doubted in zip(judged, alone, strict=True)
            ]

    question = "Where were the talks of 1999 held?"
    sure = reader("Baku")
    read = [Read(hits()[1], WordNetwork("Baku").judge([("", BODY)])[0])]
    columns = verified_signs(WordNetwork("Baku"), question, read, 0)
    evidence = (4 - 5 * 4) / 6  # one word of six is the answer
    assert columns == pytest.approx((8.0, 4.0, 0.9, 0.0, 8.0, evidence, 1 / 3, 8.0, 4.0))
    doubting = CrossEncoderReader(Doubting("Baku"), sure._calibration)
    found, doubted = (one.read(question, hits()) for one in (sure, doubting))
    assert [one.span for one in found] == [one.span for one in doubted]
    assert doubted[0].score < found[0].score
    share = doubted[0].score / found[0].score
    assert [one.score for one in doubted] == pytest.approx([share * one.score for one in found])


def test_no_other_document_comes_before_the_best_and_no_score_is_above_1() -> None:
    """All that is shown beside the best hit is less sure than it, or as sure."""

    class Doubting(WordNetwork):
        def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
            judged = super().judge(pairs)  # of the larger text and the sentence it says less
            weak = [text.count("\n") > 1 for _, text in pairs]
            return [
                replace(one, start=one.start - 6, evidence=one.evidence - 6) if less else one
                for one, less in zip(judged, weak, strict=True)
            ]

    other = "Talks in Baku went on."
    document = Document("e", "", "b.txt", other, (Paragraph(Span(0, len(other))),))
    passage = Passage(document, Span(0, len(other)), 1, Role.BODY, "", None, ())
    known = reader("Baku")._calibration
    made = CrossEncoderReader(Doubting("Baku"), known)
    found = made.read("Where were the talks held?", [*hits(), Hit(passage, 0.8, 3, FOUND)])
    assert found[0].hit.passage.document.id == "d"
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True) and scores[0] <= 1


def test_several_answers_of_a_passage_are_no_surer_than_its_best() -> None:
    """A further one in a sentence with more evidence stays behind."""

    class Evident(WordNetwork):
        def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
            judged = super().judge(pairs)
            after = [
                one.offsets[:, 0] > text.find("Two")
                for one, (_, text) in zip(judged, pairs, strict=True)
            ]
            return [
                replace(one, evidence=np.where(late, np.float32(4), one.evidence))
                for one, late in zip(judged, after, strict=True)
            ]

    made = CrossEncoderReader(Evident("Baku"), reader("Baku")._calibration)
    scores = [item.score for item in made.read("Which ministers spoke? List all.", hits())]
    assert max(scores) == scores[0] <= 1


def test_a_byline_that_is_there_for_its_author_is_not_read() -> None:
    """It answers who wrote its document, and is compared with no passage that was found."""
    byline = replace(hits()[0], origin=NAMED)
    found = reader("Baku").read("Who wrote the report on Baku?", [hits()[1], byline])
    assert [item.score for item in found if item.span == byline.passage.span] == [BYLINE_SCORE]


def test_yes_or_no_has_no_short_answer() -> None:
    """A question for yes or no is answered by the sentence, not by some words of it."""
    best = reader("Baku").read("Were the talks held in Baku?", hits())[0]
    assert best.text == "The talks were held in Baku." and best.answer is None


def test_who_wrote_this_is_answered_by_the_byline() -> None:
    """A question about the author is answered by the byline, its name the short answer."""
    best = reader("Paris").read("Who wrote this article?", hits())[0]
    assert best.text == LINE
    assert best.answer is not None
    assert TEXT[best.answer.start : best.answer.end] == "Ada Byron"


def test_support_is_a_probability() -> None:
    """A claim is judged by the support logit, through its own curve."""
    made = reader("Baku")
    assert made.support("It was in Baku.", BODY) == pytest.approx(0.703)
    assert made.support("It was in Baku.", LINE) == pytest.approx(0.307)
    assert made.supported == 0.5


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who wrote this?", True),
        ("Who is the author of the report?", True),
        ("Who wrote to the minister?", True),
        ("What did the author say?", False),
        ("Where was it written?", False),
    ],
)
def test_authorship_is_told_from_other_questions(question: str, asks: bool) -> None:
    """Only questions about who wrote are answered from bylines (which compete with the rest)."""
    assert asks_for_author(question) is asks


@pytest.mark.slow
def test_the_shipped_reader_finds_the_place() -> None:
    """With the shipped weights, "where" is answered by the place and nonsense is declined."""
    made = load_reader()
    found = made.read("Where were the talks held?", hits())
    assert found[0].answer is not None
    assert "Baku" in TEXT[found[0].answer.start : found[0].answer.end]
    assert found[0].score >= made.bar("balanced", hits())
    other = made.read("What is the melting point of tungsten?", hits())
    assert other[0].score < made.bar("balanced", hits())
