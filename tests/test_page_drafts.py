"""A turn that a model writes is seen as it grows, and can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.page import drafts as drafting
from rag.page.desk import Desk, open_desk
from rag.page.drafts import Drafts
from rag.page.exporting import turn_text
from rag.page.rendering import model_name
from tests.page_fakes import FABLE, make_library


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "index").mkdir()
    return open_desk(make_library([FABLE]), tmp_path / "index", tmp_path / "uploads")


def wait_for(look: Callable[[], Any]) -> Any:
    for _ in range(300):
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come")


def asking(desk: Desk, **asked: Any) -> tuple[threading.Thread, list[Any]]:
    done: list[Any] = []
    wish = {"question": "What about the weather?", "draft": "d1", "generator": FABLE, **asked}
    thread = threading.Thread(target=lambda: done.append(desk.talk.ask(wish)))
    thread.start()
    return thread, done


def test_the_first_sentence_is_seen_before_the_second_exists(desk: Desk) -> None:
    """Each is seen once, by its version; then the turn is kept, and the draft is gone."""
    thread, done = asking(desk)
    far = wait_for(lambda: desk.talk.growing({"draft": "d1"}).get("view"))
    assert len(far["statements"]) == 1
    assert far["growing"]
    assert "view" not in desk.talk.growing({"draft": "d1", "version": 1})
    desk.talk.stop({"draft": "d1"})
    thread.join(10)
    assert desk.talk.growing({"draft": "d1"}) == {"gone": True}
    (turn,) = done
    assert turn["phrasing"]["notice"] == "The model was stopped."
    assert turn["phrasing"]["model"] == "fable (127.0.0.1)"
    assert turn["conversation"]


def test_what_was_withheld_is_kept_and_counted_in_exports(desk: Desk) -> None:
    """With its reason, and whether the document's words stand in its place."""
    thread, done = asking(desk)
    wait_for(lambda: desk.talk.growing({"draft": "d1"}).get("view"))
    desk.talk.stop({"draft": "d1"})
    thread.join(10)
    (withheld,) = done[0]["phrasing"]["withheld"]
    assert withheld["why"] == {"say": "withheld_date", "detail": "1999"}
    assert withheld["replaced"]
    assert "1 sentence of the model was withheld." in turn_text(done[0])


def test_a_generator_that_is_not_offered_words_nothing(desk: Desk) -> None:
    """Whatever a client sends: only names of the settings are used."""
    for name in ("openai:http://evil.example/v1#x", "", 7, None, ["a"]):
        turn = desk.talk.ask(
            {"question": "What about the weather?", "generator": name, "draft": "d2"}
        )
        assert "phrasing" not in turn


def test_drafts_that_nobody_knows_are_answered_calmly() -> None:
    """Anything may be asked."""
    drafts = Drafts()
    for asked in (None, {}, {"draft": 3}, {"draft": "x", "version": "y"}):
        assert drafts.look(asked) == {"gone": True}
        assert drafts.stop(asked) == {"stopped": False}


def test_a_model_is_stopped_when_nobody_looks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed tab does not keep it busy."""
    monkeypatch.setattr(drafting, "PATIENCE", -1.0)
    writing = Drafts().begin("d", None, lambda growing: {})
    writing.watch(None)  # type: ignore[arg-type]
    assert writing.stop


def test_a_model_is_named_without_its_address() -> None:
    """Its host is enough; a path is its last part."""
    assert model_name("openai:https://llm.example:8443/v1#qwen") == "qwen (llm.example)"
    assert model_name("transformers:/models/smol/") == "smol"
    assert model_name("extractive") == "extractive"
