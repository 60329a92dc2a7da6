"""Cross-validation of the salience model and of selection, by article.

Run: ``python -m training.salience_folds --rows build/salience [--mail 1000] [--rouge-l]``. Five
times, a model is trained on four fifths of the articles and scores the last fifth; so every article
is scored by a model that has not seen it. Then sentences are selected with each setting, and
compared with the first three sentences (articles of ``cnndm-a``, a paper at a time: F-measures of
ROUGE-1 and ROUGE-2, and the mean of the difference within each article with its standard error) or
with the first ones (articles of ``bbc-train``: F-measure of the marked sentences, as many words as
those have). A difference under twice its standard error decides nothing.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.candidates import is_whole
from rag.salience import early
from rag.salience_wording import word_likeness
from rag.selecting import BRIEF, Choice, Shape, select
from rag.summarising import SHORTLIST_WORDS
from training.salience import Seen, is_of_mail, see_all, train
from training.salience_labels import Overlap, terms
from training.salience_rows import Example, load

FOLDS = 5
LEAD = 3
BUDGETS = (60, 70, 80, 100)
LENGTHS = (0.1, 0.2, 0.3, 1.0)
REPETITIONS = (0.5, 1.0)
Scores = NDArray[np.float64]
#: Chooses sentences of an article, from what they are worth, within a number of words.
Policy = Callable[[Example, Scores, int], list[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--mail", type=int, default=1000, help="articles of the Daily Mail scored")
    parser.add_argument("--rouge-l", action="store_true", help="all three scores, shipped setting")
    given = parser.parse_args()
    examples = list(load(given.rows))
    worth = scores_of(examples)
    papers = {
        "CNN": [n for n, e in enumerate(examples) if e.reference and not is_of_mail(e.key)],
        "Daily Mail": [n for n, e in enumerate(examples) if is_of_mail(e.key)][: given.mail],
    }
    for paper, places in papers.items():
        compare(paper, [examples[n] for n in places], [worth[n] for n in places])
        if given.rouge_l:
            compare_all(paper, [examples[n] for n in places], [worth[n] for n in places])
    marked = [n for n, example in enumerate(examples) if not example.reference]
    compare_marked([examples[n] for n in marked], [worth[n] for n in marked])


def fold_of(key: str) -> int:
    """Return the part, 0 to 4, that an article belongs to."""
    return zlib.crc32(key.encode()) // 7 % FOLDS


def scores_of(examples: Sequence[Example]) -> list[Scores]:
    """Return what each sentence is worth, by a model that has not seen its article."""
    plain = see_all(examples, ["turning"])
    turned = see_all(examples, [])
    folds = [fold_of(example.key) for example in examples]
    worth: list[Scores] = [np.zeros(0)] * len(examples)
    for fold in range(FOLDS):
        seen: list[Seen] = [turned[n] for n, each in enumerate(folds) if each != fold]
        model = train(seen, [])
        for number in (n for n, each in enumerate(folds) if each == fold):
            found = model.predict(plain[number].columns)
            worth[number] = found + early(len(found))
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
    return worth


def choice_of(example: Example, worth: Scores, max_words: int) -> tuple[list[int], Choice]:
    """Return the short list, as places, and what is chosen from."""
    whole = [n for n in range(len(worth)) if is_whole(example.sentences[n])]
    whole.sort(key=lambda n: -worth[n])
    places = sorted(whole[: max(max_words // SHORTLIST_WORDS, 1)]) or [0]
    texts = [example.sentences[n] for n in places]
    words = np.array([len(text.split()) for text in texts], dtype=np.float64)
    same = np.eye(len(places), dtype=bool)
    sections = np.zeros(len(places), dtype=np.int64)
    likeness = word_likeness(texts)
    return places, Choice(np.maximum(worth[places], 1e-3), likeness, words, same, sections)


def policy_of(shape: Shape) -> Policy:
    """Return selection as it is in use, with some shape."""

    def choose(example: Example, worth: Scores, max_words: int) -> list[int]:
        places, choice = choice_of(example, worth, max_words)
        chosen = select(choice, max_words, shape)
        return sorted(places[n] for n in chosen)

    return choose


def most_worth(example: Example, worth: Scores, max_words: int) -> list[int]:
    """Choose the sentences of most worth that fit, one after the other."""
    places, choice = choice_of(example, worth, max_words)
    chosen = []
    for place in np.argsort(-choice.worth, kind="stable"):
        if choice.words[place] <= max_words:
            max_words -= int(choice.words[place])
            chosen.append(places[place])
    return sorted(chosen)


def first_ones(example: Example, worth: Scores, max_words: int) -> list[int]:
    """Choose the first sentences that fit together; one at least."""
    words = np.cumsum([len(sentence.split()) for sentence in example.sentences[: len(worth)]])
    return list(range(max(int((words <= max_words).sum()), 1)))


def policies() -> Iterator[tuple[str, int, Policy]]:
    """Yield what is compared: a name, a number of words, and how it is chosen."""
    for words in BUDGETS:
        yield "first ones", words, first_ones
        yield "most worth", words, most_worth
    for words, length, repetition in product(BUDGETS, LENGTHS, REPETITIONS):
        name = f"length {length}, repetition {repetition}"
        yield name, words, policy_of(replace(BRIEF, length=length, repetition=repetition))


def compare(paper: str, examples: Sequence[Example], worth: Sequence[Scores]) -> None:
    """Print ROUGE-1 and ROUGE-2 of each setting."""
    overlaps = [Overlap([terms(s) for s in e.sentences], terms(e.reference)) for e in examples]
    first = [range(min(LEAD, len(example.places))) for example in examples]
    leads = rouge(overlaps, first)
    print(f"{paper}: {len(examples)} articles; Lead-3 {_shown(leads.mean(axis=0))}")
    for name, words, choose in policies():
        chosen = [choose(e, w, words) for e, w in zip(examples, worth, strict=True)]
        found = rouge(overlaps, chosen)
        mean = np.mean([_words(e, c) for e, c in zip(examples, chosen, strict=True)])
        print(f"  {words} words, {name:32} {_difference(found, leads)}  {mean:.0f}", flush=True)


def compare_all(paper: str, examples: Sequence[Example], worth: Sequence[Scores]) -> None:
    """Print ROUGE-1, ROUGE-2 and ROUGE-L of the shipped setting, by the official scorer."""
    from rouge_score.rouge_scorer import RougeScorer

    from rag.evaluation.summaries import NAMES, REFERENCE_WORDS

    scorer = RougeScorer(list(NAMES), use_stemmer=True)

    def score(example: Example, places: Sequence[int]) -> list[float]:
        lines = "\n".join(example.sentences[n] for n in places)
        reference = example.reference.strip().replace(". ", ".\n")
        return [100 * each.fmeasure for each in scorer.score(reference, lines).values()]

    choose = policy_of(BRIEF)
    pairs = list(zip(examples, worth, strict=True))
    found = np.array([score(e, choose(e, w, REFERENCE_WORDS)) for e, w in pairs])
    leads = np.array([score(e, range(min(LEAD, len(e.places)))) for e, _ in pairs])
    print(f"{paper}, shipped setting, ROUGE-1, -2, -L: Lead-3 {_shown(leads.mean(axis=0))}")
    print(f"  {_difference(found, leads)}", flush=True)


def compare_marked(examples: Sequence[Example], worth: Sequence[Scores]) -> None:
    """Print the F-measure of marked sentences, chosen within as many words as they have."""
    shown: list[tuple[str, Policy]] = [("first ones", first_ones), ("most worth", most_worth)]
    for length, repetition in product(LENGTHS, REPETITIONS):
        name = f"length {length}, repetition {repetition}"
        shown.append((name, policy_of(replace(BRIEF, length=length, repetition=repetition))))
    print(f"marked: {len(examples)} articles")
    for name, choose in shown:
        found = []
        for example, own in zip(examples, worth, strict=True):
            marks = set(np.flatnonzero(example.chosen[: len(own)]).tolist())
            chosen = set(choose(example, own, int(_words(example, sorted(marks)))))
            found.append(200 * len(marks & chosen) / max(len(marks) + len(chosen), 1))
        print(f"  {name:34} {np.mean(found):5.1f}", flush=True)


def rouge(overlaps: Sequence[Overlap], chosen: Sequence[Sequence[int]]) -> Scores:
    """Return float64[n, 2], 0..100: ROUGE-1 and ROUGE-2 of what is chosen of each article."""
    pairs = zip(overlaps, chosen, strict=True)
    return 100 * np.array([overlap.both(places) for overlap, places in pairs])


def _words(example: Example, places: Sequence[int]) -> float:
    return float(sum(len(example.sentences[n].split()) for n in places))


def _difference(found: Scores, leads: Scores) -> str:
    more = found - leads
    error = more.std(axis=0) / np.sqrt(len(more))
    parts = [f"{m:+.2f} ± {e:.2f}" for m, e in zip(more.mean(axis=0), error, strict=True)]
    return f"{_shown(found.mean(axis=0))}   {', '.join(parts)}"


def _shown(means: Scores) -> str:
    return ", ".join(f"{mean:.2f}" for mean in means)


if __name__ == "__main__":
    main()
