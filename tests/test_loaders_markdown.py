"""Markdown: what is seen when it is rendered."""

from __future__ import annotations

import pytest

from rag.loaders.markdown import parse


def read(source: str) -> list[tuple[str, str]]:
    parsed = parse(source.encode())
    return [
        (block.kind.value, parsed.text[block.span.start : block.span.end])
        for block in parsed.blocks
    ]


def test_marks_are_gone_and_kinds_are_kept() -> None:
    """Headings, lists, tables, code, quotations."""
    source = (
        "Title\n=====\n\nSome **bold**, `code` and a\nbroken [line](http://x.example).\n\n"
        "- one\n- two\n\n> quoted\n\n```py\nx = 1\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    )
    assert read(source) == [
        ("heading", "Title"),
        ("paragraph", "Some bold, code and a broken line."),
        ("list_item", "one"),
        ("list_item", "two"),
        ("paragraph", "quoted"),
        ("paragraph", "x = 1"),
        ("table", "A\tB\n1\t2"),
    ]


def test_images_scripts_comments_and_data_are_not_text() -> None:
    """Neither their address nor their alternative text."""
    source = (
        "Seen ![alt](data:image/png;base64,AAAA) text.<!-- no -->\n\n<script>\nno()\n</script>\n\n"
        "![](https://x.example/p.png) [click](javascript:no) <b onclick=no>bold</b>\n\n"
        "<div style='display:none'>no</div>\n<p>In HTML.</p>\n"
    )
    assert [words for _, words in read(source)] == ["Seen  text.", "click bold", "In HTML."]


def test_front_matter_is_taken_for_what_it_is() -> None:
    """Title, author and date; the rest of it is no text."""
    source = (
        b"---\ntitle: 'The River'\nauthor: Ada Bell\ndate: 2024-05-06 10:00\ntags: [x]\n---\nText."
    )
    parsed = parse(source)
    assert (parsed.title, parsed.author, parsed.published) == (
        "The River",
        "Ada Bell",
        "2024-05-06",
    )
    assert parsed.text == "Text."


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    """Nothing is lost between two rules."""
    assert read("---\nWords\n\n---\n") == [("paragraph", "Words")]


@pytest.mark.parametrize("date", ["2024-13-05", "2023-02-30", "1066-10-14", "9999-01-01", "soon"])
def test_a_day_on_which_nothing_was_published_is_none(date: str) -> None:
    """No month 13, no day that is yet to come."""
    assert parse(f"---\ntitle: T\ndate: {date}\n---\nText.".encode()).published is None


@pytest.mark.parametrize(
    ("top", "is_data"),
    [
        ("layout: post\ntags:\n- a\n- b", True),
        ("Title: The river\nSummary: They met on Monday.\n\n# note\nauthors:\n  - Ada", True),
        ("tags: [a,\n  b\n]\nPublication date: 2024", True),
        ("description: They met on Monday.", True),
        ("Update: the talks went on.\n\nNobody knew why.", False),
        ("Correction: the talks were on Monday.", False),
        ("https://x.example/a", False),
        ("# Talks: a first day\n\n- One", False),
    ],
)
def test_only_what_has_the_form_of_data_is_front_matter(top: str, is_data: bool) -> None:
    """A section between two rules is text."""
    words = [words for _, words in read(f"---\n{top}\n\n---\nThe rest.")]
    assert (words == ["The rest."]) is is_data


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('A look at "Emma"', 'A look at "Emma"'),
        ('"Emma" and "Persuasion"', '"Emma" and "Persuasion"'),
        ('"A look"', "A look"),
        ("'A look'", "A look"),
        ("The farmers'", "The farmers'"),
    ],
)
def test_quotation_marks_of_a_title_go_as_a_pair(written: str, title: str) -> None:
    """Those that are its own stay."""
    assert parse(f"---\ntitle: {written}\n---\nText.".encode()).title == title


