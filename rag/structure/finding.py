"""Finds what each paragraph of an article is, by its form, its place and its repetition.

The order of the decisions: what the file says; what a line's own words mark (advertisement,
navigation, caption, byline, dateline); the title; what stands before the first paragraph;
subheadings; lists of links; repeats. Whatever no rule claims is body: a rule that errs should
leave a stray line in the text rather than take a paragraph out of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.loaders.parsed import BlockKind, Parsed
from rag.structure import dates, people, repeats, shape
from rag.structure.labels import (
    heads_list_of_links,
    is_advertisement,
    is_caption,
    is_navigation,
)
from rag.structure.pieces import Piece, cut
from rag.structure.titles import fallback_title, find_title
from rag.types import SILENT_ROLES, Paragraph, Role

_ASIDE = frozenset({Role.ADVERTISEMENT, Role.NAVIGATION, Role.CAPTION})
_FURNITURE = _ASIDE | {Role.BYLINE, Role.DATELINE, Role.TABLE}
_TAIL = SILENT_ROLES | {Role.BYLINE, Role.CAPTION}
_MAX_STANDFIRST = 450
_MAX_HEAD = 12
#: Titles and headings are embedded with every passage; a longer one would push its words out.
_MAX_LABEL = 220

Roles = list[Role | None]


@dataclass(frozen=True, slots=True)
class Structure:
    """The paragraphs of an article, and what it says of itself.

    :param published: ISO 8601 date.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    author: str | None = None
    published: str | None = None


def find_structure(parsed: Parsed) -> Structure:
    """Find the role of every paragraph, the title, the author and the date of an article.

    Every block becomes at least one paragraph; together they hold all that is not blank.

    :param parsed: what a loader read.
    """
    pieces = cut(parsed)
    roles: Roles = [_marked_role(piece) for piece in pieces]
    _mark_running_lines(pieces, roles)
    title = find_title(pieces, roles, parsed.title)
    if title is not None:
        roles[title] = Role.TITLE
        _mark_category(pieces, roles, title)
    head_end = _mark_head(pieces, roles, title)
    _mark_subheadings(pieces, roles, head_end)
    _mark_link_lists(pieces, roles)
    author = _find_author(pieces, roles) or parsed.author
    _mark_biography(pieces, roles, author)
    _mark_repeats(pieces, roles, title)
    final = [role or Role.BODY for role in roles]
    return Structure(
        title=fallback_title(pieces, final, title, parsed.title)[:_MAX_LABEL],
        paragraphs=_paragraphs(pieces, final),
        author=author,
        published=_find_published(pieces, final, head_end) or parsed.published,
    )


def _marked_role(piece: Piece) -> Role | None:
    """Return the role that the file or the line's own words give, None where neither does."""
    if piece.role is not None:
        return piece.role
    if piece.kind is BlockKind.TABLE or _is_row(piece):
        return Role.TABLE
    text = piece.text
    if is_advertisement(text):
        return Role.ADVERTISEMENT
    if is_navigation(text):
        return Role.NAVIGATION
    if piece.kind is BlockKind.CAPTION:
        return Role.CAPTION
    if piece.kind is BlockKind.LIST_ITEM:
        return None
    if people.read_byline(text) or people.is_credit(text):
        return Role.BYLINE
    if dates.is_dateline(text):
        return Role.DATELINE
    return Role.CAPTION if is_caption(text) else None


def _is_row(piece: Piece) -> bool:
    text = piece.text
    is_plain = piece.kind is BlockKind.PARAGRAPH and "\n" not in text and len(text) < 300
    return is_plain and (text.count("\t") >= 2 or text.count("|") >= 3)


