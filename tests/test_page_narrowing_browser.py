"""The shelf can be narrowed by mouse and keyboard, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.page_served import served_page
from tests.page_visits import NARROW, WIDE, Opener, browser, needs_browser, visit

__all__ = ["browser", "visit"]
pytestmark = needs_browser


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served_page(PAGE_SHELF="yes") as address:
        yield address


def wait_for_count(page: Any, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('.fn-document').length === n", arg=count)


def offered(page: Any, name: str) -> list[str]:
    told: list[str] = page.locator(f"[data-narrow={name}] option").all_inner_texts()
    return told


def test_only_what_tells_documents_apart_is_offered(visit: Opener) -> None:
    """Authors, folders with those above them, languages by their names; dates within range."""
    page = visit(viewport=WIDE).page
    page.click(".fn-narrow-open")
    assert offered(page, "author") == ["Any", "Ida Holm", "Per Lund", "Per Lund and Ida Holm"]
    assert offered(page, "folder") == ["Any", "news", "news/old", "notes"]
    assert offered(page, "language") == ["Any", "German", "English"]
    since = page.locator("[data-narrow=since]")
    assert since.get_attribute("min") == "2024-02-01"
    assert since.get_attribute("max") == "2025-05-14"


def test_a_question_is_asked_of_what_is_left(visit: Opener) -> None:
    """By author; list, line above the question and turn agree, and one click ends it."""
    here = visit(viewport={"width": 1280, "height": 800})
    page = here.page
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=author]", "Ida Holm")
    wait_for_count(page, 2)
    assert page.locator(".fn-narrow-count").inner_text() == "2 of 4 documents"
    assert "2 of 4" in page.locator(".fn-scope").inner_text()
    turn = here.ask("What left?")
    assert "in 2 of 4 documents" in turn.inner_text()
    assert {"Ferry", "Barge"} == set(turn.locator(".fn-from button").all_inner_texts())
    here.keep("narrow-1-wide")
    page.click(".fn-narrow-clear")
    wait_for_count(page, 4)
    assert page.locator(".fn-scope").inner_text() == ""
    assert page.locator("[data-narrow=author]").input_value() == ""
    assert "documents" not in here.ask("What left?").locator(".fn-foot").inner_text()


def test_the_questions_to_begin_with_are_about_what_is_left(visit: Opener) -> None:
    """They are others once the documents are."""
    page = visit(viewport=WIDE).page
    page.wait_for_selector(".fn-examples >> text=about Ferry")
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=language]", "de")
    page.wait_for_selector(".fn-examples >> text=about Tram")
    assert "Ferry" not in page.locator(".fn-examples").inner_text()


def test_a_summary_and_a_table_keep_to_what_is_left(visit: Opener) -> None:
    """Not questions alone."""
    here = visit(viewport=WIDE)
    page = here.page
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=folder]", "notes")
    wait_for_count(page, 2)
    page.click("#fn-summarise")
    assert "Summary of 2 documents" in here.turn(0).inner_text()
    page.select_option(".fn-views", "timeline")
    assert "in 2 of 4 documents" in here.turn(1).inner_text()


def test_a_date_is_typed_and_kept_for_the_session(visit: Opener) -> None:
    """By keyboard on a phone; a reload keeps it; asking all clears it."""
    here = visit(viewport=NARROW)
    page = here.page
    here.show("library")
    page.locator(".fn-narrow-open").focus()
    page.keyboard.press("Enter")
    since = page.locator("[data-narrow=since]")
    assert since.evaluate("one => one === document.activeElement")
    page.keyboard.type("01012025")
    page.keyboard.press("Tab")
    wait_for_count(page, 1)
    assert since.input_value() == "2025-01-01"
    here.keep("narrow-2-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.reload()
    wait_for_count(page, 1)
    here.show("library")
    page.click(".fn-narrow-open")
    assert page.locator("[data-narrow=since]").input_value() == "2025-01-01"
    here.show("talk")
    page.click(".fn-scope .fn-tool")
    wait_for_count(page, 4)


def test_folders_hold_what_lies_deeper(visit: Opener) -> None:
    """Escape closes the panel and goes back to its button; the choice stays."""
    page = visit(viewport=WIDE).page
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=folder]", "news")
    page.keyboard.press("Escape")
    assert not page.locator("#fn-narrow-panel").is_visible()
    assert page.locator(".fn-narrow-open").evaluate("one => one === document.activeElement")
    wait_for_count(page, 2)


def test_dates_that_exclude_each_other_are_told(visit: Opener) -> None:
    """Where they are chosen; a question then is answered with a sentence."""
    here = visit(viewport=WIDE)
    page = here.page
    page.click(".fn-narrow-open")
    page.fill("[data-narrow=since]", "2025-01-01")
    page.fill("[data-narrow=until]", "2024-12-31")
    page.wait_for_selector(".fn-narrow-count .fn-problem")
    assert "nothing lies between" in page.locator(".fn-narrow-count").inner_text()
    assert "nothing lies between" in here.ask("What left?").inner_text()


def test_it_speaks_the_readers_language(visit: Opener) -> None:
    """Names of languages too; Arabic from right to left."""
    here = visit(viewport={"width": 1280, "height": 800})
    page = here.page
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=folder]", "news")
    wait_for_count(page, 2)
    here.set("language", "ar")
    assert "مستندان من" in page.locator(".fn-narrow-count").inner_text()
    assert "الألمانية" in offered(page, "language")
    here.keep("narrow-3-arabic")
    here.set("language", "tr")
    assert "4 belgeden 2 tanesi" in page.locator(".fn-narrow-count").inner_text()


def test_a_library_of_one_document_has_nothing_to_narrow(browser: Any) -> None:
    """Nothing is shown where there is nothing to choose."""
    with served_page() as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".fn-document")
        assert not page.locator(".fn-narrow-line").is_visible()
        page.close()
