"""``rag.answering``: what is shown, in which order, and when nothing is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering import NOT_FOUND, Policy, compose_answer
from rag.results import AnswerStatus
from rag.types import Document, Evidence, Hit, Paragraph, Passage, Role, Span
from tests.making import document, passages

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
    """Below the bar there is no statement and no citation, but a message and what came closest.

    The passage that the reader likes best comes first, by its best sentence alone; passages of
    which it says nothing follow whole.
    """
    found = hits()
    start = found[1].passage.span.start
    read = [
        Evidence(found[1], Span(start, start + 5), 0.4),
        Evidence(found[1], found[1].passage.span, 0.3),
    ]
    answer = compose_answer("Where?", read, found, Policy(0.5))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.statements == () and answer.citations == ()
    assert answer.text == NOT_FOUND
    assert answer.nearest == (found[1], found[0])
    assert answer.near[0] == read[0] and answer.near[1].span == found[0].passage.span
    shape = answer.to_dict()["nearest"][0]
    assert shape["sentence"] == {"start": start, "end": start + 5, "quote": read[0].text}
    assert answer.confidence == 0.4


def test_no_evidence_is_declined() -> None:
    """An empty library is declined with a sentence of its own, not with an error."""
    answer = compose_answer("Where?", [], [], Policy(0.5))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert "add" in answer.text


def test_the_same_words_in_two_passages_are_one_statement_with_two_footnotes() -> None:
    """Two passages that say the same are both cited, once."""
    first, second = hits()
    evidence = [
        Evidence(first, Span(0, 28), 0.9, Span(23, 27)),
        Evidence(second, Span(43, 71), 0.8, Span(66, 70)),
    ]
    answer = compose_answer("Where?", evidence, [first, second], Policy(0.5))
    assert answer.short_answer == "Baku"
    assert [s.marked for s in answer.statements] == ["The talks were held in Baku [1][2]."]
    assert [c.quote for c in answer.citations] == ["The talks were held in Baku."] * 2
    assert answer.citations[1].evidence.span == Span(43, 71)


def test_much_weaker_evidence_is_left_out() -> None:
    """A companion must be nearly as strong as the best, however low the bar."""
    first, second = hits()
    evidence = [Evidence(first, Span(0, 28), 0.9), Evidence(second, Span(72, len(TEXT)), 0.2)]
    assert len(compose_answer("Where?", evidence, [], Policy(0.1)).statements) == 1


@pytest.mark.parametrize(
    ("question", "score", "shown"),
    [("Who spoke?", 0.7, 1), ("Who spoke?", 0.85, 2), ("Who were there?", 0.7, 2)],
)
def test_another_answer_of_a_document_must_be_nearly_as_likely(
    question: str, score: float, shown: int
) -> None:
    """A sentence with the same answer, or with none marked, may be weaker; so may one of a list."""
    first, second = hits()
    best = Evidence(first, Span(29, 42), 0.9, Span(29, 35))
    other = Evidence(second, Span(72, len(TEXT)), score, Span(72, 81))
    answer = compose_answer(question, [best, other], [], Policy(0.5))
    assert len(answer.statements) == shown
    for same in (None, Span(29, 35)):
        weaker = Evidence(first, Span(0, 28), 0.7, same)
        assert len(compose_answer(question, [best, weaker], [], Policy(0.5)).statements) == 2


def test_at_most_so_many_statements() -> None:
    """No more sentences are shown than asked for, the best ones."""
    first, second = hits()
    evidence = [
        Evidence(first, Span(0, 28), 0.9),
        Evidence(first, Span(29, 42), 0.8),
        Evidence(second, Span(72, len(TEXT)), 0.7),
    ]
    answer = compose_answer("What?", evidence, [], Policy(0.5, 2))
    assert [s.text for s in answer.statements] == [
        "The talks were held in Baku.",
        "Nobody spoke.",
    ]
    assert [c.number for c in answer.citations] == [1, 2]


def test_evidence_inside_other_evidence_adds_nothing() -> None:
    """A part of a sentence that is shown already is not shown again."""
    first, _ = hits()
    evidence = [Evidence(first, Span(0, 42), 0.9), Evidence(first, Span(29, 42), 0.8)]
    texts = [s.text for s in compose_answer("What?", evidence, [], Policy(0.5)).statements]
    assert texts == ["The talks were held in Baku. Nobody spoke."]


def test_a_sentence_stands_before_a_caption_with_the_same_answer() -> None:
    """Where a caption or headline gives the answer best, a sentence that gives it too leads."""
    first, second = hits()
    caption = replace(first, passage=replace(first.passage, role=Role.CAPTION))
    evidence = [
        Evidence(caption, Span(0, 42), 0.9, Span(23, 27)),
        Evidence(second, Span(43, 71), 0.8, Span(66, 70)),
    ]
    answer = compose_answer("Where?", evidence, [], Policy(0.5))
    assert answer.citations[0].evidence.hit.passage.role is Role.BODY
    assert answer.short_answer == "Baku" and answer.confidence == 0.9


def of_documents(*lines: tuple[str, str]) -> list[Evidence]:
    """Return one document a sentence as evidence, with its short answer, best first."""
    found = []
    for rank, (sentence, answer) in enumerate(lines, start=1):
        (passage,) = passages(document([(Role.BODY, sentence)], key=str(rank), title=f"T{rank}"))
        start = sentence.index(answer)
        span = Span(start, start + len(answer))
        found.append(Evidence(Hit(passage, 1.0, rank, "fused"), passage.span, 1 - rank / 10, span))
    return found


def confirms(question: str, answer: str, hit: Hit) -> bool:
    """Say that a passage supports what stands in it."""
    del question
    return answer in hit.passage.text


def test_answers_that_cannot_both_hold_are_both_shown() -> None:
    """A disagreement names both sides with their documents, each with its footnote."""
    found = of_documents(
        ("The ship Marina had 22 sailors.", "22"), ("On the Marina were 21 sailors.", "21")
    )
    answer = compose_answer("How many sailors?", found, [], Policy(0.5, confirms=confirms))
    assert answer.short_answer == "22"
    (difference,) = answer.differences
    assert (difference.statements, difference.values) == ((1, 2), ("22", "21"))
    assert answer.text == (
        "Accounts differ. T1: The ship Marina had 22 sailors [1]. "
        "T2: On the Marina were 21 sailors [2]."
    )


DENIED = ("The minister, Ann Lee, denied that 40 people had died when the Halden dam burst.", "40")
COUNTED = ("Twelve people died when the Halden dam burst, the hospital told Ann Lee.", "Twelve")


def test_what_is_only_denied_is_no_short_answer() -> None:
    """The sentence stands with its denial; nothing in it is told as a fact, nor set against it."""
    question = "How many people died when the Halden dam burst?"
    alone = compose_answer(question, of_documents(DENIED), [], Policy(0.5, confirms=confirms))
    assert alone.status is AnswerStatus.ANSWERED and alone.short_answer is None
    assert [statement.text for statement in alone.statements] == [DENIED[0]]
    for told in ((DENIED, COUNTED), (COUNTED, DENIED)):
        both = compose_answer(question, of_documents(*told), [], Policy(0.5, confirms=confirms))
        assert both.short_answer == "Twelve" and not both.differences
        assert [statement.text for statement in both.statements] == [COUNTED[0], DENIED[0]]
        assert both.confidence == both.citations[0].evidence.score


def test_what_a_document_denies_its_headline_does_not_answer() -> None:
    """The same words elsewhere in the document are no short answer either."""
    lines = [(Role.BODY, "40 dead at dam denied."), (Role.BODY, DENIED[0])]
    one, other = passages(document(lines, title="Dam"))
    start = other.span.start + DENIED[0].index("40")
    found = [
        Evidence(Hit(one, 1.0, 1, "fused"), one.span, 0.9, Span(0, 2)),
        Evidence(Hit(other, 1.0, 2, "fused"), other.span, 0.8, Span(start, start + 2)),
    ]
    assert compose_answer("How many died?", found, [], Policy(0.5)).short_answer is None


def test_what_was_denied_is_an_answer_where_it_is_asked_for() -> None:
    """A question that speaks of the denial has its short answer."""
    answer = compose_answer("How many did Lee deny?", of_documents(DENIED), [], Policy(0.5))
    assert answer.short_answer == "40"


def test_copies_of_one_text_are_one_source() -> None:
    """A second paper that prints the same words is a footnote that says so, and no second voice."""
    found = of_documents(
        ("The ship had 22 sailors.", "22"),
        ("The ship had 22 sailors, they said.", "22"),
        ("The ship, it is told, had 21.", "21"),
    )
    policy = Policy(0.5, confirms=confirms, families={"1": "1", "2": "1", "3": "1"})
    answer = compose_answer("How many sailors?", found, [], policy)
    first = answer.statements[0]
    assert [(note.number, note.copy_of) for note in first.citations] == [(1, None), (2, 1)]
    assert not answer.differences


def test_a_question_for_several_things_gathers_them() -> None:
    """Answers of several sentences stand in a row, each with its footnote."""
    found = of_documents(
        ("Anna Weiss signed it.", "Anna Weiss"),
        ("So did Karl Brandt.", "Karl Brandt"),
        ("Weiss was first.", "Weiss"),
    )
    answer = compose_answer("Which ministers signed?", found, [], Policy(0.5))
    assert answer.short_answer == "Anna Weiss; Karl Brandt"
    assert len(answer.citations) == 3 and not answer.differences


def test_a_sentence_that_holds_another_is_a_further_footnote_to_it() -> None:
    """The same sentence with a few words more is not shown a second time."""
    found = of_documents(("Weiss conceded.", "Weiss"), ("The minister, Weiss conceded.", "Weiss"))
    answer = compose_answer("Who conceded?", found, [], Policy(0.5))
    assert [s.marked for s in answer.statements] == ["Weiss conceded [1][2]."]
