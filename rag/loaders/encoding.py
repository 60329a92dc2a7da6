"""Bytes of unknown encoding to text.

In this order: a byte order mark; UTF-8, which other encodings hardly ever satisfy by chance; UTF-8
with a few damaged bytes; then chardet's verdict, which for HTML includes the declared charset.
"""

from __future__ import annotations

import codecs
import re

from rag.errors import UnsupportedFileError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")

#: Sample that the detector reads, in bytes.
_SAMPLE = 1 << 20
#: Below this confidence a text that is mostly ASCII is taken for Western European.
_MIN_CONFIDENCE = 0.1
#: More control characters than this share means that it is no text.
_MAX_CONTROLS = 0.03


def decode(data: bytes) -> str:
    """Return the text of ``data``; bytes that mean nothing become U+FFFD.

    :param data: a whole file.
    :raises UnsupportedFileError: when it does not look like text in any encoding.
    """
    text = _decode(data)
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > _MAX_CONTROLS * len(sample):
        raise UnsupportedFileError("its content is not text; add the original document instead")
    return text


def _decode(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(name, errors="replace")
            return text.removeprefix("\ufeff")
    if b"\x1b" in data or b"\x00" in data:
        return data.decode(_seven_bit_or_wide(data), errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_detect(data), errors="replace")


def _seven_bit_or_wide(data: bytes) -> str:
    """Name the encoding of bytes that UTF-8 may accept although they mean something else."""
    name = _ask_detector(data)[0]
    if name.startswith(("utf-16", "utf-32", "iso2022", "iso-2022", "hz")):
        return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _detect(data)
    return "utf-8"


def _detect(data: bytes) -> str:
    sequences = len(_SEQUENCE.findall(data))
    damaged = data.decode("utf-8", errors="replace").count("\ufffd")
    if sequences > 4 * damaged:
        return "utf-8"
    name, confidence = _ask_detector(data)
    ascii_share = sum(byte < 0x80 for byte in data[:_SAMPLE]) / len(data[:_SAMPLE])
    if not name or (confidence < _MIN_CONFIDENCE and ascii_share > 0.6 and b" " in data):
        return "cp1252"
    return name


def _ask_detector(data: bytes) -> tuple[str, float]:
    import chardet

    found = chardet.detect(data[:_SAMPLE])
    name = found["encoding"] or ""
    name = "cp1252" if name.lower() in ("iso-8859-1", "ascii") else name  # as browsers do
    try:
        codecs.lookup(name)
    except LookupError:
        return "", 0.0
    return name.lower(), float(found["confidence"])
