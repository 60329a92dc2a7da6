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
from rag.results import Edit, Statement
from rag.sentences import find_sentences
from rag.types import Citation, Document, Evidence, Hit, Role, Span
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
    "name", ["Xi", "xi", "Mr Xi", "Xi Jinping", "Li", "An", "the EU", "the US", "Dr Ng"]
)
def test_a_short_name_is_somebody_too(name: str) -> None:
    """What another says is left out, however few letters the name asked about has."""
    line = '"The tariffs are an act of war," Donald Trump said after the dinner with Xi.'
    (passage,) = passages(document([(Role.BODY, line)]))
    item = said(Hit(passage, 1.0, 1, "fused"), "an act of war")
    assert drop_other_speakers(f"What did {name} say about the tariffs?", [item]) == []
    assert drop_other_speakers("What did Mr Trump say about the tariffs?", [item]) == [item]
    assert drop_other_speakers("What did he say about the tariffs?", [item]) == [item]


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("the council", "The board"),
        ("Mrs Cross", "Mrs Poole"),
        ("Ursula von der Leyen", "Sahra van der Berg"),
        ("the mayor of Ashford", "The head of Norlandia"),
    ],
)
def test_small_words_tell_no_speaker(asked: str, speaker: str) -> None:
    """Articles, forms of address and particles that two speakers share do not make them one."""
    (passage,) = passages(document([(Role.BODY, f'"The work is an act of war," {speaker} said.')]))
    item = said(Hit(passage, 1.0, 1, "fused"), "an act of war")
    assert drop_other_speakers(f"What did {asked} say about the work?", [item]) == []
    assert drop_other_speakers(f"What did {speaker} say about the work?", [item]) == [item]


def test_the_words_of_a_short_name_are_found() -> None:
    """Neither a short name nor a form of address keeps a quotation from being found."""
    line = 'Anna Li spoke in Lima. "We will build the longest of all bridges," Li said.'
    (passage,) = passages(document([(Role.BODY, line)]))
    hit = Hit(passage, 1.0, 1, "fused")
    for name in ("Li", "Mrs Li", "Anna Li"):
        assert len(find_statements(f"What did {name} say about bridges?", [hit])) == 1
    assert find_statements("What did Xi say about bridges?", [hit]) == []


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
        'He [Karl Brandt] said: "Nobody has waited for anything at all."'
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


def statement_of(made: Document, words: str, answer: str = "") -> Statement:
    """Return the sentence that begins with some words as a statement.

    :param answer: its words that answer a question.
    """
    start = made.text.index(words)
    paragraph = next(p.span for p in made.paragraphs if p.span.end > start)
    span = next(s for s in find_sentences(made.text, paragraph) if s.start == start)
    place = made.text.find(answer, start)
    (passage,) = (p for p in passages(made) if p.span == paragraph)
    short = Span(place, place + len(answer)) if answer else None
    evidence = Evidence(Hit(passage, 1.0, 1, "fused"), span, 0.8, short)
    return Statement(" ".join(evidence.text.split()), (Citation(1, evidence),))


BYRNE = (
    "Councillor Rachel Byrne spoke for an hour. "
    '"The land was sold for half its value. Doyle took a payment from the developer. '
    'The papers were shredded in August," she said.'
)
COSTA = (
    "Union leader Rui Costa met reporters at the gate. “The lamps had failed in May,” he said "
    "on Monday. He added that the owners knew."
)


@pytest.mark.parametrize(
    ("text", "words", "answer", "shown"),
    [
        (
            BYRNE,
            "The papers",
            "in August",
            '[Rachel Byrne:] The papers were shredded in August," she said.',
        ),
        (BYRNE, "Doyle", "", "[Rachel Byrne:] Doyle took a payment from the developer."),
        (
            COSTA,
            "“The lamps",
            "in May",
            "“The lamps had failed in May,” he [Rui Costa] said on Monday.",
        ),
        (
            COSTA,
            "“The lamps",
            "on Monday",
            "“The lamps had failed in May,” he [Rui Costa] said on Monday.",
        ),
        (COSTA, "He added", "knew", "He [Rui Costa] added that the owners knew."),
        (
            "The council denied that it was late. “It was closed,” it said.",
            "“It was closed",
            "",
            "“It was closed,” it [the council] said.",
        ),
    ],
)
def test_a_pronoun_is_no_speaker(text: str, words: str, answer: str, shown: str) -> None:
    """Who says it is named where the sentence has a pronoun only; the source can be had back."""
    plain = statement_of(document([(Role.BODY, text)]), words, answer)
    statement = attribute_statement(plain)
    assert statement.text == shown
    assert statement.verbatim == plain.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“It is safe,” said Ada Reyes.", "“It"),
        ("Ada Reyes rose, and she said that it was safe.", "Ada"),
        ("Ada Reyes met Ilse Berg. “It is safe,” she said.", "“It"),
        ("“It is safe,” it said.", "“It"),
        (
            f"Ada Reyes spoke. {'The hall was full, the night cold. ' * 7}“It is,” she said.",
            "“It",
        ),
        ("One student said that it was safe. “It is not,” she said.", "“It"),
    ],
)
def test_a_speaker_who_is_named_or_not_known_gets_no_brackets(text: str, words: str) -> None:
    """The name stands in the sentence, or it is not sure whose words they are."""
    plain = statement_of(document([(Role.BODY, text)]), words)
    assert attribute_statement(plain) == plain


def test_a_name_is_put_in_beside_other_edits() -> None:
    """Edits that stood before and behind the pronoun stay, and all can be taken away."""
    plain = statement_of(document([(Role.BODY, COSTA)]), "“The lamps", "in May")
    text = plain.text.replace("lamps", "[mine] lamps").replace(" on Monday", "")
    edits = (Edit(5, "[mine] ", ""), Edit(len(text) - 1, "", " on Monday"))
    lamps = Statement(text, plain.citations, edits)
    assert lamps.verbatim == plain.text
    shown = attribute_statement(lamps)
    assert shown.text == "“The [mine] lamps had failed in May,” he [Rui Costa] said."
    assert shown.verbatim == plain.text
