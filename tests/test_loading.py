"""Files become documents, or one clear sentence; nothing that a file does reaches the caller."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rag.config import LoadingConfig
from rag.errors import EmptyDocumentError, LoadError, UnsupportedFileError
from rag.loaders.frames import read_frame, unpack, write_frame
from rag.loading import ParserProcess, discover, load
from rag.reports import AddOutcome
from rag.types import Document
from tests.loader_files import pdf, word, zip_of

SHARED_FILES = Path(__file__).resolve().parents[2] / "shared" / "data" / "files"
#: The manifest calls these empty, but a page of each shows a line of text beside its image.
SHOW_TEXT = {"pdf_inline_image_only.pdf", "pdf_scan_jbig2.pdf"}


@pytest.fixture(scope="module")
def parser() -> Iterator[ParserProcess]:
    with ParserProcess() as process:
        yield process


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def assert_sound(document: Document) -> None:
    """Check what every document promises."""
    text, end = document.text, 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]", text)
    text.encode("utf-8")
    assert document.paragraphs
    for paragraph in document.paragraphs:
        words = document.slice(paragraph.span)
        assert words and words == words.strip()
        assert paragraph.span.start >= end
        end = paragraph.span.end
    assert end <= len(text)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", "The talks were held in Baku.".encode("utf-16"), "talks were held in Baku"),
        ("a.md", b"# Talks\n\nThey were **held** in Baku.", "They were held in Baku."),
        ("a.html", b"<h1>Talks</h1><p>They were held in Baku.</p>", "They were held in Baku."),
        ("A.PDF", pdf([[(72, 700, 12, "The talks were held in Baku.")]]), "held in Baku"),
        ("a.docx", word("The talks were held in Baku."), "held in Baku"),
    ],
)
def test_every_kind_of_file_becomes_a_document(
    tmp_path: Path, parser: ParserProcess, name: str, data: bytes, words: str
) -> None:
    """The id is that of the bytes, the source as given, and the text is there."""
    path = write(tmp_path, name, data)
    document = load(path, source="as/named", parser=parser)
    assert document.id == hashlib.sha256(data).hexdigest()[:12]
    assert document.source == "as/named"
    assert words in document.text
    assert_sound(document)


def test_a_file_is_read_without_a_process_of_the_callers(tmp_path: Path) -> None:
    """``load`` starts and ends one itself."""
    before = set(psutil.Process().children())
    assert load(write(tmp_path, "a.txt", b"Words."), source="a.txt").text == "Words."
    assert set(psutil.Process().children()) == before


@pytest.mark.parametrize(
    ("name", "data", "kind", "says"),
    [
        ("a.zip", b"PK\x03\x04", UnsupportedFileError, r"\.zip files are not read; \.txt, \.md"),
        ("noname", b"words", UnsupportedFileError, "without a suffix"),
        ("a.txt", pdf([[(72, 700, 12, "x")]]), UnsupportedFileError, "is a PDF; rename it to .pdf"),
        ("a.pdf", b"<html>no</html>", UnsupportedFileError, "its content is HTML"),
        ("a.pdf", b"MZ\x90\x00 program", UnsupportedFileError, "a Windows program"),
        ("a.docx", b"\x01\x02random", UnsupportedFileError, "not what a .docx file holds"),
        ("a.docx", zip_of({"a": b"b"}), LoadError, "not a Word document"),
        ("a.txt", bytes(range(256)) * 9, UnsupportedFileError, "not text"),
        ("a.txt", b"", LoadError, "0 bytes"),
        ("a.txt", b"\xef\xbb\xbf \n\t\n", EmptyDocumentError, "no text"),
        ("a.txt", "\u200b\u202e\U000e0041".encode(), EmptyDocumentError, "no text"),
        ("a.html", b"<script>1</script>", EmptyDocumentError, "no text"),
        ("a.pdf", pdf([[]]), EmptyDocumentError, "OCR"),
        ("a.pdf", b"%PDF-1.7", LoadError, "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(
    tmp_path: Path, parser: ParserProcess, name: str, data: bytes, kind: type, says: str
) -> None:
    """It names the file, what is wrong, and what to do."""
    with pytest.raises(kind, match=says) as caught:
        load(write(tmp_path, name, data), source=name, parser=parser)
    message = str(caught.value)
    assert message.startswith(f"{name}: ") and "\n" not in message and "Traceback" not in message


def test_a_text_may_begin_as_a_program_does(tmp_path: Path, parser: ParserProcess) -> None:
    """Two letters do not make a program of a text."""
    assert load(write(tmp_path, "a.txt", b"MZ is a logo."), source="a", parser=parser).text


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The limit is checked on the file's size."""
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(3 << 20)
    with (
        ParserProcess(LoadingConfig(max_file_megabytes=1)) as parser,
        pytest.raises(LoadError, match="more than the 1 MB"),
    ):
        load(path, source="a.txt", parser=parser)
    assert parser.pid is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path, parser: ParserProcess) -> None:
    """Only regular files are opened."""
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    with pytest.raises(LoadError, match="not a regular file"):
        load(path, source="a.txt", parser=parser)
    assert "regular" in discover([tmp_path]).skipped[0].reason


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, parser: ParserProcess) -> None:
    """The system's own reason is passed on."""
    with pytest.raises(LoadError, match="cannot be opened"):
        load(tmp_path / "a.txt", source="a.txt", parser=parser)


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    """It is reused, also after an error that a parser foresaw."""
    with ParserProcess() as parser:
        load(write(tmp_path, "a.txt", b"One."), source="a", parser=parser)
        first = parser.pid
        with pytest.raises(LoadError):
            load(write(tmp_path, "b.docx", b"PK\x03\x04"), source="b", parser=parser)
        load(write(tmp_path, "c.md", b"Three."), source="c", parser=parser)
        assert parser.pid == first
    assert first is not None and not psutil.pid_exists(first)


