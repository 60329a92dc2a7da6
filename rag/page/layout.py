"""The screen: Gradio's components, three parts of our own, and which click leads to which action.

Left the library, in the middle the conversation, on the right the source; on a phone they are
tabs. No part of our own has a template: its script builds nodes with ``textContent`` from the view
that an action returned.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio.to_thread
import gradio as gr

from rag.library import MAX_QUESTION_CHARACTERS
from rag.page.actions import (
    KINDS,
    Desk,
    Upload,
    check_question,
    notice,
    pending,
)
from rag.page.rendering import View
from rag.page.turnstile import BusyError, Turnstile

#: The scripts, the style sheet and the icon of the page.
ASSETS = Path(__file__).parent / "assets"
#: Earlier questions that are kept for follow-ups.
REMEMBERED = 6
#: Requests that are worked on at the same time; further ones wait.
AT_ONCE = 4
#: Uploads that Gradio's own queue holds at most.
QUEUED_AT_MOST = 500

#: How most events are sent: past Gradio's queue (the turnstiles bound them), any number at a time,
#: without its progress overlay, and not offered to programs.
PLAIN: dict[str, Any] = {
    "queue": False,
    "trigger_mode": "multiple",
    "show_progress": "hidden",
    "api_visibility": "private",
}

Update = dict[Any, Any]
#: The view of a turn that begins, and what the work needs; nothing and None for an empty question.
Turn = tuple[Any, View | None]


def build_page(desk: Desk, *, queue_size: int = 32) -> Any:
    """Put the page together.

    :param queue_size: requests that may wait; a further one is told so at once.
    """
    with gr.Blocks(
        title="Footnote", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True
    ) as page:
        page.max_threads = AT_ONCE + queue_size + 8
        _part("masthead")
        with gr.Row(elem_id="fn-desk"):
            with gr.Column(elem_id="fn-library", scale=0, min_width=0):
                shelf = _part("shelf")
                files_box = gr.File(
                    label="Add documents",
                    show_label=False,
                    file_count="multiple",
                    file_types=list(KINDS),
                    height=118,
                    elem_id="fn-upload",
                )
                # Not a subclass: for one, Gradio would write a stub file beside this module.
                files_box.preprocess = _uploads  # type: ignore[method-assign,assignment]
            with gr.Column(elem_id="fn-talk", scale=1, min_width=0):
                talk = _part("conversation")
                examples = _part("examples")
                with gr.Row(elem_id="fn-composer"):
                    question = gr.Textbox(
                        placeholder="Ask your documents a question",
                        label="Your question",
                        show_label=False,
                        container=False,
                        max_lines=4,
                        max_length=MAX_QUESTION_CHARACTERS,
                        elem_id="fn-question",
                        scale=1,
                    )
                    ask = gr.Button("Ask", variant="primary", elem_id="fn-ask", scale=0)
                    summarise = gr.Button("Summarise", elem_id="fn-summarise", scale=0)
            with gr.Column(elem_id="fn-source", scale=1, min_width=0):
                _part("reader", server_functions=[_source_of(desk)])
        wiring = _Wiring(desk, Turnstile(AT_ONCE, queue_size), Turnstile(1, queue_size))
        wiring.connect_talk(talk, question, ask, summarise, examples, shelf)
        wiring.connect_library(page, shelf, files_box, examples)
    # Only uploads pass through it; a turnstile says "Busy" long before it is full.
    page.queue(max_size=max(QUEUED_AT_MOST, 2 * queue_size), default_concurrency_limit=None)
    return page


class _Wiring:
    """Which event leads to which action, and where its view goes.

    All but uploads are plain requests: of two queued events in one tab, Gradio may close the stream
    of results while the second is being asked for, and its result is then not shown.
    """

    def __init__(self, desk: Desk, reading: Turnstile, writing: Turnstile) -> None:
        self._desk = desk
        self._reading = reading
        self._writing = writing

    def connect_talk(
        self, talk: Any, question: Any, ask: Any, summarise: Any, examples: Any, shelf: Any
    ) -> None:
        """Lead questions and summaries into the conversation."""
        earlier = gr.State([])

        async def begin(text: str) -> list[Any]:
            return [*_begin(check_question(text), check_question(text)), ""]

        async def begin_example(event: gr.EventData) -> Turn:
            text = check_question(_said(event, "question"))
            return _begin(text, text)

        async def begin_summary() -> Turn:
            return _begin("Summary", None)

        async def begin_summary_of(event: gr.EventData) -> Turn:
            return _begin("Summary", _said(event, "document"))

        async def answer(begun: View | None, before: list[str]) -> tuple[Any, list[str]]:
            if not begun:
                return gr.skip(), before
            view = await self._turn(begun, self._desk.ask, begun["about"], before)
            return view, [*before, begun["about"]][-REMEMBERED:]

        async def sum_up(begun: View | None) -> Any:
            if not begun:
                return gr.skip()
            return await self._turn(begun, self._desk.summarise, begun["about"])

        for trigger, start, given, emptied in (
            (question.submit, begin, [question], [question]),
            (ask.click, begin, [question], [question]),
            (examples.pick, begin_example, None, []),
        ):
            begun = gr.State()
            first = trigger(start, given, [talk, begun, *emptied], **PLAIN)
            first.then(answer, [begun, earlier], [talk, earlier], **PLAIN)
        for trigger, start_summary in (
            (summarise.click, begin_summary),
            (shelf.summarise, begin_summary_of),
        ):
            begun = gr.State()
            first = trigger(start_summary, None, [talk, begun], **PLAIN)
            first.then(sum_up, [begun], [talk], **PLAIN)

    def connect_library(self, page: Any, shelf: Any, files_box: Any, examples: Any) -> None:
        """Lead uploads and removals to the shelf, and keep the examples in step with it."""

        async def on_load() -> View:
            return await anyio.to_thread.run_sync(self._desk.shelf)

        async def on_upload(uploads: list[Upload]) -> AsyncIterator[Update]:
            steps = self._desk.add(uploads)
            while (view := await self._shelf(_next, steps)) is not None:
                yield {shelf: view}
            yield {files_box: None}

        async def on_remove(event: gr.EventData) -> View:
            view: View = await self._shelf(self._desk.remove, _said(event, "document"))
            return view

        async def on_change() -> View:
            try:
                return await self._reading.run(self._desk.suggestions)
            except BusyError:
                return {"questions": []}

        page.load(on_load, None, [shelf], **PLAIN)
        page.load(on_change, None, [examples], **PLAIN)
        added = files_box.upload(
            on_upload, [files_box], [shelf, files_box], **{**PLAIN, "queue": True}
        )
        added.then(on_change, None, [examples], **PLAIN)
        shelf.remove(on_remove, None, [shelf], **PLAIN).then(on_change, None, [examples], **PLAIN)

    async def _turn(self, begun: View, work: Any, *arguments: Any) -> View:
        try:
            view: View = await self._reading.run(work, *arguments)
        except BusyError as error:
            view = notice(begun["question"], str(error))
        return {**view, "turn": begun["turn"]}

    async def _shelf(self, work: Any, *arguments: Any) -> Any:
        try:
            return await self._writing.run(work, *arguments)
        except BusyError as error:
            return {**await anyio.to_thread.run_sync(self._desk.shelf), "message": str(error)}


def _begin(heading: str, about: Any) -> Turn:
    """Return the turn to show at once, and what the work that follows needs."""
    if not heading:
        return gr.skip(), None
    turn = pending(heading)
    return turn, {**turn, "about": about}


def asset(name: str) -> str:
    """Return the text of a file in ``assets``."""
    return (ASSETS / name).read_text(encoding="utf-8")


def _part(name: str, **more: Any) -> gr.HTML:
    """Return one of the parts of our own: an empty element and the script that fills it."""
    return gr.HTML(
        value=None,
        html_template="",
        js_on_load=asset("nodes.js") + asset(f"{name}.js"),
        apply_default_css=False,
        elem_id=f"fn-{name}",
        **more,
    )


def _source_of(desk: Desk) -> Any:
    @functools.wraps(desk.source)
    def source(place: Any) -> View:
        return desk.source(place)

    return source


def _next(steps: Iterator[View]) -> View | None:
    return next(steps, None)


def _uploads(payload: Any) -> list[Upload]:
    """Return each uploaded copy, which Gradio has checked to lie in its upload folder."""
    return [_upload(file) for file in getattr(payload, "root", None) or []]


def _upload(file: Any) -> Upload:
    """Return a copy with the name that the user knows, if it is of the copy's kind."""
    path = Path(file.path)
    known = Path((file.orig_name or "").replace("\\", "/")).name[:200]
    return Upload(path, known if Path(known).suffix == path.suffix and known else path.name)


def _said(event: gr.EventData, key: str) -> Any:
    """Return what a part's script sent along, or None; its type is checked by the action."""
    return event._data.get(key) if isinstance(event._data, dict) else None
