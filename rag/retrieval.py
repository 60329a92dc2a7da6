"""Question -> list[Hit]: cosine and BM25, fused; what holds the query as it stands comes first.

Each candidate of either ranking gets both scores; the fused score is their weighted sum after
each was brought to 0..1 over the candidates. Source: Bruch, Gai and Ingber 2023, "An Analysis of
Fusion Functions for Hybrid Retrieval", section 3 (convex combination).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from rag.config import RetrievalConfig
from rag.errors import NotInLibraryError
from rag.index import Index
from rag.query import Held, Query, parse_query
from rag.types import FOUND, Encoder, Hit, Vectors

logger = logging.getLogger(__name__)

#: Searches by words that run at once, each beside the encoding of its query.
WORD_SEARCHES = 2


class Retriever:
    """Finds passages of an index for a query."""

    def __init__(self, index: Index, encoder: Encoder, config: RetrievalConfig) -> None:
        self._index = index
        self._encoder = encoder
        self._config = config
        self._beside = ThreadPoolExecutor(WORD_SEARCHES, thread_name_prefix="words")

    def retrieve(
        self, query: str, top_k: int = 10, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """Return the best passages for a query.

        Words in double quotes must appear: passages without them are not returned, and when no
        passage has them all, none is. Passages that hold the whole query as it stands, be it a
        sentence, a name, a number or a date, stand before the others; first those with it in their
        own words, then those with it in their title or heading, or as their document's date.

        :param top_k: how many hits at most.
        :param documents: ids of the documents to search; all when not given.
        :returns: hits by falling fused score, ties by passage id (that is, by age); empty for an
            empty query or an empty index.
        """
        if not query.strip() or top_k < 1:
            return []
        started = time.perf_counter()
        parsed = parse_query(query)
        try:
            hits = self._search(parsed, top_k, documents)
        except NotInLibraryError:  # a document was removed while it was being searched
            hits = self._search(parsed, top_k, documents)
        milliseconds = 1e3 * (time.perf_counter() - started)
        logger.info("retrieved %d hits in %.0f ms", len(hits), milliseconds)
        return hits

    def _search(self, query: Query, top_k: int, documents: Collection[str] | None) -> list[Hit]:
        among = self._index.holding(query) if query.phrases else None
        if among is not None and not len(among):
            return []
        depth = max(top_k, self._config.candidates)
        beside = self._beside.submit(self._search_words, query, depth, documents)
        vector = self._encoder.encode([query.text])[0]
        near = dict(self._index.search_vectors(vector, depth, documents, among))
        worded, own, above = beside.result()
        worded |= above | own
        missing = [passage_id for passage_id in worded if passage_id not in near]
        cosines = {**near, **self._cosines(vector, missing)}
        fused = fuse(cosines, worded, self._config.dense_weight)
        fused = _lift(_lift(fused, above), own)
        places = {key: (key not in own, key not in above, -fused[key], key) for key in fused}
        best = sorted(places, key=places.__getitem__)[:top_k]
        passages = self._index.passages(best)
        kept = [passage_id for passage_id in best if passage_id in passages]
        return [
            Hit(passages[key], fused[key], rank, FOUND, cosines[key])
            for rank, key in enumerate(kept, start=1)
        ]

    def _search_words(
        self, query: Query, depth: int, documents: Collection[str] | None
    ) -> tuple[dict[int, float], ...]:
        """Return what its words find, what holds it as it stands, and what stands under it."""
        return tuple(
            dict(self._index.search_words(query, depth, documents, held)) for held in (None, *Held)
        )

    def _cosines(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        if not passage_ids:
            return {}
        products = self._index.vectors(passage_ids) @ vector
        return {key: float(value) for key, value in zip(passage_ids, products, strict=True)}


def fuse(
    cosines: Mapping[int, float], worded: Mapping[int, float], dense_weight: float
) -> dict[int, float]:
    """Return the weighted sum of both scores for each passage that has a cosine, 0..1."""
    dense = _spread(cosines)
    words = _spread(worded, floor=0.0)
    return {
        key: dense_weight * dense[key] + (1 - dense_weight) * words.get(key, 0.0) for key in cosines
    }


def _lift(scores: Mapping[int, float], chosen: Collection[int]) -> dict[int, float]:
    """Bring the scores of the chosen above all others, in their order, and not above 1."""
    floor = max((score for key, score in scores.items() if key not in chosen), default=0.0)
    return {
        key: floor + (1 - floor) * score if key in chosen else score
        for key, score in scores.items()
    }


def _spread(scores: Mapping[int, float], floor: float | None = None) -> dict[int, float]:
    """Bring scores to 0..1; ``floor`` is the score that becomes 0, the least one if not given."""
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    width = max(scores.values()) - low
    return {key: (score - low) / width if width > 0 else 1.0 for key, score in scores.items()}
