"""Takes out of an HTML tree what a browser would not draw."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement

from rag.loaders.stylesheet import StyleSheet, declarations, hides, shows

_NEVER_DRAWN = (
    "script style noscript template head title iframe object embed applet canvas audio video "
    "datalist select option button input textarea noframes noembed dialog"
).split()
#: Parts of drawings and formulas that describe them, each with the element it stands in.
_DESCRIBING = {
    *(("svg", "desc"), ("g", "desc"), ("svg", "metadata")),
    *(("semantics", "annotation"), ("semantics", "annotation-xml")),
}


def drop_hidden(root: HtmlElement) -> None:
    """Remove from the tree, in place, the elements that a reader never sees.

    Known are the elements that are never drawn, the ``hidden`` attribute, inline styles, and the
    page's own style rules for a single class or id. Text after a removed element stays. Letters
    without size hide an element's own words and not the elements in it that set a size again.
    """
    sheet = StyleSheet("\n".join(element.text or "" for element in root.iter("style")))
    unsized: set[HtmlElement] = set()
    for element in list(root.iter(etree.Element)):
        if element is root:
            continue
        if _is_hidden(element, sheet):
            _remove(element)
        elif element not in unsized and _is_unsized(element, sheet):
            _drop_unsized(element, sheet, unsized)


def _is_hidden(element: HtmlElement, sheet: StyleSheet) -> bool:
    attributes = element.attrib
    if (element.getparent().tag, element.tag) in _DESCRIBING:
        return True
    if element.tag in _NEVER_DRAWN:
        return not (element.tag == "dialog" and "open" in attributes)
    if not attributes:
        return False
    hiding = {name for name, value in _style(element).items() if hides(name, value)}
    return "hidden" in attributes or bool((hiding | sheet.hidden(element)) - {"font-size"})


def _is_unsized(element: HtmlElement, sheet: StyleSheet) -> bool:
    """Say whether an element's own letters have no size."""
    own = _style(element).get("font-size")
    if own is not None:
        return hides("font-size", own)
    return bool(element.attrib) and "font-size" in sheet.hidden(element)


def _sets_size(element: HtmlElement, sheet: StyleSheet) -> bool:
    """Say whether an element's letters have a size, whatever that of those around it."""
    own = _style(element).get("font-size")
    if own is not None:
        return shows("font-size", own)
    return not _is_unsized(element, sheet) and sheet.sizes(element)


def _drop_unsized(element: HtmlElement, sheet: StyleSheet, unsized: set[HtmlElement]) -> None:
    """Remove the words of an element and of those in it, down to where a size is set."""
    waiting = [element]
    while waiting:
        unsized.add(inner := waiting.pop())
        inner.text = None
        for child in inner:
            child.tail = None
            if child not in unsized and not _sets_size(child, sheet):
                waiting.append(child)


def _style(element: HtmlElement) -> dict[str, str]:
    style = element.get("style")
    return declarations(style) if style else {}


def _remove(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()
