"""A turn that a model writes is seen as it grows, and can be stopped."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.config import Config, GenerationConfig
from rag.generation import Writing
from rag.page import drafts as drafting
from rag.page.desk import Desk, open_desk
from rag.page.drafts import Draft, Drafts
from rag.page.exporting import turn_text
from rag.page.layout import script
from rag.page.rendering import generator_key, model_name, phrasing_view
from rag.page.turnstile import BusyError
from rag.phrased import Phrasing
from rag.results import Statement
from tests.page_fakes import FABLE, WordLibrary, make_article, make_library

WEATHER = {"question": "What about the weather?", "generator": generator_key(FABLE)}


class TwoSteps(WordLibrary):
    """A model that has written one sentence, and waits to be allowed the second or stopped."""

    def __init__(self) -> None:
        super().__init__([make_article()], [FABLE])
        self.go_on = threading.Event()
        self.began = 0

    def chat(self, *asked: Any) -> Any:
        writing: Writing = asked[4]
        answer = self.ask(*asked[:4])
        if writing.generator != FABLE:
            return answer
        self.began += 1
        both = tuple(replace(statement, phrased=True) for statement in answer.statements)
        far = Phrasing(FABLE, finished=False)
        writing.watch(replace(answer, statements=both[:1], phrasing=far))
        writing.stop.then(self.go_on.set)
        assert self.go_on.wait(20)
        notice = "The model was stopped." if writing.stop.is_told else ""
        shown = both[:1] if writing.stop.is_told else both
        return replace(answer, statements=shown, phrasing=Phrasing(FABLE, notice=notice))


@pytest.fixture
def library() -> TwoSteps:
    return TwoSteps()


@pytest.fixture
def desk(library: TwoSteps, tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "index").mkdir()
    opened = open_desk(library, tmp_path / "index", tmp_path / "uploads")
    yield opened
    opened.talk.drafts.close()


def look(drafts: Drafts, draft: str, version: int = 0) -> Any:
    return asyncio.run(drafts.look({"draft": draft, "version": version}))


def wait_for(seek: Callable[[], Any]) -> Any:
    for _ in range(1000):
        if found := seek():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not come")


def finished(drafts: Drafts, draft: str) -> Any:
    return wait_for(lambda: look(drafts, draft, 10_000).get("turn"))


def test_the_first_sentence_is_seen_before_the_second_exists(desk: Desk, library: TwoSteps) -> None:
    """Each is seen once, by its version; then the turn is there, and kept."""
    drafts = desk.talk.drafts
    draft = desk.talk.ask(WEATHER)["draft"]
    far = wait_for(lambda: look(drafts, draft).get("view"))
    assert len(far["statements"]) == 1
    assert look(drafts, draft, 1) == {"version": 1}
    library.go_on.set()
    turn = finished(drafts, draft)
    assert len(turn["statements"]) == 2
    assert turn["phrasing"]["said"] == {"say": "worded", "model": "fable (127.0.0.1)"}
    (kept,) = desk.archive.open({"conversation": turn["conversation"]})["turns"]
    assert kept["statements"] == turn["statements"]


def test_only_what_is_new_is_told(library: TwoSteps) -> None:
    """A sentence that was withheld changes nothing that is shown while the model writes."""
    draft, answer = Draft(), library.ask(WEATHER["question"])
    draft.watch(replace(answer, statements=(), phrasing=Phrasing(FABLE, finished=False)))
    assert draft.since(0) == {"version": 0}
    for _ in range(2):
        draft.watch(replace(answer, phrasing=Phrasing(FABLE, finished=False)))
    assert draft.since(0).keys() == {"version", "view"}
    assert draft.since(1) == {"version": 1}


def test_a_look_waits_for_news_but_not_for_long(desk: Desk) -> None:
    """A browser need not ask more than once a second, nor is it answered ten times a second."""
    draft = desk.talk.ask(WEATHER)["draft"]
    wait_for(lambda: look(desk.talk.drafts, draft).get("view"))
    started = time.monotonic()
    assert look(desk.talk.drafts, draft, 1) == {"version": 1}
    assert 0.9 < time.monotonic() - started < 5
    started = time.monotonic()
    assert "view" in look(desk.talk.drafts, draft, 0)
    assert time.monotonic() - started >= drafting.PACE


def test_what_has_passed_before_a_stop_stays(desk: Desk) -> None:
    """And the turn says that it was stopped."""
    draft = desk.talk.ask(WEATHER)["draft"]
    wait_for(lambda: look(desk.talk.drafts, draft).get("view"))
    assert desk.talk.drafts.stop({"draft": draft}) == {"stopped": True}
    turn = finished(desk.talk.drafts, draft)
    assert len(turn["statements"]) == 1
    assert turn["phrasing"]["notice"] == "The model was stopped."


def test_a_slow_model_holds_up_nobody(desk: Desk, library: TwoSteps) -> None:
    """While every model's place is taken, an answer in the documents' own words comes at once."""
    for _ in range(drafting.AT_ONCE + 2):
        assert set(desk.talk.ask(WEATHER)) == {"draft"}
    wait_for(lambda: library.began == drafting.AT_ONCE)
    turn = desk.talk.ask({**WEATHER, "generator": "extractive"})
    assert turn["kind"] == "answer"
    assert "phrasing" not in turn


def test_a_summary_is_written_as_an_answer_is(desk: Desk) -> None:
    """It begins as a draft, too, and is kept."""
    draft = desk.talk.summarise({"generator": generator_key(FABLE)})["draft"]
    turn = finished(desk.talk.drafts, draft)
    assert turn["kind"] == "summary"
    assert turn["conversation"]


def test_what_was_withheld_is_kept_and_counted_in_exports(tmp_path: Path) -> None:
    """With its reason, and whether the document's words stand in its place."""
    (tmp_path / "index").mkdir()
    desk = open_desk(make_library([FABLE]), tmp_path / "index", tmp_path / "uploads")
    draft = desk.talk.ask(WEATHER)["draft"]
    turn = finished(desk.talk.drafts, draft)
    (withheld,) = turn["phrasing"]["withheld"]
    assert withheld["why"] == {"say": "withheld_date", "detail": "1999"}
    assert withheld["replaced"]
    assert "1 sentence of the model was withheld." in turn_text(turn)
    (kept,) = desk.archive.open({"conversation": turn["conversation"]})["turns"]
    assert kept["phrasing"] == turn["phrasing"]


