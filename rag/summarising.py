"""Documents -> Summary: one paragraph, every sentence verbatim and cited.

Sentences are chosen one by one for what they add: how well those chosen cover all sentences, and
how varied they are over the sections, each weighed by centrality and position. Source: Lin and
Bilmes 2011, "A Class of Submodular Functions for Document Summarization", sections 4 and 5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering import number_statements
from rag.results import Coverage, Summary
from rag.types import NARRATIVE_ROLES, Encoder, Evidence, Hit, Passage, Role, Span, Vectors

#: Sentences in a summary.
FEWEST, MOST = 3, 6
#: Words in a summary when no other budget is given.
MAX_WORDS = 160
#: Passages whose sentences are weighed; the rest is read through its passage vectors alone.
MAX_PASSAGES = 60
#: Two sentences nearer than this say the same thing.
SAME = 0.85
NOTHING = "There is nothing to sum up: the documents hold no running text."


@dataclass(frozen=True, slots=True)
class Weighing:
    """What counts for how much; the numbers were chosen with ``benchmarks/summary_weights.py``.

    :param position: share of standing early in the document in what a sentence is worth by itself;
        the rest is how near it is to the middle of all sentences.
    :param variety: share of variety over the sections in what a sentence adds to those chosen;
        the rest is how well they cover all sentences.
    """

    position: float = 0.6
    variety: float = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may stand in the summary."""

    passage: Passage
    span: Span

    @property
    def depth(self) -> float:
        """Return how far into its document it stands, from 0 towards 1."""
        return _depth(self.passage, self.span)

    @property
    def text(self) -> str:
        """Return the sentence's words."""
        return self.passage.document.slice(self.span)


def summarise(
    passages: Sequence[Sequence[Passage]],
    vectors: Sequence[Vectors],
    encoder: Encoder,
    *,
    focus: Vectors | None = None,
    max_words: int = MAX_WORDS,
    weighing: Weighing = Weighing(),
) -> Summary:
    """Sum up documents in one paragraph.

    :param passages: the passages of each document, in the order of the text.
    :param vectors: float32[n, d] for each document, a row a passage.
    :param focus: float32[d], the vector of what the summary should be about.
    :returns: three to six sentences within the word budget, in the order of the story; without
        statements, and with a message, when no document has running text.
    """
    documents = tuple(group[0].document.id for group in passages if group)
    narrative = [
        (passage, vector)
        for group, rows in zip(passages, vectors, strict=True)
        for passage, vector in zip(group, rows, strict=True)
        if passage.role in NARRATIVE_ROLES
    ]
    candidates = _candidates(_shortlist(narrative, focus, weighing))
    if not candidates:
        return Summary(documents, (), Coverage(len(documents), 0, len(narrative), 0), NOTHING)
    rows = encoder.encode([candidate.text for candidate in candidates])
    worth = _worth(candidates, rows, focus, weighing)
    chosen = _choose(candidates, rows, worth, max_words, weighing)
    order = {document: place for place, document in enumerate(documents)}
    told = sorted(
        (candidates[place] for place in chosen),
        key=lambda c: (order[c.passage.document.id], c.span.start),
    )
    evidence = [
        [Evidence(Hit(c.passage, 1.0, rank, "summary"), c.span, 1.0)]
        for rank, c in enumerate(told, start=1)
    ]
    coverage = Coverage(
        documents=len(documents),
        documents_represented=len({c.passage.document.id for c in told}),
        paragraphs=len({(p.document.id, p.paragraph) for p, _ in narrative}),
        paragraphs_represented=len({(c.passage.document.id, c.passage.paragraph) for c in told}),
    )
    return Summary(documents, number_statements(evidence), coverage)


