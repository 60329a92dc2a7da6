"""Types -> views: plain JSON that the page's scripts show as text.

A view holds strings as they are: they are shown through ``textContent``, so there is nothing to
escape and nothing that could be forgotten. Offsets are applied here, in Python characters, because
a browser counts some characters twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.results import (
    AddOutcome,
    AddReport,
    Answer,
    AnswerStatus,
    DocumentInfo,
    Statement,
    Summary,
)
from rag.types import Citation, Document, Hit, Paragraph, Role, Span

View = dict[str, Any]

#: Confidence from which an answer is called so, highest first.
SURENESS = ((0.85, "Very sure"), (0.6, "Fairly sure"), (0.35, "Not very sure"))
UNSURE = "Unsure: read the source"
#: The longest passage shown under "Nearest passages"; the reader shows all of it.
SNIPPET_CHARACTERS = 320

_OUTCOMES = {
    AddOutcome.ADDED: "added",
    AddOutcome.REPLACED: "replaced by the new version",
    AddOutcome.UNCHANGED: "already here, unchanged",
    AddOutcome.SKIPPED: "skipped",
    AddOutcome.FAILED: "not added",
}


def answer_view(answer: Answer) -> View:
    """Turn an answer into the view of one turn of the conversation."""
    found = answer.status is AnswerStatus.ANSWERED
    return {
        "kind": "answer" if found else "not_found",
        "question": answer.question,
        "lead": answer.short_answer or "",
        "message": "" if found else answer.message,
        "statements": [statement_view(statement) for statement in answer.statements],
        "sources": sources_view(answer.citations),
        "nearest": [nearest_view(hit) for hit in answer.nearest],
        "note": note([sureness(answer.confidence) if found else "", took(answer.timings_ms)]),
    }


def summary_view(summary: Summary, heading: str) -> View:
    """Turn a summary into the view of one turn; ``heading`` names what was summed up."""
    return {
        "kind": "summary",
        "question": heading,
        "lead": "",
        "message": "" if summary.statements else summary.message,
        "statements": [statement_view(statement) for statement in summary.statements],
        "sources": sources_view(summary.citations),
        "nearest": [],
        "note": note([coverage(summary), took(summary.timings_ms)]),
    }


def statement_view(statement: Statement) -> View:
    """Return a sentence in two halves, with the footnotes between them.

    The footnotes stand where the contract's text has its markers: before the full stop.
    """
    text = statement.text
    cut = len(text)
    if statement.citations and text[-1:] in ".!?" and text[-2:-1] not in ".!?":
        cut -= 1
    footnotes = [citation_view(citation) for citation in statement.citations]
    return {"before": text[:cut], "after": text[cut:], "footnotes": footnotes}


def citation_view(citation: Citation) -> View:
    """Return what a footnote needs to be shown and opened.

    Document and offsets mean the same after later answers and after documents are added.
    """
    passage = citation.evidence.hit.passage
    span = citation.evidence.span
    return {
        "number": citation.number,
        "document": passage.document.id,
        "title": passage.document.title,
        "place": place(passage.page, passage.paragraph),
        "start": span.start,
        "end": span.end,
    }


def sources_view(citations: Sequence[Citation]) -> list[View]:
    """Return each cited document once: its first citation, and the numbers of all."""
    views: dict[str, View] = {}
    for citation in citations:
        key = citation.evidence.hit.passage.document.id
        view = views.setdefault(key, {**citation_view(citation), "numbers": []})
        view["numbers"].append(citation.number)
    return list(views.values())


def nearest_view(hit: Hit) -> View:
    """Return a passage that came close, shortened, with the place to open it at."""
    passage = hit.passage
    return {
        "document": passage.document.id,
        "title": passage.document.title,
        "place": place(passage.page, passage.paragraph),
        "start": passage.span.start,
        "end": passage.span.end,
        "text": shorten(passage.text),
    }


def document_view(document: Document, marked: Span | None = None) -> View:
    """Lay out a whole document by the roles of its paragraphs.

    :param marked: the quoted words, shown in ``<mark>``.
    """
    titled = any(p.role is Role.TITLE for p in document.paragraphs)
    return {
        "document": document.id,
        "title": document.title,
        "headline": "" if titled else document.title,
        "byline": _byline(document),
        "source": document.source,
        "language": document.language or "",
        "paragraphs": [_paragraph_view(document, p, marked) for p in document.paragraphs],
    }


def shelf_view(documents: Sequence[DocumentInfo]) -> list[View]:
    """Return the library's documents for the list beside the conversation."""
    return [
        {
            "document": info.id,
            "title": info.title,
            "detail": note([info.author or "", info.published or "", size(info.characters)]),
            "source": info.source,
        }
        for info in documents
    ]


