"""The page in a real browser, as a reader uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.page_fakes import served_page

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is missing: pip install playwright"
)
CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "output_xss.jsonl"
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

pytestmark = [
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

    def open(self) -> None:
        self.page.goto(self.base)
        self.page.wait_for_selector(".fn-example", state="attached")

    def ask(self, question: str) -> Any:
        before = self.page.locator(".fn-turn").count()
        self.page.fill("#fn-question textarea", question)
        self.page.press("#fn-question textarea", "Enter")
        return self.turn(before)

    def turn(self, number: int) -> Any:
        turn = self.page.locator(".fn-turn:not(.fn-pending)").nth(number)
        turn.wait_for()
        return turn

    def mark(self) -> Any:
        mark = self.page.locator("#fn-reader mark").first
        mark.wait_for()
        return mark

    def show(self, place: str) -> None:
        if self.page.locator(".fn-tabs").is_visible():
            self.page.click(f'.fn-tab[data-place="{place}"]')

    def upload(self, *files: tuple[str, str]) -> None:
        self.show("library")
        self.page.set_input_files(
            "#fn-upload input[type=file]",
            [{"name": n, "mimeType": "text/plain", "buffer": t.encode()} for n, t in files],
        )
        self.page.wait_for_function(
            "n => document.querySelectorAll('.fn-report').length >= n", arg=len(files)
        )

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
    with served_page() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, base: str) -> Iterator[Opener]:
    visits: list[Visit] = []

    def start(**settings: Any) -> Visit:
        context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **settings})
        context.set_default_timeout(15_000)
        visits.append(Visit(context.new_page(), base))
        return visits[-1]

    yield start
    for made in visits:
        made.page.context.close()
        assert made.outside == []
        assert made.dialogs == []
        assert made.errors == []


def test_the_first_screen_has_all_that_one_needs(visit: Opener) -> None:
    """Name, documents, examples, question box, Summarise and upload; nothing of Gradio's footer."""
    page = visit().page
    assert page.title() == "Footnote"
    for selector in (
        "h1.fn-name", ".fn-document", ".fn-example", "#fn-question textarea", "#fn-ask",
        "#fn-summarise", "#fn-upload button",
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
    name = f"{size['width']}-{scheme}"
    here.keep(f"{name}-1-start")
    turn = here.ask("What about Paragraph 33?")
    here.keep(f"{name}-2-answer")
    assert "Fairly sure" in turn.locator(".fn-note").inner_text()
    turn.locator(".fn-cite").last.click()
    mark = here.mark()
    assert mark.text_content() == "Paragraph 33 describes weather at sea in some detail, again."
    assert mark.evaluate(IN_VIEW)
    here.keep(f"{name}-3-source")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert here.page.locator("#fn-reader .fn-role-title").text_content() == (
        "Ferry to Skerry Island resumes after storm"
    )


def test_a_document_opens_from_the_library(visit: Opener) -> None:
    """A title in the library opens the whole document at its top."""
    page = visit().page
    page.click(".fn-title")
    page.wait_for_selector("#fn-reader .fn-p >> text=Paragraph 39")
    assert page.locator("#fn-reader .fn-page").evaluate("e => e.scrollTop") == 0
    assert page.locator("#fn-reader mark").count() == 0


def test_footnotes_are_for_the_keyboard_too(visit: Opener) -> None:
    """Tab reaches a footnote, Enter opens it, Escape leads back to it."""
    here = visit()
    cite = here.ask(QUESTION).locator(".fn-cite").first
    assert re.match(r"Footnote 1: Ferry .*, paragraph \d+", cite.get_attribute("aria-label"))
    cite.focus()
    assert cite.evaluate("e => e.matches(':focus-visible')")
    here.page.keyboard.press("Enter")
    here.mark()
    assert here.page.evaluate("document.activeElement.tagName") == "MARK"
    here.page.keyboard.press("Escape")
    assert cite.evaluate("e => e === document.activeElement")


def test_earlier_footnotes_keep_working(visit: Opener) -> None:
    """After later answers, an added document and a reload, the first footnote opens its words."""
    here = visit()
    here.ask(QUESTION)
    here.ask("What about Paragraph 12?")
    here.upload(("later.txt", "A later article\n\nHarbour works go on elsewhere."))
    here.show("talk")
    here.page.locator(".fn-turn").first.locator(".fn-cite").first.click()
    assert "Olav Berg" in here.mark().text_content()
    here.open()
    here.page.locator(".fn-turn").first.locator(".fn-cite").first.click()
    assert "Olav Berg" in here.mark().text_content()
    assert here.page.locator(".fn-turn").count() == 2


def test_an_example_works_when_clicked(visit: Opener) -> None:
    """Each example question is asked by a click."""
    here = visit()
    here.page.locator(".fn-example").first.click()
    assert here.turn(0).locator(".fn-asked").inner_text() == QUESTION


def test_summarise_gives_one_cited_paragraph(visit: Opener) -> None:
    """The button sums up all; the one beside a document sums up that one."""
    here = visit()
    here.page.click("#fn-summarise")
    turn = here.turn(0)
    assert turn.locator(".fn-text").count() == 1
    assert turn.locator(".fn-cite").count() == turn.locator(".fn-sentence").count() >= 3
    here.page.locator(".fn-document").first.get_by_text("Summarise").click()
    assert here.turn(1).locator(".fn-asked").inner_text().startswith("Summary: Ferry")
    turn.locator(".fn-cite").nth(2).click()
    assert here.mark().evaluate(IN_VIEW)
    here.keep("summary")


def test_not_found_is_said_with_the_nearest_passages(visit: Opener) -> None:
    """A decline says so, and its passages open in the reader."""
    here = visit()
    turn = here.ask("xyzzy plugh?")
    assert turn.locator(".fn-message").inner_text() == "The documents do not say."
    assert turn.locator(".fn-cite").count() == 0
    here.keep("not-found")
    turn.locator(".fn-near-open").nth(1).click()
    assert here.mark().evaluate(IN_VIEW)


def test_upload_open_and_remove(visit: Opener) -> None:
    """Several files at once, a line each; removed, a document's footnotes say that it is gone."""
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
    row.get_by_text("Remove it").click()
    row.wait_for(state="detached")
    here.page.wait_for_selector("#fn-reader >> text=was removed from the library")
    cite.click()
    here.page.wait_for_selector("#fn-reader >> text=no longer in the library")


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


def test_right_to_left_text_reads_right_to_left(visit: Opener) -> None:
    """Arabic text is laid out in its own direction."""
    here = visit()
    here.upload(("arabic.txt", "عودة العبارة إلى الجزيرة\n\nغادر القارب الأول الميناء عند الفجر."))
    here.page.locator(".fn-title", has_text="عودة").first.click()
    words = here.page.locator("#fn-reader .fn-p", has_text="غادر")
    words.wait_for()
    assert words.evaluate("e => getComputedStyle(e).direction") == "rtl"
    here.keep("right-to-left")


def attacks() -> list[str]:
    if not SHARED.is_file():
        return []
    return [json.loads(line)["text"] for line in SHARED.read_text(encoding="utf-8").splitlines()]


OWN = (
    "<img src=//outside.example/a.png onerror=alert(1)>",
    "${alert(1)}{{#with 'x' as |a|}}{{/with}}`+alert(1)+`",
    "![a](http://outside.example/b.png) <style>@import '//outside.example/c.css'</style>",
    "<svg onload=alert(1)><base href=//outside.example/>"
    "<iframe srcdoc='<script>alert(1)</script>'>",
)


@pytest.mark.parametrize("source", ["own", "shared"])
def test_nothing_from_a_document_runs_or_calls_out(visit: Opener, source: str) -> None:
    """As text, title, file name and question, markup is text: no dialog, no outside request."""
    texts = [text for text in (OWN if source == "own" else attacks()) if text.strip()]
    if not texts:
        pytest.skip("../shared/data/output_xss.jsonl is missing")
    here = visit()
    body = "\n\n".join(f"hostile {' '.join(text.split())}" for text in texts)
    files = [("all.txt", f"{texts[0]} title {source}\n\n{body}")]
    files += [(f"<img src=x onerror=alert({n})>.txt", f"{t}\n\n{t}") for n, t in enumerate(OWN)]
    here.upload(*files)
    here.page.locator(".fn-title", has_text=f"title {source}").click()
    here.page.wait_for_selector("#fn-reader .fn-p >> text=hostile")
    shown = here.page.locator("#fn-reader .fn-page").text_content()
    assert all(" ".join(text.split()) in shown for text in texts)
    for question in [*OWN, "hostile?", *texts[:3]]:
        turn = here.ask(question)
        assert turn.locator(".fn-asked").text_content() == " ".join(question.split())
    here.turn(len(OWN)).locator(".fn-cite").first.click()
    assert "hostile" in here.mark().text_content()
    injected = "#fn-desk :is(img, iframe, script, style, object, embed, base, link, form, video)"
    assert here.page.locator(injected).count() == 0
    here.keep(f"hostile-{source}")
