"""What comes late, in another order or not at all does no harm; every click shows its effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page_served import served_page
from tests.page_visits import Opener, Visit, browser, needs_browser, visit
from tests.test_originals import ONE_PAGE

__all__ = ["browser", "visit"]
pytestmark = needs_browser
ROWS = 200
TITLES = (
    "İstanbul vapurları", "Çalışma ışığı yandı", "Café in Curaçao", "أَخبار المدينة",
    "काम की बात", "The storm of 1990", *(f"Notice {n}" for n in range(ROWS)),
)  # fmt: skip
BUSY = {"message": {"say": "busy"}}
LOCKED = {"message": {"text": "the disk is full"}}
FOCUSED = "document.activeElement.textContent"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a page with more documents than are shown at once."""
    given: Path = tmp_path_factory.mktemp("given") / "texts.json"
    given.write_text(json.dumps(TITLES), encoding="utf-8")
    with served_page(PAGE_TEXTS=str(given)) as address:
        yield address


class Held:
    """The requests of one kind, which are let through or answered when a test says so."""

    def __init__(self, here: Visit, name: str) -> None:
        self._page = here.page
        self._name = f'"desk_{name}"'
        self.routes: list[Any] = []
        self._page.route("**/component_server/", self._note)

    def _note(self, route: Any) -> None:
        if self._name in (route.request.post_data or ""):
            self.routes.append(route)
        else:
            route.fallback()

    def wait(self, count: int = 1) -> None:
        for _ in range(400):
            if len(self.routes) >= count:
                return
            self._page.wait_for_timeout(25)
        raise AssertionError(f"{self._name} was not asked {count} times")

    def answer(self, view: Any, number: int = 0) -> None:
        self.wait(number + 1)
        self.routes[number].fulfill(json=view)

    def let(self, number: int = 0) -> None:
        self.wait(number + 1)
        self.routes[number].continue_()


def type_question(here: Visit, question: str) -> None:
    here.page.fill("#fn-question textarea", question)
    here.page.press("#fn-question textarea", "Enter")


def reopen(here: Visit, title: str) -> None:
    here.page.click("text=Conversations")
    here.page.locator(".fn-talk .fn-title", has_text=title).first.click()


def asked(here: Visit) -> list[str]:
    return list(here.page.locator(".fn-asked").all_inner_texts())


def begin_two(here: Visit) -> None:
    """Keep a conversation about notice 11 and one about notice 12, and begin a third."""
    for question in ("What about Notice 11?", "What about Notice 12?"):
        here.ask(question)
        here.page.get_by_role("button", name="New", exact=True).click()


def test_a_refused_replacement_is_forgotten(visit: Opener) -> None:
    """The next file is added beside the document, which a file that is accepted does replace."""
    here = visit()
    here.upload(("old.txt", "Old budget\n\nNine million."))
    row = here.page.locator(".fn-document", has_text="Old budget")
    refused = {"name": "a.xlsx", "mimeType": "application/x", "buffer": b"PK"}
    accepted = {"name": "b.txt", "mimeType": "text/plain", "buffer": b"Another matter\n\nBees."}
    with here.page.expect_file_chooser() as chooser:
        row.get_by_text("Replace").click()
    chooser.value.set_files([refused])
    here.page.wait_for_timeout(300)
    with here.page.expect_file_chooser() as chooser:
        here.page.click("#fn-upload .upload-container")
    chooser.value.set_files([accepted])
    here.page.wait_for_selector(".fn-title >> text=Another matter")
    assert row.count() == 1


def test_a_waiting_question_does_not_end_in_another_conversation(visit: Opener) -> None:
    """What waits for the first answer is dropped when another conversation is opened."""
    here = visit()
    begin_two(here)
    held = Held(here, "ask")
    type_question(here, "What about Notice 13?")
    held.wait()
    type_question(here, "What about Notice 14?")
    here.page.wait_for_selector(".fn-asked >> text=Notice 14")
    reopen(here, "Notice 11")
    here.page.wait_for_selector(".fn-asked >> text=Notice 11")
    held.let()
    here.page.wait_for_timeout(500)
    assert (len(held.routes), asked(here)) == (1, ["What about Notice 11?"])


def test_a_question_waits_for_the_conversation_that_is_opened(visit: Opener) -> None:
    """Asked before it is there, it is asked in it; of two that are opened, the last one counts."""
    here = visit()
    begin_two(here)
    held = Held(here, "conversation")
    reopen(here, "Notice 11")
    reopen(here, "Notice 12")
    type_question(here, "What about Notice 15?")
    held.let(1)
    here.turn(1)
    held.let(0)
    here.page.wait_for_timeout(300)
    assert asked(here) == ["What about Notice 12?", "What about Notice 15?"]
    here.page.click("text=Conversations")
    here.page.locator(".fn-talk", has_text="Notice 12").first.get_by_text("2 turns").wait_for()


