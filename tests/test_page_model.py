"""A language model on the page, in a real browser: its sentences come one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.page_served import served_page
from tests.page_visits import NARROW, WIDE, Opener, Visit, browser, needs_browser, visit

__all__ = ["browser", "visit"]
pytestmark = needs_browser
ASKED = "What about the weather at sea?"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served_page(PAGE_MODEL="yes") as address:
        yield address


def ask_model(here: Visit) -> Any:
    """Choose the model and ask; give the page once the first sentence is there."""
    page = here.page
    page.click(".fn-gear")
    page.select_option("[data-setting=generator]", label="fable (127.0.0.1)")
    page.keyboard.press("Escape")
    page.fill("#fn-question textarea", ASKED)
    page.press("#fn-question textarea", "Enter")
    page.wait_for_selector(".fn-turn .fn-sentence")
    return page


def test_a_sentence_is_shown_before_the_next_one_exists(visit: Opener) -> None:
    """With a way to stop; then the turn is complete, and says who worded it."""
    here = visit(viewport={"width": 1280, "height": 800})
    page = ask_model(here)
    assert page.locator(".fn-turn .fn-sentence").count() == 1
    assert page.locator(".fn-stop").is_visible()
    here.keep("model-growing-1280")
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn .fn-sentence").count() == 2
    assert page.locator(".fn-stop, .fn-wait").count() == 0
    assert "Worded by fable" in page.locator(".fn-worded").inner_text()
    here.keep("model-done-1280")


def test_a_footnote_can_be_read_while_the_model_goes_on(visit: Opener) -> None:
    """The footnote that was opened is the same button afterwards, and the way back leads to it."""
    page = ask_model(visit(viewport=WIDE))
    page.click(".fn-turn .fn-cite")
    page.evaluate("document.querySelector('.fn-turn .fn-cite').dataset.mine = 'yes'")
    page.wait_for_selector(".fn-worded")
    note = page.locator(".fn-turn .fn-cite").first
    assert note.get_attribute("data-mine") == "yes"
    assert note.get_attribute("aria-current") == "true"
    page.locator("#fn-source .fn-page").focus()
    page.keyboard.press("Escape")
    assert note.evaluate("node => node === document.activeElement")


@pytest.mark.parametrize("key", ["click", "Escape"])
def test_a_model_can_be_stopped(visit: Opener, key: str) -> None:
    """What has passed stays."""
    page = ask_model(visit(viewport=WIDE))
    if key == "click":
        page.click(".fn-stop")
    else:
        page.keyboard.press("Escape")
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn .fn-sentence").count() == 1
    assert "The model was stopped." in page.locator(".fn-worded").inner_text()


def test_escape_in_an_open_panel_closes_only_that(visit: Opener) -> None:
    """The model goes on."""
    page = ask_model(visit(viewport=WIDE))
    page.click(".fn-gear")
    page.keyboard.press("Escape")
    assert page.locator("#fn-settings").is_hidden()
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn .fn-sentence").count() == 2


def test_a_reload_does_not_lose_what_is_being_written(visit: Opener) -> None:
    """The page goes on looking, and shows the turn once."""
    page = ask_model(visit(viewport=WIDE))
    page.reload()
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn .fn-sentence").count() == 2
    page.reload()
    page.wait_for_selector(".fn-worded")
    assert page.locator(".fn-turn").count() == 1


def test_what_was_withheld_opens_and_is_there_after_a_reload(visit: Opener) -> None:
    """With its reason, on a phone too."""
    here = visit(viewport=NARROW)
    page = ask_model(here)
    here.keep("model-growing-390")
    page.wait_for_selector(".fn-withheld")
    page.reload()
    page.wait_for_selector(".fn-withheld summary")
    assert page.locator(".fn-withheld q").is_hidden()
    page.locator(".fn-withheld summary").focus()
    page.keyboard.press("Enter")
    told = page.locator(".fn-withheld").inner_text()
    assert "The pier sank in 1999." in told
    assert "does not have the date: 1999" in told
    assert "own words stand in its place" in told
    here.keep("model-withheld-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_documents_own_words_stand_as_before(visit: Opener) -> None:
    """They are what is chosen at first; nothing is said of models then."""
    turn = visit(viewport=WIDE).ask(ASKED)
    assert turn.locator(".fn-worded").count() == 0
