"""Documents -> Summary: one paragraph, every sentence cited.

Every sentence is read in the context of its document (``rag/candidates.py``), by the vectors of
the passages, which the index holds: no text is encoded for that. Of those that tell most, a short
list is encoded, and the best of it selected together (``rag/selecting.py``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rag.article import Article
from rag.candidates import Candidate, Progress, read_candidates
from rag.editing import find_claims
from rag.reservations import find_reservations
from rag.results import Cell, Coverage, Statement, Summary
from rag.salience import salience_for
from rag.salience_again import AGAIN, FEWEST, Listed, again_for
from rag.salience_wording import word_likeness
from rag.selecting import PARAGRAPH, Choice, Shape, same_of, select
from rag.telling import (
    PLAIN,
    Manner,
    edited,
    read_articles,
    tell,
    with_focus,
    with_headings,
    without_dependence,
)
from rag.types import NARRATIVE_ROLES, Encoder, Passage, Span, Vectors

logger = logging.getLogger(__name__)

#: Words in a summary when no other budget is given.
MAX_WORDS = 160
#: Words in a reservation that is told besides.
RESERVATION_WORDS = 40
#: The short list: a sentence for so many words of the budget, some for each further document, and
#: never more than the last.
SHORTLIST_WORDS, SHORTLIST_EACH, LONGEST_SHORTLIST = 5, 4, 240
#: Sentences encoded between two calls of ``progress``.
ENCODED_AT_ONCE = 32
#: Share of reading, as against encoding the short list, in the progress that is told.
READING_SHARE = 0.5
#: With a focus: share of nearness to it in what a sentence is worth.
FOCUS_SHARE = 0.7
NOT_FOUND = "Not found: nothing in the documents bears on “{focus}”."
NOTHING = "There is nothing to sum up: the documents hold no running text."


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The sentences that a summary is selected from, in the order of the documents.

    :param vectors: float32[n, d], unit rows.
    :param worth: float64[n], 0..1.
    """

    candidates: tuple[Candidate, ...]
    vectors: Vectors
    worth: NDArray[np.float64]

    @property
    def choice(self) -> Choice:
        """Return what is selected from."""
        words = np.array([candidate.words for candidate in self.candidates], dtype=np.float64)
        likeness = word_likeness([candidate.text for candidate in self.candidates])
        names = [(c.passage.document.id, c.passage.heading) for c in self.candidates]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        sections = np.array([numbers[name] for name in names], dtype=np.int64)
        return Choice(self.worth, likeness, words, same_of(self.vectors), sections)


def summarise(
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
    encoder: Encoder,
    *,
    focus: Vectors | None = None,
    max_words: int = MAX_WORDS,
    shape: Shape = PARAGRAPH,
    manner: Manner = PLAIN,
    progress: Progress | None = None,
) -> Summary:
    """Sum up documents in one paragraph.

    :param passages: the passages of each document, in the order of the text.
    :param vectors: float32[n, d] for each document, a row a passage.
    :param focus: float32[d], the vector of what the summary should be about.
    :param shape: how long it is, within its words.
    :param manner: how it is told: verbatim or edited, with or without the reader.
    :param progress: called with the share of the work, 0..1, that is done.
    :returns: sentences within the word budget, and a reservation (``Shape.reserved``): what several
        documents say first, then the rest in the order of the story, last where they differ;
        without statements, and with a message, when no document has running text.
    """
    size = max_words // SHORTLIST_WORDS + SHORTLIST_EACH * (len(passages) - 1)
    size = min(max(size, AGAIN), LONGEST_SHORTLIST)
    shortlist = shorten(passages, vectors, encoder, size, focus=focus, progress=progress)
    articles = read_articles(passages)
    shortlist = without_claims(shortlist, articles, is_verbatim=manner.verbatim)
    worth = without_dependence(shortlist.candidates, shortlist.worth, articles)
    worth = with_headings(shortlist.candidates, worth)
    if manner.focus:
        worth = with_focus(shortlist.candidates, worth, manner.focus)
    reservations: list[int] = []
    if shape.reserved and len(articles) == 1 and focus is None:
        reservations = _reservations(shortlist.candidates, *articles.values())
    statements, differences = tell(
        shortlist.candidates,
        shortlist.vectors,
        worth,
        partial(_select_among, shortlist.choice, shape, reservations),
        max_words,
        manner,
    )
    documents = tuple(group[0].document.id for group in passages if group)
    return Summary(
        documents,
        edited(statements, articles, manner),
        measure_coverage(passages, statements),
        "" if statements else NOTHING,
        differences=differences,
    )