def report_view(report: AddReport) -> View:
    """Return the one line that says what became of a file."""
    done = report.outcome not in (AddOutcome.FAILED, AddOutcome.SKIPPED)
    return line_view(report.source, report.reason or _OUTCOMES[report.outcome], done=done)


def line_view(name: str, said: str, *, done: bool) -> View:
    """Return a line about a file, whose name is not repeated when the sentence has it."""
    return {"name": "" if name in said else name, "done": done, "said": said}


def sureness(confidence: float) -> str:
    """Say in words how sure the reader is."""
    return next((words for least, words in SURENESS if confidence >= least), UNSURE)


def took(timings_ms: Any) -> str:
    """Say how long it took, in seconds; an empty string when that is not known."""
    total = timings_ms.get("total") or sum(timings_ms.values())
    return f"{max(total / 1000, 0.1):.1f} s" if timings_ms else ""


def coverage(summary: Summary) -> str:
    """Say how much was read for a summary, and how much of it shows."""
    found = summary.coverage
    if not found.paragraphs:
        return ""
    read = f"{counted(found.paragraphs, 'paragraph')} read, {found.paragraphs_represented} quoted"
    if found.documents < 2:
        return read
    return f"{found.documents_represented} of {found.documents} documents quoted · {read}"


def place(page: int | None, paragraph: int) -> str:
    """Say where in its document something stands."""
    return f"page {page}, paragraph {paragraph}" if page else f"paragraph {paragraph}"


def size(characters: int) -> str:
    """Say how long a text is, in words that a reader counts in."""
    words = max(round(characters / 6), 2)
    rounded = words if words < 100 else round(words, -2 if words < 10_000 else -3)
    return f"about {rounded:,} words"


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def note(parts: Sequence[str]) -> str:
    """Join what is known into one quiet line."""
    return " · ".join(part for part in parts if part)


def shorten(text: str) -> str:
    """Return the start of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= SNIPPET_CHARACTERS:
        return line
    cut = line.rfind(" ", SNIPPET_CHARACTERS // 2, SNIPPET_CHARACTERS)
    return line[: cut if cut > 0 else SNIPPET_CHARACTERS] + " …"


def _byline(document: Document) -> str:
    written = any(p.role is Role.BYLINE for p in document.paragraphs)
    author = "" if written or not document.author else f"By {document.author}"
    return note([author, document.published or ""])


def _paragraph_view(document: Document, paragraph: Paragraph, marked: Span | None) -> View:
    return {
        "role": paragraph.role.value,
        "page": paragraph.page,
        "parts": _cut(document, paragraph.span, marked),
    }


def _cut(document: Document, span: Span, marked: Span | None) -> list[View]:
    """Cut a paragraph into unmarked and marked stretches, leaving out empty ones."""
    start = end = span.end
    if marked is not None and marked.start < span.end and span.start < marked.end:
        start, end = max(span.start, marked.start), min(span.end, marked.end)
    pieces = ((span.start, start, False), (start, end, True), (end, span.end, False))
    return [
        {"text": document.text[begin:stop], "mark": mark}
        for begin, stop, mark in pieces
        if begin < stop
    ]
