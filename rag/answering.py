"""Evidence -> Answer, or a decline.

A short answer where there is one, then the sentences that carry it, verbatim, each with its
footnote. When the best evidence is below the bar, the documents are said not to answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

from rag.results import Answer, AnswerStatus, Statement
from rag.types import NARRATIVE_ROLES, Citation, Evidence, Hit

NOT_FOUND = "The documents do not say."
EMPTY_LIBRARY = "There are no documents yet: add some, then ask again."
#: Further evidence is shown only when it is at least this share as strong as the best.
COMPANION_SHARE = 0.6
#: How many passages are shown when nothing was found.
NEAREST = 3


def compose_answer(
    question: str,
    evidence: Sequence[Evidence],
    hits: Sequence[Hit],
    *,
    bar: float,
    max_statements: int = 3,
) -> Answer:
    """Turn evidence into an answer, or decline.

    :param evidence: best first.
    :param hits: what was read, best first; shown as ``nearest`` when nothing was found.
    :param bar: the score, 0..1, below which the documents are said not to answer.
    """
    best = evidence[0].score if evidence else 0.0
    if best < bar or not evidence:
        message = NOT_FOUND if hits else EMPTY_LIBRARY
        return Answer(
            question,
            AnswerStatus.NOT_FOUND,
            confidence=best,
            nearest=tuple(hits[:NEAREST]),
            message=message,
        )
    least = max(bar, COMPANION_SHARE * best)
    strong = _running_text_first([item for item in evidence if item.score >= least])
    groups = group_by_words(strong)[:max_statements]
    top = groups[0][0]
    short = top.hit.passage.document.slice(top.answer) if top.answer else None
    return Answer(
        question,
        AnswerStatus.ANSWERED,
        statements=number_statements(groups),
        short_answer=short and one_line(short),
        confidence=best,
    )


def group_by_words(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Put evidence with the same words together, in the order of each group's first.

    Evidence whose words all stand in a row in evidence before it adds nothing and is left out.
    """
    groups: dict[str, list[Evidence]] = {}
    for item in evidence:
        words = _words(item.text)
        if words not in groups and any(f" {words} " in f" {known} " for known in groups):
            continue
        group = groups.setdefault(words, [])
        if all(_place(item) != _place(other) for other in group):
            group.append(item)
    return list(groups.values())


def _running_text_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Let running text that gives the best evidence's answer stand before a title or caption."""
    wanted = _answer_words(evidence[0])
    told = [
        item
        for item in evidence
        if wanted and _answer_words(item) == wanted and item.hit.passage.role in NARRATIVE_ROLES
    ]
    return [*told[:1], *(item for item in evidence if item not in told[:1])]


def number_statements(groups: Sequence[Sequence[Evidence]]) -> tuple[Statement, ...]:
    """Turn groups of evidence into statements, their footnotes numbered from 1 in order."""
    numbers = count(1)
    return tuple(
        Statement(one_line(group[0].text), tuple(Citation(next(numbers), item) for item in group))
        for group in groups
    )


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space."""
    return " ".join(text.split())


def _answer_words(item: Evidence) -> str:
    return _words(item.hit.passage.document.slice(item.answer)) if item.answer else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _place(item: Evidence) -> tuple[str, int]:
    return item.hit.passage.document.id, item.span.start
