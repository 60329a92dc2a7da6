"""How a language model took part: what of it was not shown, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class WithheldReason(StrEnum):
    """Why a sentence of a language model was not shown as it stood."""

    NO_CITATION = "no_citation"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    NEGATION = "negation"
    CERTAINTY = "certainty"
    WORDS = "words"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a sentence states and its source does not.

    :param words: as the sentence has them.
    """

    reason: WithheldReason
    words: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence of a language model that was not shown.

    :param text: the sentence, as the model wrote it.
    :param detail: its words that the cited text does not have, or not in that place; empty for
        ``no_citation`` and ``support``.
    :param replaced: whether the documents' own words stand in its place.
    """

    text: str
    reason: WithheldReason
    detail: str = ""
    replaced: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {
            "text": self.text,
            "reason": self.reason.value,
            "detail": self.detail,
            "replaced": self.replaced,
        }


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How a language model took part in an answer or a summary.

    :param generator: its name in the settings.
    :param withheld: what it wrote that was not shown, in its order.
    :param notice: one sentence where it failed or was stopped; empty when it finished.
    :param finished: whether it is done; in an answer that is still growing it is not.
    """

    generator: str
    withheld: tuple[Withheld, ...] = ()
    notice: str = ""
    finished: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON shape."""
        return {
            "generator": self.generator,
            "withheld": [item.to_dict() for item in self.withheld],
            "notice": self.notice,
        }
