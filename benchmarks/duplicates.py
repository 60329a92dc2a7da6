"""Are copies of a story recognised, and different stories on one topic told apart?

Run: ``python -m benchmarks.duplicates [--articles 600] [--methods]``. From each article a script
makes copies as papers print an agency's text: another headline and dateline; the last half cut
off; 5, 10 and 20 % of the words replaced; and all of this with foreign paragraphs around it, as
long as the article, or twice as long. Against them stand pairs of different articles: each article
with the one that shares most of its rare words (TF-IDF). Recall is the share of copies recognised;
false alarms are counted over the pairs, of which a few in news archives are true copies (an update
of the same report): the first ones are printed.

Thresholds are chosen on ``cnndm-a`` alone; ``cnndm-validation``, ``bbc-valid`` and the Wikinews
articles are reported. ``--methods`` compares with what libraries offer, where they are installed
(``pip install -r benchmarks/requirements.txt``): MinHash of datasketch and rensa, and SimHash.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.duplicates import likeness, signature

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
WORD = re.compile(r"\w+")


def articles(name: str, limit: int) -> list[str]:
    """Return up to ``limit`` texts of a data set, none twice."""
    if name == "wikinews":
        texts = [p.read_text("utf-8") for p in sorted((SHARED / "docs" / name).glob("*.txt"))]
    else:
        with gzip.open(SHARED / "data" / "summaries" / f"{name}.jsonl.gz", "rt") as lines:
            rows = [json.loads(line) for line in lines]
        texts = [row["text"] if "text" in row else "\n".join(row["sentences"]) for row in rows]
    long = [text for text in dict.fromkeys(texts) if len(text.split()) >= 60]
    random.Random(0).shuffle(long)
    return long[:limit]


def lines_of(text: str) -> list[str]:
    """Return the sentences or lines of an article."""
    return [line for line in re.split(r"\n+|(?<=[.!?])\s+(?=[A-Z\"'])", text) if line.strip()]


def edited(text: str, share: float, draw: random.Random, vocabulary: Sequence[str]) -> str:
    """Replace a share of the words by others."""
    words = [draw.choice(vocabulary) if draw.random() < share else w for w in text.split(" ")]
    return " ".join(words)


def copies(text: str, foreign: str, vocabulary: Sequence[str]) -> dict[str, str]:
    """Return copies of an article by what was done to them."""
    draw = random.Random(len(text))
    lines = lines_of(text)
    other = lines_of(foreign)
    cut = " ".join(lines[: max(len(lines) // 2, 1)])
    headed = f"{' '.join(draw.choices(vocabulary, k=9))}\nBy A. Writer\nLONDON (Agency) - {text}"
    made = {"headline": headed, "half cut": cut}
    for percent in (5, 10, 20):
        made[f"{percent} % edited"] = edited(headed, percent / 100, draw, vocabulary)
    dropped = " ".join(line for line in lines if draw.random() > 0.3)
    made["dropped, 10 %"] = edited(dropped, 0.1, draw, vocabulary)
    for times in (1, 2):
        around = " ".join(_as_long(other, times * len(text)))
        made[f"in {times + 1}x text"] = f"{text}\n{around}"
        made[f"in {times + 1}x, 10 %"] = edited(f"{text}\n{around}", 0.1, draw, vocabulary)
    return made


def _as_long(lines: Sequence[str], characters: int) -> list[str]:
    """Repeat no line: cut where long enough, or end where the lines end."""
    taken: list[str] = []
    for line in lines:
        if sum(map(len, taken)) >= characters:
            break
        taken.append(line)
    return taken


def neighbours(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pair each article with the other that shares most of its rare words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    cosines = (rows @ rows.T).toarray()
    np.fill_diagonal(cosines, -1)
    return sorted({tuple(sorted((n, int(row.argmax())))) for n, row in enumerate(cosines)})  # type: ignore[misc]  # pairs have two


Score = Callable[[Any, Any], float]


def shingles(text: str, words: int) -> list[str]:
    """Return the word shingles of a text."""
    found = WORD.findall(text.casefold())
    return [" ".join(found[n : n + words]) for n in range(max(len(found) - words + 1, 1))]


def methods() -> dict[str, tuple[Callable[[str], Any], Score]]:
    """Return ways to compare: how a text is taken in, and how alike two are, 0..1."""
    ways: dict[str, tuple[Callable[[str], Any], Score]] = {
        "rag.duplicates": (signature, lambda a, b: likeness(a, b).of_shorter)
    }
    if importlib.util.find_spec("datasketch"):
        sketch = importlib.import_module("datasketch").MinHash

        def minhash(text: str) -> Any:
            made = sketch(num_perm=256)
            made.update_batch([one.encode() for one in shingles(text, 4)])
            return made

        ways["datasketch MinHash 256"] = (minhash, lambda a, b: a.jaccard(b))
    if importlib.util.find_spec("rensa"):
        rensa = importlib.import_module("rensa").RMinHash

        def fast(text: str) -> Any:
            made = rensa(num_perm=256, seed=1)
            made.update(shingles(text, 4))
            return made

        ways["rensa RMinHash 256"] = (fast, lambda a, b: a.jaccard(b))
    ways["SimHash 64, words"] = (simhash, lambda a, b: 1 - (a ^ b).bit_count() / 64)
    return ways


def simhash(text: str) -> int:
    """Return the 64-bit SimHash of a text's words (Charikar 2002)."""
    import hashlib

    total = np.zeros(64)
    for word in WORD.findall(text.casefold()):
        bits = np.frombuffer(hashlib.blake2b(word.encode(), digest_size=8).digest(), np.uint8)
        total += np.unpackbits(bits) * 2.0 - 1
    return int.from_bytes(np.packbits(total > 0).tobytes(), "big")