def test_a_line_break_of_html_is_one() -> None:
    """Two end a paragraph; in a table it is a space."""
    assert read("12 Mill Lane<br>York<BR/>\nEngland<br><br>Tel. 1") == [
        ("paragraph", "12 Mill Lane\nYork\nEngland"),
        ("paragraph", "Tel. 1"),
    ]
    assert read("| A | B |\n|---|---|\n| one<br>two | 2 |") == [("table", "A\tB\none two\t2")]


def test_a_footnote_that_is_an_address_is_kept() -> None:
    """The address of a link is not text."""
    source = "It rose.[^1] See [here][a].\n\n[^1]: https://x.example/1\n\n[a]: https://x.example/2"
    assert [words for _, words in read(source)] == [
        "It rose.[^1] See here.",
        "[^1]: https://x.example/1",
    ]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: >-\n  The river\n  and its farmers\nlayout: post", "The river and its farmers"),
        ("layout: post\ntitle: |\n  The river\n\n", "The river"),
        ("title: >2+ # folded\n   The river: a look\ntags:\n- a", "The river: a look"),
        ("title: The river\n  and its farmers\ntags: [a]", "The river and its farmers"),
        ('title:\n  "The river"\ntags: [a]', "The river"),
        ("subtitle: >-\n  No title: at all\ntags: [a]", ""),
        ("title:\ntags: [a]", ""),
        ("title:\n  long: The river\ntags: [a]", ""),
    ],
)
def test_a_value_may_stand_on_the_lines_below_its_name(written: str, title: str) -> None:
    """Folded, literal or plain, as far as it is indented."""
    parsed = parse(f"---\n{written}\n---\nText.".encode())
    assert (parsed.title, parsed.text) == (title, "Text.")


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("author: [Ann Lee, Bo Ek]", "Ann Lee and Bo Ek"),
        ("author: ['Ann Lee', \"Bo Ek, Jr.\", Cy Au]", "Ann Lee, Bo Ek, Jr. and Cy Au"),
        ("author: [Ann Lee]", "Ann Lee"),
        ("author: [\n  Ann Lee,\n  Bo Ek,\n]", "Ann Lee and Bo Ek"),
        ("author:\n  - Ann Lee\n  - Bo Ek\ntags: [a]", "Ann Lee and Bo Ek"),
        ("author:\n- Ann Lee\n- 'Bo Ek'", "Ann Lee and Bo Ek"),
        ("author:\n  - name: Ann Lee\n    city: York\n  - name: Bo Ek", "Ann Lee and Bo Ek"),
        ("author: Ann Lee, Bo Ek", "Ann Lee, Bo Ek"),
        ("author: []", None),
    ],
)
def test_a_list_of_authors_is_told_as_one(written: str, author: str | None) -> None:
    """Without the marks of the list."""
    parsed = parse(f"---\ntitle: T\n{written}\n---\nText.".encode())
    assert (parsed.title, parsed.author, parsed.text) == ("T", author, "Text.")


def test_front_matter_may_be_toml() -> None:
    """Between two lines of plus signs; its dates and lists have their own form."""
    source = (
        '+++\ntitle = "The \\"River\\""\ndate = 2024-05-06T10:00:00Z\nauthor = ["Ann Lee", "Bo Ek"]'
        '\ndraft = false\nlanguage = "en"\n[params]\ntitle = "No"\n+++\n\nText.'
    )
    parsed = parse(source.encode())
    assert (parsed.title, parsed.author) == ('The "River"', "Ann Lee and Bo Ek")
    assert (parsed.published, parsed.language, parsed.text) == ("2024-05-06", "en", "Text.")
    day = parse(b'+++\nDate = "2024-05-06"\ntitle = 1984\n+++\nText.')
    assert (day.published, day.title, day.text) == ("2024-05-06", "1984", "Text.")


@pytest.mark.parametrize("top", ["Words of a text.", "a = b", "title = 'open", "# A heading"])
def test_plus_signs_around_text_are_text(top: str) -> None:
    """What is not TOML is kept."""
    assert parse(f"+++\n{top}\n+++\nThe rest.".encode()).text.count(top[2:]) == 1
