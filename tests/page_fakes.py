"""A small library of real types for the page's tests: words are matched, nothing is learnt."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag.config import Config, GenerationConfig
from rag.errors import LoadError, NotInLibraryError
from rag.filters import Filters
from rag.generation import Writing
from rag.index import Withdrawn
from rag.phrased import Phrasing, Withheld, WithheldReason
from rag.reports import AddOutcome, AddReport, DocumentInfo
from rag.results import (
    Answer,
    AnswerStatus,
    Cell,
    Coverage,
    Difference,
    DifferenceKind,
    Reply,
    Statement,
    Summary,
)
from rag.types import Citation, Document, Evidence, Hit, Paragraph, Passage, Role, Span
from rag.views import Event, Precision, Quotation, SpeechKind

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
#: A model that the page offers in some tests; nobody listens there.
FABLE = "openai:http://127.0.0.1:9/v1#fable"
TOLD = (Role.BODY, Role.STANDFIRST, Role.TITLE)
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

    def __init__(self, documents: Sequence[Document] = (), offered: Sequence[str] = ()) -> None:
        self.config = Config(generation=GenerationConfig(offered=tuple(offered)))
        self._documents = {document.id: document for document in documents}
        self._lock = threading.Lock()

    def retrieve(
        self,
        query: str,
        top_k: int = 10,
        documents: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> list[Hit]:
        words = re.findall(r"\w{4,}|\d+", query.casefold())
        words.sort(key=lambda word: (word.isdigit(), len(word)), reverse=True)
        among = self._among(documents, filters)
        for word in words:
            if found := [e.hit for e in among if word in e.text.casefold()]:
                return found[:top_k]
        return [e.hit for e in among][:top_k]

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        documents: Sequence[str] | None = None,
        strictness: str | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        if "slowly" in question:
            time.sleep(3)
        if "surprise" in question:
            raise ValueError("a fault that nobody foresaw")
        words = re.findall(r"\w{4,}|\d+", question.casefold())
        words.sort(key=lambda word: (word.isdigit(), len(word)), reverse=True)
        among = self._among(documents, filters)
        if question == "Tell me everything":
            return _answer(question, among)
        for word in words:
            if found := [e for e in among if word in e.text.casefold()]:
                return _differing(question, found) or _answer(question, found[:2])
        return Answer(
            question,
            AnswerStatus.NOT_FOUND,
            near=tuple(among[:3]),
            message="The documents do not say.",
            timings_ms={"total": 40.0},
        )

    def chat(
        self,
        message: str,
        history: Sequence[str] = (),
        documents: Sequence[str] | None = None,
        strictness: str | None = None,
        writing: Writing | None = None,
    ) -> Answer | Summary | Reply:
        if message.casefold() in ("hello", "hello!"):
            return Reply(message, "greeting", "Hello. Ask about your documents.")
        if message.startswith("Which documents"):
            return Reply(message, "library", "These:", tuple(self.documents()))
        answer = self.ask(message, history, documents, strictness)
        if writing is None or writing.generator != FABLE or not answer.statements:
            return answer
        return _worded(answer, writing)

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        return [
            Event(d, e.hit.passage.paragraph, e.span, e.span, "2026-03-03", "2026-03-03",
                  Precision.DAY)
            for d in self._all()
            for e in _sentences(d)
            if d.id in (documents or (d.id,)) and "storm of" in e.text
        ]  # fmt: skip

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        found = []
        for d in self._all():
            start = d.text.find("“The pier held")
            if d.id in (documents or (d.id,)) and start >= 0:
                said, name = Span(start + 1, start + 29), d.text.index("Olav Berg")
                whole = Span(start, name + 10)
                who = Span(name, name + 9)
                kind = SpeechKind.QUOTED
                found.append(Quotation(d, 5, whole, who, who, who, (said,), kind))
        return found

    def bars(self, hits: Sequence[Hit]) -> dict[str, float]:
        return {"careful": 0.8, "balanced": 0.5, "eager": 0.2}

    def summarize(
        self,
        document: str | Sequence[str] | None = None,
        focus: str | None = None,
        *,
        writing: Writing | None = None,
    ) -> Summary:
        named = [document] if isinstance(document, str) else list(document or self._documents)
        chosen = [self.show(key) for key in named]
        evidence = [e for d in chosen for e in _sentences(d)[1:4]][:5]
        statements = tuple(
            Statement(" ".join(e.text.split()), (Citation(n, e),))
            for n, e in enumerate(evidence, 1)
        )
        cells = [
            Cell(d.id, n, p.span.start, p.span.end, p.role in TOLD, _telling(d, p, evidence))
            for d in chosen
            for n, p in enumerate(d.paragraphs, 1)
        ]
        coverage = Coverage(len(chosen), len(chosen), 45, len(evidence), tuple(cells))
        return Summary(tuple(named), statements, coverage, "Nothing to sum up.")

    def documents(self) -> list[DocumentInfo]:
        return [
            DocumentInfo(
                d.id, d.title, d.source, d.author, d.published, d.language, len(d.text), 5,
                "2026-01-01T00:00:00",
            )
            for d in self._all()
        ]  # fmt: skip

    def show(self, document_id: str) -> Document:
        try:
            return self._documents[document_id]
        except KeyError as error:
            raise NotInLibraryError(f"no document has the id {document_id}") from error

    def add_one(self, path: Path, source: str) -> AddReport:
        data = path.read_bytes()
        document = _printed(data, source) if data.startswith(b"%PDF") else _read(data, source)
        with self._lock:
            known = document.id in self._documents
            former = [d.id for d in self._all() if d.source == source and d.id != document.id]
            kept = {k: v for k, v in self._documents.items() if k not in former}
            self._documents = {**kept, document.id: document}
        replaced = AddOutcome.REPLACED if former else AddOutcome.ADDED
        outcome = AddOutcome.UNCHANGED if known else replaced
        return AddReport(source, outcome, document.id, len(document.paragraphs))

    def remove(self, document_id: str) -> None:
        self.show(document_id)
        with self._lock:
            self._documents = {k: v for k, v in self._documents.items() if k != document_id}

    def withdraw(self, document_id: str) -> Withdrawn:
        document = self.show(document_id)
        self.remove(document_id)
        return Withdrawn(document, (), np.zeros((0, 4), np.float32), "", (document.source,))

    def restore(self, held: Withdrawn) -> None:
        with self._lock:
            self._documents = {**self._documents, held.document.id: held.document}

    def suggest_questions(
        self, limit: int = 3, documents: Sequence[str] | None = None, besides: Sequence[str] = ()
    ) -> list[str]:
        among = [d for d in self._all() if d.id in (documents or (d.id,))]
        offered = [f"What is said about {d.title.split()[0]}?" for d in among]
        asked = ["Who is the harbour master?", *offered] if among else []
        return [question for question in asked if question not in besides][:limit]

    def warm_up(self) -> None:
        self.warmed = True

    def _all(self) -> list[Document]:
        return list(self._documents.values())

    def _among(
        self, documents: Sequence[str] | None, filters: Filters | None = None
    ) -> list[Evidence]:
        """Return the sentences of the documents that are asked."""
        through = (filters or Filters()).choose(self.documents())
        asked = [
            d for d in self._all() if d.id in through and (documents is None or d.id in documents)
        ]
        return [e for d in asked for e in _sentences(d)]


def make_article() -> Document:
    return make_document(ARTICLE, "ferry.txt", ROLES)


def make_library(offered: Sequence[str] = ()) -> WordLibrary:
    return WordLibrary([make_article()], offered)


def make_shelf() -> WordLibrary:
    """Return a library with folders, authors, years and languages to choose from."""
    told = (
        ("Ferry", "dawn", "news/ferry.txt", "Ida Holm", "2025-05-14", "en"),
        ("Train", "noon", "news/old/train.txt", "Per Lund", "2024-02-01", "en"),
        ("Tram", "night", "notes/tram.txt", None, None, "de"),
        ("Barge", "dusk", "notes/barge.txt", "Per Lund and Ida Holm", "2024-11-30", "en"),
    )
    return WordLibrary(
        [
            replace(
                make_document(f"{name}\n\nThe {name} left at {hour}.", source, (Role.TITLE,)),
                author=author,
                published=published,
                language=language,
            )
            for name, hour, source, author, published, language in told
        ]
    )


def make_titled(texts: Sequence[str]) -> WordLibrary:
    """Return a library with each text as a title, a file's name and a sentence."""
    return WordLibrary(
        [
            make_document(f"{text}\n\nhostile{n} {text}", f"{text}.txt", (Role.TITLE,))
            for n, text in enumerate(texts)
        ]
    )


