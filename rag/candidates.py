"""Passages of documents -> sentences that a summary may be made of, with what each is worth.

Every sentence of the running text is read in the context of its document; captions, bylines,
advertisements and repeats are not running text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.overlap import words_alone
from rag.salience import Salience
from rag.types import NARRATIVE_ROLES, Passage, Role, Span, Vectors
from rag.verbs import has_verb

Progress = Callable[[float], None]

#: Words in a sentence that may be chosen.
SHORTEST, LONGEST = 6, 80
#: Where no sentence is whole (no punctuation, verse), a piece of so many words will do.
SHORTEST_PIECE = 3
#: Markup that a file or a page left in its words.
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|[a-zA-Z]{2,8});|\[\[|\]\]|\{\{|\}\}|={2,}")
#: With this many sentences of running text, a document's standfirst is not needed.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may stand in a summary.

    :param worth: 0..1, how much it tells of its document.
    :param nearness: cosine of its passage and what the summary is of: all, or a focus.
    """

    passage: Passage
    span: Span
    worth: float
    nearness: float = 0.0

    @property
    def text(self) -> str:
        """Return the sentence's words."""
        return self.passage.document.slice(self.span)

    @property
    def words(self) -> int:
        """Return how many words it has."""
        return len(self.text.split())


def read_candidates(
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
    salience: Salience,
    target: Vectors | None = None,
    progress: Progress | None = None,
) -> list[Candidate]:
    """Read every sentence of some documents, and return those that may stand in a summary.

    :param passages: the passages of each document, in the order of the text.
    :param vectors: float32[n, d] for each document, a row a passage.
    :param target: float32[d], unit, what the summary is of.
    :param progress: called after each document with the share, 0..1, of them that are read.
    :returns: in the order of the documents and their text; none of them twice.
    """
    found: dict[str, Candidate] = {}
    for number, (group, rows) in enumerate(zip(passages, vectors, strict=True), start=1):
        for candidate in _of_document(group, rows, salience, target):
            found.setdefault(words_alone(candidate.text), candidate)
        if progress is not None:
            progress(number / len(passages))
    return list(found.values())


def _of_document(
    group: Sequence[Passage], rows: Vectors, salience: Salience, target: Vectors | None
) -> list[Candidate]:
    read = [n for n, passage in enumerate(group) if passage.role in NARRATIVE_ROLES]
    places = [n for n in read for _ in group[n].sentences]
    if not places:
        return []
    spans = [span for n in read for span in group[n].sentences]
    document = group[0].document
    texts = [document.slice(span) for span in spans]
    above = [f"{document.title} {group[n].heading}" for n in places]
    worth = salience.score(texts, rows[places], above)
    nearness = rows @ target if target is not None else np.zeros(len(group))
    candidates = [
        Candidate(group[n], span, float(value), float(nearness[n]))
        for n, span, value in zip(places, spans, worth, strict=True)
    ]
    whole = [c for c in candidates if is_whole(c.text)]
    telling = [c for c in whole if has_verb(c.text)]
    return _without_teasers(telling or whole) or [
        c for c in candidates if c.words >= SHORTEST_PIECE
    ]


def _without_teasers(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the standfirst of a document that has running text enough.

    It says what the text says, and leans on the headline: "The meeting", before any was named.
    """
    roles = Counter(candidate.passage.role for candidate in candidates)
    if roles[Role.BODY] < ENOUGH:
        return list(candidates)
    return [c for c in candidates if c.passage.role is not Role.STANDFIRST]


def is_whole(text: str) -> bool:
    """Say whether a text is a whole statement of a fit length, with no quotation left open.

    A question is none: it asks and tells nothing. Nor is one with markup left in it.
    """
    if _MARKUP.search(text):
        return False
    end = text.rstrip("”\"'’)]»")[-1:]
    closed = text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    return SHORTEST <= len(text.split()) <= LONGEST and end in tuple(".!。…") and closed
