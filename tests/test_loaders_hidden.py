"""What a browser does not draw is no text of a page; what it draws is."""

from __future__ import annotations

import time

import pytest

from rag.loaders.html import parse


def read(body: str, css: str = "") -> str:
    return parse(f"<head><style>{css}</style></head><body>{body}</body>".encode()).text


@pytest.mark.parametrize(
    ("body", "css", "words"),
    [
        (
            "<table><tr><td style='font-size:0px;padding:20px 0'>no<div style='font-size:16px'>"
            "They met.</div>no</td></tr></table>",
            "",
            "They met.",
        ),
        (
            "<div style='font-size:0'>no<p>no<b style='font:bold 1rem/2 A'>Seen</b></p></div>",
            "",
            "Seen",
        ),
        (
            "<ul class=row><li>no</li><li class=cell>Seen</li></ul>",
            ".row{font-size:0}.cell{font-size:14px}",
            "Seen",
        ),
        (
            "<div class=row><p>Seen</p><span>no</span></div>",
            ".row{font-size:0}p{font-size:medium}",
            "Seen",
        ),
        (
            "<div class=row><p>Seen</p></div>",
            ".row{font-size:0}@media screen{.row{font-size:1rem}}",
            "Seen",
        ),
        (
            "<div style='font-size:0'>no<div style='font-size:2em'>no</div><h2>no</h2>"
            "<div style='font-size:150%'>no</div><p style='font-size:0;color:red'>no</p>"
            "<p style='font-size:.0px'>no</p>"
            "</div><p>Seen</p>",
            "",
            "Seen",
        ),
        (
            "<div style='font-size:0'><p style='font-size:12px;display:none'>no</p></div>Seen",
            "",
            "Seen",
        ),
    ],
)
def test_letters_without_size_hide_their_own_words(body: str, css: str, words: str) -> None:
    """Not those of an element in them that sets a size of its own."""
    assert read(body, css) == words


@pytest.mark.parametrize(
    ("names", "css"),
    [
        ("reveal is-visible", ".reveal{opacity:0}.reveal.is-visible{opacity:1}"),
        ("reveal is-visible", ".reveal.is-visible{opacity:.99}.reveal{opacity:0}"),
        (
            "hidden md:block",
            r".hidden{display:none}@media(min-width:768px){.md\\:block{display:block}}",
        ),
        ("hidden b", ".hidden{display:none}@media screen and (width >= 48rem){.b{display:flex}}"),
        ("a", ".a{visibility:hidden}.a{color:red;visibility:visible}"),
        ("a b", ".a{display:none}div.b{display:inline-block}"),
        ("a b", ".a{display:none}.b{display:grid!important}"),
        ("a", ".a{display:none}#c{display:block}"),
        ("a", "@media print{.a{display:none}}"),
    ],
)
def test_what_another_rule_shows_is_seen(names: str, css: str) -> None:
    """A stronger or a later one, on a wide screen."""
    assert (
        read(f"<div class='{names}' id=c><p>They met.</p></div>", css.replace("\\\\", "\\"))
        == "They met."
    )


@pytest.mark.parametrize(
    ("names", "css"),
    [
        ("a", ".a{display:none}"),
        ("a", "@import url(x.css); .a{display:none}"),
        ("a", ".a{display:none; .z{color:red}}"),
        ("a", ".b, .a{/* x */ Opacity : 0 ; color:red}"),
        ("a", ".a{display:block}.a{display:none}"),
        ("a", ".a{display:none}.a.b{display:block}"),
        ("a", ".a{display:none}.a:hover{display:block}.x .a{display:block}"),
        ("a b", ".b{display:block}.a{display:none}"),
        ("a b", ".a{display:none!important}.a.b{display:block}"),
        ("a b", ".a{display:none}.a.b{opacity:1;display:unknown}"),
        ("a b", ".a{display:none;opacity:0}.a.b{opacity:1}"),
        ("a b", ".a{display:none}@media print{.b{display:block}}"),
        ("a b", ".a{display:none}@media (max-width:600px){.b{display:block}}"),
        ("a b", ".a{display:none}@media (min-width:99999px){.b{display:block}}"),
        ("a b", ".a{opacity:0}.b{opacity:0.0}"),
        ("a", ".a{display:none;display:unknown}"),
    ],
)
def test_what_no_rule_shows_again_is_hidden(names: str, css: str) -> None:
    """Nor one for another element, another medium, or of less weight."""
    body = f"<div class='{names}' style='/*x*/color:red'><p>no</p></div><p>They met.</p>"
    assert read(body, css) == "They met."


def test_hostile_style_takes_bounded_time() -> None:
    """Letters without size in one another, rules without end."""
    started = time.monotonic()
    assert read("<div style='font-size:0'>" * 5_000 + "no", "") == ""
    css = ".a{display:none}" + "".join(f".a.b{n}{{display:block}}" for n in range(9_000))
    assert read("<p class=a>no</p>" * 200 + "They met.", css) == "They met."
    assert read("They met.", "a" * 200_000) == "They met."
    assert time.monotonic() - started < 20