@pytest.mark.parametrize("failure", [BUSY, {"turns": [], **LOCKED}], ids=["busy", "locked"])
def test_a_conversation_that_cannot_be_opened_leaves_the_open_one(
    visit: Opener, failure: dict[str, Any]
) -> None:
    """Why is said below it, and the next question goes on with it."""
    here = visit()
    begin_two(here)
    reopen(here, "Notice 11")
    here.turn(0)
    here.page.click("text=Conversations")
    here.page.wait_for_selector(".fn-talk")
    opened, listed = Held(here, "conversation"), Held(here, "conversations")
    here.page.locator(".fn-talk .fn-title", has_text="Notice 12").first.click()
    opened.answer(failure)
    if failure is not BUSY:
        listed.answer(LOCKED)
    told = here.turn(1).inner_text()
    assert told.startswith("Busy") or told == "the disk is full"
    here.page.unroute_all()
    here.ask("What about Notice 16?")
    here.open()
    here.turn(1)
    assert asked(here) == ["What about Notice 11?", "What about Notice 16?"]


def test_a_conversation_that_is_gone_makes_room_for_a_new_one(visit: Opener) -> None:
    """Deleted in another tab, it is not there after a reload."""
    here, other = visit(), visit()
    here.ask("What about Notice 17?")
    other.page.click("text=Conversations")
    line = other.page.locator(".fn-talk", has_text="Notice 17")
    line.get_by_text("Delete").click()
    line.get_by_text("Delete for good").click()
    line.wait_for(state="detached")
    here.open()
    here.page.wait_for_selector(".fn-hello")
    assert here.page.locator(".fn-turn").count() == 0


def test_a_picture_that_comes_late_does_not_replace_the_text(visit: Opener) -> None:
    """Nor what is said when its document was removed meanwhile."""
    here = visit()
    here.upload(("report.pdf", ONE_PAGE))
    row = here.page.locator(".fn-document", has_text="The pier held")
    row.locator(".fn-title").click()
    held = Held(here, "page")
    here.page.click("text=As printed")
    here.page.get_by_role("button", name="Text", exact=True).click()
    held.let(0)
    here.page.click("text=As printed")
    held.wait(2)
    assert "The pier held" in here.page.locator("#fn-source .fn-p").first.inner_text()
    row.get_by_text("Remove").click()
    here.page.wait_for_selector("#fn-source >> text=was removed from the library")
    held.let(1)
    here.page.wait_for_timeout(300)
    assert here.page.locator(".fn-sheet").count() == 0
    here.page.wait_for_selector("#fn-source >> text=was removed from the library")


def test_a_summary_is_seen_though_the_list_of_conversations_is_open(visit: Opener) -> None:
    """The list makes room for it."""
    here = visit()
    here.page.click("text=Conversations")
    here.page.locator(".fn-document", has_text="Notice 21").get_by_text("Summarise").click()
    assert here.turn(0).is_visible()
    assert not here.page.locator(".fn-history").is_visible()


def test_what_could_not_be_saved_says_why(visit: Opener) -> None:
    """Of a table and of a conversation; the next one that is saved says nothing."""
    here = visit()
    here.page.select_option(".fn-views", "timeline")
    table, whole = Held(here, "take_table"), Held(here, "take")
    here.turn(0).get_by_text("Save as CSV").click()
    table.answer(LOCKED)
    here.turn(0).locator(".fn-told", has_text="the disk is full").wait_for()
    here.page.locator(".fn-save").select_option("text")
    whole.answer(BUSY)
    here.page.locator(".fn-unsaved", has_text="Busy").wait_for()
    with here.page.expect_download():
        here.page.locator(".fn-save").select_option("text")
        whole.let(1)
    assert here.page.locator(".fn-unsaved").inner_text() == ""


def test_the_focus_stays_where_one_was_at_work(visit: Opener) -> None:
    """Of what is dismissed, put back or shown besides; Undo can be tried again."""
    here = visit()
    here.upload(("bees.txt", "Bees return\n\nForty hives."))
    here.page.locator(".fn-tool", has_text="Dismiss").press("Enter")
    assert here.page.evaluate("document.activeElement.className") == "fn-shelf"
    here.page.locator(".fn-none button").press("Enter")
    shown = here.page.locator(".fn-document .fn-title")
    assert here.page.evaluate(FOCUSED) == shown.nth(ROWS).inner_text()
    here.page.locator(".fn-document", has_text="Bees return").get_by_text("Remove").press("Enter")
    undo = here.page.locator(".fn-undo button")
    held = Held(here, "restore")
    undo.press("Enter")
    held.answer(BUSY)
    here.page.wait_for_selector(".fn-undo >> text=Busy")
    assert here.page.evaluate(FOCUSED) == "Undo"
    undo.press("Enter")
    held.let(1)
    here.page.wait_for_selector("text=It is back in the library.")
    assert here.page.evaluate(FOCUSED) == "Bees return"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("istanbul", "İstanbul vapurları"),
        ("İSTANBUL VAPURLARI", "İstanbul vapurları"),
        ("calisma isigi", "Çalışma ışığı yandı"),
        ("ÇALIŞMA", "Çalışma ışığı yandı"),
        ("cafe curacao", "Café in Curaçao"),
        ("اخبار", "أَخبار المدينة"),
        ("काम", "काम की बात"),
        ("notice 199", "Notice 199"),
        ("कमी", None),
        ("stanbull", None),
    ],
)
def test_documents_are_found_whatever_their_accents(
    visit: Opener, typed: str, found: str | None
) -> None:
    """Dotted or not, with marks or without; a vowel that is a letter of its word still counts."""
    page = visit().page
    page.fill(".fn-shelf-place input[type=search]", typed)
    assert page.locator(".fn-title").all_inner_texts() == ([found] if found else [])
