"""Document -> the sentences in which somebody named puts a reservation on what it tells.

"Ms Weiss said that while the harbour is open, it will not take ferries": a person grants what the
text tells, and denies what one might conclude from it. Whoever repeats a story is asked about that
first, so a paragraph that sums one document up keeps one (``rag/summarising.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.propositions import is_denial, stems
from rag.quotes import attribute
from rag.types import Document, Span
from rag.views import Quotation

#: A clause that grants something, up to its comma.
_GRANTED = re.compile(
    r"\b(?:while|although|though|even if|despite|in spite of|notwithstanding)\b([^,;.!?]+)[,;]",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'\-]+ (?:\w{2,3} )?[A-ZÀ-Þ][\w’'\-]+")


def find_reservations(document: Document, sentences: Sequence[Span]) -> list[Span]:
    """Find them among the sentences of the running text, in order.

    What is granted has to share a word with the title or the first sentence.

    :param sentences: all of the running text, or those of interest, the first of the text first.
    """
    if not sentences:
        return []
    told = set(stems(f"{document.title}. {document.slice(sentences[0])}"))
    may = [span for span in sentences[1:] if _grants(document.slice(span), told)]
    said = attribute(document) if may else ()
    return [span for span in may if any(_denies(quotation, span) for quotation in said)]


def _grants(sentence: str, told: set[str]) -> bool:
    """Say whether a sentence grants something of what was told."""
    return any(told & set(stems(found[1])) for found in _GRANTED.finditer(sentence))


def _denies(quotation: Quotation, sentence: Span) -> bool:
    """Say whether a sentence gives a named person's denial."""
    is_named = _NAME.search(quotation.speaker_name) is not None
    return is_named and sentence.contains(quotation.span) and is_denial(quotation.text)
