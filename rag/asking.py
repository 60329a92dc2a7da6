"""Question -> Answer: passages are found, read, and put together; each stage in its own module."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.answering import Policy, compose_answer
from rag.article import read_article
from rag.config import AnswerConfig
from rag.errors import RagError
from rag.index import Index
from rag.passages import split
from rag.phrasing import MOST_SOURCES, Pen, number_sources, phrase_answer
from rag.query import unquoted, well_formed
from rag.question_forms import asks_for_author, directly
from rag.results import Answer
from rag.retrieval import Retriever
from rag.types import GIVEN, NAMED, Document, Encoder, Evidence, Hit, Paragraph, Reader, Role, Span

logger = logging.getLogger(__name__)

#: The longest question that is read.
MAX_QUESTION_CHARACTERS = 2000


class Asker:
    """Answers questions from an index, or from a text that is handed over."""

    def __init__(
        self, index: Index, retriever: Retriever, reader: Reader, config: AnswerConfig
    ) -> None:
        self._index = index
        self._retriever = retriever
        self._reader = reader
        self._config = config

    def ask(
        self,
        question: str,
        documents: Collection[str] | None,
        strictness: str,
        pen: Pen | None = None,
    ) -> Answer:
        """Answer a question that stands alone; what politely wraps it is not looked for.

        :param documents: ids of the documents to ask; all when None.
        :param pen: who words the answer; the documents' own words stand when None.
        """
        question = directly(question)
        started = time.perf_counter()
        hits = self._find(question, documents)
        found = time.perf_counter()
        evidence = self._reader.read(question, hits)
        answer = self._compose(question, evidence, hits, strictness)
        if pen is not None:
            answer = self._phrase(answer, evidence, pen)
        finished = time.perf_counter()
        timings = {
            "retrieval": 1e3 * (found - started),
            "reading": 1e3 * (finished - found),
            "total": 1e3 * (finished - started),
        }
        logger.info("%s in %.0f ms", answer.status, timings["total"])
        return replace(answer, timings_ms=timings)

    def read(self, question: str, hits: Sequence[Hit], strictness: str) -> Answer:
        """Answer a question from these hits alone."""
        return self._compose(question, self._reader.read(question, hits), hits, strictness)

    def _compose(
        self, question: str, evidence: Sequence[Evidence], hits: Sequence[Hit], strictness: str
    ) -> Answer:
        policy = Policy(
            self._reader.bar(strictness, hits),
            self._config.max_statements,
            self._reader.confirms,
            self._index.families({hit.passage.document.id for hit in hits}),
        )
        return compose_answer(question, evidence, hits, policy)

    def _phrase(self, answer: Answer, evidence: Sequence[Evidence], pen: Pen) -> Answer:
        """Let a model word an answer, from the sentences that carry it."""
        told = [item for item in evidence if item.score > 0][:MOST_SOURCES]
        cited = [citation.evidence for citation in answer.citations]
        ids = dict.fromkeys(item.hit.passage.document.id for item in (*cited, *told))
        articles = {key: read_article(self._index.passages_of(key)) for key in ids}
        sources = number_sources(answer.statements, told, articles)
        return phrase_answer(answer, sources, self._index.families(ids), pen)

    def _find(self, question: str, documents: Collection[str] | None) -> list[Hit]:
        count = self._config.passages
        # A question may quote what no document says: then it is asked without its quotation marks.
        hits = self._retriever.retrieve(question, count, documents) or self._retriever.retrieve(
            unquoted(question), count, documents
        )
        return self._with_bylines(hits) if asks_for_author(question) else hits

    def _with_bylines(self, hits: Sequence[Hit]) -> list[Hit]:
        ids = list(dict.fromkeys(hit.passage.document.id for hit in hits))
        lines = [p for key in ids for p in self._index.passages_of(key) if p.role is Role.BYLINE]
        known = {(hit.passage.document.id, hit.passage.span) for hit in hits}
        more = [p for p in lines if (p.document.id, p.span) not in known]
        ranks = enumerate(more, start=len(hits) + 1)
        return [*hits, *(Hit(passage, 0.0, rank, NAMED) for rank, passage in ranks)]


def hits_in(question: str, document: Document, encoder: Encoder) -> list[Hit]:
    """Return every passage of a document that is handed over, nearest to the question first.

    A passage that is alone needs no order: it is not compared, and its similarity stays 0.
    """
    passages = split(document, encoder)
    if len(passages) == 1:
        return [Hit(passages[0], 0.0, 1, GIVEN)]
    vectors = encoder.encode([question, *(p.embedded_text for p in passages)])
    cosines = vectors[1:] @ vectors[0]
    ranked = sorted(zip(passages, cosines, strict=True), key=lambda pair: -pair[1])
    return [
        Hit(passage, float(cosine), rank, GIVEN, float(cosine))
        for rank, (passage, cosine) in enumerate(ranked, start=1)
    ]


def plain_document(text: str, title: str = "") -> Document:
    """Return a document whose every line is a body paragraph."""
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", text)]
    return Document("", title, "", text, tuple(Paragraph(span) for span in lines))


def checked_question(question: str) -> str:
    """Return a question on one line.

    :raises RagError: it is empty or too long.
    """
    text = " ".join(well_formed(question).split())
    if not text:
        raise RagError("the question is empty; type what you want to know")
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise RagError(
            f"the question has {len(text)} characters; ask it in at most {MAX_QUESTION_CHARACTERS}"
        )
    return text


def earlier_questions(history: Sequence[str]) -> list[str]:
    """Return those of the earlier messages that can have been asked: not empty, not too long."""
    most = MAX_QUESTION_CHARACTERS
    return [earlier for earlier in history if earlier.strip() and len(earlier) <= most]