def _read(data: bytes, source: str) -> Document:
    text = data.decode("utf-8")
    if not text.strip():
        raise LoadError(f"{source} holds no text that a reader would see; add another file")
    return make_document(text, source, (Role.TITLE,))


def _printed(data: bytes, source: str) -> Document:
    """Read the lines of a PDF that is not compressed."""
    words = re.findall(rb"\(([^)]*)\) Tj", data)
    made = make_document(b"\n\n".join(words).decode("ascii"), source, (Role.TITLE,))
    paged = tuple(replace(paragraph, page=1) for paragraph in made.paragraphs)
    return replace(made, id=hashlib.sha256(data).hexdigest()[:12], paragraphs=paged)


def _telling(
    document: Document, paragraph: Paragraph, evidence: Sequence[Evidence]
) -> tuple[int, ...]:
    return tuple(
        number
        for number, e in enumerate(evidence, 1)
        if e.hit.passage.document.id == document.id and paragraph.span.contains(e.span)
    )


def _differing(question: str, found: Sequence[Evidence]) -> Answer | None:
    """Answer "How many ...?" with both numbers, where two documents give different ones."""
    firsts: dict[str, Evidence] = {}
    for e in found:
        firsts.setdefault(e.hit.passage.document.id, e)
    told = [(e, number[0]) for e in firsts.values() if (number := re.search(r"\d+", e.text))]
    if not question.startswith("How many") or len({number for _, number in told}) < 2:
        return None
    (one, first), (other, second) = told[:2]
    answer = _answer(question, [one, other])
    return replace(
        answer,
        differences=(Difference(DifferenceKind.NUMBER, (1, 2), (first, second)),),
        short_answer=None,
    )


