"""The page in a real browser, as a reader uses it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.page_visits import (
    IN_VIEW,
    NARROW,
    QUESTION,
    WIDE,
    Opener,
    base,
    browser,
    needs_browser,
    visit,
)
from tests.test_originals import ONE_PAGE

__all__ = ["base", "browser", "visit"]
pytestmark = needs_browser


def test_the_first_screen_has_all_that_one_needs(visit: Opener) -> None:
    """Name, documents, examples, question box, Summarise and upload; nothing of Gradio's footer."""
    page = visit().page
    page.wait_for_selector(".fn-example")
    assert page.title() == "Footnote"
    for selector in (
        "h1.fn-name", ".fn-document", ".fn-example", "#fn-question textarea", "#fn-ask",
        "#fn-summarise", "#fn-upload button", ".fn-gear",
    ):  # fmt: skip
        assert page.locator(selector).first.is_visible(), selector
    assert not page.locator("footer:not(.fn-foot)").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_footnote_shows_its_words_marked_and_in_view(
    visit: Opener, size: dict[str, int], scheme: str
) -> None:
    """From a question to the exact words in the article, on each screen and in each scheme."""
    here = visit(viewport=size, color_scheme=scheme)
    here.page.wait_for_selector(".fn-example")
    name = f"{size['width']}-{scheme}"
    here.keep(f"{name}-1-start")
    turn = here.ask("What about Paragraph 33?")
    here.page.wait_for_selector(".fn-next")
    here.keep(f"{name}-2-answer")
    assert "Fairly sure" in turn.locator(".fn-note").inner_text()
    turn.locator(".fn-cite").last.click()
    mark = here.mark()
    assert mark.text_content() == "Paragraph 33 describes weather at sea in some detail, again."
    assert mark.evaluate(IN_VIEW)
    here.keep(f"{name}-3-source")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert here.page.locator("#fn-source .fn-role-title").text_content() == (
        "Ferry to Skerry Island resumes after storm"
    )
    here.show("library")
    here.keep(f"{name}-4-library")


def test_a_document_opens_from_the_library(visit: Opener) -> None:
    """A title opens the whole document at its top, with questions that it answers."""
    here = visit()
    here.page.click(".fn-title")
    here.page.wait_for_selector("#fn-source .fn-p >> text=Paragraph 39")
    assert here.page.locator("#fn-source .fn-page").evaluate("e => e.scrollTop") == 0
    assert here.page.locator("#fn-source mark").count() == 0
    here.page.locator(".fn-asks .fn-example").first.click()
    assert here.turn(0).locator(".fn-asked").inner_text() == QUESTION


def test_footnotes_are_for_the_keyboard_too(visit: Opener) -> None:
    """Focus previews the quotation, Enter opens it, Escape leads back to it."""
    here = visit()
    cite = here.ask(QUESTION).locator(".fn-cite").first
    assert re.match(r"Footnote 1: Ferry .*, paragraph \d+", cite.get_attribute("aria-label"))
    cite.focus()
    assert cite.evaluate("e => e.matches(':focus-visible')")
    shown = here.page.locator(".fn-preview")
    shown.wait_for()
    assert "said harbour master Olav Berg." in shown.inner_text()
    here.page.keyboard.press("Enter")
    here.mark()
    assert not shown.is_visible()
    assert here.page.evaluate("document.activeElement.tagName") == "MARK"
    here.page.keyboard.press("Escape")
    assert cite.evaluate("e => e === document.activeElement")


def test_a_conversation_is_there_after_a_reload(visit: Opener) -> None:
    """After later answers, an added document and a reload, the first footnote opens its words."""
    here = visit()
    here.ask(QUESTION)
    here.ask("What about Paragraph 12?")
    here.upload(("later.txt", "A later article\n\nHarbour works go on elsewhere."))
    here.open()
    here.turn(1)
    here.page.locator(".fn-turn").first.locator(".fn-cite").first.click()
    assert "Olav Berg" in here.mark().text_content()
    assert here.page.locator(".fn-talk-name").inner_text() == QUESTION


