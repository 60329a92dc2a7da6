"""The messages between the library and the process that parses for it.

A message is the length of a JSON object (eight bytes, big-endian), the object, and after it as many
raw bytes as its ``"size"`` says. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

from rag.loaders.parsed import Block, BlockKind, Parsed
from rag.types import Span

_LENGTH = struct.Struct(">Q")
#: A longer header is no answer of ours; a document's text travels in it.
_MAX_HEADER = 1 << 30
#: What a file says of itself, beside its text.
_DECLARED = ("title", "author", "published", "language")


def write_frame(stream: BinaryIO, header: dict[str, Any], payload: bytes = b"") -> None:
    """Send one message."""
    encoded = json.dumps({**header, "size": len(payload)}).encode("ascii")
    stream.write(_LENGTH.pack(len(encoded)))
    stream.write(encoded)
    stream.write(payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Receive one message.

    :raises EOFError: when the other side is gone, or sends what is no message.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _MAX_HEADER:
        raise EOFError(f"a header of {length} bytes")
    header = json.loads(_exactly(stream, length))
    if not isinstance(header, dict) or not isinstance(header.get("size"), int):
        raise EOFError("no header")
    return header, _exactly(stream, header["size"])


def pack(parsed: Parsed) -> dict[str, Any]:
    """Return a parsed file as JSON values."""
    blocks = [(b.span.start, b.span.end, b.kind.value, b.page) for b in parsed.blocks]
    declared = {name: getattr(parsed, name) for name in _DECLARED}
    return {"text": parsed.text, "blocks": blocks, **declared}


def unpack(values: dict[str, Any]) -> Parsed:
    """Return the parsed file that ``pack`` made JSON values of.

    :raises ValueError: when a block lies outside the text or before the one above it.
    """
    text = str(values["text"])
    blocks = []
    end = 0
    for first, last, kind, page in values["blocks"]:
        if not end <= first < last <= len(text):
            raise ValueError(f"a block at {first}..{last} of {len(text)}")
        blocks.append(Block(Span(first, last), BlockKind(kind), page))
        end = last
    return Parsed(text, tuple(blocks), **{name: values[name] for name in _DECLARED})


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the stream ended inside a message")
    return data
