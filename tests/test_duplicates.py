"""``rag.duplicates``: copies of one text are a family, other texts on its topic are not."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.duplicates import (
    KEPT,
    find_families,
    likeness,
    signature,
    signature_from_blob,
    signature_of,
    signature_to_blob,
)
from rag.reports import AddOutcome
from rag.schema import DATABASE
from rag.types import Role
from tests.making import document
from tests.storing import entry, open_index

ARTICLES = Path(__file__).parent / "data" / "articles"
SYLLABLES = ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "ta", "ve", "zo"]


def invented(seed: int, words: int = 300) -> str:
    """Return a text of made-up words, which no other seed shares but by chance."""
    draw = random.Random(seed)
    return " ".join("".join(draw.choices(SYLLABLES, k=3)) for _ in range(words))


def edited(text: str, share: float) -> str:
    """Replace a share of the words."""
    draw = random.Random(7)
    return " ".join("changed" if draw.random() < share else word for word in text.split(" "))


REPORT = invented(1)
COPIES = {
    "headline": f"Another paper's own headline\nBy A. Writer\n\n{REPORT}",
    "typography": REPORT.upper().replace(" ", " \n"),
    "cut": REPORT[: len(REPORT) // 2],
    "edited": edited(REPORT, 0.15),
    "inside": f"{invented(2)}\n{REPORT}\n{invented(3)}",
    "cut inside, edited": edited(f"{REPORT[:1500]}\n{invented(4, 200)}", 0.1),
}


@pytest.mark.parametrize("kind", COPIES)
def test_an_edited_cut_or_embedded_text_is_a_copy(kind: str) -> None:
    """As papers print an agency's report."""
    assert likeness(signature(REPORT), signature(COPIES[kind])).is_copy


def test_different_texts_are_no_copies() -> None:
    """Neither made-up ones nor articles of one news site."""
    texts = [invented(n) for n in range(10)]
    texts += [path.read_text("utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    marks = [signature(text) for text in texts]
    alike = [
        (a, b) for a in range(len(marks)) for b in range(a) if likeness(marks[a], marks[b]).is_copy
    ]
    assert alike == []


def test_a_common_notice_makes_no_copy() -> None:
    """Two texts that end in the same small print are two texts."""
    notice = invented(5, 30)
    one, other = (signature(f"{invented(n, 250)} {notice}") for n in (6, 7))
    assert not likeness(one, other).is_copy


def test_a_digest_is_no_copy_of_its_many_reports() -> None:
    """Else ten different reports would be one source through it."""
    reports = [invented(n) for n in range(20, 30)]
    texts = {str(n): signature(report) for n, report in enumerate(reports)}
    texts["digest"] = signature("\n".join(reports))
    assert find_families(texts) == {name: name for name in texts}


def test_shares_are_those_of_the_texts() -> None:
    """A quarter of a text is all of the quarter, and a quarter of the text."""
    long = invented(8, 2000)
    quarter = " ".join(long.split()[:500])
    found = likeness(signature(long), signature(quarter))
    assert found.of_shorter > 0.95
    assert found.of_longer == pytest.approx(0.25, abs=0.08)


def test_texts_without_blanks_between_words_are_compared_too() -> None:
    """A Chinese text of one clause a line has as many shingles as characters."""
    draw = random.Random(9)
    text = "".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(200))
    assert likeness(signature(text), signature(text[:60] + "，" + text[70:])).is_copy


@given(st.text(max_size=400))
def test_a_signature_is_sorted_bounded_and_survives_storing(text: str) -> None:
    """Of any text, half characters and empty ones included."""
    mark = signature(text)
    assert len(mark) <= KEPT
    assert np.all(np.diff(mark.astype(np.int64)) > 0)
    assert np.array_equal(signature_from_blob(signature_to_blob(mark)), mark)


def test_a_signature_is_the_same_in_every_version() -> None:
    """Stored ones are compared with new ones: the numbers never change."""
    assert signature("the harbour wall is to be rebuilt").tolist() == [
        1584507441,
        1790011228,
        2999401601,
        3720722302,
    ]


def test_bylines_and_captions_do_not_count() -> None:
    """A signature is of what is told."""
    told = [(Role.BODY, invented(10, 80))]
    plain = document(told)
    dressed = document([(Role.TITLE, "A title"), (Role.BYLINE, "By A. Writer"), *told])
    assert np.array_equal(signature_of(plain), signature_of(dressed))


def test_a_family_is_named_by_its_first_member_whatever_else_is_asked() -> None:
    """In the order given; a document without a copy is a family by itself."""
    marks = {
        "a": signature(invented(11)),
        "b": signature(REPORT),
        "c": signature(COPIES["cut"]),
        "d": signature(COPIES["inside"]),
    }
    assert find_families(marks) == {"a": "a", "b": "b", "c": "b", "d": "b"}
    assert find_families({}) == {}


def test_a_hundred_copies_are_one_family() -> None:
    """Also where a shingle is in so many texts that not every pair is compared."""
    marks = {
        str(n): signature(edited(f"{invented(n + 50, 20)} {REPORT}", 0.05)) for n in range(100)
    }
    assert set(find_families(marks).values()) == {"0"}


def test_the_index_tells_families_and_forgets_what_was_removed(tmp_path: Path) -> None:
    """Signatures are written with a document, go with it, and are checked by ``verify``."""
    report = entry("paper-a.txt", [REPORT], title="A")
    copy = entry("paper-b.txt", [COPIES["headline"].replace("\n", " ")], title="B")
    other = entry("other.txt", [invented(12)], title="C")
    a, b, c = (made.document.id for made in (report, copy, other))
    with open_index(tmp_path, write=True) as index:
        for made in (report, copy, other):
            assert made.put_into(index) is AddOutcome.ADDED
        assert index.families([c, b, a]) == {a: a, b: a, c: c}
        assert index.families([b, "gone"]) == {b: b, "gone": "gone"}
        index.remove(a)
        assert index.families([a, b, c]) == {a: a, b: b, c: c}
        assert index.verify() == []
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        rows = connection.execute("SELECT document_id FROM signatures").fetchall()
        assert {row[0] for row in rows} == {b, c}
        connection.execute(
            "UPDATE signatures SET signature = x'00000000' WHERE document_id = ?", (b,)
        )
    connection.close()
    with open_index(tmp_path, write=False) as index:
        (fault,) = index.verify()
    assert "paper-b.txt" in fault and "signature" in fault