def not_found(passages: Sequence[Sequence[Passage]], focus: str) -> Summary:
    """Return the summary of documents of which nothing bears on a focus: none, and why."""
    documents = tuple(group[0].document.id for group in passages if group)
    return Summary(documents, (), measure_coverage(passages, ()), NOT_FOUND.format(focus=focus))


def _reservations(candidates: Sequence[Candidate], article: Article) -> list[int]:
    """Return the places of the candidates that put a reservation on what the document tells."""
    found = set(find_reservations(article.document, article.sentences))
    return [
        place
        for place, candidate in enumerate(candidates)
        if candidate.span in found and candidate.words <= RESERVATION_WORDS
    ]


def _select_among(
    choice: Choice,
    shape: Shape,
    reservations: Sequence[int],
    worth: NDArray[np.float64],
    max_words: int,
) -> list[int]:
    """Select among the sentences that are worth something now, and one of the reservations."""
    places = np.flatnonzero(worth > 0)
    part = replace(choice, worth=worth).part(places)
    chosen = [int(places[n]) for n in select(part, max_words, shape)]
    if chosen and reservations and not set(reservations) & set(chosen):
        new = [place for place in reservations if not choice.same[place, chosen].any()]
        chosen += sorted(new, key=lambda place: float(-worth[place]))[:1]
    return chosen


def shorten(
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
    encoder: Encoder,
    size: int,
    *,
    focus: Vectors | None = None,
    progress: Progress | None = None,
) -> Shortlist:
    """Read every sentence of some documents, and return those that tell most, encoded.

    Time and memory grow with the text read, and no faster: the short list has an end.

    :param size: sentences on the short list, at the most.
    """
    started = time.perf_counter()
    told = progress or (lambda share: None)
    target = focus if focus is not None else _middle(vectors)
    candidates = read_candidates(
        passages, vectors, salience_for(encoder), target, lambda s: told(READING_SHARE * s)
    )
    first = np.array([c.worth * max(c.nearness, 0) for c in candidates])
    kept = [candidates[n] for n in sorted(np.argsort(-first, kind="stable")[:size].tolist())]
    rows = _encode(kept, encoder, lambda s: told(READING_SHARE + (1 - READING_SHARE) * s))
    worth = np.array([c.worth for c in kept], dtype=np.float64)
    if focus is None and len(passages) == 1 and target is not None:
        worth = read_again(kept, rows, passages[0], vectors[0], target, worth, encoder)
    if focus is not None and len(kept):
        nearness = np.maximum(rows @ focus, 0)
        worth = (1 - FOCUS_SHARE) * worth + FOCUS_SHARE * nearness
    told(1.0)
    seconds = time.perf_counter() - started
    logger.info("%d sentences, %d encoded: %.0f ms", len(candidates), len(kept), 1e3 * seconds)
    return Shortlist(tuple(kept), rows, worth)