@pytest.mark.parametrize(
    "name", [FABLE, "openai:http://evil.example/v1#x", "x" * 12, "", 7, None, ["a"]]
)
def test_a_generator_that_is_not_offered_words_nothing(desk: Desk, name: object) -> None:
    """Whatever a client sends: only those of the settings are used, by the key it was given."""
    turn = desk.talk.ask({**WEATHER, "generator": name})
    assert turn["kind"] == "answer"
    assert "phrasing" not in turn


def test_the_model_of_the_settings_writes_when_none_is_named(desk: Desk, library: TwoSteps) -> None:
    """The documents' own words can still be chosen instead."""
    library.config = Config(generation=GenerationConfig(FABLE))
    assert "draft" in desk.talk.ask({"question": WEATHER["question"]})
    assert "draft" not in desk.talk.ask({**WEATHER, "generator": "extractive"})


def test_a_turn_that_fails_ends_as_a_sentence(desk: Desk) -> None:
    """A browser that looks never waits for ever."""
    draft = desk.talk.ask({"question": "A surprise?", "generator": generator_key(FABLE)})["draft"]
    assert finished(desk.talk.drafts, draft)["message"] == {"say": "surprise"}


def test_past_the_limit_a_turn_is_refused() -> None:
    """Four are written, some wait, the next is told so; a finished one takes no place."""
    drafts, gate = Drafts(waiting=1), threading.Event()

    def work(draft: Draft) -> Any:
        gate.wait(20)
        return {"kind": "answer"}

    names = [drafts.begin(work)["draft"] for _ in range(drafting.AT_ONCE + 1)]
    with pytest.raises(BusyError, match="5 answers are being written"):
        drafts.begin(work)
    gate.set()
    assert [finished(drafts, name) for name in names] == [{"kind": "answer"}] * 5
    drafts.begin(work)
    drafts.close()


