"""``rag.article``: a document's running text, its sentences by place."""

from __future__ import annotations

from rag.article import read_article
from rag.types import Role, Span
from tests.making import document, passages

MADE = document(
    [
        (Role.CAPTION, "Karl Oster on the bridge."),
        (Role.BODY, "The bridge is open. “It is safe,” he said."),
    ]
)


def test_only_running_text_is_read() -> None:
    """Captions hold no sentence of the article, so nobody is traced to one."""
    article = read_article(passages(MADE))
    assert [MADE.slice(s) for s in article.sentences] == [
        "The bridge is open.",
        "“It is safe,” he said.",
    ]


def test_a_sentence_is_found_by_where_it_begins() -> None:
    """Places count the sentences from 0."""
    article = read_article(passages(MADE))
    assert [article.place_of(span) for span in article.sentences] == [0, 1]


def test_quoted_words_are_masked_and_offsets_hold() -> None:
    """What is in quotation marks is none of the paper's own words."""
    article = read_article(passages(MADE))
    assert article.words(1) == "#" * len("“It is safe,”") + " he said."
    inside = MADE.text.index("is safe")
    assert article.is_within_quotation(Span(inside, inside + 7))
    assert not article.is_within_quotation(article.sentences[1])
