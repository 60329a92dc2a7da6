"""The conversation: a question or a wish for a summary -> a turn, kept.

Whatever goes wrong comes back as one sentence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from rag.config import EXTRACTIVE, Config
from rag.conversations import Conversations, Turn, new_id
from rag.errors import ConversationError, NotInLibraryError, RagError
from rag.generation import Writing
from rag.page.drafts import Draft, Drafts
from rag.page.exporting import turn_text
from rag.page.narrowing import narrowed
from rag.page.rendering import View, answer_view, generator_key, summary_view
from rag.page.tables import ENDINGS, TABLES, TellingLibrary, file_view, reply_view, table_view
from rag.page.wishes import Wish, read_wish, text_of
from rag.page.wording import phrase, say
from rag.reports import DocumentInfo
from rag.results import Answer, Reply, Summary
from rag.types import Hit

logger = logging.getLogger(__name__)

#: Earlier questions of a conversation that a follow-up may lean on.
REMEMBERED = 6
#: Questions that are suggested at a time.
SUGGESTED = 3


class TalkingLibrary(TellingLibrary, Protocol):
    """What the conversation asks of a library; ``rag.Library`` has it."""

    def chat(
        self,
        message: str,
        history: Sequence[str] = (),
        documents: Sequence[str] | None = None,
        strictness: str | None = None,
        writing: Writing | None = None,
    ) -> Answer | Summary | Reply:
        """Do what a message asks for."""

    def summarize(
        self,
        document: str | Sequence[str] | None = None,
        focus: str | None = None,
        *,
        writing: Writing | None = None,
    ) -> Summary:
        """Sum up documents in one paragraph."""

    @property
    def config(self) -> Config:
        """Return the settings in force."""

    def bars(self, hits: Sequence[Hit]) -> dict[str, float]:
        """Return for each strictness the confidence from which it answers."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library."""

    def suggest_questions(
        self, limit: int = 3, documents: Sequence[str] | None = None, besides: Sequence[str] = ()
    ) -> list[str]:
        """Return questions that the documents answer."""