def _mark_running_lines(pieces: list[Piece], roles: Roles) -> None:
    """Mark page numbers, and what stands at the edge of three or more pages, as navigation."""
    edges: dict[int, list[int]] = {}
    for number, piece in enumerate(pieces):
        if piece.page is not None:
            edges.setdefault(piece.page, []).append(number)
    seen: dict[str, list[int]] = {}
    for numbers in edges.values():
        for number in {*numbers[:2], *numbers[-2:]}:
            form = re.sub(r"\d+", "#", pieces[number].text)
            if len(form) <= 100 and pieces[number].kind is not BlockKind.TABLE:
                seen.setdefault(form, []).append(number)
    for form, numbers in seen.items():
        pages = {pieces[n].page for n in numbers}
        is_number = re.fullmatch(r"(?:page\s+)?-?\s*#\s*(?:(?:of|/)\s*#)?\s*-?", form, re.I)
        if is_number or len(pages) >= 3 and not shape.is_prose(form):
            first = 0 if is_number or numbers[0] > 0 else 1
            for number in numbers[first:]:
                roles[number] = Role.NAVIGATION


def _mark_category(pieces: list[Piece], roles: Roles, title: int) -> None:
    """Mark the one or two words that stand above a title, such as ``World``, as navigation."""
    for number in range(title):
        if roles[number] is None and len(shape.words(pieces[number].text)) <= 2:
            roles[number] = Role.NAVIGATION


def _mark_head(pieces: list[Piece], roles: Roles, title: int | None) -> int:
    """Mark the names, dates and standfirst between title and first paragraph; say where it is."""
    start = 0 if title is None else title + 1
    stop = _head_end(pieces, roles, start)
    for number in range(start, stop):
        _mark_name(pieces, roles, number, stop)
    for number in range(start, stop):
        if roles[number] is None and _is_standfirst(pieces, roles, number, start):
            roles[number] = Role.STANDFIRST
    return stop


def _head_end(pieces: list[Piece], roles: Roles, start: int) -> int:
    """Return where the story begins: at a place and a dash, or where prose meets prose."""
    last = min(len(pieces), start + _MAX_HEAD)
    opened = 0
    for number in range(start, last):
        if roles[number] is None and dates.opens_with_place(pieces[number].text):
            return number
        opened += roles[number] is None and shape.is_prose(pieces[number].text)
        if opened > 2:
            break
    prose: list[int] = []
    for number in range(start, last):
        if roles[number] in _FURNITURE:
            if roles[number] in (Role.BYLINE, Role.DATELINE):
                prose = []
            continue
        if shape.is_prose(pieces[number].text) or pieces[number].kind is BlockKind.LIST_ITEM:
            prose.append(number)
            follows = number + 1 < last and roles[number + 1] in _FURNITURE
            if len(prose) == 2 or not follows and not _has_name_after(pieces, number):
                return prose[0]
    return prose[0] if prose else last


def _has_name_after(pieces: list[Piece], number: int) -> bool:
    following = pieces[number + 1 : number + 2]
    return any(people.is_name(p.text) or people.read_signature(p.text) for p in following)


def _mark_name(pieces: list[Piece], roles: Roles, number: int, stop: int) -> None:
    """Mark a line with an author's name or job, which need not begin with ``By``."""
    if roles[number] is not None:
        return
    text = pieces[number].text
    is_heading = pieces[number].kind is BlockKind.HEADING
    before = roles[number - 1] if number else None
    after = roles[number + 1] if number + 1 < len(pieces) else None
    if people.read_signature(text) or before is Role.BYLINE and people.is_job(text):
        roles[number] = Role.BYLINE
    elif people.is_name(text):
        follower = pieces[number + 1].text if number + 1 < stop else ""
        is_framed = (
            not is_heading
            and before in (Role.DATELINE, Role.NAVIGATION, Role.CAPTION)
            and (number + 1 >= stop)
        )
        ends = number > 0 and shape.ends_sentence(pieces[number - 1].text)
        prose_before = ends and not is_heading
        if after is Role.DATELINE or people.is_job(follower) or is_framed or prose_before:
            roles[number] = Role.BYLINE


