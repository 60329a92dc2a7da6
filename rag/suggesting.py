"""Documents -> questions that they answer, to be offered as examples.

A question is made from a document's own words (who said something in it, whom it describes, how
many of something it counts) and is offered only when the library answers it with words of that very
document that hold what was left out of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from rag.results import Answer, AnswerStatus, DocumentInfo
from rag.types import NARRATIVE_ROLES, Document
from rag.views import Quotation, SpeechKind

#: Documents that are looked at, newest first.
DOCUMENTS = 5
#: Questions tried for a document at most.
TRIES = 6
#: Words that a question repeats of what was said.
FEWEST_WORDS, MOST_WORDS = 4, 14

_NAME = r"[A-Z][\w’'-]+(?: (?:bin |al-|de |von |van )?[A-Z][\w’'-]+){0,2}"
_DESCRIBED = re.compile(rf"\b([A-Z][\w’'-]+ {_NAME}), (?:an? |the )?[a-z][^.,]{{5,80}},")
_COUNTED = re.compile(
    r"\b(\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) ([a-z]{4,}s)\b"
)
#: What is counted in most texts, and is asked about by nobody.
_UNITS = frozenset(
    "years months weeks days hours minutes seconds times points metres miles".split()
)
_THAT = re.compile(r"^that\s+", re.IGNORECASE)


class Candidate(NamedTuple):
    """A question, and the word that the cited words must hold."""

    question: str
    expected: str


class Answering(Protocol):
    """What is asked; a ``Library`` is one."""

    def documents(self) -> list[DocumentInfo]:
        """Return what can be asked."""

    def show(self, document_id: str) -> Document:
        """Return a document."""

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        """Return who said what."""

    def ask(
        self, question: str, history: tuple[str, ...] = (), documents: list[str] | None = None
    ) -> Answer:
        """Answer a question."""


def suggest(
    library: Answering,
    limit: int = 3,
    documents: Sequence[str] | None = None,
    besides: Sequence[str] = (),
) -> list[str]:
    """Return up to ``limit`` questions that documents answer.

    :param documents: ids; the newest documents when not given.
    :param besides: questions that are not offered.
    """
    newest = [info.id for info in reversed(library.documents()[-DOCUMENTS:])]
    chosen = list(newest if documents is None else documents)[:DOCUMENTS]
    avoided = {question.casefold() for question in besides}
    found: list[str] = []
    for left, document_id in zip(range(len(chosen), 0, -1), chosen, strict=True):
        share = -(-(limit - len(found)) // left)
        found += islice(_answered(library, document_id, avoided), share)
    return found


def candidates(document: Document, quotations: Sequence[Quotation]) -> Iterator[Candidate]:
    """Yield questions that the document seems to answer, of each kind in turn."""
    text = " ".join(
        document.slice(p.span) for p in document.paragraphs if p.role in NARRATIVE_ROLES
    )
    told = filter(None, map(_who_said, quotations))
    described = (
        Candidate(f"Who is {match[1]}?", match[1].split()[-1])
        for match in _DESCRIBED.finditer(text)
    )
    counted = (
        Candidate(f"How many {match[2]}?", match[1])
        for match in _COUNTED.finditer(text)
        if match[2] not in _UNITS
    )
    for kind in (told, described, counted):
        yield from islice(dict.fromkeys(kind), TRIES // 2)


def _who_said(quotation: Quotation) -> Candidate | None:
    """Return the question for who said something, if it is short and the name is known."""
    words = _THAT.sub("", " ".join(quotation.text.split()).rstrip(".,;:!?…")).split()
    if quotation.name is None or not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return None
    said = " ".join(words)
    shown = f"“{said}”" if quotation.kind is SpeechKind.QUOTED else said
    return Candidate(f"Who said {shown}?", quotation.speaker_name.split()[-1])


def _answered(library: Answering, document_id: str, avoided: set[str]) -> Iterator[str]:
    """Yield the document's questions that the library answers, trying a few of them."""
    made = candidates(library.show(document_id), library.quotes(document_id))
    for candidate in [c for c in made if c.question.casefold() not in avoided][:TRIES]:
        if _answers(library.ask(candidate.question), document_id, candidate.expected):
            yield candidate.question


def _answers(answer: Answer, document_id: str, expected: str) -> bool:
    """Say whether an answer holds the word, and cites the document for it."""
    quotes = [
        citation.quote
        for citation in answer.citations
        if citation.evidence.hit.passage.document.id == document_id
    ]
    found = answer.status is AnswerStatus.ANSWERED and any(expected in quote for quote in quotes)
    return found and expected in (answer.short_answer or expected)
