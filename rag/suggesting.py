"""Documents -> questions that they answer, to be offered as examples.

A question is made from the words of the document (who speaks in it, what its subheadings are
about) and is offered only when the library answers it from that very document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

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


def suggest(library: Answering, limit: int = 3) -> list[str]:
    """Return up to ``limit`` questions that the newest documents answer."""
    found: list[str] = []
    for info in reversed(library.documents()[-DOCUMENTS:]):
        taken = 0
        for question in list(candidates(library.show(info.id)))[:TRIES]:
            if len(found) >= limit or taken >= max(1, limit // 2 + limit % 2):
                break
            if question not in found and _answers(library.ask(question), info.id):
                found.append(question)
                taken += 1
    return found


def candidates(document: Document) -> Iterator[str]:
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
                yield kind.format(name)


def _answers(answer: Answer, document_id: str) -> bool:
    cited = {c.evidence.hit.passage.document.id for c in answer.citations}
    return answer.status is AnswerStatus.ANSWERED and document_id in cited
