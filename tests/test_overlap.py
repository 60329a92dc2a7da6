"""Words in common are counted as the textbooks do it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.overlap import longest_common

WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


def plain(words: list[str], others: list[str]) -> int:
    """The textbook recursion, as a table."""
    table = [[0] * (len(others) + 1) for _ in range(len(words) + 1)]
    for i, word in enumerate(words):
        for j, other in enumerate(others):
            best = max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = table[i][j] + 1 if word == other else best
    return table[-1][-1]


@given(WORDS, WORDS)
def test_the_longest_common_subsequence_is_the_textbooks(
    words: list[str], others: list[str]
) -> None:
    """Rows of bits give what the table gives."""
    assert longest_common(words, others) == plain(words, others)
