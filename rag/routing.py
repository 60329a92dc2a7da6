"""Message -> what its writer wants.

A message is a question unless something speaks clearly for another intent: a question that is
taken for small talk is lost, small talk that is taken for a question is answered with "the
documents do not say". Empty messages, keyboard noise and other languages are told by rules; the
rest by a linear model over the encoder's vector and the message's letters and words, trained by
``training/routing.py`` (``docs/decisions/0018-routing.md``).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.languages import foreign_language
from rag.query import well_formed
from rag.types import Encoder
from rag.weights import shipped

FORMAT = "routing-1"
ROUTING_WEIGHTS = "routing.safetensors"
#: Places of the hashed words and letters.
HASHED = 2048
#: Only the beginning of a long message says what is wanted.
READ_CHARACTERS = 300


_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]{2,}[\"”“»]")


class Intent(StrEnum):
    """What the writer of a message wants."""

    QUESTION = "question"
    SUMMARY = "summary"
    TIMELINE = "timeline"
    QUOTES = "quotes"
    LIBRARY = "library"
    ABILITIES = "abilities"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    FOREIGN = "foreign"
    NOTHING = "nothing"


#: What the linear model tells apart, in the order of its rows.
LEARNED = (
    Intent.QUESTION,
    Intent.SUMMARY,
    Intent.TIMELINE,
    Intent.QUOTES,
    Intent.LIBRARY,
    Intent.ABILITIES,
    Intent.GREETING,
    Intent.THANKS,
    Intent.GOODBYE,
)


@dataclass(frozen=True, slots=True)
class Route:
    """An intent, and how sure it is.

    :param probability: 0..1; 1 where a rule decided.
    :param language: for ``FOREIGN``, the language's English name.
    """

    intent: Intent
    probability: float = 1.0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RoutingWeights:
    """The linear model.

    :param vector: float32[intents, d], over the encoder's vector.
    :param words: float32[intents, HASHED], over the hashed words and letters.
    :param bias: float32[intents].
    :param words_alone: float32[intents, HASHED], for another encoder than the one trained with.
    :param bias_alone: float32[intents], for the same.
    :param letters: float32[27, 27], natural logarithm of how often a letter follows another in
        English; row and column 0 are the word's edge.
    :param fingerprint: of the encoder that it was trained with.
    :param least: the probability below which a message is a question after all.
    :param noise: mean logarithm a letter below which a word is no word.
    """

    vector: NDArray[np.float32]
    words: NDArray[np.float32]
    bias: NDArray[np.float32]
    words_alone: NDArray[np.float32]
    bias_alone: NDArray[np.float32]
    letters: NDArray[np.float32]
    fingerprint: str
    least: float
    noise: float


class Router:
    """Tells what the writer of a message wants.

    :param encoder: whose vectors are used. With another encoder than the packaged one, the words
        and letters decide alone, and less is understood.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._weights = load_routing_weights()

    def route(self, message: str) -> Route:
        """Return the intent of a message."""
        text = " ".join(well_formed(message).split())[:READ_CHARACTERS]
        if is_noise(text, self._weights):
            return Route(Intent.NOTHING)
        language = foreign_language(text)
        if language is not None:
            return Route(Intent.FOREIGN, language=language)
        probabilities = self._probabilities(text)
        best = int(np.argmax(probabilities))
        probability = float(probabilities[best])
        if LEARNED[best] is Intent.QUESTION or probability < self._weights.least:
            return Route(Intent.QUESTION, float(probabilities[0]))
        return Route(LEARNED[best], probability)

    def _probabilities(self, text: str) -> NDArray[np.float32]:
        weights = self._weights
        words = hashed_words(text)
        if self._encoder.fingerprint == weights.fingerprint:
            vector = self._encoder.encode([plain(text)])[0]
            logits = weights.vector @ vector + weights.words @ words + weights.bias
        else:
            logits = weights.words_alone @ words + weights.bias_alone
        powers = np.exp(logits - logits.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)


def plain(text: str) -> str:
    """Return the message as it is compared: no case, one blank between words, nothing quoted.

    What stands in quotation marks is what the message is about, not what it asks for.
    """
    return " ".join(_QUOTED.sub(" this ", text.casefold()).split())


def hashed_words(text: str) -> NDArray[np.float32]:
    """Return float32[HASHED], of length one: words, pairs of words, and three to five letters.

    Each adds one at the place that a checksum of its letters names; the first words and the last
    one count as features of their own, since a request mostly begins or ends with what it asks.
    """
    words = re.findall(r"\w+|[?!]", plain(text).replace("'", "").replace("’", ""))
    vector = np.zeros(HASHED, dtype=np.float32)
    for feature in _features(words):
        vector[zlib.crc32(feature.encode()) % HASHED] += 1.0
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _features(words: Sequence[str]) -> list[str]:
    found = [f"w {word}" for word in words]
    found += [f"p {first} {second}" for first, second in zip(words, words[1:], strict=False)]
    found += [f"b {' '.join(words[:count])}" for count in (1, 2, 3)]
    found += [f"e {' '.join(words[-count:])}" for count in (1, 2)]
    for word in words:
        edged = f"<{word}>"
        found += [
            f"c {edged[at : at + size]}"
            for size in (3, 4, 5)
            for at in range(len(edged) - size + 1)
        ]
    return found


def is_noise(text: str, weights: RoutingWeights) -> bool:
    """Say whether a message holds no word: empty, marks alone, or keys struck at random."""
    if re.search(r"\d", text):
        return False
    words = re.findall(r"[^\W_]+", text)
    return all(_is_struck_at_random(word, weights) for word in words)


def _is_struck_at_random(word: str, weights: RoutingWeights) -> bool:
    """Say whether a word is one letter repeated, or no word in a language like English."""
    if not (word.isascii() and word.isalpha() and word.islower()):
        return False
    if len(word) >= 3 and len(set(word)) == 1:
        return True
    once = re.sub(r"(.)\1{2,}", r"\1", word)
    return len(once) >= 4 and letter_likelihood(once, weights.letters) < weights.noise


def letter_likelihood(word: str, letters: NDArray[np.float32]) -> float:
    """Return the mean logarithm of how often each letter of a word follows the one before."""
    codes = [0, *(ord(letter) - 96 for letter in word), 0]
    return float(np.mean([letters[pair] for pair in zip(codes, codes[1:], strict=False)]))


@cache
def load_routing_weights(path: Path | None = None) -> RoutingWeights:
    """Read the shipped weights.

    :raises ModelError: the file is missing, damaged, or of another format.
    """
    from safetensors import SafetensorError, safe_open

    found = path or shipped(ROUTING_WEIGHTS)
    try:
        with safe_open(found, framework="numpy") as file:
            about: dict[str, str] = file.metadata() or {}
            stored: dict[str, NDArray[Any]] = {
                name: file.get_tensor(name)
                for name in file.keys()  # noqa: SIM118
            }
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"{found.name} cannot be read ({error}); install Footnote again"
        ) from error
    if about.get("format") != FORMAT:
        raise ModelError(
            f"{found.name} has format {about.get('format')!r}, not {FORMAT!r}; "
            "run training.routing again"
        )
    tensors = {name: tensor.astype(np.float32) for name, tensor in stored.items()}
    return RoutingWeights(
        vector=tensors["vector"],
        words=tensors["words"],
        bias=tensors["bias"],
        words_alone=tensors["words_alone"],
        bias_alone=tensors["bias_alone"],
        letters=tensors["letters"],
        fingerprint=about["fingerprint"],
        least=float(about["least"]),
        noise=float(about["noise"]),
    )
