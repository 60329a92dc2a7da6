"""Visits to the page in a real browser, for the tests that import the fixtures below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.page_served import served_page

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parent.parent
ARTEFACTS = ROOT / "artefacts"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
QUESTION = "Who is the harbour master?"
IN_VIEW = """mark => { const m = mark.getBoundingClientRect();
  const f = mark.closest('.fn-page').getBoundingClientRect();
  return m.top >= f.top && m.bottom <= f.bottom && m.height > 0 && f.bottom <= innerHeight + 1; }"""

needs_browser = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason="/usr/bin/chromium is missing: sh scripts/install_browser.sh"
    ),
]


class Visit:
    """A fresh browser profile on the page, which notes what must not happen."""

    def __init__(self, page: Any, base: str) -> None:
        self.page = page
        self.base = base
        self.outside: list[str] = []
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._note_request)
        page.on("dialog", self._note_dialog)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note_console)
        self.open()

    def open(self, fragment: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(self.base + fragment)
        self.page.wait_for_selector("html[data-footnote=ready]", state="attached")
        self.page.wait_for_selector(".fn-document, .fn-none", state="attached")

    def ask(self, question: str) -> Any:
        before = self.page.locator(".fn-turn").count()
        self.page.fill("#fn-question textarea", question)
        self.page.press("#fn-question textarea", "Enter")
        return self.turn(before)

    def turn(self, number: int) -> Any:
        turn = (
            self.page.locator(".fn-turn")
            .nth(number)
            .and_(self.page.locator(".fn-turn:not(.fn-pending)"))
        )
        turn.wait_for()
        return turn

    def mark(self) -> Any:
        mark = self.page.locator("#fn-source mark").first
        mark.wait_for()
        return mark

    def show(self, place: str) -> None:
        if self.page.locator(".fn-tabs").is_visible():
            self.page.click(f'.fn-tab[data-place="{place}"]')

    def upload(self, *files: tuple[str, str | bytes]) -> None:
        self.show("library")
        self.page.set_input_files(
            "#fn-upload input[type=file]",
            [
                {
                    "name": name,
                    "mimeType": "application/octet-stream",
                    "buffer": content.encode() if isinstance(content, str) else content,
                }
                for name, content in files
            ],
        )
        self.page.wait_for_function(
            "n => document.querySelectorAll('.fn-report').length >= n"
            " && !document.querySelector('.fn-progress')",
            arg=len(files),
        )

    def set(self, setting: str, value: str) -> None:
        self.page.click(".fn-gear")
        self.page.select_option(f'[data-setting="{setting}"]', value)
        self.page.keyboard.press("Escape")

    def keep(self, name: str) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=str(ARTEFACTS / f"page-{name}.png"))

    def _note_request(self, request: Any) -> None:
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss") and not (
            request.url.startswith(self.base)
        ):
            self.outside.append(request.url)

    def _note_dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)


Opener = Callable[..., Visit]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Give the address of a page with a small library."""
    with served_page() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Give one browser for all visits of a module."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is missing: pip install playwright"
    )
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, base: str) -> Iterator[Opener]:
    """Give a function that opens the page in a fresh profile; nothing bad may happen there."""
    visits: list[Visit] = []

    def start(**settings: Any) -> Visit:
        wanted = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB", **settings}
        context = browser.new_context(**wanted)
        context.set_default_timeout(20_000)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visits.append(Visit(context.new_page(), base))
        return visits[-1]

    yield start
    for made in visits:
        made.page.context.close()
        assert made.outside == []
        assert made.dialogs == []
        assert made.errors == []
