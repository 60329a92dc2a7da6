"""Views -> what is taken along: plain text, Markdown or HTML, each with its footnotes.

Words of documents are escaped for what they are written into.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rag.page.wording import phrase, say

#: The forms in which an answer or a conversation can be taken along.
FORMS = ("text", "markdown", "html")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LIST = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Ink(NamedTuple):
    """How one form writes a piece: ``{}`` stands for what is in it, escaped already."""

    heading: str
    lead: str
    paragraph: str
    note: str
    mark: str
    between: str


_INKS = {
    "text": Ink("{}", "{}", "{}", "[{number}] {place}: “{quote}”", "[{number}]", "\n\n"),
    "markdown": Ink(
        "## {}", "**{}**", "{}", "[^{prefix}{number}]: {place}: “{quote}”",
        "[^{prefix}{number}]", "\n\n",
    ),
    "html": Ink(
        '<h2 dir="auto">{}</h2>', '<p dir="auto"><strong>{}</strong></p>', '<p dir="auto">{}</p>',
        '<p id="fn-{prefix}{number}" dir="auto"><sup>{number}</sup> {place}: “{quote}”</p>',
        '<sup><a href="#fn-{prefix}{number}">{number}</a></sup>', "\n",
    ),
}  # fmt: skip


def turn_text(view: Mapping[str, Any], language: str = "en") -> str:
    """Return a turn's answer as plain text with its markers, without the question."""
    return "\n\n".join(_body(view, "text", language, ""))


def export_turn(view: Mapping[str, Any], form: str, language: str = "en", prefix: str = "") -> str:
    """Return a question and its answer with all its footnotes.

    :param form: one of ``FORMS``.
    :param prefix: stands before the footnotes' numbers, so that those of several turns differ.
    """
    ink = _INKS[form]
    asked = view.get("question") or phrase(view.get("heading"), language)
    head = [ink.heading.format(_plain(asked, form))] if asked else []
    return ink.between.join([*head, *_body(view, form, language, prefix)])


def export_conversation(
    name: str, views: Sequence[Mapping[str, Any]], form: str, language: str = "en"
) -> str:
    """Return a whole conversation, as a file that can be opened by itself."""
    prefixes = [f"{n}-" if form != "text" else "" for n in range(1, len(views) + 1)]
    turns = [export_turn(v, form, language, p) for v, p in zip(views, prefixes, strict=True)]
    if form != "html":
        title = f"# {_plain(name, form)}" if form == "markdown" else _plain(name, form)
        return "\n\n".join([title, *turns]) + "\n"
    title, body = html.escape(_clean(name)), "\n".join(turns)
    direction = "rtl" if language == "ar" else "ltr"
    written = f'<!doctype html>\n<html lang="{language}" dir="{direction}"><meta charset="utf-8">\n'
    return f'{written}<title>{title}</title>\n<h1 dir="auto">{title}</h1>\n{body}\n</html>\n'


def footnotes(view: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return every footnote of a turn once, in the order of its number."""
    found: dict[int, Mapping[str, Any]] = {}
    for statement in _all_statements(view):
        for note in statement.get("footnotes", ()):
            found.setdefault(note["number"], note)
    for row in view.get("table", {}).get("rows", ()):
        found.setdefault(row["footnote"]["number"], row["footnote"])
    return [found[number] for number in sorted(found)]


def _worded(view: Mapping[str, Any], language: str) -> list[str]:
    """Say which model worded a turn, and how much of it was withheld."""
    phrasing = view.get("phrasing")
    if not phrasing:
        return []
    count = len(phrasing["withheld"])
    said = [phrasing["said"], *([say("withheld", n=count)] if count else [])]
    told = " ".join(phrase(one, language) for one in said)
    return [f"{told} {phrasing['notice']}".strip()]


def _body(view: Mapping[str, Any], form: str, language: str, prefix: str) -> list[str]:
    ink = _INKS[form]
    pieces = []
    if view.get("lead"):
        pieces.append(ink.lead.format(_plain(view["lead"], form)))
    if view.get("message"):
        pieces.append(ink.paragraph.format(_plain(phrase(view["message"], language), form)))
    told = " ".join(_sentence(s, form, prefix) for s in view.get("statements", ()))
    pieces += [ink.paragraph.format(told)] if told else []
    for difference in view.get("differences", ()):
        sides = " ".join(
            f"{_plain(side['title'], form)}: {_sentence(side['statement'], form, prefix)}"
            for side in difference["sides"]
        )
        differ = _plain(phrase(say("accounts_differ"), language), form)
        pieces.append(ink.paragraph.format(f"{differ} {sides}"))
    pieces += [ink.paragraph.format(_plain(text, form)) for text in _worded(view, language)]
    table = view.get("table", {})
    rows = table.get("rows", ())
    for row in rows:
        parts = [{"text": f"{row['head']}: {row['text']}"}]
        cited = {"parts": parts, "after": "", "footnotes": [row["footnote"]]}
        pieces.append(ink.paragraph.format(_sentence(cited, form, prefix)))
    if more := max(0, table.get("n", 0) - len(rows)):
        told = phrase(say("table_more", n=more), language)
        pieces.append(ink.paragraph.format(_plain(told, form)))
    notes = [
        ink.note.format(
            prefix=prefix,
            number=note["number"],
            place=_plain(where(note, language), form),
            quote=_plain(note["quote"], form),
        )
        for note in footnotes(view)
    ]
    return [*pieces, *(["\n".join(notes)] if notes else [])]


def where(note: Mapping[str, Any], language: str) -> str:
    """Return title, page and paragraph of a footnote."""
    key = "on_page" if note.get("page") else "in_paragraph"
    place = phrase(say(key, page=note.get("page"), paragraph=note["paragraph"]), language)
    return f"{note['title']}, {place}"


def _sentence(statement: Mapping[str, Any], form: str, prefix: str) -> str:
    told = "".join(_plain(part["text"], form, inside=True) for part in statement["parts"])
    marks = "".join(
        _INKS[form].mark.format(prefix=prefix, number=note["number"])
        for note in statement["footnotes"]
    )
    gap = " " if marks and form == "text" else ""
    return f"{told}{gap}{marks}{_plain(statement['after'], form, inside=True)}"


def _all_statements(view: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield from view.get("statements", ())
    for difference in view.get("differences", ()):
        yield from (side["statement"] for side in difference["sides"])


def _plain(text: str, form: str, *, inside: bool = False) -> str:
    """Return words of a document as this form writes them: none of them means anything in it.

    :param inside: keep the spaces at both ends, since words stand around it.
    """
    line = _clean(text) if inside else _clean(text).strip()
    if form == "html":
        return html.escape(line)
    if form == "markdown":
        return _LIST.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", line))
    return line


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", _CONTROLS.sub("\ufffd", text))