def _is_standfirst(pieces: list[Piece], roles: Roles, number: int, start: int) -> bool:
    text = pieces[number].text
    if len(text) > _MAX_STANDFIRST:
        return False
    if shape.is_prose(text):
        return not text.endswith(":")
    is_first = all(role in _FURNITURE for role in roles[start:number])
    return is_first and len(shape.words(text)) >= 6 and not text.endswith("?")


def _mark_subheadings(pieces: list[Piece], roles: Roles, head_end: int) -> None:
    """Mark what the file calls a heading, and short lines that stand above a paragraph."""
    for number, piece in enumerate(pieces):
        if roles[number] is not None:
            if _is_dated_section(pieces, roles, number, head_end):
                roles[number] = Role.SUBHEADING
            continue
        if piece.kind is BlockKind.HEADING:
            is_text = len(piece.text) > 120 and shape.ends_sentence(piece.text)
            roles[number] = None if is_text else Role.SUBHEADING
        elif piece.kind is BlockKind.PARAGRAPH and _stands_above(pieces, roles, number):
            roles[number] = Role.SUBHEADING


def _is_dated_section(pieces: list[Piece], roles: Roles, number: int, head_end: int) -> bool:
    """Say whether a date in the midst of an article heads what happened then."""
    if roles[number] is not Role.DATELINE or number <= head_end:
        return False
    return not dates.has_label(pieces[number].text) and _leads_to(pieces, roles, number)


def _stands_above(pieces: list[Piece], roles: Roles, number: int) -> bool:
    text = pieces[number].text
    if not shape.is_heading_shape(text) or re.match(r"[QA]\s*[:.]", text):
        return False
    if number and roles[number - 1] is None:
        previous = pieces[number - 1].text
        is_open = not shape.ends_sentence(previous) and len(previous) > 100
        if is_open or previous.endswith((":", ",")) or _in_list(pieces, roles, number):
            return False
    return _leads_to(pieces, roles, number)


def _in_list(pieces: list[Piece], roles: Roles, number: int) -> bool:
    """Say whether two or more short lines stand directly before, so that this is one more."""
    before = [
        roles[n] in (None, Role.SUBHEADING) and not shape.leads(pieces[n].text)
        for n in range(max(number - 2, 0), number)
    ]
    return len(before) == 2 and all(before)


def _leads_to(pieces: list[Piece], roles: Roles, number: int) -> bool:
    """Say whether a paragraph follows, with at most one other short line between."""
    short_lines = 0
    for following in range(number + 1, min(number + 6, len(pieces))):
        if roles[following] in _ASIDE:
            continue
        text = pieces[following].text
        if roles[following] is Role.SUBHEADING or pieces[following].kind is BlockKind.HEADING:
            return True
        if roles[following] is None and _is_below(pieces[following], pieces[number]):
            return True
        if roles[following] is Role.TABLE:
            return True
        short_lines += 1
        if short_lines > 1 or not shape.is_heading_shape(text):
            return False
    return False


def _is_below(piece: Piece, heading: Piece) -> bool:
    """Say whether ``piece`` is what a heading heads; one line of verse does not head the next."""
    if piece.kind is BlockKind.LIST_ITEM:
        return True
    return shape.leads(piece.text) and len(piece.text) > min(1.25 * len(heading.text), 60)


def _mark_link_lists(pieces: list[Piece], roles: Roles) -> None:
    """Mark the headlines below ``Related articles`` and the like as navigation."""
    tail = len(pieces)
    while tail and roles[tail - 1] in _TAIL:
        tail -= 1
    number = 0
    while number < len(pieces):
        is_head = roles[number] is Role.NAVIGATION and heads_list_of_links(pieces[number].text)
        number += 1
        if not is_head:
            continue
        first = number
        while number < len(pieces) and _is_link(pieces, roles, number):
            number += 1
        for linked in range(first, number):
            is_headline = len(shape.words(pieces[linked].text)) >= 5
            if roles[linked] is not Role.ADVERTISEMENT and (number >= tail or is_headline):
                roles[linked] = Role.NAVIGATION


