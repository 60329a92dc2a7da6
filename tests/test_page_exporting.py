"""What is taken along has its footnotes, and no word of a document becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from rag.page.exporting import FORMS, export_conversation, export_turn, turn_text
from rag.page.rendering import answer_view
from rag.page.tables import table_view
from rag.results import Answer, AnswerStatus, Statement
from rag.types import Citation
from tests.page_fakes import WordLibrary, make_article, make_document, make_evidence
from tests.test_page_rendering import BARS, HOSTILE, hostile_strings

OTHER = make_document("Ferry report\n\nThe boat left with 90 passengers.", "b.txt")


def asked(question: str) -> dict[str, object]:
    return answer_view(WordLibrary([make_article(), OTHER]).ask(question), BARS)


def test_text_has_markers_and_notes() -> None:
    """The answer as one would mail it: sentences, then each footnote with place and words."""
    told = export_turn(asked("Who is the harbour master?"), "text")
    assert told.splitlines()[0] == "Who is the harbour master?"
    assert "said harbour master Olav Berg [1]." in told
    assert "[1] Ferry to Skerry Island resumes after storm, paragraph 5: “" in told


def test_markdown_has_its_own_footnotes() -> None:
    """The markers are Markdown's, and each has its note."""
    told = export_turn(asked("Who is the harbour master?"), "markdown")
    assert "Olav Berg[^1]." in told
    assert "[^1]: Ferry to Skerry Island resumes after storm, paragraph 5: “" in told


def test_html_links_each_marker_to_its_note() -> None:
    """A marker's target is there once, in a whole conversation too."""
    views = [asked("Who is the harbour master?"), asked("And bread?")]
    told = export_conversation("Ports", views, "html", "en")
    assert told.startswith("<!doctype html>")
    assert told.count('href="#fn-1-1"') == told.count('id="fn-1-1"') == 1
    assert told.count('href="#fn-2-1"') == told.count('id="fn-2-1"') == 1


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("tr", "ltr"), ("ar", "rtl")])
def test_html_runs_as_its_language_does(language: str, direction: str) -> None:
    """And each of its paragraphs as the paragraph's own words do; a decline is in the page's."""
    views = [asked("Who is the harbour master?"), asked("xyzzy?"), asked("How many passengers?")]
    told = export_conversation("الموانئ", views, "html", language)
    assert f'<html lang="{language}" dir="{direction}">' in told
    assert '<h1 dir="auto">الموانئ</h1>' in told
    blocks = re.findall(r"<(?:h1|h2|p)\b[^>]*>", told)
    assert len(blocks) > 6 and all('dir="auto"' in block for block in blocks)


def test_differences_and_declines_are_taken_along() -> None:
    """Both sides with their footnotes; a decline says so."""
    told = turn_text(asked("How many passengers?"))
    assert told.startswith("Accounts differ. Ferry to Skerry Island resumes after storm: The first")
    assert "Ferry report: The boat left with 90 passengers [2]." in told
    assert turn_text(asked("xyzzy?")) == "The documents do not say."
    assert "Anlatımlar farklı." in turn_text(asked("How many passengers?"), "tr")


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_are_not_taken_along_are_counted(form: str) -> None:
    """A table of more rows than are kept says how many there are besides, after its last row."""
    table = table_view("timeline", WordLibrary([make_article()]).timeline())
    view = {"kind": "table", "table": {**table, "n": len(table["rows"]) + 53}}
    told, missing = export_turn(view, form), "53 more rows are not shown here"
    assert told.count(missing) == 1
    assert told.index("since the storm") < told.index(missing) < told.rindex("since the storm")
    assert "53 satır daha burada gösterilmiyor" in export_turn(view, form, "tr")


def test_a_table_that_is_whole_says_nothing_of_more_rows() -> None:
    """Neither does one that was kept before its rows were counted."""
    table = table_view("timeline", WordLibrary([make_article()]).timeline())
    uncounted = {key: value for key, value in table.items() if key != "n"}
    for whole in (table, uncounted):
        assert "not shown here" not in export_turn({"kind": "table", "table": whole}, "text")


class Tags(HTMLParser):
    """Notes the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def check_nothing_becomes_markup(text: str) -> None:
    document = make_document(f"{text}\n\nA sentence about {text} here.", text)
    evidence = make_evidence(document, document.slice(document.paragraphs[-1].span))
    statement = Statement(evidence.text, (Citation(1, evidence),))
    answer = Answer(text, AnswerStatus.ANSWERED, (statement,), short_answer=text, confidence=0.5)
    view = answer_view(answer, BARS)
    page = Tags(export_conversation(text, [view], "html"))
    allowed = {"html", "meta", "title", "h1", "h2", "p", "strong", "sup", "a"}
    assert {tag for tag, _ in page.seen} <= allowed
    written = {name for _, names in page.seen for name in names}
    assert written <= {"lang", "dir", "charset", "href", "id"}
    made = MarkdownIt().render(export_conversation(text, [view], "markdown"))
    marked = {tag for tag, _ in Tags(made).seen}
    assert marked <= {"h1", "h2", "p", "strong"}, made


@pytest.mark.parametrize("text", [*HOSTILE, "- a list", "1. one", "# head", "> quote", "a_b*c*"])
def test_hostile_words_stay_words(text: str) -> None:
    """Opened in a browser or rendered as Markdown, words of a document are words."""
    check_nothing_becomes_markup(text)


def test_known_attacks_stay_words() -> None:
    """Every string of the shared collection stays text in both forms."""
    for text in hostile_strings():
        if text.strip():
            check_nothing_becomes_markup(text.strip())
