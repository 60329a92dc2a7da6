"""Which elements a page's own style sheets hide, as far as their rules name classes and ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

_HIDES = re.compile(
    r"display:none|visibility:(hidden|collapse)|(font-size|opacity):0(\.0*)?(px|pt|em|rem|%)?$"
    r"|(text-indent|left|right|top|bottom|margin-left):-\d{4,}|clip:rect\(0"
    r"|clip-path:inset\((50|100)%"
)
#: A size of letters that does not depend on that of the element around.
_OWN_SIZE = re.compile(
    r"(?<![\w./-])(?=[\d.]*[1-9])\d*\.?\d+(px|pt|pc|cm|mm|in|q|rem|vw|vh|vmin|vmax)"
    r"|medium|(xx?-)?(small|large)|xxx-large"
)
#: Values with which an element is seen, of the properties that hide most.
_SEEN = re.compile(
    r"display:(block|inline|flex|grid|table|list-item|contents|flow-root)[\w-]*|visibility:visible"
    r"|opacity:(?=[\d.]*[1-9])[\d.]+%?|(text-indent|left|right|top|bottom|margin-left|clip):.+"
    r"|clip-path:.+"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#](?:[\w-]|\\.)+)*)")
_NAME = re.compile(r"[.#](?:[\w-]|\\.)+")
_CONDITION = re.compile(r"\((min-width:|max-width:|width>=|width<=)([\d.]+)(px|em|rem)\)")
_CONDITIONS = re.compile(r"@media(?:(?:only)?(?:screen|all))?(?:(?:and)?\([^()]*\))*")

#: Style sheets are not looked at beyond this many characters.
_MAX_CSS = 200_000
#: Pixels of the screen that a page is read on, and of a line of letters.
_SCREEN_WIDTH = 1280
_LETTER = 16

#: What decides between two rules: whether it is important, its ids, classes and tag, its place.
_Rank = tuple[bool, int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Rule:
    names: frozenset[str]
    ranks: dict[str, _Rank]


class StyleSheet:
    """The rules of a page that hide elements of a class or id, and those that show them again."""

    def __init__(self, css: str) -> None:
        self._hiding: dict[str, list[_Rule]] = {}
        self._showing: dict[str, list[_Rule]] = {}
        for place, (around, head, written) in enumerate(_rules(_COMMENT.sub("", css[:_MAX_CSS]))):
            if all(map(_is_met, around)):
                self._add(place, not around, head, written)

    def hidden(self, element: HtmlElement) -> set[str]:
        """Return the properties by which a rule hides an element and no stronger rule shows it."""
        names = _names(element)
        rules = [rule for name in names for rule in self._hiding.get(name, ())]
        return {
            named
            for rule in rules
            for named, rank in rule.ranks.items()
            if all(rank > other for other in self._shown(named, names))
        }

    def sizes(self, element: HtmlElement) -> bool:
        """Say whether a rule gives an element's letters a size of their own."""
        return any(True for _ in self._shown("font-size", _names(element)))

    def _shown(self, named: str, names: set[str]) -> Iterator[_Rank]:
        for name in names:
            for rule in self._showing.get(name, ()):
                if named in rule.ranks and rule.names <= names:
                    yield rule.ranks[named]

    def _add(self, place: int, is_free: bool, head: str, written: str) -> None:
        declared = declarations(written)
        hiding = {name for name, value in declared.items() if hides(name, value)}
        showing = {name for name, value in declared.items() if shows(name, value)}
        if not hiding and not showing:
            return
        for selector in head.split(","):
            names = _selected(selector.strip())
            ids = sum(name[0] == "#" for name in names)
            classes = sum(name[0] == "." for name in names)
            tags = len(names) - ids - classes
            ranks = {
                name: ("!important" in value, ids, classes, tags, place)
                for name, value in declared.items()
            }
            if names and showing:
                rule = _Rule(names, {name: ranks[name] for name in showing})
                self._showing.setdefault(min(names), []).append(rule)
            if hiding and is_free and len(names) == 1 and not tags:
                rule = _Rule(names, {name: ranks[name] for name in hiding})
                self._hiding.setdefault(min(names), []).append(rule)


def declarations(written: str) -> dict[str, str]:
    """Return the properties that CSS declares, each with its value in small letters, unspaced."""
    declared: dict[str, str] = {}
    for declaration in _COMMENT.sub("", written.lower()).split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font" and (size := _OWN_SIZE.search(value)):
            name, value = "font-size", size[0]
        if not hides(name, declared.get(name, "")):  # whether a later value is valid is not known
            declared[name] = "".join(value.split())
    return declared


def hides(name: str, value: str) -> bool:
    """Say whether a property with a value keeps its element from being seen."""
    return bool(_HIDES.match(f"{name}:{value.removesuffix('!important')}"))


def shows(name: str, value: str) -> bool:
    """Say whether a property with a value lets its element be seen where it is not."""
    value = value.removesuffix("!important")
    if name == "font-size":
        return bool(_OWN_SIZE.fullmatch(value))
    return not hides(name, value) and bool(_SEEN.fullmatch(f"{name}:{value}"))


def _rules(css: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield the conditions around every rule, its selectors and its declarations."""
    open_rules: list[list[str]] = []
    words = ""
    for part in _BRACE.split(css):
        if part == "{":
            own, _, head = words.rpartition(";")
            if open_rules:
                open_rules[-1][1] += own + ";"
            open_rules.append([head.strip(), ""])
        elif part == "}" and open_rules:
            head, declared = open_rules.pop()
            around = [above for above, _ in open_rules]
            if not head.startswith("@"):
                yield around, head, declared + words
        words = "" if part in "{}" else part


def _is_met(around: str) -> bool:
    """Say whether a condition around rules is met on a wide screen; any other than width is not."""
    condition = "".join(around.lower().split())
    if not _CONDITIONS.fullmatch(condition):
        return False
    bounds = _CONDITION.findall(condition)
    if len(bounds) != condition.count("("):
        return False
    for sign, number, unit in bounds:
        width = float(number.strip(".") or 0) * (1 if unit == "px" else _LETTER)
        if width > _SCREEN_WIDTH if sign in ("min-width:", "width>=") else width < _SCREEN_WIDTH:
            return False
    return True


def _selected(selector: str) -> frozenset[str]:
    """Return the tag, classes and ids that a selector asks of one element; none of another kind."""
    match = _SELECTOR.fullmatch(selector)
    if not match:
        return frozenset()
    names = {re.sub(r"\\(.)", r"\1", name) for name in _NAME.findall(match[2])}
    tag = {match[1].lower()} if match[1] and match[1] != "*" else set()
    return frozenset(names | tag)


def _names(element: HtmlElement) -> set[str]:
    names = {f".{name}" for name in element.get("class", "").split()}
    return names | {f"#{element.get('id')}", element.tag}
