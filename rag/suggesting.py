"""Documents -> questions that they answer, to be offered as examples.

A question is made from the words of a document (who speaks in it, whom it describes) and is
offered only when the library answers it with words of that very document that name what was asked
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from rag.results import Answer, AnswerStatus, DocumentInfo
from rag.types import NARRATIVE_ROLES, Document

#: Documents that are looked at, newest first.
DOCUMENTS = 5
#: Questions tried for a document at most.
TRIES = 6

_NAME = r"[A-Z][\w’'-]+(?: (?:bin |al-|de |von |van )?[A-Z][\w’'-]+){0,2}"
_SAID = r"(?:said|says|told|added|stated|noted|announced|warned|argued|explained)"
_SPEAKER = re.compile(rf"\b({_NAME})(?:, [^.,]{{3,80}},)? {_SAID}\b|\b{_SAID} ({_NAME})")
_DESCRIBED = re.compile(rf"\b([A-Z][\w’'-]+ {_NAME}), (?:an? |the )?[a-z][^.,]{{5,80}},")
_NOT_NAMES = frozenset("He She It They We The This That A An In On But And As".split())


class Candidate(NamedTuple):
    """A question, and the name that the words of its answer must hold."""

    question: str
    name: str


class Answering(Protocol):
    """What is asked; a ``Library`` is one."""

    def documents(self) -> list[DocumentInfo]:
        """Return what can be asked."""

    def show(self, document_id: str) -> Document:
        """Return a document."""

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
    most = -(-limit // len(chosen)) if chosen else 0
    avoided = {question.casefold() for question in besides}
    found: list[str] = []
    for document_id in chosen:
        answered = _answered(library, document_id, avoided)
        found += [question for question, _ in zip(answered, range(most), strict=False)]
        avoided |= {question.casefold() for question in found}
        if len(found) >= limit:
            break
    return found[:limit]


def candidates(document: Document) -> Iterator[Candidate]:
    """Yield questions that the document seems to answer, the likeliest first, none twice."""
    text = " ".join(
        document.slice(p.span) for p in document.paragraphs if p.role in NARRATIVE_ROLES
    )
    seen: set[str] = set()
    for kind, pattern in (("What did {} say?", _SPEAKER), ("Who is {}?", _DESCRIBED)):
        for match in pattern.finditer(text):
            name = next(group for group in match.groups() if group)
            if name.split()[0] not in _NOT_NAMES and name not in seen:
                seen.add(name)
                yield Candidate(kind.format(name), name)


def _answered(library: Answering, document_id: str, avoided: set[str]) -> Iterator[str]:
    """Yield the document's questions that the library answers, trying a few of them."""
    untried = (c for c in candidates(library.show(document_id)))
    fresh = [c for c in untried if c.question.casefold() not in avoided][:TRIES]
    for candidate in fresh:
        if _answers(library.ask(candidate.question), document_id, candidate.name):
            yield candidate.question


def _answers(answer: Answer, document_id: str, name: str) -> bool:
    """Say whether an answer cites the document with words that hold the name's last part."""
    quotes = [
        citation.quote
        for citation in answer.citations
        if citation.evidence.hit.passage.document.id == document_id
    ]
    return answer.status is AnswerStatus.ANSWERED and any(name.split()[-1] in q for q in quotes)
