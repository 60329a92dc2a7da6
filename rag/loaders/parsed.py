"""What a parser hands over: plain text, and which stretch of it was what in the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.types import Span


class BlockKind(StrEnum):
    """What the file itself says of a block; plain text says only ``paragraph``."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that belong together, without surrounding white space.

    :param page: its page, counted from 1, where the file has pages.
    """

    span: Span
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The final text of a file and its blocks, in order, without overlap.

    :param title: the title that the file declares, or an empty string.
    :param published: ISO 8601 date that the file declares.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    author: str | None = None
    published: str | None = None
    language: str | None = None
