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