def test_conversations_are_found_and_deleted(visit: Opener) -> None:
    """A new tab begins anew; the list finds the old one by a word of its answer, and deletes it."""
    first = visit()
    first.ask("What of the 340 residents?")
    here = visit()
    assert here.page.locator(".fn-turn").count() == 0
    here.page.click("text=Conversations")
    here.page.fill(".fn-history input", "cut off since")
    line = here.page.locator(".fn-talk", has_text="340 residents")
    line.wait_for()
    here.page.wait_for_function("document.querySelectorAll('.fn-talk').length === 1")
    here.keep("conversations")
    line.locator(".fn-title").click()
    assert "340 residents" in here.turn(0).inner_text()
    here.page.click("text=Conversations")
    line.get_by_text("Delete").click()
    line.get_by_text("Delete for good").click()
    line.wait_for(state="detached")
    here.page.keyboard.press("Escape")
    assert here.page.locator(".fn-turn").count() == 0


def test_two_tabs_at_once(visit: Opener) -> None:
    """Two tabs ask at the same moment; each has its own conversation and its own answer."""
    one, two = visit(), visit()
    one.page.fill("#fn-question textarea", "What about Paragraph 21?")
    two.page.fill("#fn-question textarea", "What about Paragraph 22?")
    one.page.press("#fn-question textarea", "Enter")
    two.page.press("#fn-question textarea", "Enter")
    assert "Paragraph 21 describes" in one.turn(0).inner_text()
    assert "Paragraph 22 describes" in two.turn(0).inner_text()
    one.open()
    assert "Paragraph 21 describes" in one.turn(0).inner_text()


def test_summarise_gives_one_cited_paragraph(visit: Opener) -> None:
    """With its coverage: a cell a paragraph, which opens it."""
    here = visit()
    here.page.locator(".fn-document", has_text="Ferry to").get_by_text("Summarise").click()
    turn = here.turn(0)
    assert turn.locator(".fn-asked").inner_text().startswith("Summary: Ferry")
    assert turn.locator(".fn-text").count() == 1
    assert turn.locator(".fn-cite").count() == turn.locator(".fn-sentence").count() >= 3
    turn.locator(".fn-cite").nth(2).click()
    assert here.mark().evaluate(IN_VIEW)
    here.keep("summary")
    cells = turn.locator(".fn-cell")
    assert (cells.count(), turn.locator(".fn-cell-told").count()) == (47, 2)
    cells.nth(20).click()
    here.page.wait_for_selector("#fn-source mark >> text=Paragraph 13 describes")


def test_not_found_is_said_with_the_nearest_passages(visit: Opener) -> None:
    """A decline says so, and its passages open in the reader."""
    here = visit()
    turn = here.ask("xyzzy plugh?")
    assert turn.locator(".fn-message").inner_text() == "The documents do not say."
    assert turn.locator(".fn-cite").count() == 0
    here.keep("not-found")
    turn.locator(".fn-near-open").nth(1).click()
    assert here.mark().evaluate(IN_VIEW)


def test_upload_ask_remove_and_undo(visit: Opener) -> None:
    """A line each; removed, a document's footnotes say that it is gone, until it is put back."""
    here = visit()
    here.upload(
        ("bees.txt", "Bees return to the city\n\nBeekeeper Ana Ruiz counted forty hives."),
        ("empty.txt", " "),
    )
    lines = here.page.locator(".fn-report").all_inner_texts()
    assert lines[0] == "bees.txt: added"
    assert "holds no text" in lines[1]
    here.keep("upload")
    cite = here.ask("Who counted hives?").locator(".fn-cite").first
    cite.click()
    assert "Ana Ruiz" in here.mark().text_content()
    row = here.page.locator(".fn-document", has_text="Bees return")
    row.get_by_text("Remove").click()
    row.wait_for(state="detached")
    here.page.wait_for_selector("#fn-source >> text=was removed from the library")
    here.keep("removed")
    cite.click()
    here.page.wait_for_selector("#fn-source >> text=no longer in the library")
    here.page.click("text=Undo")
    row.wait_for()
    cite.click()
    assert "Ana Ruiz" in here.mark().text_content()


