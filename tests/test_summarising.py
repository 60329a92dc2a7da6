"""``rag.summarising``: one paragraph, verbatim, in the order of the story, without repeats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag import Library
from rag.embedding import MiniLmEncoder
from rag.passages import split
from rag.results import Summary
from rag.salience_again import AGAIN
from rag.selecting import PARAGRAPH
from rag.summarising import MAX_WORDS, NOTHING, RESERVATION_WORDS, shorten, summarise
from rag.telling import Manner
from rag.types import Document, Role, Vectors
from tests.fakes import HashedEncoder
from tests.making import document, passages

ENCODER = HashedEncoder(dimension=256)
CAPTION = "Ministers of the harbour council leave the harbour meeting on the harbour quay."
LINES = [
    (Role.TITLE, "Harbour council votes to rebuild the old harbour wall"),
    (Role.CAPTION, CAPTION),
    (Role.BYLINE, "By Ada Byron, harbour correspondent of the paper for many years."),
    (
        Role.BODY,
        "The harbour council voted on Monday to rebuild the old harbour wall. The work on "
        "the harbour wall will cost two million pounds in all.",
    ),
    (
        Role.BODY,
        "Engineers warned last winter that the harbour wall could fall in a storm. Storms "
        "have closed the road beside the harbour four times.",
    ),
    (Role.BODY, "The harbour council voted on Monday to rebuild the old harbour wall."),
    (
        Role.BODY,
        "Fishermen asked the council to keep a way to the quay open during the work. The "
        "council promised them an answer before the end of the month.",
    ),
    (Role.ADVERTISEMENT, "Fly to the harbour with Harbour Air, the harbour council's airline."),
]


def summed(*documents: Document, focus: Vectors | None = None) -> Summary:
    """Sum up made documents with the hashed encoder."""
    groups = [passages(made) for made in documents]
    vectors = [ENCODER.encode([p.embedded_text for p in group]) for group in groups]
    return summarise(groups, vectors, ENCODER, focus=focus)


def test_three_to_six_verbatim_sentences_in_the_order_of_the_text() -> None:
    """Each statement is a sentence of the text, cited, and they follow the story."""
    made = document(LINES)
    summary = summed(made)
    assert 3 <= len(summary.statements) <= PARAGRAPH.most
    starts = [c.evidence.span.start for c in summary.citations]
    assert starts == sorted(starts)
    for statement in summary.statements:
        (citation,) = statement.citations
        span = citation.evidence.span
        assert statement.text == citation.quote == made.text[span.start : span.end]


def test_only_running_text_is_chosen() -> None:
    """No title, caption, byline or advertisement, however central its words are."""
    chosen = summed(document(LINES)).citations
    assert {c.evidence.hit.passage.role for c in chosen} == {Role.BODY}


def test_nothing_is_said_twice() -> None:
    """A sentence that stands twice in the text stands once in the summary."""
    texts = [s.text for s in summed(document(LINES)).statements]
    assert len(texts) == len(set(texts))


def test_coverage_counts_what_was_read() -> None:
    """All narrative paragraphs are read; those with a chosen sentence are represented."""
    other = document(
        [(Role.BODY, "The baker sold forty loaves of rye bread on Sunday morning.")], key="e"
    )
    coverage = summed(document(LINES), other).coverage
    assert coverage.documents == 2
    assert coverage.paragraphs == 5
    assert 1 <= coverage.paragraphs_represented <= coverage.paragraphs


def test_a_focus_decides_what_is_told() -> None:
    """With a focus, the sentence that it is about is in the summary."""
    focus = ENCODER.encode(["fishermen quay open"])[0]
    texts = [s.text for s in summed(document(LINES), focus=focus).statements]
    assert any("Fishermen" in text for text in texts)


def test_a_reservation_about_what_is_told_is_kept() -> None:
    """A named person's denial stands in the paragraph of one document, unless not wanted.

    Long sentences that share more with the others would otherwise fill it.
    """
    reserved = "Anna Weiss said that while the wall is rebuilt, it is not safe to swim."
    louder = [
        (
            Role.BODY,
            f"The harbour council voted to rebuild the harbour wall in part {n}, " * 2 + "so.",
        )
        for n in range(8)
    ]
    made = document([*LINES, *louder, (Role.BODY, reserved)])
    texts = [s.text for s in summed(made).statements]
    assert reserved in texts
    assert sum(len(text.split()) for text in texts) <= MAX_WORDS + RESERVATION_WORDS
    groups = [passages(made)]
    vectors = [ENCODER.encode([p.embedded_text for p in groups[0]])]
    plain = summarise(groups, vectors, ENCODER, shape=replace(PARAGRAPH, reserved=False))
    assert reserved not in [s.text for s in plain.statements]


CLAIMS = {
    "Rachel Byrne": '"The price was hidden from the council. Doyle took a payment of 40,000 pounds '
    'from the harbour. The papers were shredded," councillor Rachel Byrne said.',
    "": "“The price was hidden from the council. Doyle took a payment of 40,000 pounds from the "
    "harbour. The papers were shredded.”",
}


@pytest.mark.parametrize("speaker", CLAIMS)
@pytest.mark.parametrize("is_verbatim", [False, True])
def test_what_somebody_claims_is_not_told_as_what_is_so(speaker: str, is_verbatim: bool) -> None:
    """With its speaker by an edit; left out where that is not known or no edit is made."""
    claim = "Doyle took a payment of 40,000 pounds from the harbour."
    group = passages(document([*LINES, (Role.BODY, CLAIMS[speaker])]))
    vectors = ENCODER.encode([p.embedded_text for p in group])
    focus = ENCODER.encode([claim])[0]
    manner = Manner(verbatim=is_verbatim)
    told = summarise([group], [vectors], ENCODER, focus=focus, manner=manner).statements
    found = [statement for statement in told if claim in statement.text]
    shown = [f"[{speaker}:] {claim}"] if speaker and not is_verbatim else []
    assert told and [statement.text for statement in found] == shown
    assert [statement.verbatim for statement in found] == [claim] * len(shown)


def test_where_there_is_nothing_but_a_claim_it_is_told() -> None:
    """A document of one quotation is not called empty."""
    (text,) = (words for name, words in CLAIMS.items() if not name)
    assert summed(document([(Role.BODY, text)])).statements


def test_without_running_text_there_is_nothing_to_sum_up() -> None:
    """A document of captions alone gives a sentence that says so, and no statement."""
    summary = summed(document([(Role.CAPTION, CAPTION)]))
    assert summary.statements == () and summary.text == NOTHING


def test_the_same_documents_give_the_same_summary() -> None:
    """Nothing in it is random."""
    assert summed(document(LINES)) == summed(document(LINES))


def test_a_long_document_is_read_whole_and_few_sentences_are_encoded() -> None:
    """Every sentence is scored; the encoder sees the short list only, and progress is told."""
    encoded = 0

    class Counting(HashedEncoder):
        def encode(self, texts):  # type: ignore[no-untyped-def]
            nonlocal encoded
            encoded += len(texts)
            return super().encode(texts)

    lines = [
        (Role.BODY, f"Report {n} of the harbour says that berth {n} is closed.") for n in range(500)
    ]
    group = passages(document(lines))
    vectors = np.vstack([ENCODER.encode([p.text]) for p in group])
    shares: list[float] = []
    summary = summarise([group], [vectors], Counting(dimension=256), progress=shares.append)
    assert summary.coverage.paragraphs == 500
    assert encoded < 100
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_the_word_budget_is_kept() -> None:
    """No more words than allowed, however few that is above one sentence."""
    made = document(LINES)
    group = passages(made)
    vectors = ENCODER.encode([p.embedded_text for p in group])
    for budget in (15, 30, 60, 200):
        summary = summarise([group], [vectors], ENCODER, max_words=budget)
        assert 0 < sum(len(s.text.split()) for s in summary.statements) <= budget


def test_every_paragraph_has_its_cell() -> None:
    """Cells follow the paragraphs; those told name their statements, captions are not read."""
    made = document(LINES)
    summary = summed(made)
    cells = summary.coverage.cells
    assert [(c.start, c.end) for c in cells] == [
        (p.span.start, p.span.end) for p in made.paragraphs
    ]
    assert not cells[1].is_read and cells[3].is_read
    numbers = [number for cell in cells for number in cell.statements]
    assert sorted(numbers) == list(range(1, len(summary.statements) + 1))


def test_a_standfirst_is_left_to_the_text_it_announces() -> None:
    """A teaser above enough running text is not in the summary; alone, it is."""
    teaser = (Role.STANDFIRST, "The vote on the harbour wall ends a quarrel of several years.")
    assert all("quarrel" not in s.text for s in summed(document([teaser, *LINES])).statements)
    assert [s.text for s in summed(document([teaser])).statements] == [teaser[1]]


def summed_text(text: str, role: Role = Role.BODY) -> Summary:
    """Sum up a text as it would be split: a paragraph a line."""
    lines = [(role, line) for line in text.split("\n")]
    group = split(document(lines), ENCODER)
    return summarise([group], [ENCODER.encode([p.embedded_text for p in group])], ENCODER)


def test_odd_texts_are_summed_up_too() -> None:
    """One line, no punctuation, verse, an interview: statements within the budget, verbatim."""
    story = "The council voted on Monday. The old wall of the harbour will be rebuilt next year. "
    odd = {
        "one line": story * 200 + "Nobody at the meeting spoke against the plan of the mayor.",
        "no punctuation": "the council voted to rebuild the wall and the gulls flew over it " * 90,
        "verse": "the sea is calm tonight\nthe tide is full the moon lies fair\nupon the straits",
        "interview": "Q: Who pays for all of the wall?\nA: The council pays for most of the wall.\n"
        "Q: When will it be finished?\nA: We expect to finish the work before the winter.",
    }
    for name, text in odd.items():
        told = [statement.verbatim for statement in summed_text(text).statements]
        assert told, name
        assert all(words in text for words in told), name
        assert sum(len(words.split()) for words in told) <= MAX_WORDS, name


def test_an_interview_is_told_by_its_answers() -> None:
    """A question tells nothing by itself and is not chosen where there are answers."""
    told = summed_text(
        "Q: Who is going to pay for all of the wall?\nA: The council pays for most of the wall.\n"
        "Q: When will all of the work be finished?\nA: We expect to finish before the winter."
    ).statements
    assert told and all("?" not in statement.text for statement in told)


def test_a_table_of_figures_holds_no_running_text() -> None:
    """Rows of numbers give the sentence that says so, and no statement."""
    summary = summed_text("Region 2019 2020 2021\nNorth 12 14 19\nSouth 11 9 8", Role.TABLE)
    assert summary.statements == () and summary.text == NOTHING


class PackagedWords(HashedEncoder):
    """The hashed encoder under the name of the packaged one, whose vectors the models know."""

    @property
    def fingerprint(self) -> str:
        return MiniLmEncoder.fingerprint


def test_the_best_sentences_of_one_document_are_read_again_and_no_others() -> None:
    """The second reading has an end: of a longer list the rest keep what they were worth."""
    encoder = PackagedWords(MiniLmEncoder.dimension)
    lines = [f"Berth {n} of the harbour is closed until pier {n} is built." for n in range(40)]
    group = passages(document([(Role.BODY, line) for line in lines]))
    vectors = encoder.encode([p.embedded_text for p in group])
    listed = shorten([group], [vectors], encoder, AGAIN + 9)
    first = np.array([candidate.worth for candidate in listed.candidates])
    assert len(first) == AGAIN + 9
    assert (listed.worth != first).sum() == AGAIN
    both = shorten([group, group], [vectors, vectors], encoder, AGAIN + 9)
    assert (both.worth == [candidate.worth for candidate in both.candidates]).all()


@pytest.mark.slow
def test_the_users_article_is_told_by_its_talks_their_aim_the_halted_trade_and_no_thaw(
    tmp_path: Path,
) -> None:
    """With the real models: a paragraph of its running text, nothing of it twice."""
    with Library(tmp_path) as library:
        library.add(Path(__file__).parent.parent / "seeds")
        summary = library.summarize()
    told = [statement.text for statement in summary.statements]
    assert len(set(told)) == len(told)
    assert len(summary.text.split()) <= MAX_WORDS + RESERVATION_WORDS + len(told)
    for words in ("technical-level meeting in Azerbaijan", "preventing direct clashes"):
        assert words in told[0]
    for words in ("halted all bilateral trade", "do not signal a thaw"):
        assert any(words in text for text in told)
