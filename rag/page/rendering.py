"""Types -> views: plain JSON that the page's scripts show as text.

A view holds strings of documents as they are: they are shown through ``textContent``, so there is
nothing to escape and nothing that could be forgotten. Offsets are applied here, in Python
characters, because a browser counts some characters twice. What the page itself says is a key of
the catalogue (``rag/page/wording.py``) with its values, so that a kept conversation can be read in
another language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from rag.config import EXTRACTIVE
from rag.page.wording import say
from rag.phrased import Phrasing
from rag.reports import AddOutcome, AddReport, DocumentInfo
from rag.results import Answer, AnswerStatus, Cell, Difference, Statement, Summary
from rag.types import Citation, Document, Evidence, Hit, Paragraph, Role, Span

View = dict[str, Any]

#: How sure an answer is, by the strictest bar that its confidence reaches.
SURENESS = (("careful", "sure"), ("balanced", "fairly_sure"), ("eager", "not_very_sure"))
#: The longest passage shown under "Nearest passages", and quotation shown beside its footnote.
SNIPPET_CHARACTERS = 320
#: Cells of a coverage strip; of more paragraphs only the numbers are shown.
MOST_CELLS = 1500


def answer_view(answer: Answer, bars: Mapping[str, float]) -> View:
    """Turn an answer into the view of one turn of the conversation.

    :param bars: for each strictness, the confidence from which it answers.
    """
    found = answer.status is AnswerStatus.ANSWERED
    return {
        "kind": "answer" if found else "not_found",
        "question": answer.question,
        "searched": answer.searched or "",
        "lead": answer.short_answer or "",
        "message": None if found else message_view(answer.message),
        "statements": statement_views(answer.statements, answer.differences),
        "differences": difference_views(answer.statements, answer.differences),
        "sources": sources_view(answer.citations),
        "nearest": [nearest_view(item) for item in answer.near],
        "sure": sureness(answer.confidence, bars) if found else "",
        "seconds": seconds(answer.timings_ms),
        **phrasing_view(answer.phrasing, answer.statements),
    }


def growing_view(growing: Answer | Summary) -> View:
    """Return of an answer or a summary what is shown while a model still writes it."""
    return {
        "lead": (growing.short_answer or "") if isinstance(growing, Answer) else "",
        "statements": statement_views(growing.statements, growing.differences),
    }


def summary_view(summary: Summary, heading: View, titles: Mapping[str, str]) -> View:
    """Turn a summary into the view of one turn.

    :param heading: names what was summed up.
    :param titles: of the documents, by id.
    """
    counts = summary.coverage
    return {
        "kind": "summary",
        "heading": heading,
        "message": None if summary.statements else message_view(summary.message),
        "statements": statement_views(summary.statements, summary.differences),
        "differences": difference_views(summary.statements, summary.differences),
        "sources": sources_view(summary.citations),
        "coverage": {
            "documents": counts.documents,
            "quoted_documents": counts.documents_represented,
            "paragraphs": counts.paragraphs,
            "quoted_paragraphs": counts.paragraphs_represented,
            "strips": strip_views(summary, titles),
        },
        "seconds": seconds(summary.timings_ms),
        **phrasing_view(summary.phrasing, summary.statements),
    }


def phrasing_view(phrasing: Phrasing | None, statements: Sequence[Statement]) -> View:
    """Return how a language model took part; nothing where none did.

    :param statements: those that are shown; the model may have worded none of them.
    """
    if phrasing is None:
        return {}
    withheld = [
        {
            "text": item.text,
            "why": say(f"withheld_{item.reason.value}", detail=item.detail),
            "replaced": item.replaced,
        }
        for item in phrasing.withheld
    ]
    worded = any(statement.phrased for statement in statements)
    said = say("worded" if worded else "not_worded", model=model_name(phrasing.generator))
    return {"phrasing": {"said": said, "withheld": withheld, "notice": phrasing.notice}}


def generator_key(generator: str) -> str:
    """Return what the browser calls a generator; its address or path is none of its business."""
    if generator == EXTRACTIVE:
        return generator
    return hashlib.sha256(generator.encode()).hexdigest()[:12]


def model_name(generator: str) -> str:
    """Return what a generator is called on the page: its model, and on which host it runs."""
    kind, _, rest = generator.partition(":")
    if kind == "openai":
        address, _, model = rest.rpartition("#")
        try:
            host = urlsplit(address).hostname
        except ValueError:  # no address; what is wrong with it is told at the first use
            host = None
        return f"{model} ({host})" if host else model
    return rest.rstrip("/").rsplit("/", 1)[-1] if kind == "transformers" else generator


def strip_views(summary: Summary, titles: Mapping[str, str]) -> list[View]:
    """Return a row of cells a document, a cell a paragraph; none when they are too many."""
    cells = summary.coverage.cells
    if len(cells) > MOST_CELLS:
        return []
    return [
        {
            "document": document_id,
            "title": titles.get(document_id, ""),
            "cells": [_cell_view(cell, summary.statements) for cell in group],
        }
        for document_id, group in groupby(cells, key=lambda cell: cell.document_id)
    ]


def statement_views(
    statements: Sequence[Statement], differences: Sequence[Difference]
) -> list[View]:
    """Return the statements that are no side of a difference."""
    sides = {number for difference in differences for number in difference.statements}
    return [
        statement_view(statement)
        for number, statement in enumerate(statements, start=1)
        if number not in sides
    ]


def difference_views(
    statements: Sequence[Statement], differences: Sequence[Difference]
) -> list[View]:
    """Return each difference with its two sides."""
    return [
        {
            "kind": difference.kind.value,
            "sides": [
                {
                    "value": value,
                    "title": title_of(statements[number - 1].citations),
                    "statement": statement_view(statements[number - 1]),
                }
                for number, value in zip(difference.statements, difference.values, strict=True)
            ],
        }
        for difference in differences
    ]


def statement_view(statement: Statement) -> View:
    """Return a sentence in parts, with the footnotes before its full stop.

    The footnotes stand where the contract's text has its markers. A part that the source has
    otherwise carries its words there.
    """
    text = statement.text
    cut = len(text)
    if statement.citations and text[-1:] in ".!?" and text[-2:-1] not in ".!?":
        cut -= 1
    parts, place = [], 0
    for edit in statement.edits:
        if place <= edit.start and edit.start + len(edit.shown) <= cut:
            parts.append({"text": text[place : edit.start]})
            parts.append({"text": edit.shown, "original": edit.original})
            place = edit.start + len(edit.shown)
    parts.append({"text": text[place:cut]})
    footnotes = [citation_view(citation) for citation in statement.citations]
    shown = [part for part in parts if part["text"] or "original" in part]
    return {"parts": shown, "after": text[cut:], "footnotes": footnotes}


def citation_view(citation: Citation) -> View:
    """Return what a footnote needs to be shown and opened.

    Document and offsets mean the same after later answers and after documents are added.
    """
    return {
        "number": citation.number,
        "copy_of": citation.copy_of,
        "quote": citation.quote,
        **place_view(citation.evidence.hit, citation.evidence.span),
    }


def place_view(hit: Hit, span: Span) -> View:
    """Return where words stand: their document, paragraph, page and offsets."""
    passage = hit.passage
    return {
        "document": passage.document.id,
        "title": passage.document.title or passage.document.source,
        "page": passage.page,
        "paragraph": passage.paragraph_at(span.start),
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


def nearest_view(item: Evidence) -> View:
    """Return a sentence that came close, shortened, with the place to open it at."""
    return {**place_view(item.hit, item.span), "text": shorten(item.text)}


def document_view(document: Document, marked: Span | None = None) -> View:
    """Lay out a whole document by the roles of its paragraphs.

    :param marked: the quoted words, shown in ``<mark>``.
    """
    titled = any(p.role is Role.TITLE for p in document.paragraphs)
    written = any(p.role is Role.BYLINE for p in document.paragraphs)
    return {
        "document": document.id,
        "title": document.title,
        "headline": "" if titled else document.title or document.source,
        "author": "" if written else document.author or "",
        "published": document.published or "",
        "source": document.source,
        "language": document.language or "",
        "paragraphs": [_paragraph_view(document, p, marked) for p in document.paragraphs],
        "page": page_of(document, marked),
        "quote": document.slice(marked) if marked else "",
    }


def page_of(document: Document, marked: Span | None) -> int:
    """Return the page on which the marked words begin; 1 when nothing is marked."""
    start = marked.start if marked else 0
    pages = [p.page for p in document.paragraphs if p.page and p.span.start <= start]
    return pages[-1] if pages else 1


def shelf_view(documents: Sequence[DocumentInfo]) -> list[View]:
    """Return the library's documents for the list beside the conversation, newest first."""
    return [
        {
            "document": info.id,
            "title": info.title or info.source,
            "author": info.author or "",
            "published": info.published or "",
            "words": words_of(info.characters),
            "passages": info.passages,
            "added": info.added_at,
            "source": info.source,
            "language": info.language or "",
        }
        for info in reversed(documents)
    ]


