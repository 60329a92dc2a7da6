"""What the shell prints."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.quotes import attribute
from rag.rendering import (
    one_line,
    printable,
    render_answer,
    render_documents,
    render_events,
    render_measures,
    render_quotations,
    render_report,
    render_summary,
    to_json,
)
from rag.reports import AddOutcome, AddReport
from rag.results import (
    ACCOUNTS_DIFFER,
    Answer,
    AnswerStatus,
    Coverage,
    Difference,
    DifferenceKind,
    Statement,
    Summary,
)
from rag.timeline import find_events
from rag.types import Citation, Document, Evidence, Hit, Paragraph, Passage, Role, Span

TEXT = "The wall will be rebuilt by May."


def answered(page: int | None) -> Answer:
    """Return an answer with one footnote, on a page or not."""
    span = Span(0, len(TEXT))
    document = Document("0123456789ab", "Harbour", "harbour.txt", TEXT, (Paragraph(span),))
    passage = Passage(document, span, 4, Role.BODY, "", page, (span,))
    citation = Citation(1, Evidence(Hit(passage, 1.0, 1, "fused"), span, 0.9))
    return Answer(
        "When?", AnswerStatus.ANSWERED, (Statement(TEXT, (citation,)),), short_answer="by May"
    )


@pytest.mark.parametrize(("page", "place"), [(None, ""), (12, " (page 12)")])
def test_an_answer_has_its_footnotes_below(page: int | None, place: str) -> None:
    """The short answer, the marked sentences, and title, paragraph, page and words of each note."""
    assert render_answer(answered(page)) == (
        "by May\n\nThe wall will be rebuilt by May [1].\n\n"
        f"[1] Harbour, paragraph 4{place}: “The wall will be rebuilt by May.”"
    )


def test_a_footnote_to_a_copy_says_that_it_is_no_second_source() -> None:
    """Two papers that print one text are one source."""
    answer = answered(None)
    (first,) = answer.citations
    both = (first, replace(first, number=2, copy_of=1))
    shown = render_answer(replace(answer, statements=(Statement(TEXT, both),)))
    assert shown.endswith("rebuilt by May.” (a copy of the text of [1]: one source)")
    assert shown.count("one source") == 1


def test_a_decline_without_documents_is_its_message() -> None:
    """There is nothing near to show."""
    declined = Answer("Who?", AnswerStatus.NOT_FOUND, message="There are no documents yet.")
    assert render_answer(declined) == "There are no documents yet."


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (AddReport("a.txt", AddOutcome.ADDED, "12ab", 1), "added      a.txt (12ab, 1 passage)"),
        (AddReport("a.txt", AddOutcome.UNCHANGED, "12ab"), "unchanged  a.txt (12ab)"),
        (
            AddReport("a.txt", AddOutcome.FAILED, reason="a.txt: it is empty; fill it"),
            "failed     a.txt: it is empty; fill it",
        ),
        (
            AddReport("a\n\x1b[2J.zip", AddOutcome.SKIPPED, reason="not read"),
            "skipped    a \ufffd[2J.zip: not read",
        ),
    ],
)
def test_a_file_is_one_line(report: AddReport, line: str) -> None:
    """Whatever its name is, and its name only once."""
    assert render_report(report) == line


def test_an_empty_library_says_what_to_do() -> None:
    """Rather than printing nothing."""
    assert "python -m rag add" in render_documents([])


def test_figures_stand_on_lines_of_their_own() -> None:
    """Those of a part are set in; one that the data cannot give is a dash."""
    assert render_measures({"n": 2, "f1": None, "lead3": {"rouge1": 4.5}}) == (
        "n: 2\nf1: -\nlead3\n  rouge1: 4.5"
    )


@given(st.text())
def test_a_terminal_is_given_no_orders(text: str) -> None:
    """No control character but tab and line feed is printed, and every string can be."""
    shown = printable(text)
    assert not [c for c in shown if (ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160]
    shown.encode("utf-8")
    assert "\n" not in one_line(text)


@given(st.dictionaries(st.text(), st.text()))
def test_json_is_one_line_that_every_encoding_can_hold(shape: dict[str, str]) -> None:
    """And reads back as what it was."""
    line = to_json(shape)
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == shape


def test_a_summary_ends_with_what_was_read() -> None:
    """The paragraph, the sides of a difference line by line, the notes, and the counts."""
    (one,) = answered(None).statements
    other = Statement(TEXT, (replace(one.citations[0], number=2),))
    difference = Difference(DifferenceKind.DATE, (1, 2), ("May", "May"))
    summary = Summary(("a",), (one, other), Coverage(1, 1, 4, 1), differences=(difference,))
    note = "Harbour, paragraph 4: “The wall will be rebuilt by May.”"
    assert render_summary(summary) == (
        f"{ACCOUNTS_DIFFER}\n  Harbour: The wall will be rebuilt by May [1].\n"
        f"  Harbour: The wall will be rebuilt by May [2].\n\n[1] {note}\n[2] {note}\n\n"
        "Read: 1 document, 4 paragraphs. Shown here: 1 and 1."
    )


def test_a_summary_without_statements_is_its_message() -> None:
    """Nothing else stands around the one sentence."""
    assert render_summary(Summary((), (), Coverage(0, 0, 0, 0), "Not found.")) == "Not found."


def spoken(text: str) -> str:
    """Return what the shell shows of who said what in a text."""
    document = Document("d", "Bridge", "b.txt", text, (Paragraph(Span(0, len(text))),))
    return render_quotations(attribute(document))


def test_who_said_what_names_the_speaker_behind_a_pronoun() -> None:
    """The words as said stand beside the name that stands elsewhere."""
    text = 'Mayor Ada Reyes said it was safe. "I crossed it," she added.'
    assert spoken(text).splitlines() == [
        "Mayor Ada Reyes said: it was safe",
        "    [1] Bridge, paragraph 1",
        "Ada Reyes (“she”) added: “I crossed it,”",
        "    [2] Bridge, paragraph 1",
    ]


def test_a_claim_in_the_timeline_has_its_speaker_before_it() -> None:
    """What stands inside a quotation is nobody's report."""
    text = "“The mill was sold in 1998. It burnt in 1999,” Ada Reyes said. It rained in 2001."
    paragraph = Paragraph(Span(0, len(text)))
    events = find_events([Document("a", "Bridge", "a.txt", text, (paragraph,))])
    assert [
        line.partition("  ")[2].strip() for line in render_events(events).splitlines()[::2]
    ] == [
        "[Ada Reyes:] “The mill was sold in 1998.",
        "It burnt in 1999,” Ada Reyes said.",
        "It rained in 2001.",
    ]


def test_views_without_rows_say_so() -> None:
    """A sentence, not an empty screen."""
    assert spoken("It rained.") == "No quotation or reported statement was found."
    assert render_events([]) == "No event with a date was found."
