"""``rag.answering``: what is shown, in which order, and when nothing is."""

from __future__ import annotations

from dataclasses import replace

from rag.answering import NOT_FOUND, compose_answer
from rag.results import AnswerStatus
from rag.types import Document, Evidence, Hit, Paragraph, Passage, Role, Span

TEXT = "The talks were held in Baku. Nobody spoke.\nThe talks were held in Baku. Ministers left."


def hits() -> list[Hit]:
    """Return a hit a line of ``TEXT``."""
    lines = (Span(0, 42), Span(43, len(TEXT)))
    document = Document("d", "Talks", "talks.txt", TEXT, tuple(Paragraph(line) for line in lines))
    cuts = ((Span(0, 28), Span(29, 42)), (Span(43, 71), Span(72, len(TEXT))))
    passages = [
        Passage(document, line, number, Role.BODY, "", None, sentences)
        for number, (line, sentences) in enumerate(zip(lines, cuts, strict=True), start=1)
    ]
    return [Hit(passage, 1.0, rank, "fused") for rank, passage in enumerate(passages, start=1)]


def test_weak_evidence_is_declined_with_the_nearest_passages() -> None:
    """Below the bar there is no statement and no citation, but a sentence and the nearest hits."""
    found = hits()
    answer = compose_answer("Where?", [Evidence(found[0], Span(0, 28), 0.4)], found, bar=0.5)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.statements == () and answer.citations == ()
    assert answer.text == NOT_FOUND
    assert answer.nearest == tuple(found)
    assert answer.confidence == 0.4


def test_no_evidence_is_declined() -> None:
    """An empty library is declined with a sentence of its own, not with an error."""
    answer = compose_answer("Where?", [], [], bar=0.5)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert "add" in answer.text


def test_the_same_words_in_two_passages_are_one_statement_with_two_footnotes() -> None:
    """Two passages that say the same are both cited, once."""
    first, second = hits()
    evidence = [
        Evidence(first, Span(0, 28), 0.9, Span(23, 27)),
        Evidence(second, Span(43, 71), 0.8, Span(66, 70)),
    ]
    answer = compose_answer("Where?", evidence, [first, second], bar=0.5)
    assert answer.short_answer == "Baku"
    assert [s.marked for s in answer.statements] == ["The talks were held in Baku [1][2]."]
    assert [c.quote for c in answer.citations] == ["The talks were held in Baku."] * 2
    assert answer.citations[1].evidence.span == Span(43, 71)


def test_much_weaker_evidence_is_left_out() -> None:
    """A companion must be nearly as strong as the best, however low the bar."""
    first, second = hits()
    evidence = [Evidence(first, Span(0, 28), 0.9), Evidence(second, Span(72, len(TEXT)), 0.2)]
    assert len(compose_answer("Where?", evidence, [], bar=0.1).statements) == 1


def test_at_most_so_many_statements() -> None:
    """No more sentences are shown than asked for, the best ones."""
    first, second = hits()
    evidence = [
        Evidence(first, Span(0, 28), 0.9),
        Evidence(first, Span(29, 42), 0.8),
        Evidence(second, Span(72, len(TEXT)), 0.7),
    ]
    answer = compose_answer("What?", evidence, [], bar=0.5, max_statements=2)
    assert [s.text for s in answer.statements] == [
        "The talks were held in Baku.",
        "Nobody spoke.",
    ]
    assert [c.number for c in answer.citations] == [1, 2]


def test_evidence_inside_other_evidence_adds_nothing() -> None:
    """A part of a sentence that is shown already is not shown again."""
    first, _ = hits()
    evidence = [Evidence(first, Span(0, 42), 0.9), Evidence(first, Span(29, 42), 0.8)]
    texts = [s.text for s in compose_answer("What?", evidence, [], bar=0.5).statements]
    assert texts == ["The talks were held in Baku. Nobody spoke."]


def test_a_sentence_stands_before_a_caption_with_the_same_answer() -> None:
    """Where a caption or headline gives the answer best, a sentence that gives it too leads."""
    first, second = hits()
    caption = replace(first, passage=replace(first.passage, role=Role.CAPTION))
    evidence = [
        Evidence(caption, Span(0, 42), 0.9, Span(23, 27)),
        Evidence(second, Span(43, 71), 0.8, Span(66, 70)),
    ]
    answer = compose_answer("Where?", evidence, [], bar=0.5)
    assert answer.citations[0].evidence.hit.passage.role is Role.BODY
    assert answer.short_answer == "Baku" and answer.confidence == 0.9
