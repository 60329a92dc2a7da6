"""Stand-ins for models: quick, the same in every process, and meaningful enough to rank by."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence

import numpy as np

from rag.types import Evidence, Hit, Vectors

_WORD = re.compile(r"\w+")


class HashedEncoder:
    """A hashed bag of words: texts that share their longer words are nearer to each other.

    Each word adds or subtracts its weight at one of ``dimension`` places, both chosen by a
    checksum of its letters; short words (articles, prepositions) weigh little. A word and one
    blank count as one token, plus two special tokens, as for the real encoder.

    :param dimension: length of a vector.
    :param max_tokens: how many tokens of a text are read; the rest is ignored.
    """

    def __init__(self, dimension: int = 64, max_tokens: int = 256) -> None:
        self._dimension = dimension
        self._max_tokens = max_tokens

    @property
    def fingerprint(self) -> str:
        """Return what identifies this encoder; another dimension means other vectors."""
        return f"hashed-words-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """Return how many tokens of a text are read, special tokens included."""
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words of each text, plus two."""
        return [len(_WORD.findall(text)) + 2 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dimension], rows of length one, in the order of ``texts``."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.lower())[: self._max_tokens - 2]:
                checksum = zlib.crc32(word.encode())
                weight = 0.2 if len(word) < 4 else math.log(1 + len(word))
                row[checksum % self._dimension] += weight if checksum >> 31 else -weight
            if not row.any():
                row[0] = 1.0
            row /= np.linalg.norm(row)
        return vectors


class SharedWordsReader:
    """Scores each sentence by the share of the question's longer words that it holds."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return every sentence of the hits, best first, ties by (document id, start)."""
        asked = {word for word in _WORD.findall(question.lower()) if len(word) > 3}
        found = []
        for hit in hits:
            for span in hit.passage.sentences:
                words = set(_WORD.findall(hit.passage.document.slice(span).lower()))
                score = len(asked & words) / len(asked) if asked else 0.0
                found.append(Evidence(hit, span, score))
        return sorted(found, key=lambda e: (-e.score, e.hit.passage.document.id, e.span.start))

    def bar(self, strictness: str, hits: Sequence[Hit]) -> float:
        """Return half of the words, whatever the strictness."""
        return 0.5

    def support(self, claim: str, text: str) -> float:
        """Return the share of the claim's longer words that the text holds."""
        words, held = (
            {word for word in _WORD.findall(part.lower()) if len(word) > 3}
            for part in (claim, text)
        )
        return len(words & held) / len(words) if words else 0.0

    def confirms(self, question: str, answer: str, hit: Hit) -> bool:
        """Say whether the passage holds the answer's words."""
        return answer.casefold() in hit.passage.text.casefold()
