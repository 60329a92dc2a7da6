"""Takes out of an HTML tree what a browser would not draw."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

_NEVER_DRAWN = (
    "script style noscript template head title iframe object embed applet canvas audio video "
    "datalist select option button input textarea noframes noembed dialog"
).split()
#: Parts of drawings and formulas that describe them, each with the element it stands in.
_DESCRIBING = {
    *(("svg", "desc"), ("g", "desc"), ("svg", "metadata")),
    *(("semantics", "annotation"), ("semantics", "annotation-xml")),
}
_STYLE_HIDES = re.compile(
    r"display:none|visibility:(hidden|collapse)|(font-size|opacity):0(\.0*)?(px|pt|em|rem|%)?(;|!|$)"
    r"|(text-indent|left|right|top|bottom|margin-left):-\d{4,}|clip:rect\(0"
    r"|clip-path:inset\((50|100)%"
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NESTED_RULES = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE_SELECTOR = re.compile(r"([.#])([\w-]+)")

#: Rules beyond this many characters of style sheet are not looked at.
_MAX_CSS = 200_000


def drop_hidden(root: HtmlElement) -> None:
    """Remove from the tree, in place, the elements that a reader never sees.

    Known are the elements that are never drawn, the ``hidden`` attribute, inline styles, and the
    page's own style rules for a single class or id. Text after a removed element stays.
    """
    classes, ids = _hidden_names(root)
    for element in list(root.iter(etree.Element)):
        if element is not root and _is_hidden(element, classes, ids):
            _remove(element)


def _is_hidden(element: HtmlElement, classes: set[str], ids: set[str]) -> bool:
    attributes = element.attrib
    if (element.getparent().tag, element.tag) in _DESCRIBING:
        return True
    if element.tag in _NEVER_DRAWN:
        return not (element.tag == "dialog" and "open" in attributes)
    if not attributes:
        return False
    style = attributes.get("style", "")
    return (
        "hidden" in attributes
        or (bool(style) and hides(style))
        or attributes.get("id") in ids
        or not classes.isdisjoint(attributes.get("class", "").split())
    )


def hides(style: str) -> bool:
    """Say whether CSS declarations keep their element from being seen."""
    return bool(_STYLE_HIDES.search("".join(style.lower().split())))


def _hidden_names(root: HtmlElement) -> tuple[set[str], set[str]]:
    sheets = "\n".join(element.text or "" for element in root.iter("style"))[:_MAX_CSS]
    sheets = _NESTED_RULES.sub("", _COMMENT.sub("", sheets))
    classes: set[str] = set()
    ids: set[str] = set()
    for selectors, declarations in _RULE.findall(sheets):
        if not hides(declarations):
            continue
        for selector in selectors.split(","):
            if match := _SIMPLE_SELECTOR.fullmatch(selector.strip()):
                (classes if match[1] == "." else ids).add(match[2])
    return classes, ids


def _remove(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()
