"""What of an HTML page is article: trafilatura's judgement, on a tree made ready for it.

It goes by the names of elements and of their classes, so a paragraph in a ``div``, or in a box
whose class is an unlucky word (``author-note``, ``elementor-widget``), is lost to it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from rag.loaders.dom import HOLDERS, has_words_beside

#: Elements that may stand in a sentence and that trafilatura leaves out with their words.
_LEFT_OUT = "time label output map progress math marquee blink noindex".split()
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]]*$")
#: Words without a sentence's end are prose from this length on, also in scripts without one.
_MIN_PROSE = 100
#: Names of boxes that are no part of an article wherever they stand; other names say less.
_BOX = re.compile(
    r"(?<![a-z])(comments?(?![a-z])|comment_?(list|form|thread|body)|respond|disqus|related|recommend"
    r"|recirc|popular|trending|recent|more_?(on|from|stories)|read_?(more|next|also)|next_|teaser"
    r"|newsletter|subscri|sign_?up|paywall|promo|sponsor|paid|ads?(?![a-z]|_free)|advert|outbrain"
    r"|taboola|shar(e|ing)(?![a-z])|social|follow|cookie|consent|gdpr|privacy|banner|modal|popup"
    r"|nav(?![a-z])|nav(bar|igation)|menu|side_?bar|bread_?crumb|footer|header|tags?(?![a-z])|tag_"
    r"|byline|bio(?![a-z])|author_?(box|bio|info|card|profile|about)|about_?author|login|search)"
)


def extracted(tree: HtmlElement) -> str:
    """Return the text that is article, as trafilatura finds it; the tree is made ready in place."""
    for element in tree.iter(*_LEFT_OUT):
        if has_words_beside(element):
            element.tag = "span"
    parents = {paragraph.getparent() for paragraph in tree.iter("p")}
    for element in list(tree.iter("div")):  # a paragraph, where it stands beside others
        if element.getparent() in parents and not _holds_blocks(element) and _is_prose(element):
            element.tag = "p"
    return _extract(tree)


def extracted_by_words(tree: HtmlElement, found: str) -> str:
    """Return the text that is article where the names of unfound prose are not looked at.

    :param tree: what :func:`extracted` was given; it is changed in place.
    :param found: what it returned, without white space.
    """
    kept: set[HtmlElement] = set()
    unfound: set[HtmlElement] = set()
    for element in list(_holders_of_words(tree)):
        if "".join(element.text_content().split()) in found:
            _mark(element, kept)
        elif _is_prose(element):
            _mark(element, unfound)
            unfound.update(element.iterdescendants())
            if element.tag == "div":
                element.tag = "p"
    if not unfound:
        return ""
    for element in tree.iter("figure"):
        if next(element.iterdescendants("blockquote"), None) is not None:
            element.tag = "div"
    for element in unfound - kept:
        if not _is_box(element):
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
    return _extract(tree)


def _extract(tree: HtmlElement) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = trafilatura.extract(
        tree, output_format="txt", include_comments=False, include_tables=True, favor_recall=True
    )
    return text or ""


def _holders_of_words(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements with words that hold no block."""
    for element in tree.iter(*HOLDERS):
        if not _holds_blocks(element) and element.text_content().strip():
            yield element


def _holds_blocks(element: HtmlElement) -> bool:
    return next(element.iterdescendants(*HOLDERS), None) is not None


def _is_prose(element: HtmlElement) -> bool:
    words = element.text_content().strip()
    return bool(_SENTENCE_END.search(words[-10:])) or len(words) >= _MIN_PROSE


def _mark(element: HtmlElement | None, marked: set[HtmlElement]) -> None:
    """Add an element and those it stands in."""
    while element is not None and element not in marked:
        marked.add(element)
        element = element.getparent()


def _is_box(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(_BOX.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", names).lower().replace("-", "_")))
