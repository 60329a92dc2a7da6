"""The conversation: a question or a wish for a summary -> a turn, kept.

Whatever goes wrong comes back as one sentence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from rag.conversations import Conversations, Turn, new_id
from rag.errors import ConversationError, NotInLibraryError, RagError
from rag.page.exporting import turn_text
from rag.page.rendering import View, answer_view, summary_view
from rag.page.wishes import Wish, list_of, read_wish, text_of
from rag.page.wording import phrase, say
from rag.results import Answer, DocumentInfo, Summary
from rag.types import Hit

logger = logging.getLogger(__name__)

#: Earlier questions of a conversation that a follow-up may lean on.
REMEMBERED = 6
#: Questions that are suggested at a time.
SUGGESTED = 3


class TalkingLibrary(Protocol):
    """What the conversation asks of a library; ``rag.Library`` has it."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        documents: Sequence[str] | None = None,
        strictness: str | None = None,
    ) -> Answer:
        """Answer a question from the documents."""

    def summarize(
        self, document: str | Sequence[str] | None = None, focus: str | None = None
    ) -> Summary:
        """Sum up documents in one paragraph."""

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

    def ask(self, asked: object) -> View:
        """Answer a question as a turn of a conversation.

        :param asked: ``{"question", "conversation", "documents", "strictness", "language"}``; only
            the question is needed.
        """
        wish = read_wish(asked)
        if not wish.question:
            return notice(say("type_a_question"))

        def work() -> View:
            earlier = self._earlier(wish.conversation)
            answer = self._library.ask(wish.question, earlier, wish.documents, wish.strictness)
            hits = [citation.evidence.hit for citation in answer.citations]
            return answer_view(answer, self._library.bars(hits))

        return self._turn(wish, work)

    def summarise(self, asked: object) -> View:
        """Sum up the chosen documents, or all, as a turn; a question is what it is to be about."""
        wish = read_wish(asked)

        def work() -> View:
            titles = {info.id: info.title or info.source for info in self._library.documents()}
            chosen = list(wish.documents) if wish.documents else None
            summary = self._library.summarize(chosen, wish.question or None)
            return summary_view(summary, _heading(wish, titles), titles)

        return self._turn(wish, work)

    def suggestions(self, asked: object = None) -> View:
        """Return questions that documents answer; none rather than an error.

        :param asked: ``{"documents", "conversation"}``: about which documents (the newest when not
            given), and what was asked already.
        """
        documents = list_of(asked, "documents") or None
        besides = self._earlier(text_of(asked, "conversation"), most=50)
        try:
            found = self._library.suggest_questions(SUGGESTED, documents, besides)
        except RagError as error:
            logger.warning("no questions suggested: %s", error)
            found = []
        return {"questions": found}

    def _earlier(self, conversation: str, most: int = REMEMBERED) -> list[str]:
        turns = self._kept.turns(conversation) if conversation else []
        return [turn.question for turn in turns if turn.shown.get("question")][-most:]

    def _turn(self, wish: Wish, work: Callable[[], View]) -> View:
        try:
            view = work()
        except NotInLibraryError:
            return notice(say("gone"), wish.question)
        except RagError as error:
            return notice({"text": str(error)}, wish.question)
        except Exception:  # the page's edge: logged here, a sentence there
            logger.exception("a turn failed")
            return notice(say("surprise"), wish.question)
        view = {**view, "turn": new_id(), "chosen": len(wish.documents or ())}
        return self._keep(wish, view)

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
    """Say what a summary is of: the document's title, or how many documents there are."""
    chosen = wish.documents or tuple(titles)
    known = [titles[key] for key in chosen if key in titles]
    about: dict[str, Any] = {"about": wish.question} if wish.question else {}
    end = "_about" if wish.question else ""
    if len(known) == 1:
        return say(f"summary_of_one{end}", title=known[0], **about)
    return say(f"summary_of_many{end}", n=len(known), **about)
