"""Rows -> token numbers with the labels of every head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.sentences import find_sentences
from rag.types import Span
from training.rows import Row

Numbers = NDArray[np.int32]
MAX_QUESTION = 96


@dataclass(frozen=True, slots=True)
class Text:
    """A tokenised passage.

    :param ids: int32[tokens].
    :param offsets: int32[tokens, 2], half-open characters.
    :param sentences: int32[tokens], number of the sentence that a token lies in.
    """

    ids: Numbers
    offsets: Numbers
    sentences: Numbers


@dataclass(frozen=True, slots=True)
class Example:
    """A row in tokens.

    :param question: int32[tokens].
    :param first: first token of the answer in the passage; -1 without one.
    :param last: last token of the answer, inclusive; -1 without one.
    """

    row: Row
    question: Numbers
    text: Text
    first: int
    last: int


def sentence_starts(text: str) -> list[int]:
    """Return the first character of every sentence, as the library finds them."""
    return [sentence.start for sentence in find_sentences(text, Span(0, len(text)))] or [0]


def load_tokenizer(base: Path) -> Tokenizer:
    """Load the tokenizer of all-MiniLM-L6-v2, without its cutting and padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode_texts(tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, Text]:
    """Tokenise each different text once."""
    different = list(dict.fromkeys(texts))
    found = {}
    for text, encoding in zip(
        different, tokenizer.encode_batch(different, add_special_tokens=False), strict=True
    ):
        offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
        sentences = np.searchsorted(sentence_starts(text), offsets[:, 0], side="right") - 1
        found[text] = Text(np.array(encoding.ids, np.int32), offsets, sentences.astype(np.int32))
    return found


def _answer_tokens(row: Row, text: Text) -> tuple[int, int]:
    if row.start < 0:
        return -1, -1
    end = row.start + len(row.answers[0])
    inside = np.flatnonzero((text.offsets[:, 1] > row.start) & (text.offsets[:, 0] < end))
    return (int(inside[0]), int(inside[-1])) if len(inside) else (-1, -1)


def encode(tokenizer: Tokenizer, rows: Sequence[Row]) -> list[Example]:
    """Tokenise rows; a row whose answer covers no token is left out.

    :returns: examples in the order of the rows.
    """
    texts = encode_texts(tokenizer, [row.passage for row in rows])
    questions = tokenizer.encode_batch([row.question for row in rows], add_special_tokens=False)
    examples = []
    for row, question in zip(rows, questions, strict=True):
        text = texts[row.passage]
        first, last = _answer_tokens(row, text)
        if row.start >= 0 and first < 0:
            continue
        ids = np.array(question.ids[:MAX_QUESTION], np.int32)
        examples.append(Example(row, ids, text, first, last))
    return examples
