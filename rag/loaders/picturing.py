"""A page of a PDF as a picture, with the place of some words on it.

Drawn in a process of its own (``python -m rag.loaders.picturing FILE PAGE``, the words on standard
input), with limits on time and memory: what a file does there ends nothing here.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import LoadError
from rag.loaders.frames import read_frame, write_frame

if TYPE_CHECKING:
    import pypdfium2 as pdfium

#: Seconds and bytes that drawing a page may take.
TIMEOUT_SECONDS = 20
MEMORY_BYTES = 2 << 30
#: Width of the picture in pixels, and the most pixels that it has.
WIDTH = 1200
MOST_PIXELS = 6_000_000
#: A page that ends with the start of the words counts when it has this many characters of them.
LEAST_SHARED = 12
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is printed.

    :param image: a PNG file.
    :param pages: how many pages the file has.
    :param outlines: left, top, width and height of each line of the words, as shares of the page.
    """

    image: bytes
    width: int
    height: int
    pages: int
    outlines: tuple[tuple[float, float, float, float], ...]


def draw_page(path: Path, page: int, words: str = "") -> Picture:
    """Draw a page of a PDF.

    :param page: counted from 1.
    :param words: what is outlined; nothing when they are not on the page.
    :raises LoadError: there is no such page, or it cannot be drawn.
    """
    command = [sys.executable, "-P", "-m", "rag.loaders.picturing", str(path.resolve()), str(page)]
    failed = LoadError(f"page {page} cannot be drawn; read its text instead")
    try:
        done = subprocess.run(
            command,
            input=words.encode("utf-8", "replace"),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            env={**os.environ, "PYTHONPATH": str(_PACKAGE_ROOT)},
            check=True,
        )
        header, image = read_frame(io.BytesIO(done.stdout))
        outlines = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in header["boxes"])
        return Picture(image, header["width"], header["height"], header["pages"], outlines)
    except (subprocess.SubprocessError, OSError, EOFError, KeyError, ValueError) as error:
        raise failed from error


def main() -> None:
    """Draw one page and write it to standard output."""
    import pypdfium2 as pdfium

    _limit()
    path, number = Path(sys.argv[1]), int(sys.argv[2])
    words = sys.stdin.buffer.read().decode("utf-8", "replace")
    document = pdfium.PdfDocument(path)
    page = document[number - 1]
    wide, high = page.get_size()
    scale = min(WIDTH / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    image = io.BytesIO()
    bitmap.to_pil().convert("RGB").save(image, "PNG", compress_level=3)
    header = {
        "width": bitmap.width,
        "height": bitmap.height,
        "pages": len(document),
        "boxes": _outlines(page, bitmap, words) if words else [],
    }
    write_frame(sys.stdout.buffer, header, image.getvalue())


def find_words(page: str, words: str) -> tuple[int, int] | None:
    """Return the first and the last character of the words on a page, or None.

    Only letters and digits count, since a text layer breaks lines and words where it likes. Words
    that go on over the page's end are found up to there.
    """
    on_page = [(c, place) for place, char in enumerate(page) for c in _plain(char)]
    text = "".join(c for c, _ in on_page)
    wanted = "".join(c for char in words for c in _plain(char))
    start, length = text.find(wanted), len(wanted)
    if wanted and start < 0:
        shared = range(len(wanted) - 1, LEAST_SHARED - 1, -1)
        length = next((n for n in shared if text.endswith(wanted[:n])), 0)
        start = len(text) - length
    if not length:
        return None
    return on_page[start][1], on_page[start + length - 1][1]


def _plain(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    return "".join(c for c in folded if c.isalnum())


def _outlines(page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, words: str) -> list[Any]:
    import pypdfium2 as pdfium

    layer = page.get_textpage()
    codes = [pdfium.raw.FPDFText_GetUnicode(layer, place) for place in range(layer.count_chars())]
    found = find_words("".join(map(chr, codes)), words)
    if found is None:
        return []
    convert = bitmap.get_posconv(page).to_bitmap
    lines: list[list[float]] = []
    for place in range(found[0], found[1] + 1):
        left, bottom, right, top = layer.get_charbox(place, loose=True)
        corners = [convert(left, bottom), convert(right, top)]
        (x1, x2), (y1, y2) = (sorted(axis) for axis in zip(*corners, strict=True))
        if x1 == x2 or chr(codes[place]).isspace():
            continue
        if lines and abs(lines[-1][1] - y1) < (y2 - y1) / 2 and x1 < lines[-1][2] + 3 * (y2 - y1):
            line = lines[-1]
            lines[-1] = [min(line[0], x1), min(line[1], y1), max(line[2], x2), max(line[3], y2)]
        else:
            lines.append([x1, y1, x2, y2])
    wide, high = bitmap.width, bitmap.height
    return [(a / wide, b / high, (c - a) / wide, (d - b) / high) for a, b, c, d in lines]


def _limit() -> None:
    """Let this process have so much memory and processor time and no more."""
    try:
        import resource
    except ImportError:  # Windows: the time limit of the parent is all there is
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, TIMEOUT_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, hard))


if __name__ == "__main__":
    main()
