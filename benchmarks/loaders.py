"""How well, how fast and how safely files are read, beside a second library for each format.

    python -m benchmarks.loaders [FOLDER]

Three tables. *Condition*: over the files of FOLDER/MANIFEST.tsv (default ../shared/data/files) and
FOLDER/hostile, how many gave what the manifest allows, and what stopped the process. *Quality*: on
documents made here from known paragraphs, the share of the words that came back in order (recall),
of what came back that was expected (precision), and of the paragraphs that came back whole; the
documents hold menus, running headers, hidden text, insertions, divided words and scripts that no
reader wants or that every reader sees. *Encodings*: known sentences in known encodings.

Each file is read by each library in a fresh process with the product's limits, which includes its
start and imports; the time beside it is taken inside, without them.
"""

from __future__ import annotations

import argparse
import csv
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from importlib.metadata import PackagePath, distribution
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.loader_samples import Sample

SECONDS = 30
MEMORY = 2 << 30


def footnote(data: bytes, suffix: str) -> str:
    """Read as the product does."""
    from rag.loaders.formats import check_content, parser_for

    check_content(data, suffix)
    parsed = parser_for(suffix)(data)
    return "\n\n".join(parsed.text[b.span.start : b.span.end] for b in parsed.blocks)


def plain_pdfium(data: bytes) -> str:
    """Read with pypdfium2's own text."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n\n".join(page.get_textpage().get_text_range() for page in document)


def plain_pypdf(data: bytes) -> str:
    """Read with pypdf."""
    import io

    import pypdf

    return "\n\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def plain_docx(data: bytes) -> str:
    """Read with python-docx's own paragraphs and tables."""
    import io

    import docx
    from docx.table import Table

    parts = []
    for item in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(item, Table):
            parts += ["\t".join(cell.text for cell in row.cells) for row in item.rows]
        else:
            parts.append(item.text)
    return "\n\n".join(parts)


def plain_mammoth(data: bytes) -> str:
    """Read with mammoth."""
    import io

    import mammoth

    return str(mammoth.extract_raw_text(io.BytesIO(data)).value)


def plain_trafilatura(data: bytes) -> str:
    """Read with trafilatura alone."""
    import trafilatura

    return trafilatura.extract(data, include_comments=False, include_tables=True) or ""


def plain_soup(data: bytes) -> str:
    """Read with BeautifulSoup's get_text."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(data, "lxml").get_text("\n")


def plain_markdown_it(data: bytes) -> str:
    """Read by rendering with markdown-it-py and BeautifulSoup's get_text."""
    from bs4 import BeautifulSoup
    from markdown_it import MarkdownIt

    rendered = MarkdownIt("commonmark").enable("table").render(data.decode("utf-8", "replace"))
    return BeautifulSoup(rendered, "lxml").get_text("\n")


def plain_decode(data: bytes) -> str:
    """Read as UTF-8, whatever it is."""
    return data.decode("utf-8", "replace")


def plain_normalizer(data: bytes) -> str:
    """Read with charset-normalizer."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return str(best) if best else ""


def plain_chardet(data: bytes) -> str:
    """Read with chardet."""
    import chardet

    return data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace")


READERS: dict[str, dict[str, Callable[[bytes], str]]] = {
    ".docx": {"python-docx": plain_docx, "mammoth": plain_mammoth},
    ".html": {"trafilatura": plain_trafilatura, "beautifulsoup4": plain_soup},
    ".md": {"markdown-it-py": plain_markdown_it, "as it is": plain_decode},
    ".txt": {"chardet": plain_chardet, "charset-normalizer": plain_normalizer},
    ".pdf": {"pypdfium2": plain_pdfium, "pypdf": plain_pypdf},
}


def read_in_child(name: str, path: Path, suffix: str) -> tuple[str, str, float]:
    """Return how it ended (text, empty, error, encrypted, killed), the text, and milliseconds."""
    command = [sys.executable, "-m", "benchmarks.loaders", "--read", name, str(path), suffix]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "killed", "", 1000.0 * SECONDS
    head, _, text = done.stdout.decode("utf-8", "replace").partition("\n")
    if done.returncode < 0 or not head:
        return "killed", "", 0.0
    how, _, milliseconds = head.partition(" ")
    return how, text, float(milliseconds)


def read_here(name: str, path: Path, suffix: str) -> None:
    """Read one file under the limits and write what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    read = READERS[suffix].get(name)
    data = path.read_bytes()
    started = time.perf_counter()
    text = ""
    try:
        text = read(data) if read else footnote(data, suffix)
        how = "text" if text.strip() else "empty"
    except Exception as error:  # noqa: BLE001  # any library, any error: that is what is counted
        kind = type(error).__name__
        how = "encrypted" if "assword" in str(error) + kind else "error"
        how = "empty" if kind == "EmptyDocumentError" else how
    milliseconds = 1000 * (time.perf_counter() - started)
    out = f"{how} {milliseconds:.1f}\n{text}".encode("utf-8", "replace")
    sys.stdout.buffer.write(out)


