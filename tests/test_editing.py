"""``rag.editing``: statements that stand alone, by marked edits and nothing else."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.antecedents import FOLDER, judge, read
from rag.answering import number_statements, one_line
from rag.article import read_article
from rag.editing import dependence, edit_statements, find_claims, stand_alone
from rag.results import Edit, Statement
from rag.sentences import find_sentences
from rag.types import Document, Evidence, Hit, Role, Span
from tests.making import document, passages

TEXT = (
    "BREMEN (Harbour Wire) – Minister Karl Oster opened the harbour bridge on Monday. "
    "He thanked the engineers. “It is safe,” he said. "
    "However, the bridge was closed again by noon. The wind, however, had risen. "
    "Oster left by boat. "
    "Meanwhile, storms were near. It rained."
)


def edited(text: str = TEXT) -> list[tuple[str, Statement]]:
    """Return each sentence of a text, as it stands and as a statement made to stand alone."""
    made = document([(Role.BODY, text)])
    (passage,) = passages(made)
    groups = [[Evidence(Hit(passage, 1, 1, "x"), s, 1)] for s in passage.sentences]
    statements = edit_statements(number_statements(groups), {made.id: read_article([passage])})
    return [(s.citations[0].quote, s) for s in statements]


def test_each_kind_of_edit_is_made() -> None:
    """Datelines and dangling connectives go, pronouns and surnames are told who they are."""
    assert [statement.text for _, statement in edited()] == [
        "Minister Karl Oster opened the harbour bridge on Monday.",
        "He [Karl Oster] thanked the engineers.",
        "“It is safe,” he [Karl Oster] said.",
        "The bridge was closed again by noon.",
        "The wind had risen.",
        "Oster left by boat.",
        "Storms were near.",
        "It rained.",
    ]


def test_taking_the_edits_away_leaves_the_source() -> None:
    """Nothing is changed but what is marked, and the footnote holds the whole sentence."""
    for quote, statement in edited():
        assert statement.verbatim == quote


def is_marked(edit: Edit) -> bool:
    """Say whether an edit is one of those that are allowed."""
    if not edit.original:
        return bool(re.fullmatch(r" ?\[[^\[\]]+\] ?", edit.shown))
    capital = edit.original[-1:].upper() == edit.shown
    return edit.shown in ("", "...") or len(edit.shown) == 1 and capital


def test_an_edit_puts_in_brackets_leaves_out_or_capitalises() -> None:
    """There is no other kind."""
    edits = [edit for _, statement in edited() for edit in statement.edits]
    assert edits and all(map(is_marked, edits))


WORDS = ["However, ", "He ", "But ", "Karl Oster ", "the wall\n ", "said ", "“We left,” ", "It "]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=5))
def test_any_text_can_be_had_back(sentences: list[list[str]]) -> None:
    """Whatever the words, each statement gives its source's words back on one line."""
    text = " ".join("".join(words).strip() + "." for words in sentences)
    for quote, statement in edited(text):
        assert statement.verbatim == one_line(quote)
        assert all(map(is_marked, statement.edits))


def test_a_surname_is_given_its_first_name_once() -> None:
    """Where it is first told; afterwards, and where it is not sure, it stays alone."""
    text = "Anna Weiss spoke. Weiss left."
    made = document([(Role.BODY, text)])
    article = read_article(passages(made))
    last = article.sentences[1]
    assert stand_alone(article, last).text == "[Anna] Weiss left."
    assert stand_alone(article, last, {"Anna Weiss"}).text == "Weiss left."


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("But for the rain, all went well.", "But for the rain, all went well."),
        ("Still waters run deep.", "Still waters run deep."),
        ("However hard it blew, it held.", "However hard it blew, it held."),
        ("So far, nobody has come.", "So far, nobody has come."),
        (
            "And then it fell; the wind, however, rose.",
            "And then it fell; the wind, however, rose.",
        ),
        ("The council – all of it – voted.", "The council – all of it – voted."),
    ],
)
def test_words_that_carry_the_meaning_stay(sentence: str, shown: str) -> None:
    """A connective goes only where it is nothing else."""
    ((_, statement),) = edited(sentence)
    assert statement.text == shown


def test_brackets_in_annotated_articles_are_right() -> None:
    """Of the words put in brackets, at least 95 in a hundred are what an annotator put there."""
    lines = (FOLDER / "antecedents.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    articles = {name: read(FOLDER / name) for name in {row["file"] for row in rows}}
    verdicts = Counter(judge(row, articles[row["file"]], show=False) for row in rows)
    assert verdicts["right"] >= 10
    assert verdicts["right"] >= 0.95 * (verdicts["right"] + verdicts["wrong"])


def test_dependence_counts_what_cannot_be_mended() -> None:
    """A found antecedent costs nothing; one that is not sure costs all."""
    made: Document = document(
        [(Role.BODY, "Karl Oster spoke. He left. Two boys met Jan Fuchs and Paul Eck. He ran.")]
    )
    article = read_article(passages(made))
    assert [dependence(article, span) for span in article.sentences] == [0, 0, 0, 1]


BYRNE = (
    "Councillor Rachel Byrne spoke for an hour. "
    '"The land was sold for half its value. Doyle took a payment from the developer. '
    'The papers were shredded in August," she said. Doyle left the town.'
)
NOBODY = "Doyle left the town. “He sold the land. Doyle took a payment twice. It is all known.”"


def shown(text: str) -> list[str]:
    """Return the sentences of a text as statements that stand alone."""
    return [statement.text for _, statement in edited(text)]


def test_a_sentence_of_a_running_quotation_is_given_its_speaker() -> None:
    """What stands between the marks is told as somebody's words, as in an answer."""
    assert shown(BYRNE) == [
        "Councillor Rachel Byrne spoke for an hour.",
        '[Rachel Byrne:] "The land was sold for half its value.',
        "[Rachel Byrne:] Doyle took a payment from the developer.",
        '[Rachel Byrne:] The papers were shredded in August," she said.',
        "Doyle left the town.",
    ]
    for quote, statement in edited(BYRNE):
        assert statement.verbatim == quote
        assert all(map(is_marked, statement.edits))


def test_a_speaker_who_is_not_known_is_not_made_up() -> None:
    """The words stay as they are; whether they are shown is chosen before."""
    assert shown(NOBODY)[2] == "Doyle took a payment twice."


@pytest.mark.parametrize(
    ("text", "is_verbatim", "claims"),
    [
        (BYRNE, False, []),
        (BYRNE, True, ['"The land', "Doyle took"]),
        (NOBODY, False, ["“He sold", "Doyle took", "It is"]),
        (NOBODY, True, ["“He sold", "Doyle took", "It is"]),
        ("The “old mill” burned. It's the owners' loss. It’s known.", True, []),
        ("“It was safe. They knew of it,” the engineer said. He left.", False, []),
        ("“Hart was paid. They knew of it,” it said. He left.", False, ["“Hart was"]),
    ],
)
def test_claims_are_what_nobody_is_shown_to_say(
    text: str, is_verbatim: bool, claims: list[str]
) -> None:
    """Inside a quotation, with no speaker there; as statements, those with no known one."""
    made = document([(Role.BODY, text)])
    spans = find_sentences(text, Span(0, len(text)))
    found = find_claims(made, spans, is_verbatim=is_verbatim)
    assert [made.slice(span) for span in sorted(found)] == [
        next(s for s in map(made.slice, spans) if s.startswith(words)) for words in claims
    ]