def report_view(report: AddReport) -> View:
    """Return the one line that says what became of a file."""
    done = report.outcome not in (AddOutcome.FAILED, AddOutcome.SKIPPED)
    said = message_view(report.reason) if report.reason else say(f"file_{report.outcome.value}")
    name = "" if report.source in report.reason else report.source
    return {"name": name, "done": done, "said": said, "document": report.document_id}


def message_view(text: str) -> View:
    """Return a sentence of the library, which is shown as it is."""
    return {"text": text}


def title_of(citations: Sequence[Citation]) -> str:
    """Return the title of the first cited document."""
    document = citations[0].evidence.hit.passage.document
    return document.title or document.source


def sureness(confidence: float, bars: Mapping[str, float]) -> str:
    """Return the key that says how sure an answer is, from the bars that it reaches."""
    reached = (key for name, key in SURENESS if confidence >= bars[name])
    return next(reached, "unsure")


def seconds(timings_ms: Mapping[str, float]) -> float | None:
    """Return how long it took, in seconds with one decimal, or None when that is not known."""
    total = timings_ms.get("total") or sum(timings_ms.values())
    return round(max(total / 1000, 0.1), 1) if timings_ms else None


def words_of(characters: int) -> int:
    """Return about how many words a text has, rounded as one would say it."""
    words = max(round(characters / 6), 2)
    return words if words < 100 else round(words, -2 if words < 10_000 else -3)


def shorten(text: str) -> str:
    """Return the start of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= SNIPPET_CHARACTERS:
        return line
    cut = line.rfind(" ", SNIPPET_CHARACTERS // 2, SNIPPET_CHARACTERS)
    return line[: cut if cut > 0 else SNIPPET_CHARACTERS] + " …"


def _cell_view(cell: Cell, statements: Sequence[Statement]) -> View:
    cited = [c.number for n in cell.statements for c in statements[n - 1].citations]
    return {
        "document": cell.document_id,
        "paragraph": cell.paragraph,
        "start": cell.start,
        "end": cell.end,
        "read": cell.is_read,
        "footnotes": sorted(set(cited)) if cell.statements else [],
    }


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
