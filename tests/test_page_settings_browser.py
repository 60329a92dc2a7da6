"""The page's settings, in a real browser: its language and its theme."""

from __future__ import annotations

from typing import Any

from tests.page_visits import NARROW, QUESTION, Opener, base, browser, needs_browser, visit

__all__ = ["base", "browser", "visit"]
pytestmark = needs_browser


def check_language(here: Any, language: str, direction: str, ask: str) -> None:
    page = here.page
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("getComputedStyle(document.body).direction") == direction
    assert page.locator("#fn-ask").inner_text() == ask


def test_the_page_speaks_three_languages(visit: Opener) -> None:
    """A kept answer is shown in the language chosen; Arabic is laid out from right to left."""
    here = visit()
    here.ask(QUESTION)
    check_language(here, "en", "ltr", "Ask")
    here.set("language", "tr")
    check_language(here, "tr", "ltr", "Sor")
    assert "Oldukça emin" in here.turn(0).inner_text()
    here.set("language", "ar")
    here.open()
    check_language(here, "ar", "rtl", "اسأل")
    assert "شبه مؤكد" in here.turn(0).inner_text()
    left, right = (
        here.page.locator(f"#fn-{name}").bounding_box()["x"] for name in ("source", "library")
    )
    assert left < right
    here.upload(("arabic.txt", "عودة العبارة إلى الجزيرة\n\nغادر القارب الأول الميناء عند الفجر."))
    here.page.locator(".fn-title", has_text="عودة").first.click()
    words = here.page.locator("#fn-source .fn-p", has_text="غادر")
    words.wait_for()
    assert words.evaluate("e => getComputedStyle(e).direction") == "rtl"
    here.keep("right-to-left")
    here.page.set_viewport_size(NARROW)
    here.show("talk")
    here.keep("right-to-left-narrow")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_can_be_chosen(visit: Opener) -> None:
    """Dark on a light system, and so after a reload."""
    here = visit(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = here.page.evaluate(paper)
    here.set("theme", "dark")
    dark = here.page.evaluate(paper)
    assert dark != light
    here.open()
    assert here.page.evaluate(paper) == dark