class Talk:
    """What is asked of one library, and kept. Safe to call from several threads."""

    def __init__(self, library: TalkingLibrary, conversations: Conversations) -> None:
        self._library = library
        self._kept = conversations
        self.drafts = Drafts(library.config.page.queue_size)

    def ask(self, asked: object) -> View:
        """Answer a question as a turn of a conversation.

        :param asked: ``{"question", "conversation", "documents", "filters", "strictness",
            "language", "generator"}``; only the question is needed.
        :return: the turn; ``{"draft"}`` where a model is to word it, which ``drafts`` has then.
        """
        given = read_wish(asked)
        if not given.question:
            return notice(say("type_a_question"))

        def work(wish: Wish, writing: Writing) -> View:
            earlier = self._earlier(wish.conversation)
            said = self._library.chat(
                wish.question, earlier, wish.documents, wish.strictness, writing
            )
            return self._said(wish.question, said)

        return self._worded(given, work)

    def summarise(self, asked: object) -> View:
        """Sum up the chosen documents, or all, as a turn; a question is what it is to be about.

        :return: the turn, or ``{"draft"}``, as of ``ask``.
        """

        def work(wish: Wish, writing: Writing) -> View:
            titles = self._titles()
            chosen = list(wish.documents) if wish.documents else None
            summary = self._library.summarize(chosen, wish.question or None, writing=writing)
            return summary_view(summary, _heading(wish, titles), titles)

        return self._worded(read_wish(asked), work)

    def tabulate(self, asked: object) -> View:
        """Tell what happened when, or who said what, as a turn.

        :param asked: ``{"table": "timeline" | "quotes", "documents", "conversation"}``.
        """
        kind = text_of(asked, "table")
        if kind not in TABLES:
            return notice(say("surprise"))

        def work(wish: Wish) -> View:
            tell = self._library.timeline if kind == "timeline" else self._library.quotes
            table = table_view(kind, tell(wish.documents))
            empty = None if table["rows"] else say(f"table_{kind}_empty")
            head = say(f"table_{kind}")
            return {"kind": "table", "heading": head, "message": empty, "table": table}

        return self._turn(read_wish(asked), work)

    def take_table(self, asked: object) -> View:
        """Return all rows of a table that was shown, as the text of a file; see ``file_view``.

        :param asked: ``{"conversation", "turn", "form": "csv" | "markdown"}``.
        """
        form, name = text_of(asked, "form"), text_of(asked, "turn")
        try:
            turns = self._kept.turns(text_of(asked, "conversation"))
            table = next((turn.shown.get("table") for turn in turns if turn.id == name), None)
            if table is None or form not in ENDINGS:
                return {"message": say("gone")}
            return file_view(self._library, table, form)
        except RagError as error:
            return {"message": {"text": str(error)}}

    def suggestions(self, asked: object = None) -> View:
        """Return questions that documents answer; none rather than an error.

        :param asked: ``{"documents", "filters", "conversation"}``: about which documents (the
            newest when not given), and what was asked already.
        """
        besides = self._earlier(text_of(asked, "conversation"), most=50)
        try:
            wish = self._narrowed(read_wish(asked))
            if wish.documents == ():
                return {"questions": []}
            documents = wish.documents[::-1] if wish.documents and wish.filters else wish.documents
            found = self._library.suggest_questions(SUGGESTED, documents, besides)
        except RagError as error:
            logger.warning("no questions suggested: %s", error)
            found = []
        return {"questions": found}

    def _said(self, question: str, said: Answer | Summary | Reply) -> View:
        """Return the view of what a message led to."""
        if isinstance(said, Reply):
            return reply_view(said)
        if isinstance(said, Summary):
            titles = self._titles()
            chosen = {key: titles[key] for key in said.documents if key in titles}
            heading = _summary_of(list(chosen.values()), said.focus)
            return {**summary_view(said, heading, titles), "question": question}
        hits = [citation.evidence.hit for citation in said.citations]
        return answer_view(said, self._library.bars(hits))

    def _worded(self, given: Wish, work: Callable[[Wish, Writing], View]) -> View:
        """Do it at once, or begin a draft where a model words it: one that the settings offer."""
        settings = self._library.config.generation
        offered = {generator_key(name): name for name in settings.choices}
        generator = offered.get(given.generator, settings.generator)
        if generator == EXTRACTIVE:
            return self._turn(given, lambda wish: work(wish, Writing(EXTRACTIVE)))

        def write(draft: Draft) -> View:
            writing = Writing(generator, draft.watch, draft.stop)
            return self._turn(given, lambda wish: work(wish, writing))

        return self.drafts.begin(write)

    def _titles(self) -> dict[str, str]:
        return {info.id: info.title or info.source for info in self._library.documents()}

    def _earlier(self, conversation: str, most: int = REMEMBERED) -> list[str]:
        """Return the last messages of a conversation; none where it cannot be read."""
        try:
            turns = self._kept.turns(conversation) if conversation else []
        except ConversationError as error:
            logger.warning("what was asked before is not known: %s", error)
            return []
        return [turn.question for turn in turns if turn.shown.get("question")][-most:]

    def _turn(self, given: Wish, work: Callable[[Wish], View]) -> View:
        wish = given
        try:
            wish = self._narrowed(given)
            if wish.documents == ():
                return notice(say("none_left"), wish.question)
            view = work(wish)
            made = {**view, "turn": new_id(), **self._asked_of(wish)}
            return self._keep(wish, made)
        except NotInLibraryError:
            return notice(say("gone"), wish.question)
        except RagError as error:
            return notice({"text": str(error)}, wish.question)
        except Exception:  # the page's edge: logged here, a sentence there
            logger.exception("a turn failed")
            return notice(say("surprise"), wish.question)

    def _narrowed(self, wish: Wish) -> Wish:
        """Return the wish with the documents that its filters let through; perhaps none.

        :raises RagError: a filter is malformed.
        """
        known = self._library.documents() if wish.filters else []
        return wish._replace(documents=narrowed(known, wish.documents, wish.filters))

    def _asked_of(self, wish: Wish) -> View:
        """Return how many documents were asked, of how many; nothing where it was all of them."""
        if not wish.documents:
            return {}
        return {"chosen": len(wish.documents), "all": len(self._library.documents())}

    def _keep(self, wish: Wish, view: View) -> View:
        """Keep a turn; one that cannot be kept is shown all the same, and says so."""
        asked = view.get("question") or phrase(view["heading"], wish.language)
        turn = Turn(view["turn"], asked, turn_text(view, wish.language), view)
        try:
            conversation = self._continued(wish.conversation) or self._kept.begin(asked)
            self._kept.keep(conversation, turn)
        except ConversationError as error:
            logger.warning("a turn was not kept: %s", error)
            return {**view, "unkept": True}
        return {**view, "conversation": conversation}

    def _continued(self, conversation: str) -> str:
        """Return the conversation's id, or nothing when it was deleted in the meantime."""
        try:
            self._kept.name(conversation)
        except ConversationError:
            return ""
        return conversation


def notice(message: View, question: str = "") -> View:
    """Return a turn that holds one sentence; it is not kept."""
    return {"turn": new_id(), "kind": "notice", "question": question, "message": message}


def _heading(wish: Wish, titles: dict[str, str]) -> View:
    """Say what the summary is of that a wish asks for."""
    known = [titles[key] for key in wish.documents or titles if key in titles]
    return _summary_of(known, wish.question)


def _summary_of(titles: Sequence[str], about: str = "") -> View:
    """Say what a summary is of: the document's title, or how many there are, and about what."""
    end, more = ("_about", {"about": about}) if about else ("", {})
    if len(titles) == 1:
        return say(f"summary_of_one{end}", title=titles[0], **more)
    return say(f"summary_of_many{end}", n=len(titles), **more)
