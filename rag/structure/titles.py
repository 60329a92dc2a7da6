"""Finds the title of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.loaders.parsed import BlockKind
from rag.structure import dates, people, repeats, shape
from rag.structure.pieces import Piece
from rag.types import Role

_NEAR_TOP = 12
_FIRST_WORDS = 10
_MAX_DECLARED = 300
_NO_TITLE = re.compile(
    r"^(?:untitled|document\d*|microsoft\s.*|powerpoint\b.*|slide \d+|title|index|home|new page.*"
    r"|.*\.(?:docx?|pdf|txt|html?|indd|tex|dvi|rtf|odt|pages|qxd|pptx?))$",
    re.IGNORECASE,
)


def find_title(pieces: Sequence[Piece], roles: Sequence[Role | None], declared: str) -> int | None:
    """Return the number of the piece that is the title, None when no piece is.

    It is the one that says what the file declares; else the first heading of the file's own, if
    no prose stands before it; else the first line that has the shape of a headline.

    :param declared: the title that the file declares, or an empty string.
    """
    top = range(min(len(pieces), _NEAR_TOP))
    if declared:
        wanted = repeats.key(declared)
        for number in top:
            found = repeats.key(pieces[number].text)
            if found and (found == wanted or len(found) >= 3 and _begins(wanted, found)):
                return number
    for number in top:
        piece = pieces[number]
        if piece.kind is BlockKind.HEADING and roles[number] is None:
            return number
        if roles[number] is None and shape.is_prose(piece.text) and shape.ends_sentence(piece.text):
            break
    return _first_headline(pieces, roles)


def fallback_title(
    pieces: Sequence[Piece], roles: list[Role], title: int | None, declared: str
) -> str:
    """Return the title's words; without one, what the file declares; else the first words."""
    if title is not None:
        return " ".join(pieces[title].text.strip("=# ").split())
    if is_telling(declared):
        return declared
    for piece, role in zip(pieces, roles, strict=True):
        if role in (Role.BODY, Role.STANDFIRST, Role.SUBHEADING, Role.TABLE):
            tokens = piece.text.split()
            tail = "…" if len(tokens) > _FIRST_WORDS else ""
            return " ".join(tokens[:_FIRST_WORDS])[:120] + tail
    return " ".join(pieces[0].text.split())[:120] if pieces else ""


def is_telling(declared: str) -> bool:
    """Say whether a declared title is one, and not a file name or a program's default."""
    text = declared.strip()
    return 0 < len(text) <= _MAX_DECLARED and not _NO_TITLE.match(text)


def _begins(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Say whether the declared title is the found one with the name of the site after it."""
    return wanted[: len(found)] == found and len(wanted) - len(found) <= 6


def _first_headline(pieces: Sequence[Piece], roles: Sequence[Role | None]) -> int | None:
    number = _next_open(roles, 0)
    first = pieces[0] if pieces else None
    if first is not None and roles[0] in (Role.DATELINE, Role.CAPTION, Role.BYLINE):
        is_sole = len(pieces) > 1 and dates.is_dateline(first.text)
        is_title_like = ":" in first.text and len(shape.words(first.text)) > 4
        if not is_sole and is_title_like and not people.read_byline(first.text):
            return 0
    if number is None or number >= _NEAR_TOP or pieces[number].kind is BlockKind.LIST_ITEM:
        return None
    following = _next_open(roles, number + 1)
    if following is not None and _is_category(pieces[number].text, pieces[following].text):
        number, following = following, _next_open(roles, following + 1)
    is_headline = shape.is_headline_shape(pieces[number].text)
    has_story = any(shape.is_prose(piece.text) for piece in pieces[number + 1 :]) or (
        len(pieces) > number + 1
    )
    return number if is_headline and has_story else None


def _is_category(text: str, following: str) -> bool:
    """Say whether a line is one or two words above a headline: ``World``, ``LOCAL NEWS``."""
    is_short = len(shape.words(text)) <= 2 and len(text) <= 30 and not shape.ends_sentence(text)
    is_headline = shape.is_headline_shape(following) and len(shape.words(following)) >= 5
    return is_short and is_headline and not shape.ends_sentence(following)


def _next_open(roles: Sequence[Role | None], start: int) -> int | None:
    return next((n for n in range(start, len(roles)) if roles[n] is None), None)
