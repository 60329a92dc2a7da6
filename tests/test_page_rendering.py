"""Types become views whose strings are exactly those of the types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.page.rendering import (
    answer_view,
    citation_view,
    document_view,
    nearest_view,
    report_view,
    shelf_view,
    shorten,
    size,
    statement_view,
    summary_view,
    sureness,
    took,
)
from rag.results import AddOutcome, AddReport, Answer, AnswerStatus, Coverage, Statement, Summary
from rag.types import Citation, Role, Span
from tests.page_fakes import make_article, make_document, make_evidence, make_library

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "output_xss.jsonl"
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)} `${alert(1)}` {{constructor.constructor('alert(1)')()}}",
    "</script><script>alert(1)</script>",
    "![x](http://outside.example/a.png) [y](javascript:alert(1))",
    "\u202ereversed \u2066isolate\u0000\u200bzero",
    "😀 astral 𝒳 before <b>bold</b>",
)


def hostile_strings() -> list[str]:
    if not SHARED.is_file():
        pytest.skip("../shared/data/output_xss.jsonl is missing")
    lines = SHARED.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def whole(view: dict[str, object]) -> str:
    paragraphs: list[dict[str, list[dict[str, str]]]] = view["paragraphs"]  # type: ignore[assignment]
    return "".join(part["text"] for paragraph in paragraphs for part in paragraph["parts"])


def check_text_stays_text(text: str) -> None:
    document = make_document(f"{text}\n\nA sentence about {text} here.", text)
    spans = [paragraph.span for paragraph in document.paragraphs]
    evidence = make_evidence(document, document.slice(spans[-1]))
    statement = Statement(evidence.text, (Citation(1, evidence),))
    answer = Answer(text, AnswerStatus.ANSWERED, (statement,), short_answer=text, confidence=0.5)
    view = answer_view(answer)
    assert view["question"] == view["lead"] == text
    half = view["statements"][0]
    assert half["before"] + half["after"] == evidence.text
    shown = document_view(document, evidence.span)
    assert whole(shown) == "".join(document.slice(span) for span in spans)
    assert json.loads(json.dumps(view)) == view


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_neither_changed_nor_lost(text: str) -> None:
    """What would be markup elsewhere arrives as the same characters."""
    check_text_stays_text(text)


def test_known_attacks_are_neither_changed_nor_lost() -> None:
    """Every string of the shared collection arrives as the same characters."""
    for text in hostile_strings():
        if text.strip():
            check_text_stays_text(text.strip())


def test_the_marked_part_is_the_quotation() -> None:
    """The marked stretch equals the quote, also after characters that a browser counts twice."""
    document = make_document(
        "😀😀 First 𝒳 words.\n\nThe quoted 😀 part is here, then more.", "a.txt"
    )
    evidence = make_evidence(document, "quoted 😀 part")
    view = document_view(document, evidence.span)
    marked = [p["text"] for line in view["paragraphs"] for p in line["parts"] if p["mark"]]
    assert marked == ["quoted 😀 part"]


def test_a_quotation_over_two_paragraphs_is_marked_in_both() -> None:
    """A span that crosses a paragraph's end is marked on both sides of it."""
    document = make_document("First one.\n\nSecond one.", "a.txt")
    view = document_view(document, Span(6, 18))
    marked = [p["text"] for line in view["paragraphs"] for p in line["parts"] if p["mark"]]
    assert marked == ["one.", "Second"]


def test_without_a_span_nothing_is_marked() -> None:
    """A document that is opened from the library has no mark."""
    view = document_view(make_article())
    assert not any(p["mark"] for line in view["paragraphs"] for p in line["parts"])


def test_the_headline_is_not_shown_twice() -> None:
    """A document's title is added only when no paragraph is the title."""
    assert document_view(make_article())["headline"] == ""
    plain = make_document("Only body here.", "b.txt")
    assert document_view(plain)["headline"] == plain.title


