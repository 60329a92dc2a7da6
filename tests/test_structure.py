"""Tests of rag.structure."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.loaders.parsed import Block, BlockKind, Parsed
from rag.loaders.text import find_blocks, parse
from rag.structure import Structure, dates, find_structure, people
from rag.structure.labels import is_advertisement, is_caption, is_navigation
from rag.types import SILENT_ROLES, Role, Span

_ROOT = Path(__file__).parents[1]
_ARTICLES = Path(__file__).parent / "data" / "articles"
_EXPECTED = json.loads((_ARTICLES / "roles.json").read_text(encoding="utf-8"))
_SHARED = _ROOT.parent / "shared"
_WIKINEWS = _SHARED / "docs" / "wikinews"
_BBC = _SHARED / "data" / "summaries" / "bbc-valid.jsonl.gz"


def _of(*lines: str) -> tuple[Parsed, Structure]:
    parsed = parse("\n\n".join(lines).encode())
    return parsed, find_structure(parsed)


def _roles(*lines: str) -> list[Role]:
    return [paragraph.role for paragraph in _of(*lines)[1].paragraphs]


def _blocks(*rows: tuple[str, BlockKind, int | None], title: str = "") -> Parsed:
    text = ""
    blocks = []
    for words, kind, page in rows:
        text += "\n\n" if text else ""
        blocks.append(Block(Span(len(text), len(text) + len(words)), kind, page))
        text += words
    return Parsed(text, tuple(blocks), title=title)


_STORY = (
    "The mill on the river burned down on Tuesday morning, the fire service said.",
    "Nobody was hurt, but forty people lost their work, and the owner said he would not rebuild.",
)


def _read(name: str) -> tuple[list[str], Structure]:
    structure = find_structure(parse((_ARTICLES / f"{name}.txt").read_bytes()))
    return [paragraph.role.value for paragraph in structure.paragraphs], structure


@pytest.mark.parametrize("name", sorted(_EXPECTED))
def test_no_body_is_silenced_and_no_advertisement_is_body(name: str) -> None:
    """The two errors that a reader would notice: text lost, and an advertisement quoted."""
    found, structure = _read(name)
    silent = {role.value for role in SILENT_ROLES} | {"caption"}
    for role, expected in zip(found, _EXPECTED[name]["roles"], strict=True):
        assert not (expected in ("body", "standfirst") and role in silent)
        assert not (expected == "advertisement" and role not in silent)
    assert structure.author == _EXPECTED[name]["author"]
    assert structure.published == _EXPECTED[name]["published"]


def test_paragraphs_have_the_role_a_reader_gives_them() -> None:
    """Of all paragraphs of the sixteen articles, at most three in a hundred are misread."""
    pairs = [
        pair
        for name in _EXPECTED
        for pair in zip(_read(name)[0], _EXPECTED[name]["roles"], strict=True)
    ]
    assert sum(found == expected for found, expected in pairs) >= 0.97 * len(pairs)


def test_the_users_article() -> None:
    """Standfirst and caption are kept once, the author is known, the advertisement is found."""
    (path,) = (_ROOT / "seeds").glob("*.txt")
    parsed = parse(path.read_bytes())
    structure = find_structure(parsed)
    roles = [paragraph.role for paragraph in structure.paragraphs]
    assert roles[:5] == [Role.TITLE, Role.STANDFIRST, Role.CAPTION, Role.REPEAT, Role.BYLINE]
    assert roles[5:8] == [Role.BODY, Role.REPEAT, Role.BODY]
    assert roles.count(Role.SUBHEADING) == 2
    assert roles[-1] is Role.ADVERTISEMENT
    assert structure.author == "Ahora Qadi"
    assert structure.title.startswith("Turkey and Israel")
    assert structure.paragraphs[-2].heading.startswith("Erdogan")


_LINES = st.sampled_from(
    [
        *_STORY,
        "By Ann Lee",
        "Advertisement",
        "Read more:",
        "3 May 2024",
        "A heading",
        "== Sources ==",
        "* *",
        "Category:Europe Category:Mills",
        "{| border=1 | a | b |}",
        "(Photo: AP)",
        "“Q",
        "LONDON (Wire) - It",
        "。",
        "a\tb\tc",
    ]
)
_SEPARATORS = st.sampled_from([" ", "\n", "\n\n"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_LINES | st.text(max_size=30), _SEPARATORS), max_size=25))
def test_no_word_is_lost(parts: list[tuple[str, str]]) -> None:
    """Every block becomes one or more paragraphs, in order; all that is not blank is in one."""
    whole = "".join(text + separator for text, separator in parts)
    parsed = Parsed(whole, find_blocks(whole))
    structure = find_structure(parsed)
    spans = [paragraph.span for paragraph in structure.paragraphs]
    places = [i for span in spans for i in range(span.start, span.end)]
    assert places == sorted(set(places))
    blocks = {i for b in parsed.blocks for i in range(b.span.start, b.span.end)}
    assert {i for i in blocks if not parsed.text[i].isspace()} <= set(places) <= blocks
    for block in parsed.blocks:
        assert any(block.span.contains(span) for span in spans)
    assert find_structure(parsed) == structure


@pytest.mark.parametrize(
    "text",
    [
        "Advertisement",
        "ADVERTISMENT",
        "Advertisment: Visit Karvia",
        "Harbour Bank Advertisement",
        "Sponsored by Harbour Bank",
        "Story continues below advertisement",
        "Sign up for our daily newsletter",
        "Download the free app today!",
        "Subscribe now and save 50%",
        "Support our journalism from £5 a month",
        "Support independent journalism delivered by email",
        "Support The Guardian with a donation",
        "Subscribe and your first month is free",
        "Donate today so that reporters can continue.",
        "Get breaking news alerts delivered to your inbox",
        "Download the free app trusted by millions.",
        "Book tickets online with a promo code",
        "Stay informed: subscribe to our newsletter",
        "Enjoying our journalism? It is free. Become a member.",
        "CLICK HERE to see how Chelsea fell",
        "Click here for the ratings as Chelsea have won",
    ],
)
def test_advertisements_are_known_by_their_form(text: str) -> None:
    """Misspelt or not, a marker or a call to sign up is an advertisement."""
    assert is_advertisement(text)


@pytest.mark.parametrize(
    "text",
    [
        "The advertisement, which ran in 2014, was withdrawn after complaints.",
        "Sponsored studies by golf courses once told Congress that light was worth millions.",
        "Sign up for the newsletter of the union, the secretary told the workers.",
        "He said the newsletter had 4,000 subscribers.",
        "Court strikes down ban on tobacco advertisement",
        "Photos of the fire were shared by residents, according to police.",
        "The brothers share on average 20 hectares.",
        "Related claims were dismissed by the court in March.",
        "Read the letter, she said, and you will understand.",
        "Watch towers along the border were abandoned in 1991.",
        "By Monday, the river had risen by two metres.",
        "By law the council must publish the report.",
        "Research by Dr Nielsen shows that people search more.",
        "On 3 May 2024 the court ruled against the owner.",
        "Support among party members has fallen by half since May.",
        "Support in the US has fallen by 3% a month.",
        "Support for the party fell to 4,000 members.",
        "Support groups wrote to every member of parliament.",
        "Shop prices rose by 2% a month over the winter.",
        "Shop workers earn £80 a week.",
        "Stay-at-home parents receive £80 a week.",
        "Save the Children has received a donation of £1m from the family.",
        "Save the Children received a £1m donation.",
        "Claim forms were sent by email to 300 families.",
        "Claim forms arrived by email on Monday.",
        "Tap water could cost £5 a month more.",
        "Book publishers did not send a donation.",
        "Enjoying a discount, the club bought a mill for £5 a month.",
        "Copyright cases in the US doubled last year.",
        "Copyright law protects the songs of the band.",
        "Copyright Act changes passed in May.",
    ],
)
def test_prose_that_only_speaks_of_such_things_is_body(text: str) -> None:
    """A paragraph about advertising, photographs or sharing is still a paragraph."""
    assert not is_advertisement(text)
    assert not is_navigation(text)
    assert not is_caption(text)
    assert people.read_byline(text) is None
    assert not dates.is_dateline(text)
    following = text if text.endswith(".") else text + " is upheld on appeal, ending a long case."
    assert _roles("Mill burns down on the river", *_STORY, following, *_STORY[:1])[3] is Role.BODY


@pytest.mark.parametrize(
    "text",
    [
        "© Reuters",
        "Copyright",
        "Copyright notice",
        "Copyright (c) 2010 AP",
        "Copyright 2011 Wired.com.",
        "Copyright © 2006 by The Endocrine Society",
        "COPYRIGHT The Guardian",
        "Copyright by Ann Lee 2024",
    ],
)
def test_a_claim_of_rights_names_its_owner_or_year(text: str) -> None:
    """What follows "copyright" tells small print from a sentence about copyright."""
    assert is_navigation(text)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Published 3 May 2024", "2024-05-03"),
        ("May 3rd, 2024, 10:15 AM EST", "2024-05-03"),
        ("Fri 3 May 2024 06.00 BST", "2024-05-03"),
        ("Posted on 2024-05-03", "2024-05-03"),
        ("LONDON, May 3, 2024", "2024-05-03"),
        ("03.05.2024", "2024-05-03"),
        ("LONDON, May 3 —", None),
        ("3/5/2024", None),
        ("31 February 2024", None),
    ],
)
def test_date_lines(text: str, published: str | None) -> None:
    """A date line is known; its date is given only when it is certain."""
    assert dates.is_dateline(text)
    assert dates.find_date(text) == published
    _, structure = _of("Mill burns down on the river", text, *_STORY)
    assert structure.published == published
    assert structure.paragraphs[1].role is Role.DATELINE


def test_an_update_does_not_date_an_article_that_says_when_it_was_published() -> None:
    """Published wins over updated, wherever it stands; updated is better than nothing."""
    lines = ("Mill burns down on the river", "Updated: 4 May 2024")
    assert _of(*lines, "Published: 3 May 2024", *_STORY)[1].published == "2024-05-03"
    assert _of(*lines, *_STORY)[1].published == "2024-05-04"


def test_a_subheading_heads_what_follows_until_the_next() -> None:
    """Paragraphs carry the heading above them; those before the first have none."""
    more = "It is not known what happens to the land, which the town sold in 1911."
    lines = (
        *_STORY,
        "A town in shock",
        "People wept in the streets.",
        "What next?",
        more,
        "They will stay.",
    )
    _, found = _of("Mill burns down", *lines)
    headings = [p.heading for p in found.paragraphs if p.role is Role.BODY]
    assert headings == ["", "", "A town in shock", "What next?", "What next?"]


def test_short_lines_in_a_list_are_not_subheadings() -> None:
    """A run of short lines is text, even when a paragraph follows it."""
    roles = _roles(
        "Mill burns down", *_STORY, "Apples", "Pears", "Plums", "Cherries", _STORY[1] + " He left."
    )
    assert roles[4:7].count(Role.BODY) >= 2


def test_verse_has_no_subheadings() -> None:
    """A line without a stop does not head the next one of the same length."""
    verse = ("Along the road the carters go", "And none of them will ever know.")
    assert Role.SUBHEADING not in _roles("The Carters, a Poem of the Road", *_STORY, *verse)


def test_numbers_and_words_that_differ_are_no_repeat() -> None:
    """Only the same words are a repeat: one other figure is another fact."""
    lines = (
        "The index of the exchange rose by 2 percent on Monday in early trading.",
        "The index of the exchange rose by 3 percent on Monday in early trading.",
        "The index of the exchange fell by 2 percent on Monday in early trading.",
    )
    assert Role.REPEAT not in _roles("Markets move again this week", *lines)


def test_a_pull_quote_is_a_repeat() -> None:
    """What a paragraph says in full is not found a second time in large letters."""
    quote = "forty people lost their work"
    assert _roles("Mill burns down on the river", *_STORY, f"“{quote}”", _STORY[0][:40] + "!")[
        3
    ] is (Role.REPEAT)


def test_doubled_lines_inside_a_block_are_parted() -> None:
    """A caption that stands twice in one block is kept once."""
    line = "The mill on Monday. (Photo: AP)"
    parsed = _blocks(
        ("Mill burns down on the river", BlockKind.HEADING, None),
        (f"{line}\n{line}", BlockKind.PARAGRAPH, None),
        (_STORY[0], BlockKind.PARAGRAPH, None),
    )
    roles = [paragraph.role for paragraph in find_structure(parsed).paragraphs]
    assert roles == [Role.TITLE, Role.CAPTION, Role.REPEAT, Role.BODY]


def test_running_headers_and_page_numbers_are_navigation() -> None:
    """What stands at the edge of every page is kept out of the text."""
    rows = [("Mill burns down on the river", BlockKind.PARAGRAPH, 1)]
    for page in range(1, 5):
        rows.append((f"The Dunmore Herald, page {page}", BlockKind.PARAGRAPH, page))
        rows += [(f"{text} Part {page}.", BlockKind.PARAGRAPH, page) for text in _STORY]
        rows.append((str(page), BlockKind.PARAGRAPH, page))
    parsed = _blocks(*rows)
    for paragraph in find_structure(parsed).paragraphs[1:]:
        text = parsed.text[paragraph.span.start : paragraph.span.end]
        is_text = text.endswith(".")
        assert paragraph.role is (Role.BODY if is_text else Role.NAVIGATION)


def test_the_title_is_what_the_file_declares() -> None:
    """A declared title names the paragraph that says the same, without the site's name."""
    rows = (("Mill burns", BlockKind.PARAGRAPH, None), (_STORY[0], BlockKind.PARAGRAPH, None))
    assert find_structure(_blocks(*rows, title="Mill Burns")).title == "Mill burns"
    prose = _blocks(rows[1], rows[1], title="A fire and its end")
    assert find_structure(prose).title == "A fire and its end"


