"""Train the model that tells requests, small talk and questions about the library from questions.

Run: ``python -m training.routing [--data ../shared/data]``. Writes
``rag/models/routing.safetensors``.

It learns from ``tests/data/utterances/train.tsv``, whose lines with ``{topic}``, ``{author}``,
``{month}`` and ``{year}`` are filled with words of SQuAD's training part and invented names, and
from questions of that part. The bar below which a message is a question after all is the least one
at which at most one in a thousand other questions of that part is routed away. Seeded; about three
minutes on two cores.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.environment import prepare_environment
from rag.evaluation.rows import read_rows
from rag.routing import (
    FORMAT,
    LEARNED,
    ROUTING_WEIGHTS,
    Intent,
    hashed_words,
    letter_likelihood,
    plain,
)
from rag.types import Encoder
from rag.weights import shipped

ROOT = Path(__file__).resolve().parent.parent
UTTERANCES = ROOT / "tests" / "data" / "utterances" / "train.tsv"
SEED = 20261123
#: How often a line with a place to fill is used, and one without.
FILLED, REPEATED = 6, 6
#: SQuAD questions to learn from, and to set the bar with.
LEARNED_QUESTIONS, BAR_QUESTIONS = 40000, 4000
#: Share of the latter that may be routed away.
MAY_BE_LOST = 0.001
#: Share of English words that may look like keys struck at random.
MAY_BE_NOISE = 0.0002
FIRST = "Jane John Maria Ahmed Wei Olga Pedro Aisha Lars Chiara Tom Ngozi Kenji Ruth Igor".split()
LAST = "Doe Smith Garcia Haddad Chen Petrova Silva Khan Berg Rossi Baker Okafor Sato Cohen".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
#: Strength of the penalty on the weights (the smaller, the stronger), chosen on dev.tsv.
LOOSENESS = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=shipped(ROUTING_WEIGHTS))
    given = parser.parse_args()
    prepare_environment()
    draw = random.Random(SEED)
    questions, topics = read_squad(given.data / "qa" / "squad1.1-train.jsonl.gz")
    draw.shuffle(questions)
    draw.shuffle(topics)
    asked = [in_some_style(text, draw) for text in questions[: LEARNED_QUESTIONS + BAR_QUESTIONS]]
    rows = [
        *read_utterances(topics, draw),
        *((Intent.QUESTION, q) for q in asked[:LEARNED_QUESTIONS]),
    ]
    encoder = load_encoder(EncoderConfig())
    features = features_of([text for _, text in rows], encoder)
    targets = [LEARNED.index(intent) for intent, _ in rows]
    weights, bias = fit(features, targets)
    words_alone, bias_alone = fit(features[:, encoder.dimension :], targets)
    apart = features_of(asked[LEARNED_QUESTIONS:], encoder)
    least = bar(apart @ weights.T + bias)
    letters, noise = spelling(questions)
    dimension = encoder.dimension
    save_file(
        {
            "vector": np.ascontiguousarray(weights[:, :dimension], dtype=np.float16),
            "words": np.ascontiguousarray(weights[:, dimension:], dtype=np.float16),
            "bias": bias,
            "words_alone": words_alone.astype(np.float16),
            "bias_alone": bias_alone,
            "letters": np.ascontiguousarray(letters, dtype=np.float16),
        },
        given.out,
        metadata={
            "format": FORMAT,
            "fingerprint": encoder.fingerprint,
            "least": f"{least:.4f}",
            "noise": f"{noise:.4f}",
        },
    )
    given.out.chmod(0o644)
    print(f"{len(rows)} rows, bar {least:.4f}, noise {noise:.4f}, {given.out.stat().st_size} bytes")


def read_squad(path: Path) -> tuple[list[str], list[str]]:
    """Return the questions, and answers of one to four words to be used as topics."""
    rows = read_rows(path, lambda row: (row["question"].strip(), row["answers"][0]["text"]))
    topics = [
        answer
        for _, answer in rows
        if 1 <= len(answer.split()) <= 4 and re.fullmatch(r"[A-Za-z][A-Za-z '-]{3,40}", answer)
    ]
    return [question for question, _ in rows if len(question) > 10], topics


def read_utterances(topics: list[str], draw: random.Random) -> list[tuple[Intent, str]]:
    """Return the training utterances, filled, each in several styles."""
    rows = []
    for line in UTTERANCES.read_text(encoding="utf-8").splitlines():
        name, text = line.split("\t")[:2]
        times = FILLED if "{" in text else REPEATED
        for _ in range(times):
            filled = text.format(
                topic=draw.choice(topics),
                author=draw.choice((f"{draw.choice(FIRST)} ", "", "", "Mr ")) + draw.choice(LAST),
                month=draw.choice(MONTHS),
                year=draw.randrange(1990, 2027),
            )
            rows.append((Intent(name), in_some_style(filled, draw)))
    return rows


def in_some_style(text: str, draw: random.Random) -> str:
    """Return the text as it is, or as a hasty writer types it."""
    if draw.random() < 0.3:
        text = text.rstrip("?.! ")
    if draw.random() < 0.15 and len(text) > 12:
        at = draw.randrange(1, len(text) - 2)
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        text = draw.choice((swapped, text[:at] + text[at + 1 :]))
    return text


def features_of(texts: list[str], encoder: Encoder) -> NDArray[np.float32]:
    """Return float32[n, d + HASHED]."""
    vectors = encoder.encode([plain(text) for text in texts])
    return np.hstack([vectors, np.stack([hashed_words(text) for text in texts])])


def fit(
    features: NDArray[np.float32], targets: list[int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the weights, float32[intents, columns], and the biases."""
    model = LogisticRegression(C=LOOSENESS, max_iter=400).fit(features, targets)
    weights = np.ascontiguousarray(model.coef_, dtype=np.float32)
    return weights, np.asarray(model.intercept_, dtype=np.float32)


def bar(logits: NDArray[np.float32]) -> float:
    """Return the least probability at which few enough of these questions are routed away."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    away = np.where(probabilities.argmax(axis=1) == 0, 0.0, probabilities.max(axis=1))
    return max(0.5, float(np.quantile(away, 1 - MAY_BE_LOST)))


def spelling(texts: list[str]) -> tuple[NDArray[np.float32], float]:
    """Return the logarithms of letter pairs, and the bar below which a word is noise."""
    words = sorted({w for t in texts for w in re.findall(r"\b[a-z]{4,}\b", t)})
    counts = np.ones((27, 27), dtype=np.float64)
    for word in words:
        codes = [0, *(ord(letter) - 96 for letter in word), 0]
        for pair in zip(codes, codes[1:], strict=False):
            counts[pair] += 1
    letters = np.log(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)
    scores = [letter_likelihood(word, letters) for word in words]
    return letters, float(np.quantile(scores, MAY_BE_NOISE))


if __name__ == "__main__":
    main()
