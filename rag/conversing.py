"""A message -> an answer, a summary or a reply: what its writer wants is done with the library.

What cannot be done is said; nothing is promised that the library does not do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Protocol

from rag.answering import EMPTY_LIBRARY
from rag.query import well_formed
from rag.question_forms import is_question
from rag.reports import DocumentInfo
from rag.results import Answer, Reply, Summary
from rag.routing import Intent, Route, Router
from rag.shelf import reply_about_library
from rag.types import Encoder, Hit
from rag.viewing import rows_asked_for
from rag.views import Event, Quotation
from rag.wishes import Wish, matching_documents, read_naming, read_wish

#: Earlier messages that are looked at.
REMEMBERED = 8
#: Words of a question that goes on with the one before it, at most.
SHORT = 3
WISHES = (Intent.SUMMARY, Intent.TIMELINE, Intent.QUOTES)
_JOINED = re.compile(r"(?i)\s*(?:and|but|or)\s+")
#: People who were named before; in a wish, "it" and "them" are mostly the documents.
_PERSON = re.compile(r"(?i)\b(?:he|she|him|her|his)\b")
#: Passages near a subject whose documents are summed up for it.
NEAR = 60

GREETING = "Hello. Ask about your documents, or ask for a summary of them."
THANKS = "You are welcome."
GOODBYE = "Goodbye. Your documents and their index stay on this computer."
NOTHING = "I could not read a question in that. Ask about your documents in a few words."
ABILITIES = (
    "I answer questions from your documents, and every sentence has a footnote to the exact words "
    "that it rests on; when the documents do not say, I say so. I sum up all documents, one of "
    "them, or what they say on a subject, and I list what happened when, or who said what. I can "
    "also tell which documents there are, from when, and by whom. I read English. I write nothing "
    "of my own, translate nothing, and have no opinions."
)
FOREIGN = "That looks like {language}, which the models here do not read: please ask in English."


class Talking(Protocol):
    """What a conversation is held with; a ``Library`` is one."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        documents: Collection[str] | None = None,
    ) -> Answer:
        """Answer a question."""

    def stand_alone(
        self, question: str, history: Sequence[str] = (), documents: Collection[str] | None = None
    ) -> str:
        """Return a question as it is searched, completed from those before it."""

    def summarize(
        self, document: str | Sequence[str] | None = None, focus: str | None = None
    ) -> Summary:
        """Sum up documents."""

    def retrieve(
        self, query: str, top_k: int = 10, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """Return the best passages."""

    def mentioning(self, words: str) -> frozenset[str]:
        """Return the ids of all documents that hold some words as they stand."""

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        """Return what happened when."""

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        """Return who said what."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library."""

    @property
    def encoder(self) -> Encoder:
        """Return the model that turns texts into vectors."""


class LibrarySources:
    """A library's documents as what tells who "he" is; see :mod:`rag.rewriting`."""

    def __init__(self, library: Talking, documents: Collection[str] | None) -> None:
        self._library = library
        self._documents = documents

    def short_answer(self, question: str) -> str | None:
        """Return the few words that answer a question, or None."""
        return self._library.ask(question, documents=self._documents).short_answer

    def bearing(self, question: str) -> float:
        """Return how near the nearest of the five best passages is, -1..1."""
        hits = self._library.retrieve(question, 5, self._documents)
        return max((hit.similarity for hit in hits), default=-1.0)


def converse(
    library: Talking,
    router: Router,
    message: str,
    history: Sequence[str] = (),
    documents: Collection[str] | None = None,
) -> Answer | Summary | Reply:
    """Do what a message asks for.

    :param history: the user's earlier messages, oldest first; those that were no questions to the
        documents are passed over.
    :param documents: ids of the documents that it is about; all when not given.
    :raises RagError: the message is too long, or a document is not there.
    """
    message = well_formed(message)
    route = router.route(message)
    wanted = None if documents is None else frozenset(documents)
    chosen = [d for d in library.documents() if wanted is None or d.id in wanted]
    asked = [text for earlier in history[-REMEMBERED:] if (text := _as_question(earlier, router))]
    wish = message
    if route.intent in WISHES and asked and _PERSON.search(message):
        wish = library.stand_alone(message, asked, documents)
        route = router.route(wish)
    if route.intent is Intent.QUESTION or asked and _goes_on(message):
        return _answer(library, message, asked, documents, chosen)
    if route.intent is Intent.SUMMARY and chosen:
        return _wished_summary(library, wish, chosen)
    if route.intent in (Intent.TIMELINE, Intent.QUOTES) and chosen:
        return _view(library, route.intent, message, read_wish(wish), chosen)
    if route.intent is Intent.LIBRARY:
        return reply_about_library(message, chosen, library)
    return Reply(message, route.intent.value, _sentence(route, chosen))


def _goes_on(message: str) -> bool:
    """Say whether a message goes on with a question: "and why?", "and the bakery"."""
    joined = _JOINED.match(message)
    if not joined:
        return False
    rest = message[joined.end() :]
    naming = read_naming(rest)
    return bool(naming and naming.bare) or is_question(rest) and len(rest.split()) <= SHORT


def _as_question(message: str, router: Router) -> str | None:
    """Return an earlier message as a question that what follows may lean on; None for small talk.

    What was only named, or asked for a summary of, is spoken of as what a question names.
    """
    intent, naming = router.route(message).intent, read_naming(message)
    if intent is Intent.QUESTION and not (naming and naming.bare):
        return message
    if intent is not Intent.QUESTION and intent not in WISHES:
        return None
    subject = read_wish(message).subject or (naming.subject if naming and naming.bare else None)
    return f"Tell me about {subject}." if subject else None


def _answer(
    library: Talking,
    message: str,
    asked: Sequence[str],
    documents: Collection[str] | None,
    chosen: Sequence[DocumentInfo],
) -> Answer | Summary:
    """Answer a question; where something is but named, sum up what is said of it.

    After a question a name may be of that question ("and Gatland"), and "name the members of ..."
    may have an answer: then an answer comes first, and a summary where there is none.
    """
    headline = Wish(message, names_document=False)
    if not is_question(message) and matching_documents(headline, chosen, library.encoder):
        return _summary(library, headline, chosen)
    naming = read_naming(message) if chosen else None
    if naming is None:
        return library.ask(message, asked, documents)
    joined = bool(asked) and not naming.subject[0].isupper()
    leans = joined and library.stand_alone(message, asked, documents) != message
    answer = library.ask(message, asked, documents) if leans or not naming.bare else None
    if answer and answer.statements:
        return answer
    summary = _summary(library, Wish(naming.subject, names_document=False), chosen)
    if summary.statements:
        return summary
    return answer or library.ask(message, asked, documents)


def _wished_summary(library: Talking, message: str, documents: Sequence[DocumentInfo]) -> Summary:
    """Return what a wish asks for; a name alone may look like a wish, but is no wish for all."""
    wish, naming = read_wish(message), read_naming(message)
    if wish.subject is None and naming is not None and naming.bare:
        named = _summary(library, Wish(naming.subject, names_document=False), documents)
        if named.statements:
            return named
    return _summary(library, wish, documents)


def _summary(library: Talking, wish: Wish, documents: Sequence[DocumentInfo]) -> Summary:
    """Sum up the document that a wish names, or what the documents near its subject say of it."""
    named = matching_documents(wish, documents, library.encoder)
    ids = [info.id for info in named or documents]
    if named or wish.subject is None:
        return library.summarize(ids)
    hits = library.retrieve(wish.subject, NEAR, ids)
    near = {hit.passage.document.id for hit in hits}
    return library.summarize([key for key in ids if key in near] or ids, focus=wish.subject)


def _view(
    library: Talking,
    intent: Intent,
    message: str,
    wish: Wish,
    documents: Sequence[DocumentInfo],
) -> Reply:
    """Return a timeline, or who said what, of the document or on the subject that is asked for."""
    named = matching_documents(wish, documents, library.encoder)
    ids = [info.id for info in named or documents]
    asked = Wish(None, names_document=True) if named else wish
    rows: tuple[Event, ...] | tuple[Quotation, ...]
    if intent is Intent.TIMELINE:
        rows, text = rows_asked_for(asked, library.timeline(ids))
    else:
        rows, text = rows_asked_for(asked, library.quotes(ids))
    used = {row.document.id for row in rows}
    infos = tuple(info for info in documents if info.id in used)
    return Reply(message, intent.value, text, infos, rows)


def _sentence(route: Route, documents: Sequence[DocumentInfo]) -> str:
    if route.intent is Intent.FOREIGN:
        return FOREIGN.format(language=route.language)
    if route.intent in WISHES and not documents:
        return EMPTY_LIBRARY
    return {
        Intent.GREETING: GREETING if documents else f"Hello. {EMPTY_LIBRARY}",
        Intent.THANKS: THANKS,
        Intent.GOODBYE: GOODBYE,
        Intent.ABILITIES: ABILITIES,
    }.get(route.intent, NOTHING)
