"""A small library of real types for the page's tests: words are matched, nothing is learnt.

``python tests/page_fakes.py PORT`` serves the page with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from rag.errors import LoadError, NotInLibraryError
from rag.results import (
    AddOutcome,
    AddReport,
    Answer,
    AnswerStatus,
    Coverage,
    DocumentInfo,
    Statement,
    Summary,
)
from rag.types import Citation, Document, Evidence, Hit, Paragraph, Passage, Role, Span

ARTICLE = """Ferry to Skerry Island resumes after storm

The first boat left Northport at dawn on Tuesday with 120 passengers.

By Ida Holm

Repairs to the pier

“The pier held, but only just,” said harbour master Olav Berg. He said repairs took nine days.

A yellow ferry at a pier. (Photo: Northport Post)

The island's 340 residents had been cut off since the storm of 3 March. Bread was flown in.

""" + "\n\n".join(
    f"Paragraph {n} describes weather at sea in some detail, again." for n in range(40)
)
ROLES = (Role.TITLE, Role.STANDFIRST, Role.BYLINE, Role.SUBHEADING, Role.BODY, Role.CAPTION)


def make_document(text: str, source: str, roles: Sequence[Role] = ()) -> Document:
    paragraphs = []
    for number, match in enumerate(re.finditer(r"[^\n].*?(?=\n\n|\s*\Z)", text, re.DOTALL)):
        role = roles[number] if number < len(roles) else Role.BODY
        paragraphs.append(Paragraph(Span(*match.span()), role))
    identity = hashlib.sha256(text.encode()).hexdigest()[:12]
    title = text.strip().split("\n")[0]
    return Document(identity, title, source, text, tuple(paragraphs))


def make_evidence(document: Document, words: str, score: float = 0.9) -> Evidence:
    start = document.text.index(words)
    number, paragraph = next(
        (n, p) for n, p in enumerate(document.paragraphs, 1) if p.span.start <= start < p.span.end
    )
    span = Span(start, start + len(words))
    passage = Passage(document, paragraph.span, number, paragraph.role, "", None, (span,))
    return Evidence(Hit(passage, score, 1, "fused"), span, score)


class WordLibrary:
    """Answers with the sentences that share the question's longest known word."""

    def __init__(self, documents: Sequence[Document] = ()) -> None:
        self._documents = {document.id: document for document in documents}
        self._lock = threading.Lock()

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        if "slowly" in question:
            time.sleep(3)
        if "surprise" in question:
            raise ValueError("a fault that nobody foresaw")
        words = re.findall(r"\w{4,}|\d+", question.casefold())
        words.sort(key=lambda word: (word.isdigit(), len(word)), reverse=True)
        for word in words:
            found = [e for d in self._all() for e in _sentences(d) if word in e.text.casefold()]
            if found:
                return _answer(question, found[:2])
        nearest = tuple(e.hit for d in self._all() for e in _sentences(d)[:2])[:3]
        return Answer(
            question,
            AnswerStatus.NOT_FOUND,
            nearest=nearest,
            message="The documents do not say.",
            timings_ms={"total": 40.0},
        )

    def summarize(
        self, document: str | Sequence[str] | None = None, focus: str | None = None
    ) -> Summary:
        chosen = [self.show(document)] if isinstance(document, str) else self._all()
        evidence = [e for d in chosen for e in _sentences(d)[1:4]][:5]
        statements = tuple(
            Statement(" ".join(e.text.split()), (Citation(n, e),))
            for n, e in enumerate(evidence, 1)
        )
        coverage = Coverage(len(chosen), len(chosen), 45, len(evidence))
        return Summary(tuple(d.id for d in chosen), statements, coverage, "Nothing to sum up.")

    def documents(self) -> list[DocumentInfo]:
        return [
            DocumentInfo(
                d.id, d.title, d.source, d.author, None, None, len(d.text), 5, "2026-01-01"
            )
            for d in self._all()
        ]

    def show(self, document_id: str) -> Document:
        try:
            return self._documents[document_id]
        except KeyError as error:
            raise NotInLibraryError(f"no document has the id {document_id}") from error

    def add_one(self, path: Path, source: str) -> AddReport:
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            raise LoadError(f"{source} holds no text that a reader would see; add another file")
        document = make_document(text, source, (Role.TITLE,))
        with self._lock:
            known = document.id in self._documents
            self._documents = {**self._documents, document.id: document}
        outcome = AddOutcome.UNCHANGED if known else AddOutcome.ADDED
        return AddReport(source, outcome, document.id, len(document.paragraphs))

    def remove(self, document_id: str) -> None:
        self.show(document_id)
        with self._lock:
            self._documents = {k: v for k, v in self._documents.items() if k != document_id}

    def suggest_questions(self, limit: int = 3) -> list[str]:
        offered = [f"What is said about {d.title.split()[0]}?" for d in self._all()]
        return ["Who is the harbour master?", *offered][: limit if self._documents else 0]

    def warm_up(self) -> None:
        self.warmed = True

    def _all(self) -> list[Document]:
        return list(self._documents.values())


def make_article() -> Document:
    return make_document(ARTICLE, "ferry.txt", ROLES)


def make_library() -> WordLibrary:
    return WordLibrary([make_article()])


def _sentences(document: Document) -> list[Evidence]:
    told = [p for p in document.paragraphs if p.role in (Role.BODY, Role.STANDFIRST, Role.TITLE)]
    spans = [
        (p, m)
        for p in told
        for m in re.finditer(r"\S.*?(?:[.!?]”?(?=\s|\Z)|\Z)", document.slice(p.span), re.DOTALL)
    ]
    found: list[Evidence] = []
    for paragraph, match in spans:
        start = paragraph.span.start + match.start()
        span = Span(start, start + len(match.group()))
        number = document.paragraphs.index(paragraph) + 1
        passage = Passage(document, paragraph.span, number, paragraph.role, "", None, (span,))
        found.append(Evidence(Hit(passage, 0.7, len(found) + 1, "fused"), span, 0.7))
    return found


def _answer(question: str, found: Sequence[Evidence]) -> Answer:
    statements = tuple(
        Statement(" ".join(e.text.split()), (Citation(n, e),)) for n, e in enumerate(found, 1)
    )
    short = " ".join(found[0].text.split()[:3])
    return Answer(
        question,
        AnswerStatus.ANSWERED,
        statements,
        short,
        confidence=0.7,
        timings_ms={"retrieval": 20.0, "reading": 60.0, "total": 80.0},
    )


@contextlib.contextmanager
def served_page(**environment: str) -> Iterator[str]:
    """Serve the page with a small library in a process of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(
        [sys.executable, __file__, str(port)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _wait_for(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[str]) -> str:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the page did not start: {process.communicate()[1]}")
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(address, timeout=10, trust_env=False)
            return address
        time.sleep(0.1)
    raise RuntimeError("the page did not start within a minute")


if __name__ == "__main__":
    from rag.page.serving import serve

    with contextlib.suppress(KeyboardInterrupt):
        serve(make_library(), port=int(sys.argv[1]), max_upload_megabytes=2, queue_size=8)
