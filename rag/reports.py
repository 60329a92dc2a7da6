"""The library's own records: a line of the list of documents, and what became of an added file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class AddOutcome(StrEnum):
    """What became of a file that was added."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, for lists.

    :param passages: how many passages of it are indexed.
    :param characters: length of its text.
    """

    id: str
    title: str
    source: str
    author: str | None
    published: str | None
    language: str | None
    characters: int
    passages: int
    added_at: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of ``list --json``."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of one file.

    :param reason: one sentence: why it was skipped or failed; empty when all went well.
    """

    source: str
    outcome: AddOutcome
    document_id: str | None = None
    passages: int = 0
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of one line of ``add``."""
        shape = {name: getattr(self, name) for name in self.__slots__}
        return {**shape, "outcome": self.outcome.value}
