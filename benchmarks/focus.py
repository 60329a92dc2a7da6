"""When nothing bears on a focus: ``python -m benchmarks.focus [--data ../shared/data]``.

Makes documents of eight paragraphs of an article of ``qa/squad1.1-train.jsonl.gz``. Foci that bear
on it: its title, and questions about these paragraphs without their question words. Foci that do
not: titles and such questions of other articles; and, harder, questions about other paragraphs of
the same article, of which some are answered here all the same (half weight in the fit, reported
apart). Fits the curve of ``rag/bearing.py`` on one half of the articles and prints it, with the
errors of the shipped curve on the other half.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.bearing import BIAS, COSINE, LEAST, SHARE, measure_signs
from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.types import Document, Passage, Role, Span

ROOT = Path(__file__).resolve().parent.parent
ARTICLES, PARAGRAPHS = 100, 8
BEARS, NOT, HARD = 1, 0, 2
_ASKING = re.compile(
    r"^(?:(?:in|on|at|for|to|of|by|with|from) )?(?:what|who|whom|whose|when|where|which|why"
    r"|how(?: many| much| long| old| often)?)\b\s*"
    r"(?:(?:is|was|are|were|did|does|do|has|had|have|can|could|will|would)\b)?\s*",
    re.IGNORECASE,
)
Articles = dict[str, dict[str, list[str]]]


def read_articles(path: Path) -> Articles:
    """Return questions by article and paragraph, of articles chosen by a fixed draw."""
    found: Articles = defaultdict(lambda: defaultdict(list))
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            found[row["title"]][row["context"]].append(_ASKING.sub("", row["question"].rstrip("?")))
    names = sorted(name for name in found if len(found[name]) > 3 * PARAGRAPHS)
    random.Random(11).shuffle(names)
    return {name: found[name] for name in names[:ARTICLES]}


def foci(name: str, articles: Articles, draw: random.Random) -> Iterator[tuple[str, int]]:
    """Yield what a summary of an article may be about, and whether it bears on the article."""
    paragraphs = list(articles[name])
    here = [q for text in paragraphs[:PARAGRAPHS] for q in articles[name][text]]
    there = [q for text in paragraphs[2 * PARAGRAPHS :] for q in articles[name][text]]
    others = draw.sample([other for other in articles if other != name], 6)
    yield name.replace("_", " "), BEARS
    yield from ((q, BEARS) for q in draw.sample(here, min(6, len(here))))
    yield from ((q, HARD) for q in draw.sample(there, min(3, len(there))))
    yield from ((other.replace("_", " "), NOT) for other in others[:3])
    for other in others:
        yield draw.choice(articles[other][draw.choice(list(articles[other]))]), NOT


def main() -> None:
    """Fit on the even articles, report on the odd ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    path = parser.parse_args().data / "qa" / "squad1.1-train.jsonl.gz"
    if not path.exists():
        parser.exit(0, f"There is no file {path}; name a folder with --data.\n")
    articles, encoder = read_articles(path), load_encoder(EncoderConfig())
    rows = []
    for number, name in enumerate(articles):
        title = name.replace("_", " ")
        made = []
        for text in list(articles[name])[:PARAGRAPHS]:
            document, span = Document(name, title, name, text, ()), Span(0, len(text))
            made.append(Passage(document, span, 1, Role.BODY, "", None, (span,)))
        wanted = list(foci(name, articles, random.Random(number)))
        vectors = encoder.encode([passage.embedded_text for passage in made])
        for (focus, label), vector in zip(
            wanted, encoder.encode([focus for focus, _ in wanted]), strict=True
        ):
            signs = measure_signs(focus, vector, [made], [vectors])
            if signs:
                rows.append((number % 2, label, *signs))
    report(np.array(rows, dtype=np.float64))


def report(rows: NDArray[np.float64]) -> None:
    """Print the curve that fits best, and what the shipped one gets wrong."""
    from sklearn.linear_model import LogisticRegression

    part, labels, signs = rows[:, 0], rows[:, 1], rows[:, 2:]
    fit = part == 0
    weights = np.where(labels == HARD, 0.5, 1.0)
    model = LogisticRegression(C=10).fit(signs[fit], labels[fit] == BEARS, weights[fit])
    print("fitted on half:", model.coef_[0].round(2), model.intercept_.round(2))
    odds = signs @ np.array([COSINE, SHARE]) + BIAS
    bears = 1 / (1 + np.exp(-odds)) >= LEAST
    for name, label in (("bears", BEARS), ("does not", NOT), ("same article", HARD)):
        held = ~fit & (labels == label)
        print(f"{name}: {held.sum()} foci, said to bear {bears[held].mean():.1%}")


if __name__ == "__main__":
    main()
