"""Hard negatives: passages of the same article that look right and do not hold the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from training.rows import Row

CANDIDATES = 3


def _holds(passage: str, answers: Sequence[str]) -> bool:
    lowered = passage.lower()
    return any(answer.lower() in lowered for answer in answers)


def find(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Find for each answerable row the most similar passages that cannot answer it.

    :param rows: answerable questions.
    :returns: for each row up to three passages of its article, most similar first; similarity is
        the cosine of TF-IDF vectors, ties in the order of the file.
    """
    found: list[tuple[str, ...]] = [()] * len(rows)
    articles: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        articles[row.title].append(number)
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    vectorizer.fit(dict.fromkeys(row.passage for row in rows))
    for numbers in articles.values():
        passages = list(dict.fromkeys(rows[number].passage for number in numbers))
        questions = vectorizer.transform([rows[number].question for number in numbers])
        similar = (questions @ vectorizer.transform(passages).T).toarray()
        for number, order in zip(numbers, np.argsort(-similar, kind="stable"), strict=True):
            row = rows[number]
            others = (passages[place] for place in order[:12] if passages[place] != row.passage)
            fit = [passage for passage in others if not _holds(passage, row.answers)]
            found[number] = tuple(fit[:CANDIDATES])
    return found
