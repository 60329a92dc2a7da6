"""Tests of rag.passages and rag.sentences."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.passages import find_sentences, split
from rag.sentences import MAX_CHARACTERS
from rag.types import SILENT_ROLES, Document, Paragraph, Passage, Role, Span
from tests.fakes import HashedEncoder


def _sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_sentences(text, Span(0, len(text)))]


def _document(*rows: tuple[Role, str], heading: str = "", title: str = "Title") -> Document:
    paragraphs = []
    text = ""
    for role, words in rows:
        text += "\n\n" if text else ""
        paragraphs.append(Paragraph(Span(len(text), len(text) + len(words)), role, heading))
        text += words
    return Document("0" * 12, title, "a.txt", text, tuple(paragraphs))


@dataclass
class _CountingEncoder(HashedEncoder):
    """Counts how often it is asked."""

    limit: int = 256
    calls: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(max_tokens=self.limit)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self.calls.append(len(texts))
        return super().count_tokens(texts)


@pytest.mark.parametrize(
    "sentences",
    [
        ["“If it seeks security, it must abandon it,” Aktürk said.", "He left."],
        ['"Stop!" he cried.', '"Why?" she asked.'],
        ["ERBIL (Kurdistan24) – In a notable development, Turkey and Israel met.", "It ended."],
        ["He left on Oct. 7, 2023, for Washington.", "J. R. R. Tolkien wrote it."],
        ["Mr. Smith met Dr. Jones of the U.S. Army.", "They spoke."],
        ["We waited... and then it came.", "It was… over."],
        ["Prices rose 3.5 percent to $1.20.", "The No. 2 bank fell."],
        ["He said: “It ends.", "It really ends.”", "Then he left."],
        ["“We won.”", "“We lost.”", "They said so."],
        ["He won.[3]", "She lost.[4][5]"],
        ["(She was wrong.)", "He was right."],
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


@pytest.mark.parametrize("unit", ["word ", "x", "A. ", '" ', "a.B", "1, "])
def test_a_huge_line_is_cut_in_linear_time(unit: str) -> None:
    """Two million characters without a sentence end take seconds and stay short."""
    text = unit * (2_000_000 // len(unit))
    started = time.perf_counter()
    found = find_sentences(text, Span(0, len(text)))
    assert time.perf_counter() - started < 30
    assert max(len(s) for s in found) <= MAX_CHARACTERS


def test_silent_paragraphs_are_no_passages() -> None:
    """Subheadings, advertisements, navigation and repeats are never found."""
    document = _document(
        *((role, f"A line of the role {role} that is long enough.") for role in Role)
    )
    found = split(document, HashedEncoder())
    assert {p.role for p in found} == set(Role) - SILENT_ROLES
    assert [p.text for p in found] == [
        document.slice(p.span) for p in document.paragraphs if p.role not in SILENT_ROLES
    ]


def test_title_byline_and_caption_stand_alone() -> None:
    """A title, a byline and a dateline are found, and never joined to each other."""
    document = _document(
        (Role.TITLE, "Mill burns"), (Role.BYLINE, "By Ann Lee"), (Role.DATELINE, "3 May 2024")
    )
    assert [p.text for p in split(document, HashedEncoder())] == [
        "Mill burns",
        "By Ann Lee",
        "3 May 2024",
    ]


def test_a_short_line_joins_what_follows() -> None:
    """A question joins its answer; the passage keeps the sentences of both."""
    long = "It was a long day, and nobody had slept much before it began."
    document = _document((Role.BODY, long), (Role.BODY, "Q: Why?"), (Role.BODY, long))
    first, second = split(document, HashedEncoder())
    assert first.text == long
    assert second.text == f"Q: Why?\n\n{long}"
    assert [document.slice(s) for s in second.sentences] == ["Q: Why?", long]
    assert (first.paragraph, second.paragraph) == (1, 2)


def test_a_last_short_line_joins_what_stands_before() -> None:
    """With nothing after it, a stray line belongs to the paragraph above."""
    long = "It was a long day, and nobody had slept much before it began."
    (passage,) = split(_document((Role.BODY, long), (Role.BODY, "So it ends.")), HashedEncoder())
    assert passage.text.endswith("So it ends.")


def test_a_short_line_joins_nothing_of_another_kind() -> None:
    """Another role, or a silent paragraph between, keeps lines apart."""
    document = _document(
        (Role.BODY, "Short."),
        (Role.CAPTION, "A mill. Photo: AP"),
        (Role.BODY, "Shorter."),
        (Role.ADVERTISEMENT, "Advertisement"),
        (Role.BODY, "Shortest."),
    )
    assert len(split(document, HashedEncoder())) == 4


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    """Every part fits the encoder with title and heading, and ends where a sentence does."""
    text = " ".join(f"The mill number {n} burned down on a cold morning in May." for n in range(60))
    encoder = HashedEncoder(max_tokens=64)
    found = split(_document((Role.BODY, text), heading="What happened"), encoder)
    assert len(found) > 5
    assert all(p.text.endswith("May.") for p in found)
    assert max(encoder.count_tokens([p.embedded_text for p in found])) <= 64
    assert min(encoder.count_tokens([p.text for p in found])) > 20


def test_few_calls_of_the_encoder() -> None:
    """Tokens are counted in batches: the calls do not grow with the document."""
    text = " ".join(f"The mill number {n} burned down on a cold morning." for n in range(200))
    encoder = _CountingEncoder()
    split(_document(*[(Role.BODY, text)] * 50), encoder)
    assert len(encoder.calls) <= 6


_WORDS = st.text(alphabet="abcdeF.,! \n", min_size=1, max_size=700).filter(lambda t: t.strip())


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    rows = draw(st.lists(st.tuples(st.sampled_from(list(Role)), _WORDS), max_size=12))
    return _document(*((role, words.strip()) for role, words in rows), heading="Head line")


def _check(document: Document, passages: Sequence[Passage], encoder: HashedEncoder) -> None:
    covered = {i for p in passages for i in range(p.span.start, p.span.end)}
    for paragraph in document.paragraphs:
        places = {
            i
            for i in range(paragraph.span.start, paragraph.span.end)
            if not document.text[i].isspace()
        }
        if paragraph.role not in SILENT_ROLES:
            assert places <= covered
        else:
            assert not places & covered
    for passage in passages:
        assert all(passage.span.contains(s) for s in passage.sentences)
        assert passage.sentences[0].start == passage.span.start
        assert passage.sentences[-1].end == passage.span.end
        own = document.paragraphs[passage.paragraph - 1]
        assert own.span.start <= passage.span.start < own.span.end
        assert own.role is passage.role
        (count,) = encoder.count_tokens([passage.embedded_text])
        assert count <= encoder.max_tokens or len(passage.span) < 80


@settings(max_examples=60, deadline=None)
@given(_documents(), st.sampled_from([16, 40, 256]))
def test_passages_hold_every_word_that_is_not_silent(document: Document, max_tokens: int) -> None:
    """Passages are in order, cover what is said, fit the encoder, and are the same each time."""
    encoder = HashedEncoder(max_tokens=max_tokens)
    passages = split(document, encoder)
    _check(document, passages, encoder)
    assert list(passages) == sorted(passages, key=lambda p: p.span)
    assert all(a.span.end <= b.span.start for a, b in zip(passages, passages[1:], strict=False))
    assert split(document, encoder) == passages
