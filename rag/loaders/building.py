"""Puts blocks one below the other into the final text."""

from __future__ import annotations

from rag.loaders.parsed import Block, BlockKind, Parsed
from rag.loaders.visible import one_line, visible
from rag.types import Span


class TextBuilder:
    """Collects blocks in order; what is added is cleaned, so that spans hold in the result."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    @property
    def is_empty(self) -> bool:
        """Say whether nothing visible has been added yet."""
        return not self._blocks

    def add(
        self, text: str, kind: BlockKind = BlockKind.PARAGRAPH, page: int | None = None
    ) -> None:
        """Append a block, unless nothing of it is visible.

        A blank line stands between blocks, a line end between two items of a list.
        """
        text = visible(text).strip()
        if not text:
            return
        if self._blocks:
            is_list = kind is self._blocks[-1].kind is BlockKind.LIST_ITEM
            self._append("\n" if is_list else "\n\n")
        start = self._length
        self._append(text)
        self._blocks.append(Block(Span(start, self._length), kind, page))

    def build(
        self,
        title: str = "",
        author: str | None = None,
        published: str | None = None,
        language: str | None = None,
    ) -> Parsed:
        """Return the text, its blocks, and what the file declares about itself."""
        return Parsed(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            title=one_line(title),
            author=one_line(author or "") or None,
            published=published or None,
            language=language or None,
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
