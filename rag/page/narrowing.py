"""Which documents a request is about: those that it names, and that its filters let through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rag.errors import RagError
from rag.filters import Filters
from rag.page.wishes import FILTER_CHARACTERS, FILTERS
from rag.reports import DocumentInfo


def narrowed(
    library: Sequence[DocumentInfo],
    documents: Collection[str] | None,
    filters: Mapping[str, str],
) -> tuple[str, ...] | None:
    """Return the ids of the documents that a request is about; None for all of them.

    :param library: every document.
    :param documents: the ids that it names; all when None or empty.
    :param filters: as ``filters_of`` reads them.
    :returns: in the library's order where there are filters; empty when they let nothing through.
    :raises RagError: a filter is malformed.
    """
    if not filters:
        return tuple(documents) if documents else None
    through = _made(filters).choose(library)
    named = frozenset(documents) if documents else through
    left = tuple(info.id for info in library if info.id in through and info.id in named)
    return None if len(left) == len(library) and left else left


def read_filters(given: object) -> Filters:
    """Read the filters that a program sends; a wrong one is refused, never passed over.

    :param given: name -> value; None for no filters.
    :raises RagError: there is no such filter, its value is no text, or it is malformed.
    """
    if given is None:
        return Filters()
    if not isinstance(given, Mapping):
        raise RagError(f"filters must be an object, such as {{'since': '2025'}}, not {given!r:.60}")
    for name, value in given.items():
        if name not in FILTERS:
            raise RagError(f"unknown filter {name!r:.60}; there are {', '.join(FILTERS)}")
        if value is not None and not _is_plain(value):
            raise RagError(
                f"the filter {name} must be a text of at most {FILTER_CHARACTERS} characters"
            )
    return _made({name: value for name, value in given.items() if value})


def _made(values: Mapping[str, str]) -> Filters:
    return Filters(
        folder=values.get("folder"),
        since=values.get("since"),
        until=values.get("until"),
        author=values.get("author"),
        language=values.get("language"),
    )


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and len(value) <= FILTER_CHARACTERS and "\0" not in value