@pytest.mark.parametrize("declared", ["", "untitled", "report_v3.docx", "Microsoft Word - a"])
def test_without_a_title_the_first_words_stand_for_it(declared: str) -> None:
    """A file name or a program's default is no title; prose is not one either."""
    parsed = _blocks((_STORY[0], BlockKind.PARAGRAPH, None), title=declared)
    structure = find_structure(parsed)
    assert structure.title == "The mill on the river burned down on Tuesday morning,…"
    assert structure.paragraphs[0].role is Role.BODY


def test_a_name_set_as_a_heading_above_a_date_is_the_author() -> None:
    """Reports set the author's name in large letters below the title."""
    rows = (("A Report on Mills", BlockKind.HEADING), ("Ann Lee", BlockKind.HEADING))
    rest = (("3 May 2024", BlockKind.PARAGRAPH), (_STORY[0], BlockKind.PARAGRAPH))
    assert find_structure(_blocks(*((*row, 1) for row in (*rows, *rest)))).author == "Ann Lee"


def test_an_empty_file_has_no_paragraphs() -> None:
    """Nothing in, nothing out."""
    assert find_structure(Parsed("", ())) == Structure("", ())


def test_a_large_document_takes_time_in_proportion() -> None:
    """Twenty thousand paragraphs take seconds."""
    lines = [
        f"Paragraph {n} says that the mill burned on a cold day in May." for n in range(20_000)
    ]
    lines[::4] = ["Read more"] * 5_000
    started = time.perf_counter()
    _of(*lines)
    assert time.perf_counter() - started < 30


