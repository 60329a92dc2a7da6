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
    seconds,
    shelf_view,
    shorten,
    statement_view,
    summary_view,
    sureness,
    words_of,
)
from rag.page.wording import say
from rag.reports import AddOutcome, AddReport
from rag.results import Answer, AnswerStatus, Coverage, Edit, Statement, Summary
from rag.types import Citation, Role, Span
from tests.page_fakes import (
    WordLibrary,
    make_article,
    make_document,
    make_evidence,
    make_library,
)

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "output_xss.jsonl"
BARS = {"careful": 0.8, "balanced": 0.5, "eager": 0.2}
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
    view = answer_view(answer, BARS)
    assert view["question"] == view["lead"] == text
    half = view["statements"][0]
    assert "".join(part["text"] for part in half["parts"]) + half["after"] == evidence.text
    assert half["footnotes"][0]["quote"] == evidence.text
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
    assert (view["parts"], view["after"]) == ([{"text": "Bread was flown in"}], ".")
    assert [mark["number"] for mark in view["footnotes"]] == [3]
    dots = statement_view(Statement("And then ...", (Citation(1, evidence),)))
    assert (dots["parts"], dots["after"]) == ([{"text": "And then ..."}], "")


def test_a_change_of_the_words_is_marked() -> None:
    """What the source has otherwise carries its words there."""
    evidence = make_evidence(make_article(), "He said repairs took nine days.")
    shown = "[Olav Berg] said repairs took ... nine days."
    edits = (Edit(0, "[Olav Berg]", "He"), Edit(shown.index(" ..."), " ...", ""))
    view = statement_view(Statement(shown, (Citation(1, evidence),), edits))
    assert view["parts"][0] == {"text": "[Olav Berg]", "original": "He"}
    assert view["parts"][2] == {"text": " ...", "original": ""}
    assert "".join(part["text"] for part in view["parts"]) + view["after"] == shown


def test_a_footnote_names_document_and_offsets() -> None:
    """A footnote carries what does not change with later answers."""
    article = make_article()
    evidence = make_evidence(article, "Bread was flown in.")
    view = citation_view(Citation(2, evidence))
    assert article.text[view["start"] : view["end"]] == "Bread was flown in."
    assert (view["document"], view["number"], view["paragraph"]) == (article.id, 2, 7)


def test_not_found_shows_its_sentence_and_the_nearest_passages() -> None:
    """A decline has no statement, its message, and passages to open."""
    view = answer_view(make_library().ask("xyzzy?"), BARS)
    assert view["kind"] == "not_found"
    assert view["message"] == {"text": "The documents do not say."}
    assert (view["statements"], view["sure"]) == ([], "")
    assert 1 <= len(view["nearest"]) <= 3


def test_one_source_is_named_once() -> None:
    """Footnotes to one document give one entry under the answer, with all their numbers."""
    view = summary_view(make_library().summarize(), say("summary"), {})
    (source,) = view["sources"]
    assert source["numbers"] == [1, 2, 3]
    assert source["title"] == make_article().title


def test_a_summary_says_how_much_was_read() -> None:
    """Numbers, and a cell a paragraph that names the footnotes which quote it."""
    article = make_article()
    titles = {article.id: article.title}
    view = summary_view(make_library().summarize(), say("summary"), titles)["coverage"]
    assert (view["paragraphs"], view["quoted_paragraphs"]) == (45, 3)
    (strip,) = view["strips"]
    assert strip["title"] == article.title
    assert len(strip["cells"]) == len(article.paragraphs)
    told = [cell for cell in strip["cells"] if cell["footnotes"]]
    assert [n for cell in told for n in cell["footnotes"]] == [1, 2, 3]
    assert all(article.text[c["start"] : c["end"]].strip() for c in told)
    empty = summary_view(Summary((), (), Coverage(0, 0, 0, 0), "Nothing."), say("summary"), {})
    assert empty["message"] == {"text": "Nothing."}


def test_a_difference_is_shown_with_both_sides() -> None:
    """The sides of a difference stand apart, and not among the other sentences."""
    other = make_document("Ferry report\n\nThe boat left with 90 passengers.", "b.txt")
    library = WordLibrary([make_article(), other])
    view = answer_view(library.ask("How many passengers?"), BARS)
    (difference,) = view["differences"]
    assert [side["value"] for side in difference["sides"]] == ["120", "90"]
    assert [side["title"] for side in difference["sides"]] == [make_article().title, "Ferry report"]
    assert (difference["kind"], view["statements"]) == ("number", [])


def test_a_long_passage_is_cut_between_words() -> None:
    """What stands under "Nearest passages" is the sentence, and ends between words."""
    long = "word " * 200
    assert shorten(long).endswith("word …")
    assert len(shorten("x" * 1000)) <= 330
    article = make_article()
    near = nearest_view(make_evidence(article, "Bread was flown in."))
    assert near["text"] == article.text[near["start"] : near["end"]] == "Bread was flown in."


def test_reports_say_what_became_of_a_file() -> None:
    """Each outcome has its words; a reason takes their place."""
    assert report_view(AddReport("a.txt", AddOutcome.ADDED))["said"] == {"say": "file_added"}
    failed = report_view(AddReport("b.zip", AddOutcome.SKIPPED, reason="not a kind that is read"))
    assert (failed["name"], failed["done"]) == ("b.zip", False)
    assert failed["said"] == {"text": "not a kind that is read"}
    named = report_view(AddReport("b.zip", AddOutcome.FAILED, reason="b.zip is damaged"))
    assert named["name"] == ""


def test_figures_are_rounded_as_one_says_them() -> None:
    """How sure follows the bars of the strictnesses; time and length are rounded."""
    assert [sureness(x, BARS) for x in (0.8, 0.79, 0.3, 0.1)] == [
        "sure", "fairly_sure", "not_very_sure", "unsure",
    ]  # fmt: skip
    assert (seconds({}), seconds({"total": 20.0}), seconds({"a": 700.0, "b": 800.0})) == (
        None, 0.1, 1.5,
    )  # fmt: skip
    assert (words_of(1), words_of(3_120), words_of(90_000)) == (2, 500, 15_000)


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
