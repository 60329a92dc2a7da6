"""Documents and passages made in the test itself, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Document, Paragraph, Passage, Role, Span


def document(
    lines: Sequence[tuple[Role, str]], *, key: str = "d", title: str = "", source: str = ""
) -> Document:
    """Return a document with a paragraph a line."""
    text = "\n".join(line for _, line in lines)
    paragraphs, start = [], 0
    for role, line in lines:
        paragraphs.append(Paragraph(Span(start, start + len(line)), role))
        start += len(line) + 1
    return Document(key, title, source or f"{key}.txt", text, tuple(paragraphs))


def passages(made: Document) -> list[Passage]:
    """Return a passage a paragraph, its sentences cut after full stops."""
    return [
        Passage(made, p.span, number, p.role, p.heading, p.page, _sentences(made, p.span))
        for number, p in enumerate(made.paragraphs, start=1)
    ]


def _sentences(made: Document, span: Span) -> tuple[Span, ...]:
    found = re.finditer(r"\S[^.!?]*[.!?]*", made.slice(span))
    return tuple(Span(span.start + m.start(), span.start + m.end()) for m in found)
