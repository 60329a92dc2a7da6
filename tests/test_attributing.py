"""``rag.attributing``: who says it."""

from __future__ import annotations

import pytest

from rag.answering import Policy, compose_answer
from rag.attributing import (
    attribute_statement,
    drop_other_speakers,
    find_speakers,
    find_statements,
)
from rag.results import Statement
from rag.types import Citation, Evidence, Hit, Role, Span
from tests.making import document, passages

LINES = [
    (
        Role.BODY,
        'The harbour opened on Monday. "We have waited for this day," Anna Weiss said.',
    ),
    (Role.BODY, 'Karl Brandt denied it. He said: "Nobody has waited for anything at all."'),
]


def hits() -> list[Hit]:
    """Return both paragraphs as hits."""
    made = passages(document(LINES, title="The harbour"))
    return [Hit(passage, 1.0, rank, "fused") for rank, passage in enumerate(made, start=1)]


def said(hit: Hit, words: str) -> Evidence:
    """Return the sentence that holds some words as evidence, with them as its answer."""
    text = hit.passage.document.text
    start = text.index(words)
    sentence = next(s for s in hit.passage.sentences if s.start <= start < s.end)
    return Evidence(hit, sentence, 0.8, Span(start, start + len(words)))


def test_the_speaker_of_quoted_words_is_found() -> None:
    """The quotation that holds the words of the question names who said them."""
    (found,) = find_speakers('Who said "we have waited for this day"?', hits())
    document = found.hit.passage.document
    assert found.answer is not None and document.slice(found.answer) == "Anna Weiss"
    assert "We have waited" in found.text


def test_a_pronoun_gives_the_name_that_stands_near() -> None:
    """A speaker who is "he" is answered by name, with the sentence that gives it."""
    (found,) = find_speakers("Who said “nobody has waited for anything”?", hits())
    document = found.hit.passage.document
    assert found.answer is not None and document.slice(found.answer) == "Karl Brandt"


def test_words_that_nobody_said_have_no_speaker() -> None:
    """A phrase outside every quotation, or nowhere, is nobody's."""
    assert find_speakers('Who said "the harbour opened on"?', hits()) == []
    assert find_speakers('Who said "the sky has fallen down"?', hits()) == []
    assert find_speakers("When did the harbour open?", hits()) == []


def test_what_another_says_is_left_out() -> None:
    """Asked what one person says, nobody else's words are the answer."""
    first, second = hits()
    evidence = [said(first, "waited for this day"), said(second, "Nobody has waited")]
    kept = drop_other_speakers("What did Brandt say about the harbour?", evidence)
    assert kept == evidence[1:]
    assert drop_other_speakers("When did it open?", evidence) == evidence


def test_what_is_done_to_somebody_is_not_what_they_say() -> None:
    """Nobody is quoted there, and of who is asked about it tells what is theirs alone."""
    line = "Karl Brandt halted the sale and denounced Anna Weiss’s plans for the harbour."
    (passage,) = passages(document([(Role.BODY, line)]))
    item = Evidence(Hit(passage, 1.0, 1, "fused"), passage.span, 0.8)
    assert drop_other_speakers("What did Weiss say about the harbour?", [item]) == []
    assert drop_other_speakers("What does Anna Weiss say about the harbour?", [item]) == []
    assert drop_other_speakers("What did Karl Brandt say about the harbour?", [item]) == [item]
    assert drop_other_speakers("What did Ilse Berg say about the harbour?", [item]) == [item]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Brandt say?", "Nobody has waited"),
        ("what does Anna Weiss have to say about the harbour", "waited for this day"),
        ("What did Karl Brandt say about waiting?", "Nobody has waited"),
        ("What did Brandt say about bread?", ""),
        ("What did Ilse Berg say?", ""),
        ("What did Brandt say that he denied?", ""),
        ("When did Brandt say it?", ""),
    ],
)
def test_what_somebody_says_is_found_in_their_quotations(question: str, words: str) -> None:
    """All that one person says, or what bears on the subject by its words or those of the title."""
    found = find_statements(question, hits())
    assert [words in item.text for item in found] == [True] * bool(words)


def test_quotations_answer_where_the_reader_finds_nothing() -> None:
    """What the reader is sure of stands alone; a decline becomes what the person says."""
    found = hits()
    question = "What did Brandt say?"
    weak = [said(found[0], "opened on Monday")]
    answer = compose_answer(question, weak, found, Policy(0.9))
    assert [statement.text for statement in answer.statements] == [
        'He said: "Nobody has waited for anything at all."'
    ]
    sure = [said(found[1], "Nobody has waited")]
    assert compose_answer(question, sure, found, Policy(0.5)).confidence == sure[0].score


def test_a_statement_without_its_speaker_gets_one_in_brackets() -> None:
    """Somebody's words are shown as theirs, and taking the brackets away leaves the source."""
    _, second = hits()
    quotation = Span(second.passage.document.text.rindex(' "') + 1, second.passage.span.end)
    evidence = Evidence(second, quotation, 0.8)
    shown = attribute_statement(Statement(evidence.text, (Citation(1, evidence),)))
    assert shown.text == f"[Karl Brandt:] {evidence.text}"
    assert shown.verbatim == evidence.text
    named = said(hits()[0], "waited for this day")
    whole = Statement(named.text, (Citation(1, named),))
    assert attribute_statement(whole) == whole