def allowed(expected: str) -> set[str]:
    """Return the endings that the words of a manifest allow."""
    words = set(re.findall(r"[a-z]+", expected))
    ends = {"text"} if words & {"text", "visible", "chunked", "bounded", "answer"} else set()
    ends |= {"empty"} if words & {"empty", "bounded"} else set()
    if "encrypted" in words:
        return ends | {"encrypted"}
    return ends | ({"error", "empty", "encrypted"} if words & {"error", "reject"} else set())


def condition(folder: Path) -> None:
    """Print the table of files of every condition."""
    print(
        "\nCondition: files that gave what is allowed / killed by the limits or a crash / seconds"
    )
    rows = [(folder, row) for row in manifest(folder)]
    rows += [(folder / "hostile", row) for row in manifest(folder / "hostile")]
    for suffix, readers in READERS.items():
        files = [(where / row["file"], row["expected"]) for where, row in rows]
        files = [(path, expected) for path, expected in files if path.suffix == suffix]
        for name in ("footnote", *readers):
            right = killed = 0
            total = 0.0
            for path, expected in files:
                how, _, milliseconds = read_in_child(name, path, suffix)
                right += how in allowed(expected)
                killed += how == "killed"
                total += milliseconds / 1000
            print(
                f"{suffix:6} {name:20} {right:3} of {len(files):3} {killed:3} {total:7.1f}",
                flush=True,
            )


def manifest(folder: Path) -> list[dict[str, str]]:
    """Return the rows of a folder's manifest."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def score(sample: Sample, text: str) -> tuple[float, float, float]:
    """Return recall, precision of the words, and the share of paragraphs that are whole."""
    expected, found = " ".join(sample.paragraphs).split(), text.split()
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    pieces = {" ".join(piece.split()) for piece in re.split(r"\n\s*\n", text)}
    pieces |= {" ".join(line.split()) for line in text.split("\n")}
    whole = sum(" ".join(paragraph.split()) in pieces for paragraph in sample.paragraphs)
    return (
        100 * common / len(expected),
        100 * common / max(1, len(found)),
        100 * whole / len(sample.paragraphs),
    )


def quality(folder: Path) -> None:
    """Print the table of made documents."""
    from benchmarks.loader_samples import SAMPLES

    print("\nQuality: recall / precision of words, whole paragraphs, milliseconds")
    for sample in SAMPLES:
        path = folder / f"sample{sample.suffix}"
        path.write_bytes(sample.data)
        for name in ("footnote", *READERS[sample.suffix]):
            _, text, milliseconds = read_in_child(name, path, sample.suffix)
            recall, precision, whole = score(sample, text)
            print(
                f"{sample.suffix:6} {sample.name:18} {name:20} {recall:6.1f} {precision:6.1f} "
                f"{whole:6.1f} {milliseconds:8.1f}"
            )


def encodings() -> None:
    """Print how many sentences in known encodings were read right."""
    from benchmarks.loader_samples import ENCODED
    from rag.loaders.encoding import decode

    print("\nEncodings: read exactly, of", len(ENCODED))
    readers = {"footnote": decode, "chardet": plain_chardet, "charset-normalizer": plain_normalizer}
    for name, read in readers.items():
        wrong = []
        for words, encoding in ENCODED:
            try:
                right = read(words.encode(encoding)).lstrip("\ufeff") == words
            except LookupError:
                right = False
            wrong += [] if right else [encoding]
        print(f"{name:20} {len(ENCODED) - len(wrong):3}  not: {', '.join(wrong) or '-'}")


def weight() -> None:
    """Print the version, licence and installed size of each library."""
    print("\nWeight: version, licence, installed MB (without what it depends on)")
    names = "pypdfium2 pypdf python-docx mammoth trafilatura beautifulsoup4 lxml markdown-it-py"
    for name in [*names.split(), "chardet", "charset-normalizer"]:
        found = distribution(name)
        size = sum(Path(str(f.locate())).stat().st_size for f in found.files or [] if _is_there(f))
        about = found.metadata
        named = (about[key] for key in ("License-Expression", "License") if key in about)
        licence = next(filter(None, named), "see its classifiers")
        print(f"{name:20} {found.version:10} {licence.splitlines()[0][:34]:36} {size / 1e6:6.1f}")


def _is_there(file: PackagePath) -> bool:
    return Path(str(file.locate())).is_file()


def main() -> None:
    """Print every table, or read one file for them."""
    if "--read" in sys.argv:
        _, _, name, path, suffix = sys.argv
        read_here(name, Path(path), suffix)
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    default = Path(__file__).resolve().parents[2] / "shared" / "data" / "files"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    folder = parser.parse_args().folder
    weight()
    encodings()
    with tempfile.TemporaryDirectory() as temporary:
        quality(Path(temporary))
    if folder.is_dir():
        condition(folder)


if __name__ == "__main__":
    main()