def test_documents_are_searched_chosen_and_replaced(visit: Opener) -> None:
    """The list is narrowed by words; only chosen documents are asked; a file takes its place."""
    here = visit()
    here.upload(("harbour.txt", "Harbour budget\n\nThe harbour costs nine million."))
    here.page.fill(".fn-shelf-place input[type=search]", "budget")
    assert here.page.locator(".fn-document").count() == 1
    here.page.check(".fn-pick")
    assert "Only 1 of" in here.page.locator(".fn-scope").inner_text()
    turn = here.ask("What of the harbour?")
    assert turn.locator(".fn-link").all_inner_texts() == ["Harbour budget"]
    assert re.search(r"in 1 of \d documents", turn.inner_text())
    here.page.click("text=Ask all")
    assert here.page.locator(".fn-scope").inner_text() == ""
    with here.page.expect_file_chooser() as chooser:
        here.page.click(".fn-document >> text=Replace")
    new = {"name": "new.txt", "mimeType": "text/plain", "buffer": b"Harbour budget, mended\n\nTen."}
    chooser.value.set_files([new])
    here.page.wait_for_selector(".fn-title >> text=Harbour budget, mended")
    assert here.page.locator(".fn-document").count() == 1


def test_a_text_is_pasted(visit: Opener) -> None:
    """Title and text become a document."""
    here = visit()
    here.page.click("text=Paste a text")
    here.page.fill(".fn-paste-form input", "Minutes of May")
    here.page.fill(".fn-paste-form textarea", "The board met on Monday.")
    here.page.click("text=Add this text")
    here.page.wait_for_selector(".fn-title >> text=Minutes of May")


def test_a_printed_page_shows_the_words_outlined(visit: Opener) -> None:
    """A PDF is shown as text, or as it is printed with the quotation outlined in view."""
    here = visit()
    here.upload(("report.pdf", ONE_PAGE))
    here.ask("What of the port, said the harbour master?")
    here.page.locator(".fn-cite", has_text="[").first.wait_for()
    here.page.locator(".fn-near-open, .fn-cite").first.wait_for()
    here.page.locator(".fn-title", has_text="The pier held").click()
    here.page.click("text=As printed")
    here.page.wait_for_selector(".fn-sheet img")
    start = "The pier held, but only just,\n\nsaid the harbour master".index("said")
    link = here.page.locator(".fn-document", has_text="The pier held")
    document = link.get_attribute("data-document")
    here.open(f"#cite={document}.{start}.{start + 10}")
    outline = here.page.locator(".fn-outline")
    outline.first.wait_for()
    assert outline.count() == 1
    assert outline.evaluate(IN_VIEW)
    here.keep("printed")


def test_a_link_to_a_citation_reopens_it(visit: Opener) -> None:
    """The copied link opens the source at the words, in another browser too."""
    here = visit()
    here.ask(QUESTION).locator(".fn-cite").first.click()
    here.mark()
    here.page.click("text=Copy link")
    here.page.wait_for_selector("text=Link copied")
    link = here.page.evaluate("navigator.clipboard.readText()")
    other = visit()
    other.open(link.removeprefix(here.base))
    assert "Olav Berg" in other.mark().text_content()
    assert other.mark().evaluate(IN_VIEW)


def test_an_answer_is_copied_with_its_footnotes(visit: Opener) -> None:
    """As text, Markdown or HTML."""
    here = visit()
    turn = here.ask(QUESTION)
    for form, held in (
        ("text", "Berg [1]."),
        ("markdown", "Berg[^1]."),
        ("html", '<a href="#fn-1">1</a>'),
    ):
        turn.locator(".fn-copy").select_option(form)
        here.page.wait_for_function(
            "held => navigator.clipboard.readText().then((text) => text.includes(held))", arg=held
        )
    assert "Copied with its footnotes" in turn.inner_text()


