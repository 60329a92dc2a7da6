"""``rag.languages``: another language is named, and English is never taken for one."""

from __future__ import annotations

import pytest

from rag.languages import code_of_language, foreign_language, name_of_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wann wurde die Mühle in Wohnungen umgebaut?", "German"),
        ("Combien d'ouvriers le syndicat représente-t-il ?", "French"),
        ("¿Cuántas familias tuvieron que salir de sus casas?", "Spanish"),
        ("Когда забастовка закончится?", "Russian"),
        ("ストライキはいつ終わりますか", "Japanese"),
        ("متى ينتهي الإضراب؟", "Arabic"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    """A message that is surely not English is told by its language's English name."""
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "sup",
        "Zeki Aktürk",
        "Recep Tayyip Erdoğan Cumhurbaşkanı",
        "São Paulo",
        "Angela Merkel Bundeskanzlerin",
        "recap pls",
        'Who said "il faut cultiver notre jardin"?',
        "What does Weltanschauung mean?",
        "wat did minister say abt trade",
        "pls make short résumé",
    ],
)
def test_when_unsure_it_is_english(text: str) -> None:
    """Names, quoted words, slips and few words never count as another language."""
    assert foreign_language(text) is None


def test_languages_have_names_and_codes() -> None:
    """A language asked for by name is found by its code, whatever the region."""
    assert name_of_language("de-AT") == "German"
    assert name_of_language("xx") == "xx"
    assert code_of_language("do you have any french documents") == "fr"
    assert code_of_language("do you have any documents") is None
