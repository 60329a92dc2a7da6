"""The library of the working folder, opened once to be read: ``rag.retrieve``."""

from __future__ import annotations

import os
from collections.abc import Collection
from functools import cache
from pathlib import Path

from rag.filters import Filters
from rag.library import Library
from rag.types import Hit


def retrieve(
    query: str,
    top_k: int = 10,
    documents: Collection[str] | None = None,
    filters: Filters | None = None,
) -> list[Hit]:
    """Return the best passages of the index in ``RAG_INDEX`` (or ``./index``), opened to read.

    :raises StoreMissingError: there is no index in that folder.
    """
    return _opened(Path(os.environ.get("RAG_INDEX", "index")).resolve()).retrieve(
        query, top_k, documents, filters
    )


@cache
def _opened(folder: Path) -> Library:
    return Library(folder, read_only=True)
