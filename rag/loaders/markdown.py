"""Markdown: what is seen when it is rendered, without images, markup and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.loaders.building import TextBuilder
from rag.loaders.declared import plausible_date
from rag.loaders.encoding import decode
from rag.loaders.parsed import BlockKind, Parsed

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|author|date|lang|language):[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.I)


def parse(data: bytes) -> Parsed:
    """Read a Markdown file (CommonMark with tables and strikethrough).

    :param data: the file.
    :raises UnsupportedFileError: when the bytes are not text.
    """
    source = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    fields, source = _front_matter(source)
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
    # Nothing is rendered or followed here: a link of any scheme is its text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # as its documentation says
    return parser


def _front_matter(source: str) -> tuple[dict[str, str], str]:
    """Split off leading metadata between two lines of dashes."""
    match = _FRONT_MATTER.match(source)
    if not match or ":" not in match[1]:
        return {}, source
    fields = {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(match[1])}
    return fields, source[match.end() :]


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
            builder.add(_inline(token), kinds[-1])
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
            rows[-1].append(_inline(token))
    return "\n".join("\t".join(row).strip() for row in rows)


def _inline(token: Token) -> str:
    return "".join(_words(token.children or []))


def _words(tokens: list[Token]) -> Iterator[str]:
    in_script = ""
    for token in tokens:
        if token.type == "html_inline":
            in_script = _script_state(token.content, in_script)
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

    root = parse_tree(markup)
    for block in blocks_of(root) if root is not None else ():
        builder.add(block.text, block.kind)
