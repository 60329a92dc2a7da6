"""Tests of rag.sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import MAX_CHARACTERS, find_sentences
from rag.types import Span


def _sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "sentences",
    [
        ["“If it seeks security, it must abandon it,” Aktürk said.", "He left."],
        ['"Stop!" he cried.', '"Why?" she asked.'],
        ["ERBIL (Kurdistan24) – In a notable development, Turkey and Israel met.", "It ended."],
        ["He left on Oct. 7, 2023, for Washington.", "J. R. R. Tolkien wrote it."],
        ["Mr. Smith met Dr. Jones of the U.S. Army.", "They spoke."],
        ["We waited... and then it came.", "It was… over."],
        ["Acme Inc. said Gov. Lee, Lt. Col. Ray and Prof. Ito came.", "St. Louis won."],
        ["Prices rose 3.5 percent to $1.20.", "The No. 2 bank fell."],
        ["He said: “It ends.", "It really ends.”", "Then he left."],
        ["“We won.”", "“We lost.”", "They said so."],
        ["He won.[3]", "She lost.[4][5]"],
        ["(She was wrong.)", "He was right."],
        ["It closed last month.", "Critics wrote reports.", "“An easy win.”", "Nobody cared."],
        ["Kentucky vs. Wisconsin drew approx. Ten thousand (cf. Smith et al. 1999).", "So?"],
        ["It begins at 8 p.m. GMT.", "The then-Sen. Obama came."],
    ],
)
def test_sentences_end_where_a_reader_would_say_so(sentences: list[str]) -> None:
    """Quotations, initials, abbreviations, datelines and footnote marks do not mislead."""
    assert _sentences(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The talks ended.", "Then the rain began.", "Nobody said a word."],
        ["这是第一句。", "这是第二句！", "第三句？"],
        ["هذا أول؟", "نعم هذا ثان."],
    ],
)
def test_sentences_are_found_without_a_blank_between_them(sentences: list[str]) -> None:
    """Text from PDF and other scripts is split too."""
    assert _sentences("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "text", ["See www.example.Com now.", "Write to ann@post.Example today.", "Use version 3.Beta."]
)
def test_an_address_is_not_cut(text: str) -> None:
    """A stop inside an address or a number ends no sentence."""
    assert _sentences(text) == [text]


@given(st.text(alphabet=st.sampled_from('aB3 .!?"“”\n)([。؟,’\u00a0é'), max_size=300), st.data())
def test_sentences_cover_the_span(text: str, data: st.DataObject) -> None:
    """All that is not blank is in exactly one sentence; they are in order and stripped."""
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    found = find_sentences(text, span)
    covered = [i for s in found for i in range(s.start, s.end)]
    assert covered == sorted(set(covered))
    assert {i for i in range(span.start, span.end) if not text[i].isspace()} <= set(covered)
    assert all(span.contains(s) for s in found)
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in found)


@pytest.mark.parametrize("unit", ["word ", "x", "A. ", '" ', "a.B", "1, ", "。 "])
def test_a_huge_line_is_cut_in_linear_time(unit: str) -> None:
    """Two million characters without a sentence end take seconds and stay short."""
    text = unit * (2_000_000 // len(unit))
    started = time.perf_counter()
    found = find_sentences(text, Span(0, len(text)))
    assert time.perf_counter() - started < 30
    assert max(len(s) for s in found) <= MAX_CHARACTERS
