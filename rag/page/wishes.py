"""What a browser or a program asks for, checked: nothing of it is believed before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rag.asking import MAX_QUESTION_CHARACTERS
from rag.config import STRICTNESSES
from rag.page.wording import LANGUAGES

#: Documents that one request may name.
MOST_DOCUMENTS = 10_000
#: The longest id of anything.
ID_CHARACTERS = 64
#: What documents may be narrowed by, and the longest value.
FILTERS = ("folder", "since", "until", "author", "language")
FILTER_CHARACTERS = 300


class Wish(NamedTuple):
    """A request about the library, with what was wrong in it left out.

    :param question: on one line; empty when there is none.
    :param conversation: the id of the conversation that it belongs to, or an empty string.
    :param documents: the ids chosen, or None for all.
    :param generator: the key of who is to word the answer, or an empty string; known ones are used.
    :param filters: what the documents must fulfil; see ``rag.Filters``.
    """

    question: str
    conversation: str
    documents: tuple[str, ...] | None
    strictness: str | None
    language: str
    generator: str
    filters: Mapping[str, str]


def read_wish(asked: object) -> Wish:
    """Read a request."""
    named = list_of(asked, "documents")
    strictness, language = text_of(asked, "strictness"), text_of(asked, "language")
    return Wish(
        line_of(asked, "question"),
        text_of(asked, "conversation"),
        tuple(named) if named else None,
        strictness if strictness in STRICTNESSES else None,
        language if language in LANGUAGES else LANGUAGES[0],
        text_of(asked, "generator"),
        filters_of(asked),
    )


def filters_of(asked: object) -> dict[str, str]:
    """Return what the documents must fulfil by the name of the filter; empty when nothing."""
    given = _of(asked, "filters")
    found = {name: line_of(given, name, FILTER_CHARACTERS) for name in FILTERS}
    return {name: value for name, value in found.items() if value}


def line_of(asked: object, key: str, most: int = MAX_QUESTION_CHARACTERS) -> str:
    """Return a string of a request on one line, cut to its longest; empty when there is none."""
    found = _of(asked, key)
    return " ".join(found[:most].split()) if isinstance(found, str) else ""


def text_of(asked: object, key: str, most: int = ID_CHARACTERS) -> str:
    """Return a string of a request as it is; empty when there is none or it is too long."""
    found = _of(asked, key)
    return found if isinstance(found, str) and len(found) <= most else ""


def list_of(asked: object, key: str) -> list[str]:
    """Return the strings of a list of ids in a request."""
    found = _of(asked, key)
    named = found[:MOST_DOCUMENTS] if isinstance(found, list) else []
    return [item for item in named if isinstance(item, str) and len(item) <= ID_CHARACTERS]


def number_of(asked: object, key: str) -> int | None:
    """Return a whole number of a request, or None."""
    found = _of(asked, key)
    return found if type(found) is int else None


def _of(asked: object, key: str) -> object:
    return asked.get(key) if isinstance(asked, dict) else None
