"""A likely answer, looked at again before it is shown.

What the question speaks of is looked for beside the answer, since a false premise names something
that stands elsewhere or nowhere; and the answer is compared with the other passages' answers. Both
are columns of the curve that says how sure an answer of a library is (``training/in_use.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.judged import Read, signs_among
from rag.judging import Network
from rag.overlap import word_f1
from rag.propositions import stems
from rag.values import find_quantities

_DIGITS = re.compile(r"\d+")
#: Words of questions that name nothing.
_ASKING = frozenset("who whom whose what which when where why how many much name list".split())

#: Share of words, as F1, from which two answers are taken for the same.
SAME_ANSWER = 0.5
#: Logits by which one passage is more relevant than another, at most.
MOST_LEAD = 8.0


def verified_signs(
    network: Network, question: str, read: Sequence[Read], place: int
) -> tuple[float, ...]:
    """Return the :func:`rag.judged.signs_among` of the best hit, and what a last look adds to them.

    That is how much of what the question speaks of neither the sentence with the answer nor the
    title has; how much more relevant the hit is than any with another answer; and how relevant the
    sentence is, read by itself.

    :param place: which of the hits is the best.
    """
    best = read[place]
    document = best.hit.passage.document
    told = document.slice(best.told)
    (alone,) = network.judge([(question, told)])
    missing = left_out(question, f"{document.title}\n{told}")
    said = [one.hit.passage.document.slice(one.answer) for one in read]
    ahead = lead([one.alone.relevance for one in read], said, place)
    return *signs_among(best), missing, ahead, alone.relevance


def left_out(question: str, text: str) -> float:
    """Return the share of what a question speaks of, words and numbers, that a text has not, 0..1.

    :returns: 0 for a question that names nothing.
    """
    wanted = _meant(question) - _ASKING
    return len(wanted - _meant(text)) / len(wanted) if wanted else 0.0


def lead(scores: Sequence[float], answers: Sequence[str], best: int) -> float:
    """Return how far a score is above the highest of those that go with another answer.

    :param answers: one a score; two are the same when they share half of their words.
    :param best: which score.
    :returns: at most ``MOST_LEAD`` either way, and that much when all answers are the same.
    """
    own = answers[best].casefold().split()
    others = [
        score
        for score, answer in zip(scores, answers, strict=True)
        if word_f1(own, answer.casefold().split()) < SAME_ANSWER
    ]
    ahead = scores[best] - max(others, default=-math.inf)
    return min(max(ahead, -MOST_LEAD), MOST_LEAD)


def _meant(text: str) -> set[str]:
    spelled = (str(number.value) for number in find_quantities(text))
    return {*stems(text), *spelled, *_DIGITS.findall(text.replace(",", ""))}