def _shortlist(
    narrative: Sequence[tuple[Passage, Vectors]], focus: Vectors | None, weighing: Weighing
) -> list[Passage]:
    """Keep the passages nearest to the middle of the whole (or the focus), in their order."""
    if len(narrative) <= MAX_PASSAGES:
        return [passage for passage, _ in narrative]
    rows = np.stack([vector for _, vector in narrative])
    target = focus if focus is not None else _unit(rows.mean(axis=0))
    lead = np.array([1.0 - _depth(passage, passage.span) for passage, _ in narrative])
    score = (1 - weighing.position) * (rows @ target) + weighing.position * lead
    kept = sorted(np.argsort(-score, kind="stable")[:MAX_PASSAGES].tolist())
    return [narrative[place][0] for place in kept]


def _depth(passage: Passage, span: Span) -> float:
    return span.start / max(len(passage.document.text), 1)


def _candidates(passages: Sequence[Passage]) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for passage in passages:
        for span in passage.sentences:
            candidate = Candidate(passage, span)
            if _stands_alone(candidate.text):
                found.setdefault(_key(candidate.text), candidate)
    return _without_teasers(list(found.values()))


def _without_teasers(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the standfirst of a document that has running text enough.

    It says what the text says, and leans on the headline: "The meeting", before any was named.
    """
    bodies = Counter(c.passage.document.id for c in candidates if c.passage.role is Role.BODY)
    return [
        candidate
        for candidate in candidates
        if candidate.passage.role is not Role.STANDFIRST
        or bodies[candidate.passage.document.id] < FEWEST
    ]


def _stands_alone(text: str) -> bool:
    """Say whether a text is a whole sentence of a fit length, with no quotation left open."""
    words = text.split()
    whole = text.rstrip("”\"'’)]»")[-1:] in tuple(".!?。؟…")
    closed = text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    return 6 <= len(words) <= 80 and whole and closed


def _worth(
    candidates: Sequence[Candidate], rows: Vectors, focus: Vectors | None, weighing: Weighing
) -> Vectors:
    """Return float32[n], 0..1 or so: how much each sentence tells of the whole by itself."""
    centrality = rows @ _unit(rows.mean(axis=0))
    lead = np.array([1.0 - candidate.depth for candidate in candidates], dtype=np.float32)
    worth = (1 - weighing.position) * centrality + weighing.position * lead
    if focus is not None:
        worth = 0.3 * worth + 0.7 * (rows @ focus)
    return np.asarray(np.maximum(worth, 0), dtype=np.float32)


def _choose(
    candidates: Sequence[Candidate],
    rows: Vectors,
    worth: Vectors,
    max_words: int,
    weighing: Weighing,
) -> list[int]:
    """Choose greedily for coverage and for variety, within the word budget."""
    likeness = np.maximum(rows @ rows.T, 0)
    sections = _sections(candidates)
    rewards = np.zeros(max(sections) + 1, dtype=np.float32)
    covered = np.zeros(len(candidates), dtype=np.float32)
    lengths = [len(candidate.text.split()) for candidate in candidates]
    open_places = np.ones(len(candidates), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < MOST and open_places.any():
        coverage = (np.maximum(likeness, covered) - covered).mean(axis=1)
        variety = np.sqrt(rewards[sections] + worth) - np.sqrt(rewards[sections])
        gain = (1 - weighing.variety) * coverage + weighing.variety * variety
        place = int(np.argmax(np.where(open_places, gain, -np.inf)))
        open_places[place] = False
        words = sum(lengths[known] for known in chosen) + lengths[place]
        if len(chosen) >= FEWEST and words > max_words:
            continue
        if chosen and likeness[place, chosen].max() > SAME:
            continue
        chosen.append(place)
        covered = np.maximum(covered, likeness[place])
        rewards[sections[place]] += worth[place]
    return chosen


def _sections(candidates: Sequence[Candidate]) -> list[int]:
    """Number each candidate by its document and subheading, from 0."""
    names = [(c.passage.document.id, c.passage.heading) for c in candidates]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [numbers[name] for name in names]


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