def test_drafts_that_nobody_knows_are_answered_calmly() -> None:
    """Anything may be asked."""
    drafts = Drafts(waiting=1)
    for asked in (None, {}, {"draft": 3}, {"draft": "x", "version": "y"}, ["draft"]):
        assert asyncio.run(drafts.look(asked)) == {"gone": True}
        assert drafts.stop(asked) == {"stopped": False}


def test_a_model_that_nobody_looks_at_is_stopped_and_its_turn_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even one from which nothing comes; a closed tab neither keeps it busy nor takes memory."""
    monkeypatch.setattr(drafting, "PATIENCE", 0.2)
    stopped = threading.Event()

    def work(draft: Draft) -> Any:
        draft.stop.then(stopped.set)
        stopped.wait(20)
        return {}

    drafts = Drafts(waiting=1)
    name = drafts.begin(work)["draft"]
    assert stopped.wait(10)
    time.sleep(1.5)
    assert look(drafts, name) == {"gone": True}
    drafts.close()


def test_a_model_that_is_looked_at_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes."""
    monkeypatch.setattr(drafting, "PATIENCE", 1.5)
    drafts, told = Drafts(waiting=1), []

    def work(draft: Draft) -> Any:
        draft.stop.then(lambda: told.append("stop"))
        time.sleep(3)
        return {"kind": "answer", "stopped": draft.stop.is_told}

    name = drafts.begin(work)["draft"]
    assert finished(drafts, name) == {"kind": "answer", "stopped": False}
    drafts.close()


def test_closing_stops_the_models(desk: Desk) -> None:
    """So that the process can end."""
    draft = desk.talk.ask(WEATHER)["draft"]
    wait_for(lambda: look(desk.talk.drafts, draft).get("view"))
    desk.talk.drafts.close()
    assert look(desk.talk.drafts, draft)["turn"]["phrasing"]["notice"] == "The model was stopped."


def test_a_model_is_not_said_to_have_worded_what_it_did_not() -> None:
    """Where nothing of it has passed, the documents' own words are called so."""
    told: Sequence[Statement] = (Statement("It rained.", ()), Statement("It snowed.", ()))
    phrasing = Phrasing(FABLE)
    assert phrasing_view(phrasing, told)["phrasing"]["said"]["say"] == "not_worded"
    some = (told[0], replace(told[1], phrased=True))
    assert phrasing_view(phrasing, some)["phrasing"]["said"]["say"] == "worded"
    assert phrasing_view(None, some) == {}


def test_a_model_is_named_without_its_address() -> None:
    """Its host is enough; a path is its last part."""
    assert model_name("openai:https://llm.example:8443/v1#qwen") == "qwen (llm.example)"
    assert model_name("transformers:/models/smol/") == "smol"
    assert model_name("extractive") == "extractive"
    assert model_name("openai:http://[broken/v1#qwen") == "qwen"


def test_the_script_holds_no_address_and_no_path() -> None:
    """Of a model it knows the name shown and a key, even where a key was put in the address."""
    names = ("extractive", "openai:http://me:sesame@llm.example/v1#qwen", "transformers:/srv/smol")
    told = script(names)
    assert '"shown": "qwen (llm.example)"' in told and '"shown": "smol"' in told
    assert not any(secret in told for secret in ("sesame", "/v1", "/srv"))
