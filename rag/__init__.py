"""Footnote: cited answers and summaries from a folder of documents, on a laptop.

>>> import rag
>>> hits = rag.retrieve("Where were the talks held?", top_k=5)      # doctest: +SKIP
>>> library = rag.Library("index")                                  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from rag.errors import RagError

if TYPE_CHECKING:
    from rag.filters import Filters
    from rag.library import Library
    from rag.opened import retrieve
    from rag.results import Answer, Reply, Statement, Summary
    from rag.types import Citation, Document, Evidence, Hit, Passage, Span
    from rag.views import Event, Quotation

__version__ = "0.1.0"

#: Where each public name lives; it is imported when it is first used.
_HOMES = {
    "Library": "rag.library",
    "retrieve": "rag.opened",
    "Answer": "rag.results",
    "Citation": "rag.types",
    "Document": "rag.types",
    "Event": "rag.views",
    "Evidence": "rag.types",
    "Filters": "rag.filters",
    "Hit": "rag.types",
    "Passage": "rag.types",
    "Quotation": "rag.views",
    "Reply": "rag.results",
    "Span": "rag.types",
    "Statement": "rag.results",
    "Summary": "rag.results",
}
__all__ = [
    "Answer",
    "Citation",
    "Document",
    "Event",
    "Evidence",
    "Filters",
    "Hit",
    "Library",
    "Passage",
    "Quotation",
    "RagError",
    "Reply",
    "Span",
    "Statement",
    "Summary",
    "__version__",
    "retrieve",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
