"""What the page itself says, in each of its languages: one catalogue, ``assets/words.json``.

An entry gives for each language a sentence with ``{names}`` for its values, or, where a number
decides the form, one sentence for each plural category of that language (Unicode CLDR's names).
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

#: The languages of the page; the first one is used where no other is wanted.
LANGUAGES = ("en", "tr", "ar")
CATALOGUE = Path(__file__).parent / "assets" / "words.json"
_NAMED = re.compile(r"\{(\w+)\}")


def say(key: str, **values: object) -> dict[str, Any]:
    """Return a sentence of the catalogue as a view: its key and its values."""
    return {"say": key, **values}


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Return the whole catalogue: key -> language -> sentence or sentences by plural category."""
    read: dict[str, dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return read


def phrase(said: Any, language: str = LANGUAGES[0]) -> str:
    """Return a message of a view as text: of the catalogue, or a sentence that is there already."""
    if not isinstance(said, dict):
        return ""
    if "say" not in said:
        return str(said.get("text", ""))
    entry = catalogue().get(str(said["say"]), {})
    sentence = entry.get(language, entry.get(LANGUAGES[0], ""))
    if isinstance(sentence, dict):
        sentence = sentence.get(plural(language, said.get("n", 0)), sentence["other"])
    return _NAMED.sub(lambda match: str(said.get(match[1], match[0])), sentence)


def plural(language: str, number: Any) -> str:
    """Return the plural category of a number. Source: Unicode CLDR, plural rules."""
    if not isinstance(number, int):
        return "other"
    if language != "ar":
        return "one" if number == 1 else "other"
    if number < 3:
        return ("zero", "one", "two")[max(number, 0)]
    rest = number % 100
    return "few" if 3 <= rest <= 10 else "many" if 11 <= rest <= 99 else "other"
