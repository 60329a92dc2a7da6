"""A language model on the page, in a real browser: its sentences come one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.page_fakes import served_page
from tests.page_visits import NARROW, WIDE, Opener, browser, needs_browser, visit

__all__ = ["browser", "visit"]
pytestmark = needs_browser
ASKED = "What about the weather at sea?"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served_page(PAGE_MODEL="yes") as address:
        yield address


def choose_model(here: object) -> None:
    page = here.page  # type: ignore[attr-defined]
    page.click(".fn-gear")
    page.select_option("[data-setting=generator]", label="fable (127.0.0.1)")
    page.keyboard.press("Escape")


def test_a_sentence_is_shown_before_the_next_one_exists(visit: Opener) -> None:
    """With a way to stop; then the turn is complete, and says who worded it."""
    here = visit(viewport=WIDE)
    choose_model(here)
    page = here.page
    page.fill("#fn-question textarea", ASKED)
    page.press("#fn-question textarea", "Enter")
    page.wait_for_selector(".fn-turn .fn-sentence")
    assert page.locator(".fn-turn .fn-sentence").count() == 1
    assert page.locator(".fn-stop").is_visible()
    here.keep("model-1-growing")
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn .fn-sentence").count() == 2
    assert page.locator(".fn-stop").count() == 0
    assert "Worded by fable" in page.locator(".fn-worded").inner_text()


@pytest.mark.parametrize("key", ["click", "Escape"])
def test_a_model_can_be_stopped(visit: Opener, key: str) -> None:
    """What has passed stays."""
    here = visit(viewport=WIDE)
    choose_model(here)
    page = here.page
    page.fill("#fn-question textarea", ASKED)
    page.press("#fn-question textarea", "Enter")
    page.wait_for_selector(".fn-turn .fn-sentence")
    if key == "click":
        page.click(".fn-stop")
    else:
        page.keyboard.press("Escape")
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn .fn-sentence").count() == 1
    assert "The model was stopped." in page.locator(".fn-worded").inner_text()


def test_what_was_withheld_opens_and_is_there_after_a_reload(visit: Opener) -> None:
    """With its reason, on a phone too."""
    here = visit(viewport=NARROW)
    choose_model(here)
    page = here.page
    page.fill("#fn-question textarea", ASKED)
    page.press("#fn-question textarea", "Enter")
    page.wait_for_selector(".fn-withheld")
    page.reload()
    page.wait_for_selector(".fn-withheld summary")
    page.locator(".fn-withheld summary").focus()
    page.keyboard.press("Enter")
    told = page.locator(".fn-withheld").inner_text()
    assert "The pier sank in 1999." in told
    assert "does not have the date: 1999" in told
    assert "own words stand in its place" in told
    here.keep("model-2-withheld")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_a_model_nothing_is_offered(visit: Opener) -> None:
    """The documents' own words are what was chosen at first; nothing is said of models then."""
    here = visit(viewport=WIDE)
    turn = here.ask(ASKED)
    assert turn.locator(".fn-worded").count() == 0