def test_an_error_that_nobody_foresaw_is_named_and_ends_the_process(tmp_path: Path) -> None:
    """No later file meets what it left behind."""
    with ParserProcess() as parser:
        with pytest.raises(LoadError, match=r"cannot be read \(KeyError\)"):
            parser.parse(b"words", ".no-such-suffix")
        assert parser.pid is None
        assert parser.parse(b"words", ".txt").text == "words"


NOISY = """
import os
from rag.loaders import worker
from rag.loaders.text import parse

def noisy(data):
    print("noise", flush=True)
    os.write(1, b"noise")
    return parse(data)

worker.parser_for = lambda suffix: noisy
worker.main()
"""


def test_what_a_library_prints_does_not_reach_the_answers(root: Path) -> None:
    """Neither what Python prints nor what native code writes to standard output."""
    command = [sys.executable, "-c", NOISY, "--memory", str(2 << 30), "--seconds", "30"]
    requests = io.BytesIO()
    write_frame(requests, {"suffix": ".txt"}, b"Words.")
    done = subprocess.run(
        command, input=requests.getvalue(), capture_output=True, cwd=root, timeout=60, check=True
    )
    answers = io.BytesIO(done.stdout)
    assert read_frame(answers)[0]["ready"]
    assert unpack(read_frame(answers)[0]).text == "Words."
    assert not answers.read() and b"noise" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    """The next file is read all the same."""
    path = write(tmp_path, "a.txt", b"One.")
    with ParserProcess() as parser:
        load(path, source="a", parser=parser)
        first = parser.pid
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        os.kill(first, signal.SIGKILL)
        psutil.Process(first).wait(5)
        assert load(path, source="a", parser=parser).text == "One."
        assert parser.pid != first


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_process_that_hangs_is_ended_in_time(tmp_path: Path) -> None:
    """The limit is on the wall clock: a stopped process uses no processor time."""
    path = write(tmp_path, "a.txt", b"One.")
    with ParserProcess(LoadingConfig(timeout_seconds=1.0)) as parser:
        load(path, source="a", parser=parser)
        first = parser.pid
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(LoadError, match="takes more than 1 s"):
            load(path, source="a", parser=parser)
        assert time.monotonic() - started < 10
        assert load(path, source="a", parser=parser).text == "One."


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits on memory are Linux's")
def test_a_file_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    """A small file of two million elements needs more than the address space that is left."""
    path = write(tmp_path, "a.html", b"<p>a" * 2_000_000)
    with ParserProcess(LoadingConfig(max_memory_megabytes=512)) as parser:
        with pytest.raises(LoadError, match="more than 512 MB"):
            load(path, source="a", parser=parser)
        assert load(write(tmp_path, "b.txt", b"One."), source="b", parser=parser).text == "One."