def test_a_conversation_is_saved_as_a_file(visit: Opener) -> None:
    """The export is a file named after the first question."""
    here = visit()
    here.ask(QUESTION)
    with here.page.expect_download() as saving:
        here.page.locator(".fn-save").select_option("markdown")
    assert saving.value.suggested_filename == "Who is the harbour master.md"


def test_a_thumb_and_a_word_are_kept(visit: Opener) -> None:
    """After a reload the thumb is still pressed."""
    here = visit()
    turn = here.ask(QUESTION)
    turn.get_by_text("Bad answer").click()
    turn.locator(".fn-word input").fill("which port?")
    turn.get_by_text("Keep this remark").click()
    turn.locator(".fn-word").wait_for(state="hidden")
    here.open()
    assert here.turn(0).locator("[aria-pressed=true]").inner_text() == "Bad answer"


def test_differences_are_shown_side_by_side(visit: Opener) -> None:
    """Both numbers, each with its sentence and footnote."""
    here = visit()
    here.upload(("report.txt", "Ferry report\n\nThe boat left with 90 passengers."))
    turn = here.ask("How many passengers?")
    assert turn.locator(".fn-value").all_inner_texts() == ["120", "90"]
    assert turn.locator(".fn-differ .fn-cite").count() == 2
    here.keep("differences")


def test_tables_have_footnotes_and_files(visit: Opener) -> None:
    """What happened when and who said what, each row cited; the file has the same rows.

    Spreadsheets read a CSV as UTF-8 by the mark that it begins with.
    """
    here = visit()
    here.page.select_option(".fn-views", "timeline")
    row = here.turn(0).locator("tbody tr").first
    assert "3 Mar 2026" in row.inner_text() and "cut off since the storm" in row.inner_text()
    row.locator(".fn-cite").click()
    assert "cut off since the storm" in here.mark().text_content()
    here.page.select_option(".fn-views", "quotes")
    quotes = here.turn(1)
    assert "Olav Berg" in quotes.locator("tbody tr").first.inner_text()
    here.keep("quotes")
    with here.page.expect_download() as saving:
        quotes.get_by_text("Save as CSV").click()
    assert saving.value.suggested_filename == "quotes.csv"
    lines = Path(saving.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("\ufeffnumber,speaker") and "Olav Berg" in lines[1]
    with here.page.expect_download() as saving:
        quotes.get_by_text("Save as Markdown").click()
    assert Path(saving.value.path()).read_text(encoding="utf-8").startswith("| Who")


def test_a_greeting_is_answered_and_documents_are_listed(visit: Opener) -> None:
    """What is no question gets a reply; listed documents can be opened."""
    here = visit()
    assert "Ask about your documents" in here.ask("Hello!").inner_text()
    listed = here.ask("Which documents are there?").locator(".fn-listed .fn-link")
    listed.filter(has_text="Ferry to Skerry").first.click()
    here.page.wait_for_selector("#fn-source .fn-p >> text=Paragraph 39")


def test_a_slow_question_does_not_hold_up_another_visitor(visit: Opener) -> None:
    """While one visitor waits, another is answered."""
    first, second = visit(), visit()
    first.page.fill("#fn-question textarea", "Tell me slowly about the harbour")
    first.page.press("#fn-question textarea", "Enter")
    first.page.wait_for_selector(".fn-pending")
    second.ask(QUESTION)
    assert first.page.locator(".fn-pending").count() == 1
    first.turn(0)


def test_a_fault_is_a_sentence(visit: Opener) -> None:
    """What nobody foresaw is one sentence on the page, and the next question works."""
    here = visit()
    turn = here.ask("What a surprise?")
    assert "Something went wrong" in turn.locator(".fn-message").inner_text()
    assert here.ask(QUESTION).locator(".fn-cite").count() >= 1
