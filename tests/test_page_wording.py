"""The page says everything in each of its languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.page.layout import ASSETS, SCRIPTS
from rag.page.wording import LANGUAGES, catalogue, phrase, plural, say

FORMS = {
    "en": {"one", "other"},
    "tr": {"one", "other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
}
#: Keys that are put together: how they begin.
MADE = ("place_", "setting_", "strictness_", "language_", "theme_", "filter_", "differ_", "role_",
        "copy_", "save_", "cell_", "file_", "summary_of_", "table_", "withheld_", "generator_",
        "narrow_")  # fmt: skip
PAGE = Path(__file__).resolve().parent.parent / "rag" / "page"


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_no_language_lacks_a_sentence(key: str) -> None:
    """Every language has every sentence, with the same values, in all of its plural forms."""
    entry = catalogue()[key]
    assert set(entry) == set(LANGUAGES)
    counted = {isinstance(sentence, dict) for sentence in entry.values()}
    assert len(counted) == 1
    for language, sentence in entry.items():
        if isinstance(sentence, dict):
            assert set(sentence) == FORMS[language]
        assert all(text.strip() for text in said(sentence))
    wanted = {language: named(entry[language]) - {"n"} for language in LANGUAGES}
    assert len({frozenset(names) for names in wanted.values()}) == 1, wanted


def said(sentence: object) -> list[str]:
    return list(sentence.values()) if isinstance(sentence, dict) else [str(sentence)]


def named(sentence: object) -> set[str]:
    return {name for text in said(sentence) for name in re.findall(r"\{(\w+)\}", text)}


def used() -> set[str]:
    """Return the keys that the page's scripts and code name."""
    scripts = "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    code = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.py"))
    return set(re.findall(r'["\'`]([a-z][a-z_]+)["\'`]', scripts + code))


def test_no_sentence_is_without_use() -> None:
    """What nobody says is not translated."""
    unused = {key for key in catalogue() if key not in used() and not key.startswith(MADE)}
    assert unused == set()


def test_what_is_said_is_in_the_catalogue() -> None:
    """A sentence that the code or the scripts name is there."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.py"))
    scripts = "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    keys = set(re.findall(r'\bsay\("([a-z_]+)"', code))
    keys |= set(re.findall(r'(?:said|saying)\("[^"]*", "([a-z_]+)"', scripts))
    keys |= set(re.findall(r'say: "([a-z_]+)"', scripts))
    keys |= set(re.findall(r'words\("([a-z_]+)"', scripts))
    assert len(keys) > 60
    assert keys <= set(catalogue())


def test_a_sentence_is_filled_once() -> None:
    """A value that looks like a placeholder is not filled again."""
    said = say("summary_of_one", title="{about} {title}")
    assert phrase(said) == "Summary: {about} {title}"
    assert phrase({"text": "as it is"}, "tr") == "as it is"
    assert phrase(None) == ""


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (99, "many"),
     (100, "other"), (102, "other"), (103, "few"), (111, "many")],
)  # fmt: skip
def test_arabic_counts_in_six_forms(number: int, form: str) -> None:
    """The plural categories are those of CLDR."""
    assert plural("ar", number) == form
    assert plural("en", number) == plural("tr", number) == ("one" if number == 1 else "other")


def test_the_catalogue_is_one_line_a_sentence() -> None:
    """So that a translator's change is one line."""
    lines = (ASSETS / "words.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(catalogue()) + 2
    assert json.loads("\n".join(lines)) == catalogue()
