"""Markdown: what is seen when it is rendered, without images, markup and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.token import Token

from rag.loaders.building import TextBuilder
from rag.loaders.declared import plausible_date
from rag.loaders.encoding import decode
from rag.loaders.frontmatter import split_front_matter
from rag.loaders.parsed import BlockKind, Parsed

_BREAK = re.compile(r"</?br[\s/>]", re.IGNORECASE)


def parse(data: bytes) -> Parsed:
    """Read a Markdown file (CommonMark with tables and strikethrough).

    :param data: the file.
    :raises UnsupportedFileError: when the bytes are not text.
    """
    source = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    fields, source = split_front_matter(source)
    builder = TextBuilder()
    _add_blocks(_parser().parse(source), builder)
    return builder.build(
        title=fields.get("title", ""),
        author=fields.get("author"),
        published=plausible_date(fields.get("date", "")),
        language=fields.get("lang") or fields.get("language"),
    )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.block.ruler.at("reference", _reference)
    # Nothing is rendered or followed here: a link of any scheme is its text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # as its documentation says
    return parser


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the address of a link; a footnote that is nothing but an address is text."""
    place = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", place) and reference(state, start, end, silent)


def _add_blocks(tokens: list[Token], builder: TextBuilder) -> None:
    kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
    position = iter(tokens)
    for token in position:
        if token.type == "table_open":
            builder.add(_table(position), BlockKind.TABLE)
        elif token.type == "heading_open":
            kinds.append(BlockKind.HEADING)
        elif token.type == "list_item_open":
            kinds.append(BlockKind.LIST_ITEM)
        elif token.type in ("heading_close", "list_item_close"):
            kinds.pop()
        elif token.type == "inline":
            for part in _inline(token).split("\n\n"):
                builder.add(part, kinds[-1])
        elif token.type in ("fence", "code_block"):
            builder.add(token.content.strip("\n").rstrip(), kinds[-1])
        elif token.type == "html_block":
            _add_html(token.content, builder)


def _table(position: Iterator[Token]) -> str:
    """Consume a table; return a line for each row with a tab between cells."""
    rows: list[list[str]] = []
    for token in position:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token).replace("\n", " "))
    return "\n".join("\t".join(row).strip() for row in rows)


def _inline(token: Token) -> str:
    """Return the words of a block, its lines without blanks around them."""
    text = "".join(_words(token.children or []))
    return "\n".join(line.strip(" \t") for line in text.split("\n"))


def _words(tokens: list[Token]) -> Iterator[str]:
    in_script = ""
    for token in tokens:
        if token.type == "html_inline":
            in_script = _script_state(token.content, in_script)
            if _BREAK.match(token.content) and not in_script:
                yield "\n"
        elif in_script:
            continue
        elif token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"


def _script_state(tag: str, before: str) -> str:
    """Return the invisible element that ``tag`` opens or leaves open, or an empty string."""
    match = re.match(r"<(/?)(script|style|template|noscript)\b", tag, re.IGNORECASE)
    if not match:
        return before
    return "" if match[1] else match[2].lower()


def _add_html(markup: str, builder: TextBuilder) -> None:
    """Add what is visible of a block of HTML."""
    from rag.loaders.dom import blocks_of, parse_tree
    from rag.loaders.hidden import drop_hidden

    root = parse_tree(markup)
    if root is None:
        return
    drop_hidden(root)
    for block in blocks_of(root):
        builder.add(block.text, block.kind)
