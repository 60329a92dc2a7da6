"""A PDF page to its lines: the words and where they stand."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

#: pdfium puts this in place of a hyphen at the end of a line, and swallows the line's end.
_LINE_END_HYPHEN = 0x02
_BREAKS = (0x0A, 0x0D)
_ENDS_IN_HYPHEN = re.compile(r"[^\W\d_][-\u2010]$")
_TINY = 2.0
_INVISIBLE = 3  # a text object's render mode: neither filled nor stroked


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; lengths in points, turned so that the text runs to the right.

    :param x: where it begins; :param right: where it ends.
    :param y: its baseline, growing upwards.
    :param size: height of its first character's box, for comparison with other lines.
    :param is_hyphenated: whether it ends in a hyphen that was left out of ``text``.
    """

    text: str
    page: int
    x: float
    right: float
    y: float
    size: float
    angle: float = 0.0
    is_hyphenated: bool = False


def read_lines(page: pdfium.PdfPage, number: int) -> list[Line]:
    """Return the visible lines of a page in reading order, as pdfium sees it.

    :param number: the page's number, counted from 1.
    """
    words = page.get_textpage()
    try:
        return _lines(page, words, number)
    finally:
        words.close()


def _lines(page: pdfium.PdfPage, words: pdfium.PdfTextPage, number: int) -> list[Line]:
    codes = [raw.FPDFText_GetUnicode(words.raw, i) for i in range(words.count_chars())]
    box = page.get_bbox()
    has_image: bool | None = None
    lines: list[Line] = []
    start = 0
    for place, code in enumerate([*codes, _BREAKS[0]]):
        if code not in _BREAKS and code != _LINE_END_HYPHEN:
            continue
        line = _line(words, codes, start, place, number)
        start = place + 1
        if line is None or line.size < _TINY or not _is_inside(line, box):
            continue
        if _is_undrawn(words, place - 1):
            has_image = _has_image(page) if has_image is None else has_image
            if not has_image:  # words behind a scan are what its reader sees; others are hidden
                continue
        lines.append(line)
    return lines


def _line(
    words: pdfium.PdfTextPage, codes: list[int], start: int, end: int, number: int
) -> Line | None:
    first, last = start, end - 1
    while first < end and codes[first] in (0x20, 0xA0):
        first += 1
    while last > first and codes[last] in (0x20, 0xA0):
        last -= 1
    if first >= end:
        return None
    angle = raw.FPDFText_GetCharAngle(words.raw, first)
    x, y = _turned(*_origin(words, first), angle)
    right, _ = _turned(*_origin(words, last), angle)
    text = "".join(map(chr, codes[first : last + 1]))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    hyphenated = end < len(codes) and codes[end] == _LINE_END_HYPHEN
    if _ENDS_IN_HYPHEN.search(text):
        text, hyphenated = text[:-1], True
    return Line(text, number, x, right, y, _size(words, first, angle), angle, hyphenated)


def _origin(words: pdfium.PdfTextPage, place: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(words.raw, place, x, y)
    return x.value, y.value


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    if angle == 0:
        return x, y
    cosine, sine = math.cos(angle), math.sin(angle)
    return x * cosine - y * sine, x * sine + y * cosine


def _size(words: pdfium.PdfTextPage, place: int, angle: float) -> float:
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(words.raw, place, box):
        return 0.0
    upright = abs(math.cos(angle)) >= 0.7
    return abs(float(box.top - box.bottom if upright else box.right - box.left))


def _is_inside(line: Line, box: tuple[float, float, float, float]) -> bool:
    if line.angle:
        return True
    left, bottom, right, top = box
    return left - 1 <= line.right and line.x <= right + 1 and bottom - 1 <= line.y <= top + 1


def _is_undrawn(words: pdfium.PdfTextPage, place: int) -> bool:
    text_object = raw.FPDFText_GetTextObject(words.raw, place)
    return bool(text_object) and raw.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE


def _has_image(page: pdfium.PdfPage) -> bool:
    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    return next(iter(images), None) is not None