def _sentences(document: Document) -> list[Evidence]:
    told = [p for p in document.paragraphs if p.role in TOLD]
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
        passage = Passage(
            document, paragraph.span, number, paragraph.role, "", paragraph.page, (span,)
        )
        found.append(Evidence(Hit(passage, 0.7, len(found) + 1, "fused"), span, 0.7))
    return found


def _worded(answer: Answer, writing: Writing) -> Answer:
    """Word an answer sentence by sentence, two seconds apart, as a model that lies once."""
    worded = [replace(statement, phrased=True) for statement in answer.statements]
    lie = Withheld("The pier sank in 1999.", WithheldReason.DATE, "1999", replaced=True)
    phrasing = Phrasing(FABLE, (lie,))
    for count in range(1, len(worded)):
        far = replace(phrasing, finished=False)
        writing.watch(replace(answer, statements=tuple(worded[:count]), phrasing=far))
        deadline = time.monotonic() + 2
        while not writing.stop.is_told and time.monotonic() < deadline:
            time.sleep(0.02)
        if writing.stop.is_told:
            stopped = replace(phrasing, notice="The model was stopped.")
            return replace(answer, statements=tuple(worded[:count]), phrasing=stopped)
    return replace(answer, statements=tuple(worded), phrasing=phrasing)


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
