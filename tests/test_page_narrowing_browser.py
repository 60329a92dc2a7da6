"""The shelf can be narrowed by mouse and keyboard, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.page_fakes import served_page
from tests.page_visits import NARROW, WIDE, Opener, browser, needs_browser, visit

__all__ = ["browser", "visit"]
pytestmark = needs_browser


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served_page(PAGE_SHELF="yes") as address:
        yield address


def test_a_question_is_asked_of_what_is_left(visit: Opener) -> None:
    """By author; list, line above the question and turn agree, and one click ends it."""
    here = visit(viewport=WIDE)
    page = here.page
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=author]", "Ida Holm")
    assert page.locator(".fn-document").count() == 1
    assert "Narrowed to 1 document" in page.locator(".fn-narrow-count").inner_text()
    assert "1 of 3" in page.locator(".fn-scope").inner_text()
    here.keep("narrow-1-wide")
    turn = here.ask("What left?")
    assert turn.locator(".fn-from").all_inner_texts() == ["[1]\nFerry"]
    page.click(".fn-narrow-clear")
    assert page.locator(".fn-document").count() == 3
    assert page.locator(".fn-scope").inner_text() == ""


def test_a_date_is_typed_and_kept_for_the_session(visit: Opener) -> None:
    """By keyboard on a phone; a reload keeps it; asking all clears it."""
    here = visit(viewport=NARROW)
    page = here.page
    page.click("[data-place=library]")
    page.locator(".fn-narrow-open").focus()
    page.keyboard.press("Enter")
    page.locator("#fn-narrow-panel input[type=date]").first.fill("2025-01-01")
    page.locator("#fn-narrow-panel input[type=date]").first.press("Tab")
    page.wait_for_selector(".fn-narrow-count span")
    here.keep("narrow-2-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.reload()
    page.wait_for_selector(".fn-narrow-count span", state="attached")
    assert page.locator(".fn-document").count() == 1
    page.click("[data-place=talk]")
    page.click(".fn-scope .fn-tool")
    assert page.locator(".fn-document").count() == 3


def test_folders_hold_what_lies_deeper(visit: Opener) -> None:
    """Escape closes the panel; the choice stays."""
    page = visit(viewport=WIDE).page
    page.click(".fn-narrow-open")
    page.select_option("[data-narrow=folder]", "news")
    page.keyboard.press("Escape")
    assert not page.locator("#fn-narrow-panel").is_visible()
    assert page.locator(".fn-document").count() == 2
