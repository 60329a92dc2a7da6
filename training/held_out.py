"""The held-out rows, tokenised, and the figures of any weights on them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training import negatives
from training.altered import alter_questions, make_claims
from training.encoding import Example, encode, load_tokenizer
from training.measure import claim_figures, predict, question_figures
from training.model import ReaderNetwork, base_folder, build
from training.rows import ANSWERABLE, HARD_NEGATIVE, UNANSWERABLE, Row, Split
from training.substitutions import Substitutions, substitute
from training.teacher import Network
from training.yes_or_no import ask_yes_or_no


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Rows that training never sees.

    :param questions: answerable and really unanswerable.
    :param negatives: answerable questions, each with a passage of its article that does not answer.
    :param altered: questions of which a name or number was changed, so that nothing answers them.
    :param substituted: questions changed as people changed other articles' questions.
    :param near_misses: questions written about paragraphs, where they are asked for.
    :param claims: of the claim sets, and made from questions.
    :param news: questions made from highlights of news, where they are asked for.
    :param written: questions about news that were written for this, where they are asked for.
    :param yes_or_no: questions put so that yes or no answers them, answerable or not.
    """

    questions: list[Example]
    negatives: list[Example]
    altered: list[Example]
    substituted: list[Example]
    near_misses: list[Example]
    claims: list[Example]
    news: list[Example]
    written: list[Example]
    yes_or_no: list[Example]


def sample(
    questions: Split,
    claims: Split,
    known: Substitutions,
    limit: int,
    near_misses: Sequence[Row] = (),
    news: Sequence[Row] = (),
    written: Sequence[Row] = (),
) -> HeldOut:
    """Tokenise up to ``limit`` rows of each kind; of answerable questions, twice as many.

    With 1,000, half of all rows have no answer, as in squad2.0-dev.

    :param known: what the substituted questions are made with; without any there are none.
    """
    answerable = [row for row in questions.held_out if row.source == ANSWERABLE]
    others = [row for row in questions.held_out if row.source == UNANSWERABLE]
    near = [
        Row(HARD_NEGATIVE, row.title, row.question, found[0])
        for row, found in zip(answerable, negatives.find(answerable), strict=True)
        if found
    ]
    rng = random.Random(0)
    shuffled = rng.sample(claims.held_out, len(claims.held_out))
    made = make_claims(answerable, rng)
    altered = alter_questions(answerable, rng)
    tokenizer = load_tokenizer(base_folder())
    return HeldOut(
        encode(tokenizer, answerable[: 2 * limit] + others[:limit]),
        encode(tokenizer, near[:limit]),
        encode(tokenizer, altered[:limit]),
        encode(tokenizer, substitute(answerable, known, rng)[:limit]),
        encode(tokenizer, near_misses[: 3 * limit]),
        encode(tokenizer, shuffled[: 2 * limit] + made[:limit]),
        encode(tokenizer, news[:limit]),
        encode(tokenizer, written[: 3 * limit]),
        encode(tokenizer, ask_yes_or_no([*answerable[: 2 * limit], *others[:limit]], rng)),
    )


def network_of(tensors: Mapping[str, NDArray[np.float32]]) -> ReaderNetwork:
    """Build the network with these layers and heads."""
    network = build(base_folder())
    network.load_state_dict(
        {name: torch.from_numpy(tensor.copy()) for name, tensor in tensors.items()}
    )
    return network


def figures(network: Network, held_out: HeldOut) -> dict[str, float]:
    """Return the figures of questions and of each claims source, in percent."""
    told = question_figures(predict(network, held_out.questions))

    def declined(examples: list[Example]) -> float:
        margins = [one.margin for one in predict(network, examples)]
        return 100 * float(np.mean([margin < told["threshold"] for margin in margins]))

    return {
        **told,
        "negatives_declined": declined(held_out.negatives),
        "altered_declined": declined(held_out.altered),
        "substituted_declined": declined(held_out.substituted),
        **({"news_f1": _f1_best(network, held_out.news)} if held_out.news else {}),
        **_asked_both_ways(network, held_out.near_misses, "near_miss"),
        **_asked_both_ways(network, held_out.written, "written"),
        "yes_or_no_f1": _f1_best(network, held_out.yes_or_no),
        **claim_figures(predict(network, held_out.claims)),
    }


def _asked_both_ways(network: Network, examples: list[Example], kind: str) -> dict[str, float]:
    """Return the figures of questions of which some have an answer, where there are any."""
    if not examples:
        return {}
    told = question_figures(predict(network, examples))
    names = ("f1_answerable", "f1_best_threshold", "auroc_margin", "auroc_relevance")
    return {f"{kind}_{name}": told[name] for name in names if name in told}


def _f1_best(network: Network, examples: list[Example]) -> float:
    return question_figures(predict(network, examples))["f1_best_threshold"]