@pytest.mark.skipif(not _WIKINEWS.is_dir(), reason="../shared/docs/wikinews is not here")
@pytest.mark.parametrize("path", sorted(_WIKINEWS.glob("wn*.txt")), ids=lambda path: path.stem)
def test_markup_left_in_wiki_articles_is_cut_off(path: Path) -> None:
    """Category lists and tables are no prose, and no prose goes with them."""
    parsed = parse(path.read_bytes())
    structure = find_structure(parsed)
    assert structure.title == parsed.text.split("\n", 1)[0].strip()
    for paragraph in structure.paragraphs:
        text = parsed.text[paragraph.span.start : paragraph.span.end]
        if paragraph.role is Role.NAVIGATION:
            assert text.count(". ") <= 2
        elif paragraph.role in (Role.BODY, Role.STANDFIRST):
            assert text.count("Category:") < 2
            assert "{|" not in text


@pytest.mark.skipif(not _BBC.is_file(), reason="../shared/data/summaries is not here")
def test_prose_of_other_news_stays_body() -> None:
    """Of the sentences of 200 articles, each a paragraph, fewer than one in a hundred is lost."""
    with gzip.open(_BBC, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(200), strict=False)]
    roles = [role for row in rows for role in _roles(row["title"], *row["sentences"])[1:]]
    lost = sum(role in SILENT_ROLES or role is Role.CAPTION for role in roles)
    assert lost < 0.01 * len(roles)
