"""The page keeps its manners: nothing hostile runs, everyone can use it, it is there at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.page_served import served_page
from tests.page_visits import (
    NARROW,
    QUESTION,
    ROOT,
    WIDE,
    Opener,
    Visit,
    base,
    browser,
    needs_browser,
    visit,
)

__all__ = ["base", "browser", "visit"]
pytestmark = needs_browser
SHARED = ROOT.parent / "shared" / "data" / "output_xss.jsonl"
#: A layout shift below this is called good: web.dev/articles/cls.
GOOD_SHIFT = 0.1
OWN = (
    "<img src=//outside.example/a.png onerror=alert(1)>",
    "${alert(1)}{{#with 'x' as |a|}}{{/with}}`+alert(1)+`",
    "![a](http://outside.example/b.png) <style>@import '//outside.example/c.css'</style>",
    "<svg onload=alert(1)><base href=//outside.example/>"
    "<iframe srcdoc='<script>alert(1)</script>'>",
)
INJECTED = (
    ":is(#fn-desk, .fn-preview) :is(img, iframe, script, style, object, embed, base, link, video)"
)


def attacks() -> list[str]:
    if not SHARED.is_file():
        return []
    lines = SHARED.read_text(encoding="utf-8").splitlines()
    return [" ".join(json.loads(line)["text"].split()) for line in lines]


#: What stands on the screen when it is judged: how to bring it there.
def open_history(here: Visit) -> None:
    here.ask(QUESTION)
    here.page.click("text=Conversations")
    here.page.wait_for_selector(".fn-talk")


def open_settings(here: Visit) -> None:
    here.page.click(".fn-gear")


def open_source(here: Visit) -> None:
    here.ask(QUESTION).locator(".fn-cite").first.click()
    here.mark()


def decline(here: Visit) -> None:
    here.ask("xyzzy plugh?")


def sum_up(here: Visit) -> None:
    here.page.click("#fn-summarise")
    here.turn(0).locator(".fn-cell").first.wait_for()


def add_and_remove(here: Visit) -> None:
    here.upload(("gone.txt", "Soon gone\n\nA text."), ("empty.txt", " "))
    here.page.click("text=Paste a text")
    row = here.page.locator(".fn-document", has_text="Soon gone")
    row.get_by_text("Remove").click()
    here.page.wait_for_selector("text=Undo")


def differ(here: Visit) -> None:
    here.upload(("report.txt", "Ferry report\n\nThe boat left with 90 passengers."))
    here.show("talk")
    here.ask("How many passengers?")


def speak_arabic(here: Visit) -> None:
    here.ask(QUESTION)
    here.set("language", "ar")


SCREENS = {
    ("wide", "light"): (
        open_source, decline, sum_up, open_history, open_settings, add_and_remove, differ,
        speak_arabic,
    ),
    ("wide", "dark"): (open_source, sum_up, add_and_remove, differ),
    ("narrow", "light"): (open_source, decline, open_history, add_and_remove),
}  # fmt: skip


def axe() -> str:
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe is missing: pip install axe-playwright-python"
    )
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "scheme"), list(SCREENS))
def test_no_screen_keeps_anyone_out(visit: Opener, width: str, scheme: str) -> None:
    """axe-core finds no serious or critical issue on any screen, in each size and scheme."""
    script = axe()
    here = visit(viewport=WIDE if width == "wide" else NARROW, color_scheme=scheme)
    here.page.evaluate(script)
    found: dict[str, Any] = {}
    for arrange in SCREENS[width, scheme]:
        arrange(here)
        result = here.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        serious = [v for v in result["violations"] if v["impact"] in ("serious", "critical")]
        nodes = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in serious]
        found |= {arrange.__name__: nodes} if nodes else {}
        here.page.keyboard.press("Escape")
        here.show("talk")
        if here.page.locator("#fn-history").is_visible():
            here.page.click("text=Conversations")
        here.page.evaluate(
            "document.dispatchEvent(new CustomEvent('footnote-reopen', {detail: ''}))"
        )
        here.page.wait_for_function("document.querySelectorAll('.fn-turn').length === 0")
    assert found == {}


def test_everything_is_reached_by_keyboard(visit: Opener) -> None:
    """Tab goes through the three places in their order, and each stop shows that it is focused."""
    here = visit()
    here.ask(QUESTION)
    here.page.focus(".fn-gear")
    seen = ["fn-gear"]
    for _ in range(60):
        here.page.keyboard.press("Tab")
        name, outline = here.page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.id || e.className || e.tagName, s.outlineStyle + s.outlineWidth]; }"
        )
        if "fn-" in name or "TEXTAREA" in name:
            assert outline != "none0px", name
        seen.append(name)
    order = ["fn-gear", "fn-pick", "fn-title", "fn-cite", "fn-copy", "fn-thumb", "fn-page"]
    places = [next(n for n, name in enumerate(seen) if wanted in name) for wanted in order]
    assert places == sorted(places)


def test_the_page_is_there_at_once_and_keeps_still(visit: Opener) -> None:
    """The first paint is early, and nothing jumps until the examples are there."""
    here = visit()
    here.page.wait_for_selector(".fn-example")
    here.page.wait_for_timeout(300)
    shift, paint = here.page.evaluate(
        "() => new Promise((done) => new PerformanceObserver((list) => {"
        " const shift = list.getEntries().reduce((sum, e) => sum + e.value, 0);"
        " const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;"
        " done([shift, paint]); }).observe({ type: 'layout-shift', buffered: true })"
        " || setTimeout(() => done([0, performance.getEntriesByName("
        "'first-contentful-paint')[0].startTime]), 500))"
    )
    assert shift < GOOD_SHIFT
    assert paint < 10_000  # a shared machine; what a quiet one shows is in docs/decisions


def test_without_a_network_the_page_is_the_same(visit: Opener) -> None:
    """With every other host out of reach, nothing is missing and nothing is asked for."""
    here = visit()
    here.page.route(
        "**/*", lambda route: route.continue_() if here.base in route.request.url else route.abort()
    )
    here.open()
    assert here.ask(QUESTION).locator(".fn-cite").count() >= 1
    assert here.outside == []


@pytest.mark.parametrize("source", ["own", "shared"])
def test_nothing_from_a_document_runs_or_calls_out(
    browser: Any, tmp_path: Path, source: str
) -> None:
    """As text, title, file name, question and sentence, markup is text; the layout holds."""
    texts = [text for text in (OWN if source == "own" else attacks()) if text.strip()]
    if not texts:
        pytest.skip("../shared/data/output_xss.jsonl is missing")
    given = tmp_path / "texts.json"
    given.write_text(json.dumps(texts), encoding="utf-8")
    with served_page(PAGE_TEXTS=str(given)) as base:
        context = browser.new_context(viewport=WIDE, locale="en-GB")
        here = Visit(context.new_page(), base)
        ask_everything(here, texts)
        if here.page.locator("text=more").count():
            here.page.locator(".fn-none button").click()
        shown = here.page.locator(".fn-document .fn-title").all_text_contents()
        assert sorted(shown) == sorted(texts)
        here.page.locator(".fn-turn .fn-cite").last.click()
        marked = here.mark().text_content()
        assert any(text in marked for text in texts)
        here.page.reload()
        here.page.wait_for_selector(".fn-document")
        here.page.wait_for_selector(".fn-turn >> text=Tell me everything")
        assert here.page.locator(INJECTED).count() == 0
        assert here.page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
        here.keep(f"hostile-{source}")
        context.close()
    assert (here.outside, here.dialogs, here.errors) == ([], [], [])


def ask_everything(here: Visit, texts: list[str]) -> None:
    """Ask all texts, several in a question; then have each sentence of each document shown."""
    questions = [""]
    for text in texts:
        together = f"{questions[-1]} {text}".strip()
        if len(together) < 1_900:
            questions[-1] = together
        else:
            questions.append(text)
    done = "n => document.querySelectorAll('.fn-turn:not(.fn-pending)').length === n"
    for number, question in enumerate([*questions, "Tell me everything"], start=1):
        here.page.evaluate(
            "text => document.dispatchEvent(new CustomEvent('footnote-ask', { detail: text }))",
            question,
        )
        here.page.wait_for_function(done, arg=number)
    asked = here.page.locator(".fn-asked").all_text_contents()
    assert asked[:-1] == [question[:2000] for question in questions]
    told = " ".join(here.page.locator(".fn-turn").last.text_content().split())
    assert all(" ".join(text.rstrip(".!?").split()) in told for text in texts)


def test_an_arabic_browser_gets_the_page_from_right_to_left(visit: Opener) -> None:
    """At the first visit already, before anything is chosen."""
    page = visit(locale="ar").page
    assert page.locator("#fn-ask").inner_text() == "اسأل"
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
