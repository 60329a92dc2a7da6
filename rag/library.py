"""``Library``: the one object that the page, the shell and users of the code hold.

It builds the models, opens the index, and leads a question or a file through the stages; each
decision on the way is taken in the stage's own module.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

from rag.asking import Asker, checked_question, earlier_questions, hits_in, plain_document
from rag.bearing import bears
from rag.config import EXTRACTIVE, STRICTNESSES, Config
from rag.conversing import LibrarySources, converse
from rag.errors import RagError
from rag.filters import NONE_NAMED, NOTHING_CHOSEN, Filters
from rag.generation import Generators, Writing
from rag.holdings import Holdings, PathLike
from rag.passages import split
from rag.phrasing import Pen, phrase_question, phrase_summary
from rag.query import Query
from rag.reading import load_reader
from rag.results import Answer, Reply, Summary
from rag.retrieval import Retriever
from rag.rewriting import TURNS, stand_alone
from rag.routing import Router
from rag.selecting import BRIEF, FULL
from rag.suggesting import suggest
from rag.summarising import MAX_WORDS, not_found, summarise
from rag.telling import Manner
from rag.types import Encoder, Hit, Reader

#: Answers stand in the documents' own words.
NOBODY = Writing(EXTRACTIVE)


class Library(Holdings):
    """Documents that can be asked, summed up and searched.

    Reading is safe from several threads. Writing takes the index's lock for the time of the call.

    :param index: the folder of the index; created when missing, unless ``read_only``.
    :param config: settings; from ``rag.toml`` when not given.
    :param encoder: a model to use instead of the one that the settings name.
    :param reader: a model to use instead of the shipped one.
    :raises StoreError: the index is missing, damaged, or made with another model.
    :raises ModelError: the encoder is missing or damaged.
    """

    def __init__(
        self,
        index: PathLike = "index",
        *,
        config: Config | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        read_only: bool = False,
    ) -> None:
        super().__init__(index, config, encoder, read_only=read_only)
        self._given_reader = reader
        self._writing = Writing()
        self._generators = Generators(self._config.generation)
        self._retriever = Retriever(self._index, self._encoder, self._config.retrieval)

    def retrieve(
        self,
        query: str,
        top_k: int = 10,
        documents: Collection[str] | None = None,
        filters: Filters | None = None,
    ) -> list[Hit]:
        """Return the best passages for a query; see ``Retriever.retrieve``.

        :param documents: ids of the documents to search; all when not given.
        :param filters: what these documents must fulfil besides.
        :raises NotInLibraryError: a filter names a document that is not there.
        """
        return self._retriever.retrieve(query, top_k, self._chosen(documents, filters))

    def mentioning(self, words: str) -> frozenset[str]:
        """Return the ids of all documents that hold some words as they stand, in any case.

        Where none does, those that have them in a title or heading.
        """
        return self._index.documents_holding(Query(words, (words,)))

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        documents: Collection[str] | None = None,
        strictness: str | None = None,
        filters: Filters | None = None,
        writing: Writing | None = None,
    ) -> Answer:
        """Answer a question from the documents, or say that they do not.

        :param history: the user's earlier questions, oldest first; a question that leans on them
            ("and what did he say?") is completed, and the answer's ``searched`` says how.
        :param documents: ids of the documents to ask; all when not given.
        :param strictness: one of ``STRICTNESSES``; that of the settings when not given.
        :param filters: what these documents must fulfil besides.
        :param writing: which language model words the answer, and who looks on; that of the
            settings when not given. Whatever it writes is checked before it is shown.
        :raises RagError: the question is empty or too long, the strictness is none, or a filter
            names a document that is not there.
        :raises ConfigError: there is no generator of that name.
        """
        if strictness is not None and strictness not in STRICTNESSES:
            raise RagError(f"strictness {strictness!r} must be one of {', '.join(STRICTNESSES)}")
        history = earlier_questions(history)
        chosen = self._chosen(documents, filters)
        pen = self._pen(writing)
        query = self._completed(question, history, chosen, pen)
        strict = strictness or self._config.answer.strictness
        answer = self._asked(question, query, chosen, strict, pen)
        if answer.searched and not answer.statements:
            answer = self._asked_with_last(question, history, chosen, strict, pen) or answer
        if documents is not None and not documents:
            return replace(answer, message=NONE_NAMED)
        if filters and not answer.statements and not answer.nearest:
            answer = replace(answer, message=NOTHING_CHOSEN)
        return answer

    def chat(
        self,
        message: str,
        history: Sequence[str] = (),
        documents: Collection[str] | None = None,
        strictness: str | None = None,
        writing: Writing | None = None,
    ) -> Answer | Summary | Reply:
        """Do what a message asks for: answer it, sum up, tell of the library, or reply politely.

        :param history: the user's earlier messages, oldest first.
        :param documents: ids of the documents that it is about; all when not given.
        :param strictness: as for ``ask``.
        :param writing: as for ``ask``.
        :raises RagError: the message is too long, or a document is not there.
        """
        library = self if strictness is None else self._as_strict_as(strictness)
        library = library if writing is None else library._as_written_by(writing)
        return converse(library, self._router, message, history, documents)

    def stand_alone(
        self, question: str, history: Sequence[str] = (), documents: Collection[str] | None = None
    ) -> str:
        """Return a question as it is searched: completed from the questions before it, by rules.

        :raises RagError: the question is empty or too long.
        """
        sources = LibrarySources(self._as_written_by(NOBODY), documents)
        return stand_alone(checked_question(question), earlier_questions(history), sources)

    def summarize(
        self,
        document: str | Sequence[str] | None = None,
        focus: str | None = None,
        progress: Callable[[float], None] | None = None,
        *,
        verbatim: bool = False,
        writing: Writing | None = None,
    ) -> Summary:
        """Sum up one document, several, or all in one paragraph.

        :param document: an id or ids; all documents when not given.
        :param focus: what the summary should be about; without statements, and with a message,
            when nothing bears on it.
        :param verbatim: leave every sentence as its document has it: no words in brackets, and
            none left out.
        :param progress: called with the share of the work, 0..1, that is done.
        :param writing: as for ``ask``; a verbatim summary is worded by nobody.
        :raises NotInLibraryError: no document has that id.
        """
        started = time.perf_counter()
        ids = self._ids(document)
        passages = [self._index.passages_of(key) for key in ids]
        vectors = [self._index.vectors_of(key) for key in ids]
        target = self._encoder.encode([checked_question(focus)])[0] if focus else None
        if focus and target is not None and not bears(focus, target, passages, vectors):
            return replace(not_found(passages, focus), documents=tuple(ids), focus=focus)
        supports = self._reader.support if len(ids) > 1 else None
        manner = Manner(verbatim, self._index.families(ids), supports, focus or "")
        summary = summarise(
            passages, vectors, self._encoder, focus=target, manner=manner, progress=progress
        )
        pen = None if verbatim else self._pen(writing)
        if pen is not None:
            summary = phrase_summary(summary, passages, focus or "", pen)
        timings = {"total": 1e3 * (time.perf_counter() - started)}
        return replace(summary, documents=tuple(ids), focus=focus or "", timings_ms=timings)

    def suggest_questions(
        self, limit: int = 3, documents: Sequence[str] | None = None, besides: Sequence[str] = ()
    ) -> list[str]:
        """Return questions that the documents answer, each one asked before it is offered.

        :param documents: ids of the documents to ask about; the newest when not given.
        :param besides: questions that are not offered, such as those asked before.
        """
        return suggest(self._as_written_by(NOBODY), limit, documents, besides)

    def bars(self, hits: Sequence[Hit]) -> dict[str, float]:
        """Return for each strictness the confidence, 0..1, from which these hits answer."""
        return {name: self._reader.bar(name, hits) for name in STRICTNESSES}

    def warm_up(self) -> None:
        """Load what the first answer needs, so that it does not wait for it."""
        self._encoder.encode(["Is this ready?"])
        self.answer_from_text("Is this ready?", "It is.")

    def answer_from_text(self, question: str, context: str, title: str = "") -> Answer:
        """Answer a question from a text alone, as ``evaluate --qa`` does."""
        hits = hits_in(question, plain_document(context, title), self._encoder)
        return self._asker.read(question, hits, self._config.answer.strictness)

    def summarize_text(
        self, text: str, title: str = "", max_words: int = MAX_WORDS, *, brief: bool = False
    ) -> Summary:
        """Sum up a text that is not in the library, as ``evaluate --summaries`` does.

        :param brief: leave out what does not pay for its words, even where there is room.
        """
        passages = split(plain_document(text, title), self._encoder)
        vectors = self._encoder.encode([passage.embedded_text for passage in passages])
        return summarise(
            [passages],
            [vectors],
            self._encoder,
            max_words=max_words,
            shape=BRIEF if brief else FULL,
            manner=Manner(verbatim=True),
        )

    def _as_strict_as(self, strictness: str) -> Library:
        """Return the same library with another strictness in force; models are shared."""
        answering = replace(self._config.answer, strictness=strictness)
        self._reader.bar(strictness, [])  # loaded now, so that the other one has it too
        other = copy(self)
        other._config = replace(self._config, answer=answering)
        return other

    def _as_written_by(self, writing: Writing) -> Library:
        """Return the same library with another who words its answers; models are shared."""
        other = copy(self)
        other._writing = writing
        return other

    def _pen(self, writing: Writing | None) -> Pen | None:
        """Return who words an answer; None when nobody does.

        :raises ConfigError: there is no generator of that name.
        """
        chosen = writing or self._writing
        generator = self._generators.find(chosen.generator)
        if generator is None:
            return None
        return Pen(generator, self._reader.support, chosen.stop, chosen.watch)

    def _asked(
        self,
        question: str,
        query: str,
        chosen: Collection[str] | None,
        strictness: str,
        pen: Pen | None,
    ) -> Answer:
        """Answer a question by what it is searched as."""
        searched = query if query != checked_question(question) else None

        def told(answer: Answer) -> Answer:
            return replace(answer, question=question, searched=searched)

        return told(self._asker.ask(query, chosen, strictness, pen and pen.seen_as(told)))

    def _asked_with_last(
        self,
        question: str,
        history: Sequence[str],
        chosen: Collection[str] | None,
        strictness: str,
        pen: Pen | None,
    ) -> Answer | None:
        """Answer a follow-up behind the question before it; None where that tells nothing new.

        What answers the question before it is no answer to what follows.
        """
        *earlier, last = history
        last = stand_alone(last, earlier, LibrarySources(self._as_written_by(NOBODY), chosen))
        answer = self._asked(question, f"{last} {question}", chosen, strictness, pen)
        before = self._asker.ask(last, chosen, strictness)
        told = {citation.quote for citation in before.citations}
        repeats = {citation.quote for citation in answer.citations} <= told
        if not answer.statements or repeats and answer.short_answer == before.short_answer:
            return None
        return answer

    def _completed(
        self, question: str, history: Sequence[str], chosen: Collection[str] | None, pen: Pen | None
    ) -> str:
        """Complete a follow-up: by the model where there is one and it can be trusted."""
        asked = checked_question(question)
        if pen is not None and history:
            completed = phrase_question(asked, history[-TURNS:], pen.generator, pen.stop)
            if completed is not None:
                return completed
        return self.stand_alone(question, history, chosen)

    @cached_property
    def _router(self) -> Router:
        return Router(self._encoder)

    @cached_property
    def _asker(self) -> Asker:
        return Asker(self._index, self._retriever, self._reader, self._config.answer)

    @cached_property
    def _reader(self) -> Reader:
        return self._given_reader or load_reader(self._config.encoder.threads)