def test_footnotes_stand_before_the_full_stop() -> None:
    """The markers stand where the contract's text has them."""
    evidence = make_evidence(make_article(), "Bread was flown in.")
    view = statement_view(Statement("Bread was flown in.", (Citation(3, evidence),)))
    assert (view["before"], view["after"]) == ("Bread was flown in", ".")
    assert [mark["number"] for mark in view["footnotes"]] == [3]
    dots = statement_view(Statement("And then ...", (Citation(1, evidence),)))
    assert (dots["before"], dots["after"]) == ("And then ...", "")


def test_a_footnote_names_document_and_offsets() -> None:
    """A footnote carries what does not change with later answers."""
    article = make_article()
    evidence = make_evidence(article, "Bread was flown in.")
    view = citation_view(Citation(2, evidence))
    assert article.text[view["start"] : view["end"]] == "Bread was flown in."
    assert (view["document"], view["number"], view["place"]) == (article.id, 2, "paragraph 7")


def test_not_found_shows_its_sentence_and_the_nearest_passages() -> None:
    """A decline has no statement, its message, and passages to open."""
    view = answer_view(make_library().ask("xyzzy?"))
    assert view["kind"] == "not_found"
    assert view["message"] == "The documents do not say."
    assert view["statements"] == []
    assert 1 <= len(view["nearest"]) <= 3
    assert "sure" not in view["note"]


def test_one_source_is_named_once() -> None:
    """Footnotes to one document give one entry under the answer, with all their numbers."""
    view = summary_view(make_library().summarize(), "Summary")
    (source,) = view["sources"]
    assert source["numbers"] == [1, 2, 3]
    assert source["title"] == make_article().title


def test_a_summary_says_how_much_was_read() -> None:
    """The quiet line of a summary states its coverage."""
    view = summary_view(make_library().summarize(), "Summary of all")
    assert view["note"].startswith("45 paragraphs read, ")
    empty = summary_view(Summary((), (), Coverage(0, 0, 0, 0), "Nothing to sum up."), "Summary")
    assert empty["message"] == "Nothing to sum up."


def test_a_long_passage_is_cut_between_words() -> None:
    """A passage under "Nearest passages" is short and ends between words."""
    long = "word " * 200
    assert shorten(long).endswith("word …")
    assert len(shorten("x" * 1000)) <= 330
    article = make_article()
    hit = make_evidence(article, "Bread was flown in.").hit
    assert nearest_view(hit)["text"] == hit.passage.text


def test_reports_say_what_became_of_a_file() -> None:
    """Each outcome has its words; a reason takes their place."""
    assert report_view(AddReport("a.txt", AddOutcome.ADDED))["said"] == "added"
    failed = report_view(AddReport("b.zip", AddOutcome.SKIPPED, reason="not a kind that is read"))
    assert failed == {"name": "b.zip", "done": False, "said": "not a kind that is read"}
    named = report_view(AddReport("b.zip", AddOutcome.FAILED, reason="b.zip is damaged"))
    assert named == {"name": "", "done": False, "said": "b.zip is damaged"}


def test_words_for_figures() -> None:
    """Confidence, time and length are said in words."""
    assert [sureness(x) for x in (0.99, 0.7, 0.4, 0.0)] == [
        "Very sure", "Fairly sure", "Not very sure", "Unsure: read the source",
    ]  # fmt: skip
    assert (took({}), took({"total": 20.0}), took({"a": 700.0, "b": 800.0})) == (
        "",
        "0.1 s",
        "1.5 s",
    )
    assert (size(1), size(3_120), size(90_000)) == (
        "about 2 words", "about 500 words", "about 15,000 words",
    )  # fmt: skip


def test_the_shelf_lists_every_document() -> None:
    """Each document has its id, title and source."""
    article = make_article()
    (view,) = shelf_view(make_library().documents())
    assert (view["document"], view["title"], view["source"]) == (
        article.id, article.title, article.source,
    )  # fmt: skip


def test_every_role_is_laid_out() -> None:
    """No paragraph is left out for its role."""
    for role in Role:
        document = make_document("Some words.", "a.txt", (role,))
        assert document_view(document)["paragraphs"][0]["role"] == role.value
