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
(``pip install -r benchmarks/requirements.txt``): MinHash of datasketch and rensa, as they are and,
with the number of shingles kept beside, as an estimate of containment; the theta sketch of
datasketches; and SimHash. Times are the processor's.
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

from rag.duplicates import SHARE_OF_LONGER, SHARE_OF_SHORTER, likeness, signature

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


#: How much of the shorter, and of the longer, two signatures share: 0..1 each.
Shares = Callable[[Any, Any], tuple[float, float]]
Way = tuple[Callable[[str], Any], Shares]


def shingles(text: str, words: int) -> list[str]:
    """Return the word shingles of a text."""
    found = WORD.findall(text.casefold())
    return [" ".join(found[n : n + words]) for n in range(max(len(found) - words + 1, 1))]


def methods() -> dict[str, Way]:
    """Return ways to compare: how a text is taken in, and what two of them share.

    A way that tells one number alone, how alike two whole texts are, gives it twice.
    """
    ways: dict[str, Way] = {"rag.duplicates": (signature, _own_shares)}
    if importlib.util.find_spec("datasketch"):
        sketch = importlib.import_module("datasketch").MinHash

        def minhash(text: str) -> Any:
            made = sketch(num_perm=256)
            made.update_batch([one.encode() for one in shingles(text, 4)])
            return made

        ways["datasketch MinHash 256"] = (minhash, lambda a, b: (a.jaccard(b),) * 2)
        ways["datasketch, with sizes"] = (sized(minhash), contained)
    if importlib.util.find_spec("rensa"):
        rensa = importlib.import_module("rensa").RMinHash

        def fast(text: str) -> Any:
            made = rensa(num_perm=256, seed=1)
            made.update(shingles(text, 4))
            return made

        ways["rensa RMinHash 256"] = (fast, lambda a, b: (a.jaccard(b),) * 2)
        ways["rensa, with sizes"] = (sized(fast), contained)
    if importlib.util.find_spec("datasketches"):
        ways["datasketches theta 256"] = theta_sketches()
    ways["SimHash 64, words"] = (simhash, lambda a, b: (1 - (a ^ b).bit_count() / 64,) * 2)
    return ways


def _own_shares(one: Any, other: Any) -> tuple[float, float]:
    found = likeness(one, other)
    return found.of_shorter, found.of_longer


def sized(take: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return what keeps the number of different shingles beside a MinHash."""
    return lambda text: (take(text), len(set(shingles(text, 4))))


def contained(one: Any, other: Any) -> tuple[float, float]:
    """Return both shares, from the Jaccard index and the sizes."""
    (left, size), (right, other_size) = one, other
    alike = left.jaccard(right)
    shared = alike / (1 + alike) * (size + other_size)
    return shared / min(size, other_size), shared / max(size, other_size)


def theta_sketches() -> Way:
    """Return Apache DataSketches' theta sketch: the smallest hashes, as ours, in a library."""
    library = importlib.import_module("datasketches")

    def take(text: str) -> Any:
        made = library.update_theta_sketch(lg_k=8)
        for one in shingles(text, 4):
            made.update(one)
        made.trim()
        return made.compact()

    def shares(one: Any, other: Any) -> tuple[float, float]:
        both = library.theta_intersection()
        both.update(one)
        both.update(other)
        shared = both.get_result().get_estimate()
        shorter, longer = sorted((one.get_estimate(), other.get_estimate()))
        return shared / shorter, shared / longer

    return take, shares


def simhash(text: str) -> int:
    """Return the 64-bit SimHash of a text's words (Charikar 2002)."""
    import hashlib

    total = np.zeros(64)
    for word in WORD.findall(text.casefold()):
        bits = np.frombuffer(hashlib.blake2b(word.encode(), digest_size=8).digest(), np.uint8)
        total += np.unpackbits(bits) * 2.0 - 1
    return int.from_bytes(np.packbits(total > 0).tobytes(), "big")


def compare_methods(name: str, limit: int) -> None:
    """Print for each method its time, and recall and false alarms in two ways.

    First where the share of the shorter text exceeds that of all but 0.5 % of the different pairs;
    then by the shipped rule on both shares, where a method tells them.
    """
    texts = articles(name, limit)
    made, pairs, _ = _material(texts)
    kinds = list(made[0])
    print(f"\n{name}: {len(texts)} articles, {len(pairs)} pairs; recall of: {', '.join(kinds)}")
    for method, (take, shares) in methods().items():
        started = time.process_time()
        taken = [take(text) for text in texts]
        finished = time.process_time()
        apart = [shares(taken[a], taken[b]) for a, b in pairs]
        cost = 1e3 * (finished - started) / len(texts)
        pair = 1e6 * (time.process_time() - finished) / len(pairs)
        found = [
            [shares(own, take(some[kind])) for own, some in zip(taken, made, strict=True)]
            for kind in kinds
        ]
        bar = sorted((shorter for shorter, _ in apart), reverse=True)[int(0.005 * len(apart))]
        print(f"{method}: {cost:.2f} ms a text, {pair:.1f} us a pair")
        print(f"  over {bar:.3f}: {_row([[s > bar for s, _ in one] for one in found])}")
        rule = [[_is_copy(both) for both in one] for one in found]
        print(f"  by the rule: {_row(rule)}; {sum(map(_is_copy, apart))} false alarms")


def _is_copy(shares: tuple[float, float]) -> bool:
    return shares[0] >= SHARE_OF_SHORTER and shares[1] >= SHARE_OF_LONGER


def _row(found: Sequence[Sequence[bool]]) -> str:
    return " ".join(f"{100 * sum(one) / len(one):.1f}" for one in found)


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
        for name in ("cnndm-a", "cnndm-validation", "bbc-valid"):
            compare_methods(name, given.articles)
        return
    for name in ("cnndm-a", "cnndm-validation", "bbc-valid", "wikinews"):
        report(name, given.articles)


if __name__ == "__main__":
    main()