def test_the_folder_of_the_caller_is_not_imported_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ``docx.py`` among the documents is not run."""
    write(tmp_path, "docx.py", b"raise SystemExit(3)")
    write(tmp_path, "lxml.py", b"raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert load(write(tmp_path, "a.docx", word("Here.")), source="a").text == "Here."


def test_a_folder_is_searched(tmp_path: Path) -> None:
    """Kinds that are read, sorted; the hidden and the folder's own description are not offered."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.md", "a.TXT", "sub/c.html", ".hidden.txt", ".git/d.txt", "x.jpg", "README.md"):
        write(tmp_path, name, b"words")
    for name in ("LICENSE", "SOURCES.md", "readme.txt", "sources-of-gold.txt"):
        write(tmp_path, name, b"words")
    found = discover([tmp_path])
    names = [path.relative_to(tmp_path).as_posix() for path in found.files]
    assert names == ["a.TXT", "b.md", "sources-of-gold.txt", "sub/c.html"]
    skipped = {Path(report.source).name: report for report in found.skipped}
    assert set(skipped) == {"x.jpg", "README.md", "LICENSE", "SOURCES.md", "readme.txt"}
    assert ".jpg files are not read" in skipped["x.jpg"].reason
    assert {report.outcome for report in found.skipped} == {AddOutcome.SKIPPED}


def test_a_file_that_is_named_is_taken(tmp_path: Path) -> None:
    """README and the like are passed over in folders only; a file given twice is found once."""
    path = write(tmp_path, "README.md", b"words")
    found = discover([tmp_path, path, path])
    assert found.files == (path,)
    assert found.skipped == ()


def test_a_path_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    """The others are found all the same."""
    path = write(tmp_path, "a.txt", b"words")
    found = discover([tmp_path / "gone", path])
    assert found.files == (path,)
    assert found.skipped[0].outcome is AddOutcome.FAILED
    assert "no such file" in found.skipped[0].reason


def test_links_do_not_lead_out_or_in_circles(tmp_path: Path) -> None:
    """Linked folders are not entered; a link to a file is that file, once."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    write(outside, "secret.txt", b"words")
    path = write(inside, "a.txt", b"words")
    try:
        (inside / "away").symlink_to(outside)
        (inside / "loop").symlink_to(inside)
        (inside / "b.txt").symlink_to(path)
        (inside / "gone.txt").symlink_to(inside / "nothing")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert discover([inside]).files == (path,)


def shared_rows() -> list[tuple[str, str]]:
    rows = []
    for folder in ("", "hostile"):
        manifest = SHARED_FILES / folder / "MANIFEST.tsv"
        if manifest.is_file():
            with manifest.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream, delimiter="\t"):
                    rows.append((str(Path(folder, row["file"])), row["expected"]))
    return rows


def allowed(expected: str) -> set[str]:
    """Return which outcomes the words of a manifest allow."""
    words = set(re.findall(r"[a-z]+", expected))
    outcomes = {"text"} if words & {"text", "visible", "chunked", "bounded", "answer"} else set()
    outcomes |= {"empty"} if words & {"empty", "bounded"} else set()
    if "encrypted" in words:
        return outcomes | {"encrypted"}
    refused = words & {"error", "reject"}
    return outcomes | ({"error", "empty", "encrypted"} if refused else set())


@pytest.fixture(scope="module")
def strict_parser() -> Iterator[ParserProcess]:
    with ParserProcess(LoadingConfig(timeout_seconds=30.0)) as process:
        yield process


@pytest.mark.skipif(not SHARED_FILES.is_dir(), reason="../shared/data/files is not here")
@pytest.mark.parametrize(("name", "expected"), shared_rows())
def test_files_of_every_condition_give_what_is_expected_of_them(
    strict_parser: ParserProcess, name: str, expected: str
) -> None:
    """Good, odd, broken, protected and hostile files: text or one sentence, within the limits."""
    started = time.monotonic()
    try:
        document = load(SHARED_FILES / name, source=name, parser=strict_parser)
        outcome = "text"
        assert_sound(document)
        assert "CANARY" not in document.text
    except EmptyDocumentError:
        outcome = "empty"
    except LoadError as error:
        outcome = "encrypted" if "password" in str(error) else "error"
    assert time.monotonic() - started < 40
    assert outcome in allowed(expected) | ({"text"} if name in SHOW_TEXT else set())
