"""Tests of rag.passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.passages import split
from rag.types import SILENT_ROLES, Document, Paragraph, Passage, Role, Span
from tests.fakes import HashedEncoder


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