def _is_link(pieces: list[Piece], roles: Roles, number: int) -> bool:
    text = pieces[number].text
    if roles[number] in (Role.NAVIGATION, Role.ADVERTISEMENT):
        return True
    is_open = roles[number] in (None, Role.SUBHEADING) and len(text) <= 140
    return is_open and not text.endswith((".", ".”", '."', ":")) and "\n" not in text


def _mark_biography(pieces: list[Piece], roles: Roles, author: str | None) -> None:
    """Mark the closing paragraph that tells who the author is."""
    open_pieces = [n for n, role in enumerate(roles) if role is None]
    for number in open_pieces[-2:]:
        if len(open_pieces) > 2 and people.is_biography(pieces[number].text, author):
            roles[number] = Role.BYLINE


def _mark_repeats(pieces: list[Piece], roles: Roles, title: int | None) -> None:
    """Mark every copy but the first, and short quotations of what a paragraph says in full."""
    texts = [piece.text for piece in pieces]
    silent = SILENT_ROLES | {Role.TABLE}
    skip = [
        n
        for n, role in enumerate(roles)
        if role in silent and not (role is Role.SUBHEADING and _is_title(texts, n, title))
    ]
    for copy, first in repeats.find_copies(texts, skip).items():
        if roles[first] is None and first < copy and _is_before_story(roles, first):
            roles[first] = Role.STANDFIRST
        roles[copy] = Role.REPEAT
    full = [n for n, role in enumerate(roles) if role in (None, Role.STANDFIRST)]
    short = [n for n in full if pieces[n].kind is BlockKind.PARAGRAPH]
    short += [n for n, role in enumerate(roles) if role is Role.SUBHEADING]
    for number in repeats.find_excerpts(texts, short, full):
        roles[number] = Role.REPEAT


def _is_title(texts: list[str], number: int, title: int | None) -> bool:
    return title is not None and repeats.key(texts[number]) == repeats.key(texts[title])


def _is_before_story(roles: Roles, number: int) -> bool:
    return Role.TITLE in roles[:number] and None not in roles[:number]


def _find_author(pieces: list[Piece], roles: Roles) -> str | None:
    """Return the names of the first byline that has any."""
    for piece, role in zip(pieces, roles, strict=True):
        if role is Role.BYLINE and not people.is_credit(piece.text):
            text = piece.text
            name = people.read_byline(text) or people.read_signature(text)
            if name or people.is_name(text):
                return name or text
    return None


def _find_published(pieces: list[Piece], roles: list[Role], head_end: int) -> str | None:
    """Return the date of the line that says when, of an update only when no other does."""
    updated = None
    for number, (piece, role) in enumerate(zip(pieces, roles, strict=True)):
        is_labelled = dates.has_label(piece.text)
        if role not in (Role.DATELINE, Role.BYLINE) or not (is_labelled or number <= head_end):
            continue
        for part in dates.labelled_parts(piece.text):
            found = dates.find_date(part)
            if found and not dates.is_update(part):
                return found
            updated = updated or found
    opening = next((p.text for p, role in zip(pieces, roles, strict=True) if role is Role.BODY), "")
    return updated or dates.find_opening_date(opening)


def _paragraphs(pieces: list[Piece], roles: list[Role]) -> tuple[Paragraph, ...]:
    heading = ""
    paragraphs = []
    for piece, role in zip(pieces, roles, strict=True):
        if role is Role.SUBHEADING:
            heading = " ".join(piece.text.strip("=# \n\t").split())[:_MAX_LABEL]
            paragraphs.append(Paragraph(piece.span, role, "", piece.page))
            continue
        paragraphs.append(Paragraph(piece.span, role, heading, piece.page))
    return tuple(paragraphs)