def without_claims(
    shortlist: Shortlist, articles: Mapping[str, Article], *, is_verbatim: bool
) -> Shortlist:
    """Leave out what would tell a claim of somebody's as what is so, unless there is nothing else.

    :param is_verbatim: see ``find_claims``.
    """
    spans: dict[str, list[Span]] = {}
    for candidate in shortlist.candidates:
        spans.setdefault(candidate.passage.document.id, []).append(candidate.span)
    claims = {
        key: find_claims(articles[key].document, told, is_verbatim=is_verbatim)
        for key, told in spans.items()
    }
    kept = [
        place
        for place, candidate in enumerate(shortlist.candidates)
        if candidate.span not in claims[candidate.passage.document.id]
    ]
    if not kept:
        return shortlist
    told = tuple(shortlist.candidates[place] for place in kept)
    return Shortlist(told, shortlist.vectors[kept], shortlist.worth[kept])


def read_again(
    candidates: Sequence[Candidate],
    rows: Vectors,
    group: Sequence[Passage],
    vectors: Vectors,
    middle: Vectors,
    worth: NDArray[np.float64],
    encoder: Encoder,
) -> NDArray[np.float64]:
    """Return what the sentences of one document are worth, the best of them read again.

    :param rows: float32[n, d], unit rows, one a candidate.
    :param vectors: float32[m, d], unit rows, one a passage of the ``group``.
    :param middle: float32[d], the direction of all passages.
    """
    again = again_for(encoder)
    if again is None or len(candidates) < FEWEST:
        return worth
    best = np.sort(np.argsort(-worth, kind="stable")[:AGAIN])
    told = [passage for passage in group if passage.role in NARRATIVE_ROLES]
    spans = [span for passage in told for span in passage.sentences]
    numbers = {span: number for number, span in enumerate(spans)}
    owners = {passage.span: number for number, passage in enumerate(group)}
    chosen = [candidates[n] for n in best]
    listed = Listed(
        worth[best],
        np.array([numbers[c.span] for c in chosen]),
        np.array([c.words for c in chosen], dtype=np.float64),
        rows[best],
        vectors[[owners[c.passage.span] for c in chosen]],
        middle,
    )
    read = worth.copy()
    read[best] = again.score(listed)
    return read


def measure_coverage(
    passages: Sequence[Sequence[Passage]], statements: Sequence[Statement]
) -> Coverage:
    """Count what was read of some documents and what shows, paragraph by paragraph."""
    told: dict[tuple[str, int], list[int]] = {}
    for number, statement in enumerate(statements, start=1):
        for citation in statement.citations:
            evidence = citation.evidence
            document = evidence.hit.passage.document
            key = document.id, evidence.hit.passage.paragraph_at(evidence.span.start)
            told.setdefault(key, []).append(number)
    documents = [group[0].document for group in passages if group]
    cells = tuple(
        Cell(
            document.id,
            number,
            paragraph.span.start,
            paragraph.span.end,
            paragraph.role in NARRATIVE_ROLES,
            tuple(told.get((document.id, number), ())),
        )
        for document in documents
        for number, paragraph in enumerate(document.paragraphs, start=1)
    )
    return Coverage(
        documents=len(documents),
        documents_represented=len({document for document, _ in told}),
        paragraphs=sum(cell.is_read for cell in cells),
        paragraphs_represented=len(told),
        cells=cells,
    )


def _middle(vectors: Sequence[Vectors]) -> Vectors | None:
    """Return the direction, float32[d], of all passages together."""
    sums = [rows.sum(axis=0) for rows in vectors if len(rows)]
    if not sums:
        return None
    whole: Vectors = np.sum(sums, axis=0)
    return whole / max(float(np.linalg.norm(whole)), 1e-9)


def _encode(candidates: Sequence[Candidate], encoder: Encoder, progress: Progress) -> Vectors:
    parts = [np.zeros((0, encoder.dimension), dtype=np.float32)]
    for start in range(0, len(candidates), ENCODED_AT_ONCE):
        texts = [c.text for c in candidates[start : start + ENCODED_AT_ONCE]]
        parts.append(encoder.encode(texts))
        progress(min((start + ENCODED_AT_ONCE) / len(candidates), 1.0))
    return np.concatenate(parts)