def compare_methods(texts: Sequence[str]) -> None:
    """Print for each method the recall where at most 0.5 % of the different pairs are alike."""
    made, pairs, _ = _material(texts)
    kinds = list(made[0])
    print(f"{'method':24} {'ms a text':>9}  recall at 0.5 % false alarms: " + ", ".join(kinds))
    for name, (take, score) in methods().items():
        started = time.perf_counter()
        taken = [take(text) for text in texts]
        cost = 1e3 * (time.perf_counter() - started) / len(texts)
        alike = sorted((score(taken[a], taken[b]) for a, b in pairs), reverse=True)
        bar = alike[int(0.005 * len(alike))]
        recalls = [
            100 * np.mean([score(taken[n], take(one[kind])) > bar for n, one in enumerate(made)])
            for kind in kinds
        ]
        print(f"{name:24} {cost:9.2f}  " + " ".join(f"{r:6.1f}" for r in recalls) + f"  >{bar:.3f}")


def _material(
    texts: Sequence[str],
) -> tuple[list[dict[str, str]], list[tuple[int, int]], list[str]]:
    vocabulary = sorted({word for text in texts[:200] for word in text.split(" ") if word})
    made = [copies(text, texts[n - 1], vocabulary) for n, text in enumerate(texts)]
    return made, neighbours(texts), vocabulary


def report(name: str, limit: int) -> None:
    """Print recall by kind of copy, and false alarms, with the shipped thresholds."""
    texts = articles(name, limit)
    made, pairs, _ = _material(texts)
    signatures = [signature(text) for text in texts]
    found: dict[str, list[bool]] = {}
    for own, some in zip(signatures, made, strict=True):
        for kind, text in some.items():
            found.setdefault(kind, []).append(likeness(own, signature(text)).is_copy)
    alarms = [pair for pair in pairs if likeness(*(signatures[n] for n in pair)).is_copy]
    hits = sum(map(sum, found.values()))
    print(f"\n{name}: {len(texts)} articles, {len(pairs)} pairs of neighbours")
    for kind, results in found.items():
        print(f"  {kind:16} recall {100 * sum(results) / len(results):5.1f}")
    precision = 100 * hits / max(hits + len(alarms), 1)
    print(f"  false alarms {len(alarms)} of {len(pairs)}; precision {precision:.2f}")
    for one, other in alarms[:4]:
        print(f"    {texts[one][:70]!r} ~ {texts[other][:70]!r}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--methods", action="store_true")
    given = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED} is not there: nothing to measure with")
        return
    if given.methods:
        compare_methods(articles("cnndm-a", given.articles))
        return
    for name in ("cnndm-a", "cnndm-validation", "bbc-valid", "wikinews"):
        report(name, given.articles)


if __name__ == "__main__":
    main()
