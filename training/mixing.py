"""Read, split and tokenise everything that is trained on, made rows too."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, replace
from pathlib import Path

from training import negatives
from training.altered import alter_questions, make_claims
from training.batches import WINDOW_SHARES, Mixture
from training.encoding import encode, load_tokenizer
from training.held_out import HeldOut, sample
from training.model import base_folder
from training.near_misses import read_near_misses
from training.news import read_news
from training.rows import HARD_NEGATIVE, Row, read_all
from training.sentences import make_sentence_claims, read_sentence_claims
from training.substitutions import learn, substitute
from training.written import read_headlines, read_written, windows_of
from training.yes_or_no import ask_yes_or_no

logger = logging.getLogger("training")
SAMPLE = 250  # held-out rows of each kind in the log; of answerable questions, twice as many
#: Answerable questions, real unanswerable ones and hard negatives that are put for a yes or no.
YES_OR_NO = (0.12, 0.25, 0.01)
#: Answerable questions of which a claim is made with another name or number.
ALTERED_CLAIMS = 0.4


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of each kind a pass holds.

    :param altered: answerable questions of which one with another name or number is made.
    :param substituted: those of which one is made as people made theirs, where that can be done.
    :param repeats: how often a real unanswerable question comes.
    :param near_misses: how often a near miss comes, and an answered question beside it.
    :param written: windows of each written question.
    :param claims: whether there are claims, and questions that yes or no answers.
    :param windows: share of the examples that are cut to each of ``WINDOWS``.
    """

    altered: float
    substituted: float
    repeats: int
    near_misses: int
    written: int
    claims: bool
    windows: tuple[float, float, float] = WINDOW_SHARES


FOR_READER = Shares(0.3, 0.4, 1, 8, 5, True)
#: The teacher sees few examples, so more of them are real, and shorter; of claims it says nothing.
FOR_TEACHER = Shares(0.1, 0.15, 2, 2, 3, False, (0.8, 0.2, 0.0))


def prepare(data: Path, wanted: Shares) -> tuple[Mixture, HeldOut]:
    """Read, split and tokenise everything."""
    questions, claims = read_all(data, titled=True)
    tokenizer = load_tokenizer(base_folder())
    answerable = [row for row in questions.train if row.answers]
    unanswerable = [row for row in questions.train if not row.answers]
    found = negatives.find(answerable)
    flat = [
        Row(HARD_NEGATIVE, row.title, row.question, passage)
        for row, passages in zip(answerable, found, strict=True)
        for passage in passages
    ]
    encoded = iter(encode(tokenizer, flat))
    grouped = [tuple(next(encoded) for _ in passages) for passages in found]
    rng = random.Random(0)
    altered = alter_questions(_some(answerable, wanted.altered, rng), rng)
    known = learn(questions.train)
    altered += substitute(_some(answerable, wanted.substituted, rng), known, rng)
    articles = data / "summaries/cnndm-a.jsonl.gz"
    news, written = read_news(articles), read_written(articles)
    headlines = read_headlines(articles)
    windows = windows_of(written.train, wanted.written, random.Random(2), headlines)
    stated, put = [], []
    if wanted.claims:
        put = _put_for_yes_or_no(answerable, unanswerable, flat)
        stated = claims.train + make_claims(_some(answerable, ALTERED_CLAIMS, rng), rng)
        stated += make_sentence_claims(answerable, rng) + read_sentence_claims(articles).train
    titles = {row.title for row in questions.held_out}
    near = read_near_misses(data / "qa/squad1.1-train.jsonl.gz", titles, titled=True)
    asked = questions.train + unanswerable * (wanted.repeats - 1) + near.train * wanted.near_misses
    mixture = Mixture(
        encode(tokenizer, asked + altered + news.train + windows),
        grouped,
        encode(tokenizer, stated),
        wanted.windows,
        encode(tokenizer, put),
    )
    logger.info(
        "train: %d questions, %d for yes or no, %d hard negatives to draw from, %d claims; "
        "held out: %d, %d",
        len(mixture.questions),
        len(mixture.untaught),
        len(flat),
        len(mixture.claims),
        len(questions.held_out),
        len(claims.held_out),
    )
    kept = windows_of(written.held_out, 1, random.Random(2), headlines)
    extra = (near.held_out, news.held_out, kept)
    held_out = sample(questions, claims, known, SAMPLE, *extra)
    return mixture, held_out if wanted.claims else replace(held_out, claims=[])


def _put_for_yes_or_no(*kinds: list[Row]) -> list[Row]:
    rng = random.Random(1)  # of its own, so that the other rows are what they were
    rows = [
        row for kind, share in zip(kinds, YES_OR_NO, strict=True) for row in _some(kind, share, rng)
    ]
    return ask_yes_or_no(rows, rng)


def _some(rows: list[Row], share: float, rng: random.Random) -> list[Row]:
    return rng.sample(rows, round(share * len(rows)))
