"""A likely answer, looked at again before it is shown.

The question and its answer become a claim, which the reader's support head holds against the
passage; and what the question speaks of is looked for beside the answer, since a false premise
names something that stands elsewhere or nowhere. Both are columns of the curve that says how sure
an answer of a library is (``training/in_use.py``).
"""

from __future__ import annotations

import re

from rag.propositions import stems
from rag.values import find_quantities

#: A question word at the start, in whose place the answer reads as a statement.
_ASKED = re.compile(r"^(?:who|what|which (?:\w+ ){1,2}?)(?: ?(?=\b(?!did|do|does|if|kind|type)))")
_DIGITS = re.compile(r"\d+")
#: Words of questions that name nothing.
_ASKING = frozenset("who whom whose what which when where why how many much name list".split())


def claim(question: str, answer: str) -> str:
    """Return question and answer as one claim, in a form that the support head was trained on.

    The answer stands where the question word stood, if that reads as a statement; else behind the
    question.
    """
    asked = " ".join(question.lower().split())
    told = _ASKED.sub(lambda _: f"{answer} ", asked)
    return told.rstrip("? ") + "." if told != asked else f"{asked} {answer}"


def left_out(question: str, text: str) -> float:
    """Return the share of what a question speaks of, words and numbers, that a text has not, 0..1.

    :returns: 0 for a question that names nothing.
    """
    wanted = _meant(question) - _ASKING
    return len(wanted - _meant(text)) / len(wanted) if wanted else 0.0


def _meant(text: str) -> set[str]:
    spelled = (str(number.value) for number in find_quantities(text))
    return {*stems(text), *spelled, *_DIGITS.findall(text.replace(",", ""))}
