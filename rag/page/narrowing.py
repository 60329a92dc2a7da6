"""Which documents a request is about: those that it names, and that its filters let through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rag.errors import RagError
from rag.filters import NOTHING_CHOSEN, Filters
from rag.reports import DocumentInfo


def narrowed(
    library: Sequence[DocumentInfo],
    documents: Collection[str] | None,
    filters: Mapping[str, str],
) -> tuple[str, ...] | None:
    """Return the ids of the documents that a request is about; None for all of them.

    :param library: every document.
    :param documents: the ids that it names; all when None or empty.
    :param filters: ``folder``, ``since``, ``until``, ``author``, ``language``, as in
        ``rag.Filters``.
    :raises RagError: a filter is malformed, or no document is left.
    """
    if not filters:
        return tuple(documents) if documents else None
    chosen = Filters(
        folder=filters.get("folder"),
        since=filters.get("since"),
        until=filters.get("until"),
        author=filters.get("author"),
        language=filters.get("language"),
    ).choose(library)
    left = tuple(info.id for info in library if info.id in chosen)
    left = tuple(key for key in left if key in documents) if documents else left
    if not left:
        raise RagError(NOTHING_CHOSEN)
    return left
