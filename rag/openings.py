"""What a sentence may open with and can do without: a dateline, a dangling "However"."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.’'\-]+(?: [A-ZÀ-Þ.’'\-]+)*(?:, [A-Z][\w.]+(?: [A-Z]\w+)*)?"
    r"(?:, (?:[A-Z][a-z]{2,8}\.? \d{1,2})(?:, \d{4})?)?(?: ?\([^()]{2,40}\))?"
    r"|[A-Z][\w.’'\-]+(?:,? [A-Z][\w.’'\-]+){0,3} ?\([A-Z][^()]{1,40}\)) ?(?:[-–—]{1,2}|:) "
)
_CONNECTIVE = re.compile(
    r"(?:(?:However|Moreover|Furthermore|Additionally|In addition|Nevertheless|Nonetheless|Besides"
    r"|Also|Still|Yet|Thus|Therefore|Hence|Consequently|As a result|Similarly|Likewise|So|Then"
    r"|On the other hand|By contrast|In contrast|In fact|Indeed|After all|Of course|And|But"
    r"|At the same time|Even so|That said), "
    r"|Meanwhile,? |However (?=the |[A-Z])|(?:But|And) (?!for |also |then |not |if |[\"“‘'])"
    r"|Also (?=on |in |at |this )|Yet (?=the |he |she |they |it |[A-Z]))"
)


def head_to_drop(words: str) -> int:
    """Return how many characters a dateline and a dangling connective take at a sentence's head."""
    dateline = _DATELINE.match(words)
    start = dateline.end() if dateline else 0
    connective = _CONNECTIVE.match(words, start)
    end = connective.end() if connective else start
    return end if words[end : end + 1].isalpha() else 0
