"""The screen: Gradio's components, the parts of our own, and which click leads to which action.

Left the library, in the middle the conversation, on the right the source; on a phone they are
tabs. Gradio draws the question box, its buttons and the file box. What it lacks is drawn by one
script (``assets/*.js``), which builds nodes with ``textContent`` from the views that the server's
functions return.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.asking import MAX_QUESTION_CHARACTERS
from rag.page.desk import Desk
from rag.page.programs import offer
from rag.page.rendering import View, generator_key, model_name
from rag.page.shelving import KINDS
from rag.page.talking import notice
from rag.page.turnstile import BusyError, Turnstile
from rag.page.wording import LANGUAGES, catalogue, say

#: The scripts, the style sheet, the catalogue and the icon of the page.
ASSETS = Path(__file__).parent / "assets"
#: The scripts, in the order in which they build on each other.
SCRIPTS = (
    "nodes", "settings", "narrow", "shelf", "footnotes", "tables", "turns", "growing",
    "conversation", "history", "reader", "start",
)  # fmt: skip
#: Requests that are worked on at the same time; further ones wait.
AT_ONCE = 4

#: How Gradio's events are wired: their work is done by the script, none is offered to programs.
_BY_SCRIPT: dict[str, Any] = {
    "queue": False,
    "trigger_mode": "multiple",
    "show_progress": "hidden",
    "api_visibility": "private",
}

Action = Callable[[object], View]
Server = Callable[[Any], Awaitable[View]]


class Turnstiles:
    """How many requests of each kind are worked on, and how many may wait.

    :param queue_size: how many questions, and how many files, may wait.
    """

    def __init__(self, queue_size: int) -> None:
        self.reading = Turnstile(AT_ONCE, queue_size)
        self.writing = Turnstile(1, queue_size)
        self.drawing = Turnstile(2, queue_size)
        self.glancing = Turnstile(AT_ONCE, 20 * queue_size)
        self.looking = Turnstile(AT_ONCE, 20 * queue_size)
        self.musing = Turnstile(1, 2)


def build_page(desk: Desk, *, queue_size: int = 32, generators: Sequence[str] = ()) -> Any:
    """Put the page together.

    :param generators: who may word answers, that of the settings first.
    :param queue_size: requests that may wait; a further one is told so at once.
    """
    turnstiles = Turnstiles(queue_size)
    with gr.Blocks(
        title="Footnote", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True
    ) as page:
        page.max_threads = AT_ONCE + queue_size + 8
        gr.HTML(
            value=None,
            html_template="",
            js_on_load=script(generators),
            apply_default_css=False,
            elem_id="fn-masthead",
            server_functions=server_functions(desk, turnstiles),
        )
        with gr.Row(elem_id="fn-desk"):
            with gr.Column(elem_id="fn-library", scale=0, min_width=0):
                files_box = gr.File(
                    label="Add documents",
                    show_label=False,
                    file_count="multiple",
                    file_types=list(KINDS),
                    height=96,
                    elem_id="fn-upload",
                )
            with gr.Column(elem_id="fn-talk", scale=1, min_width=0):
                _composer()
            with gr.Column(elem_id="fn-source", scale=1, min_width=0):
                gr.HTML(value="", elem_id="fn-reader-place", padding=False)
        _tell(files_box.upload, files_box, "footnote-files", "null")
        offer(desk.programs, turnstiles.reading, turnstiles.writing)
    page.queue(max_size=2 * queue_size, default_concurrency_limit=None)
    return page


def server_functions(desk: Desk, turnstiles: Turnstiles) -> list[Server]:
    """Return what the script may ask of the server, by name."""
    busy: View = {"message": say("busy")}
    queued: tuple[tuple[str, Turnstile, Action, Callable[[], View]], ...] = (
        ("ask", turnstiles.reading, desk.talk.ask, lambda: notice(say("busy"))),
        ("summarise", turnstiles.reading, desk.talk.summarise, lambda: notice(say("busy"))),
        ("tabulate", turnstiles.reading, desk.talk.tabulate, lambda: notice(say("busy"))),
        ("take_table", turnstiles.reading, desk.talk.take_table, lambda: busy),
        ("suggestions", turnstiles.musing, desk.talk.suggestions, lambda: {"questions": []}),
        ("stop", turnstiles.glancing, desk.talk.drafts.stop, lambda: busy),
        ("shelf", turnstiles.glancing, desk.shelf.view, lambda: busy),
        ("narrow", turnstiles.glancing, desk.shelf.narrow, lambda: busy),
        ("add", turnstiles.writing, desk.shelf.add, lambda: busy),
        ("paste", turnstiles.writing, desk.shelf.paste, lambda: busy),
        ("remove", turnstiles.writing, desk.shelf.remove, lambda: busy),
        ("restore", turnstiles.writing, desk.shelf.restore, lambda: busy),
        ("source", turnstiles.glancing, desk.opener.source, lambda: busy),
        ("page", turnstiles.drawing, desk.opener.page, lambda: busy),
        ("conversations", turnstiles.glancing, desk.archive.list, lambda: busy),
        ("conversation", turnstiles.glancing, desk.archive.open, lambda: busy),
        ("forget", turnstiles.glancing, desk.archive.delete, lambda: busy),
        ("judge", turnstiles.glancing, desk.archive.judge, lambda: busy),
        ("take", turnstiles.glancing, desk.archive.export, lambda: busy),
    )
    growing = partial(turnstiles.looking.hold, desk.talk.drafts.look)
    return [
        *(_server(name, partial(turn.run, work), held) for name, turn, work, held in queued),
        _server("growing", growing, lambda: busy),
    ]


def asset(name: str) -> str:
    """Return the text of a file in ``assets``."""
    return (ASSETS / name).read_text(encoding="utf-8")


def script(generators: Sequence[str] = ()) -> str:
    """Return the page's script: what it says in each language, then its parts."""
    constants = {
        "GENERATORS": [{"key": generator_key(one), "shown": model_name(one)} for one in generators],
        "WORDS": catalogue(),
        "LANGUAGES": LANGUAGES,
        "MOST_CHARACTERS": MAX_QUESTION_CHARACTERS,
    }
    head = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return "\n".join([*head, *(asset(f"{name}.js") for name in SCRIPTS)])


def _composer() -> None:
    """Draw the question box and its buttons, and hand what is typed to the script."""
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
    for trigger, name in (
        (question.submit, "footnote-ask"),
        (ask.click, "footnote-ask"),
        (summarise.click, "footnote-summarise"),
    ):
        _tell(trigger, question, name, "''")


def _tell(trigger: Any, component: Any, name: str, left: str) -> None:
    """Let an event of Gradio's tell the script its component's value, and leave another behind."""
    told = f"new CustomEvent('{name}', {{ detail: value }})"
    js = f"(value) => {{ document.dispatchEvent({told}); return {left}; }}"
    trigger(None, [component], [component], js=js, **_BY_SCRIPT)


def _server(name: str, work: Server, busy: Callable[[], View]) -> Server:
    """Return an action as a function of the server that the script calls by its name."""

    async def serve(asked: Any) -> View:
        try:
            return await work(asked)
        except BusyError:
            return busy()

    serve.__name__ = f"desk_{name}"  # Gradio makes it an attribute of the component
    return serve
