"""Small files of every kind, made here, so that no test of a loader needs a file from elsewhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument


def pdf(
    pages: Sequence[Sequence[tuple[float, float, float, str]]],
    *,
    mode: int = 0,
    title: str = "",
) -> bytes:
    """Return a PDF whose pages hold lines ``(x, y, size, text)``; ``mode`` 3 is invisible.

    The character U+007F is drawn as the hyphen U+2010.
    """
    count = len(pages)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
        "/BaseEncoding /WinAnsiEncoding /Differences [127 /uni2010] >> >>",
    ]
    for index, lines in enumerate(pages):
        words = "\n".join(
            f"BT {mode} Tr /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in lines
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * index} 0 R >>"
        )
        objects.append(f"<< /Length {len(words)} >>\nstream\n{words}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    return _with_table(objects)


def _with_table(objects: Sequence[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = len(objects) + 1
    start = len(out)
    out += f"xref\n0 {end}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer << /Size {end} /Root 1 0 R /Info {end - 1} 0 R >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def saved(document: WordDocument) -> bytes:
    """Return the bytes of a Word document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(*paragraphs: str) -> bytes:
    """Return a Word document with these paragraphs."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def zip_of(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
