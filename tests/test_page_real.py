"""The page with the real library and its models, from an upload to a removed file."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.library import Library
from tests.page_served import wait_for
from tests.page_visits import IN_VIEW, ROOT, Opener, browser, needs_browser, visit

__all__ = ["browser", "visit"]
pytestmark = needs_browser
ARTICLES = ROOT / "tests" / "data" / "articles"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for an index."""
    return tmp_path_factory.mktemp("real")


@contextlib.contextmanager
def served(index: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "PORT": port, "RAG_INDEX": str(index)}
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    """Give the address of a page on an empty index."""
    with served(home / "index") as address:
        yield address


def test_a_researcher_adds_asks_checks_and_removes(visit: Opener, home: Path) -> None:
    """Three files are added, a question is answered with exact words, a summary is cited, and a
    removed file is in no answer; the conversation is there for the next visitor.
    """
    here = visit()
    here.page.set_default_timeout(90_000)
    assert here.page.locator(".fn-empty").is_visible()
    chosen = sorted(ARTICLES.glob("*.txt"))[:3]
    here.upload(*[(path.name, path.read_bytes()) for path in chosen])
    here.page.wait_for_selector(".fn-example")
    question = here.page.locator(".fn-example").first.inner_text()
    here.page.locator(".fn-example").first.click()
    turn = here.turn(0)
    assert turn.locator(".fn-sure").inner_text()
    turn.locator(".fn-cite").first.click()
    mark = here.mark()
    assert mark.evaluate(IN_VIEW)
    place = turn.locator(".fn-cite").first
    start, end = (int(place.get_attribute(f"data-{name}")) for name in ("start", "end"))
    document = place.get_attribute("data-document")
    with Library(home / "index", read_only=True) as library:
        quote = library.show(document).text[start:end]
    marked = "".join(here.page.locator("#fn-source mark").all_text_contents())
    assert "".join(marked.split()) == "".join(quote.split())
    here.keep("real-answer")
    here.page.click("#fn-summarise")
    assert here.turn(1).locator(".fn-cite").count() >= 3
    here.page.select_option(".fn-views", "quotes")
    here.turn(2)
    here.keep("real-quotes")
    row = here.page.locator(f'[data-document="{document}"].fn-document')
    row.get_by_text("Remove").click()
    row.wait_for(state="detached")
    again = here.ask(question)
    assert again.locator(f'.fn-cite[data-document="{document}"]').count() == 0
    other = visit()
    other.page.click("text=Conversations")
    other.page.locator(".fn-talk .fn-title", has_text=question).first.click()
    assert other.turn(3).is_visible()
