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

from rag.reports import DocumentInfo
from rag.results import Answer, AnswerStatus
from rag.types import NARRATIVE_ROLES, Document
from rag.views import Quotation, SpeechKind

#: Documents that are looked at, newest first.
DOCUMENTS = 5
#: Questions tried for a document at most.
TRIES = 8
#: Words that a question repeats of what was said.
FEWEST_WORDS, MOST_WORDS = 4, 14

_NAME = r"[A-Z][\w’'-]+(?: (?:bin |al-|de |von |van )?[A-Z][\w’'-]+){0,2}"
_DESCRIBED = re.compile(rf"\b([A-Z][\w’'-]+ {_NAME}), (?:an? |the )?[a-z][^.,]{{5,80}},")
_COUNTED = re.compile(r"(?<![\w,.])(\d[\d,.]*\d) ([a-z]{4,}s)\b")
#: What is counted in most texts, and is asked about by nobody.
_UNITS = frozenset(
    "years months weeks days hours minutes seconds times points metres miles".split()
)
_THAT = re.compile(r"^that\s+", re.IGNORECASE)
#: Words that begin with a capital letter only where a sentence begins.
_LOWERED = re.compile(r"^(?:An?|The|It|He|She|They|We|This|That|There|In|On|At|For|By)\b")
#: Verbs whose reported words are a clause, which can follow "Who said".
_WITH_CLAUSE = frozenset(
    "said says say added adds stated states noted notes warned warns announced announces argued "
    "argues explained explains claimed claims confirmed confirms insisted insists".split()
)


class Candidate(NamedTuple):
    """A question, the word that the cited words must hold, and one that the answer must."""

    question: str
    cited: str
    answered: str = ""


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
    named = (q.speaker_name for q in quotations if q.name is not None)
    spoke = (Candidate(f"What did {_inside(name)} say?", name.split()[-1]) for name in named)
    described = (
        Candidate(f"Who is {match[1]}?", match[1].split()[-1])
        for match in _DESCRIBED.finditer(text)
    )
    counted = (
        Candidate(f"How many {match[2]}?", match[1], match[1])
        for match in _COUNTED.finditer(text)
        if match[2] not in _UNITS
    )
    for kind in (told, spoke, described, counted):
        yield from islice(dict.fromkeys(kind), TRIES // 4)


def _who_said(quotation: Quotation) -> Candidate | None:
    """Return the question for who said something, if it is a short clause by a known name."""
    said = " ".join(quotation.text.split()).rstrip(".,;:!?…")
    quoted = quotation.kind is SpeechKind.QUOTED
    verb = quotation.document.slice(quotation.verb).casefold()
    is_clause = said[:1].isupper() if quoted else verb in _WITH_CLAUSE
    is_short = FEWEST_WORDS <= len(said.split()) <= MOST_WORDS
    if quotation.name is None or not (is_clause and is_short):
        return None
    shown = f"“{said}”" if quoted else _inside(_THAT.sub("", said))
    name = quotation.speaker_name.split()[-1]
    return Candidate(f"Who said {shown}?", name, name)


def _inside(words: str) -> str:
    """Return words as they are written inside a sentence."""
    return _LOWERED.sub(lambda match: match[0].lower(), words)


def _answered(library: Answering, document_id: str, avoided: set[str]) -> Iterator[str]:
    """Yield the document's questions that the library answers, trying a few of them."""
    made = candidates(library.show(document_id), library.quotes(document_id))
    for candidate in [c for c in made if c.question.casefold() not in avoided][:TRIES]:
        if _answers(library.ask(candidate.question), document_id, candidate):
            yield candidate.question


def _answers(answer: Answer, document_id: str, candidate: Candidate) -> bool:
    """Say whether an answer is the one that was expected, and cites the document for it."""
    quotes = [
        citation.quote
        for citation in answer.citations
        if citation.evidence.hit.passage.document.id == document_id
    ]
    found = answer.status is AnswerStatus.ANSWERED and any(candidate.cited in q for q in quotes)
    return found and candidate.answered in (answer.short_answer or candidate.answered)
