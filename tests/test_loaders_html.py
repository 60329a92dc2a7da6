"""HTML: the article as its reader sees it."""

from __future__ import annotations

import time

import pytest

from rag.loaders.html import parse
from rag.loaders.parsed import Parsed

PROSE = (
    "The ministers met on Thursday in the capital to talk about the river, whose water both "
    "countries need, and agreed to meet again before the summer, although nobody expected it. "
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Ministers meet - The Gazette</title>
<meta property="og:title" content="Ministers meet"><meta name="author" content="Ada Bell">
<meta property="article:published_time" content="2024-05-06T10:00:00Z">
<style>.gone, #also {{ display: none }} @media print {{ .kept {{ display: none }} }}</style></head>
<body><header><a href="/">The Gazette</a></header>
<nav><ul><li><a href="/a">World</a></li><li><a href="/b">Sport</a></li></ul></nav>
<main><article><h1>Ministers meet</h1><p>{PROSE}One.</p>
<figure><img src="x.jpg" alt="not text"><figcaption>The river in May. Photo: C. Dee</figcaption>
</figure><p class="kept">{PROSE}Two.</p><h2>What comes next</h2>
<p>{PROSE}Three <b>bo</b>ld<br>words.</p>
<p class="gone">HIDDEN-1</p><p id="also">HIDDEN-2</p><p style="Display : None">HIDDEN-3</p>
<p hidden>HIDDEN-4</p><p style="font-size:0px">HIDDEN-5</p><!-- HIDDEN-6 -->
<noscript>HIDDEN-7</noscript><template>HIDDEN-8</template>
<p style="position:absolute;left:-9999px">HIDDEN-9</p>
<table><tr><th>Year</th><th>Level</th></tr><tr><td>2023</td><td>4.1</td></tr></table>
<p>{PROSE}Four.</p></article></main>
<footer><p>Copyright The Gazette. <a href="/c">Contact</a></p></footer>
<script>var HIDDEN = 10;</script></body></html>"""


def pieces(parsed: Parsed) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks]


def read(markup: str) -> list[tuple[str, str]]:
    return pieces(parse(markup.encode()))


def test_an_article_is_taken_with_its_kinds() -> None:
    """Headings, captions and tables stand where they stood; menus and footers are left out."""
    assert read(PAGE) == [
        ("heading", "Ministers meet"),
        ("paragraph", f"{PROSE}One."),
        ("caption", "The river in May. Photo: C. Dee"),
        ("paragraph", f"{PROSE}Two."),
        ("heading", "What comes next"),
        ("paragraph", f"{PROSE}Three bold\nwords."),
        ("table", "Year\tLevel\n2023\t4.1"),
        ("paragraph", f"{PROSE}Four."),
    ]


def test_what_stands_under_the_headline_is_kept() -> None:
    """A byline and a standfirst, where elements have no meaning; lists of links are not."""
    page = (
        "<body><div><a href=/>Home</a> | <a href=/n>News</a></div><div><h1>Talks</h1>"
        "<div>By Ada Bell, 6 May 2024</div><div><b>They were short.</b></div>"
        f"<p>{PROSE}One.</p><p>{PROSE}Two.</p><p>{PROSE}Three.</p>"
        "<h3>Related</h3><ul><li><a href=/1>Another story</a></li></ul></div>"
        "<div>© 2024 The Gazette</div></body>"
    )
    words = [piece for _, piece in read(page)]
    assert words[:3] == ["Talks", "By Ada Bell, 6 May 2024", "They were short."]
    assert f"{PROSE}Three." in words and not {"Home", "Another story"} & set(words)


def test_a_page_says_who_wrote_it_and_when() -> None:
    """As far as that is plausible."""
    parsed = parse(PAGE.encode())
    assert (parsed.title, parsed.author) == ("Ministers meet", "Ada Bell")
    assert (parsed.published, parsed.language) == ("2024-05-06", "en")
    odd = PAGE.replace("Ada Bell", "https://x.example/ada").replace(
        "2024-05-06T10", "3024-05-06T10"
    )
    parsed = parse(odd.encode())
    assert parsed.author is None and parsed.published is None


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("just words", ["just words"]),
        ("<p>One<p>Two", ["One", "Two"]),
        ("<div>One<br><br>Two</div>", ["One", "Two"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<p>a&shy;b&nbsp;c &amp; d", ["ab c & d"]),
        ("<pre>a\n  b</pre>", ["a\n  b"]),
        (
            "<p>Oil<svg><g><path d='M1'/></g></svg> fell, <x-n>Iran</x-n> said",
            ["Oil fell, Iran said"],
        ),
        ("<p>In <st1:city><st1:place>Rome</st1:place></st1:city> it", ["In Rome it"]),
        ("<x-card>One</x-card><x-card>Two</x-card>", ["One", "Two"]),
        ("<x-body><div>One</div> <p>Two</p></x-body>", ["One", "Two"]),
        ("<svg><text>2019</text><text>2020</text></svg>", ["2019", "2020"]),
        ("<p>a <svg><desc>no</desc></svg>b", ["a b"]),
        (
            "<p>if <math><mi>y</mi><mo>=</mo><mfrac><mn>3</mn><mn>4</mn></mfrac></math>",
            ["if y=3/4"],
        ),
        ("<p>10<sup>th</sup>, <desc>seen</desc> too", ["10th, seen too"]),
        ("<table><tr><td><p>One</p><p>Two</p></td></tr></table>", ["One", "Two"]),
        ("<p>A</p><script>no</script language=x><p>B</p>", ["A", "B"]),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>One</p></body></html>", ["One"]),
    ],
)
def test_small_and_careless_pages_are_read_whole(markup: str, words: list[str]) -> None:
    """Where there is too little to tell an article from its frame, all is taken."""
    assert [piece for _, piece in read(markup)] == words


def test_the_declared_encoding_counts_unless_it_is_wrong() -> None:
    """A page in another encoding than it says is read in the one it is in."""
    page = "<meta charset={}><p>Gespräche über die Änderung der Verträge in München</p>"
    expected = "Gespräche über die Änderung der Verträge in München"
    assert expected in parse(page.format("iso-8859-1").encode("cp1252")).text
    assert expected in parse(page.format("iso-8859-1").encode("utf-8")).text
    assert expected in parse(page.format("utf-8").encode("cp1252")).text


def test_hostile_pages_take_bounded_time() -> None:
    """Deep nesting, a hundred thousand attributes, a huge address."""
    started = time.monotonic()
    parse(b"<div>" * 20_000 + b"deep")
    attributes = " ".join(f"a{n}=1" for n in range(100_000))
    assert parse(f"<p {attributes}>words</p>".encode()).text == "words"
    assert parse(b"<p>words<img src='data:x," + b"A" * 2_000_000 + b"'></p>").text == "words"
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "words",
    [
        "<time datetime='2023-08-02'>2 August</time>",
        "<label>Monday</label>",
        "<output>40</output>",
        "<progress>40</progress>",
        "Monday<span class='tip'>HIDDEN</span>",
        "<x-day>Monday</x-day>",
        "<math><mi>t</mi><mo>=</mo><msup><mn>10</mn><mn>6</mn></msup></math>",
        "Monday<noindex>,</noindex>",
        "<b>Monday</b>",
    ],
)
def test_a_paragraph_is_not_lost_for_an_element_in_it(words: str) -> None:
    """Though the extraction leaves some elements out, and shows some that are hidden."""
    line = f"The farmers heard on {words} that the dam would not be built before the winter."
    page = (
        f"<head><style>.tip{{display:none}}</style></head><body><article><h1>The dam</h1>"
        f"<p>{PROSE}One.</p>"
        f"<p>{line}</p><p>{PROSE}Two.</p><p><time>3 May</time></p><p>{PROSE}Three.</p></article>"
    )
    pieces = [piece for _, piece in read(page)]
    assert len(pieces) == 5 and "HIDDEN" not in pieces[2]
    assert pieces[2].startswith("The farmers heard on") and pieces[2].endswith("the winter.")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("CO<sub>2</sub>", "CO2"),
        ("<a href=/x>Syria</a>'s 3<sup>rd</sup>", "Syria's 3rd"),
        ("<b>7</b>,500", "7,500"),
        ("Ankara<br>Izmir", "Ankara Izmir"),
        ("<x-p>Ada</x-p>'s", "Ada's"),
        ("<span>France</span><span>FRA</span>", "France FRA"),
        ("<ul><li>One</li><li>Two</li></ul>", "One Two"),
    ],
)
def test_a_cell_has_the_spaces_that_are_seen(cell: str, words: str) -> None:
    """None inside a word or a number; one between parts."""
    page = f"<table><tr><th>A</th><th>B</th></tr><tr><td>{cell}</td><td>1</td></tr></table>"
    assert read(page) == [("table", f"A\tB\n{words}\t1")]


def article(part: str) -> list[str]:
    """Return the words of an article of nine paragraphs with ``part`` after the fifth."""
    before = "".join(
        f"<p>The river rose to its mark number {n} in the night.</p>" for n in range(5)
    )
    after = "".join(f"<p>The town voted on its plan number {n} in the hall.</p>" for n in range(4))
    page = (
        "<body><nav class=menu><a href=/>Home</a></nav><div class=page><article>"
        f"<h1>Council plans ten projects</h1>{before}{part}{after}</article>"
        "<div class=sidebar><p>We use cookies to make it better.</p></div></div></body>"
    )
    words = [piece for _, piece in read(page)]
    assert len(words) >= 10 and not {"Home"} & set(words) and "cookies" not in " ".join(words)
    return words[6:-4]


SENTENCE = "The mayor said that the sixth project was the dearest of them all."


@pytest.mark.parametrize(
    "part",
    [
        f"<div>{SENTENCE}</div>",
        f"<div><span>{SENTENCE}</span></div>",
        f"<div><div><b>The mayor</b>{SENTENCE[9:]}</div></div>",
        f"<figure><blockquote><p>{SENTENCE}</p></blockquote></figure>",
        f"<figure class=wp-block-pullquote><blockquote>{SENTENCE}</blockquote></figure>",
        f"<p class=attachment>{SENTENCE}</p>",
        f"<div class='elementor-widget elementor-widget-text-editor'><p>{SENTENCE}</p></div>",
        f"<p>The mayor <span class=overlay-link>said</span>{SENTENCE[14:]}</p>",
        *(
            f"<div class={name}><div class=inner><p>{SENTENCE}</p></div></div>"
            for name in "widget author-note message-container attachment ad-free embedded".split()
        ),
        f"<div id=premium-part><p>{SENTENCE}</p></div>",
    ],
)
def test_a_paragraph_is_not_lost_for_the_element_it_stands_in(part: str) -> None:
    """Whatever that is, or is called, between two others of the article."""
    assert article(part) == [SENTENCE]


def test_lines_of_an_element_are_not_lost_for_their_breaks() -> None:
    """Two line breaks make two paragraphs."""
    assert article(f"<div>{SENTENCE}<br><br>It was late.</div>") == [SENTENCE, "It was late."]
    listed = "<p>It has three parts, as the mayor said.</p><ul><li>a dam</li><li>a mill</li></ul>"
    assert article(f"<div class=widget>{listed}</div>")[1:] == ["a dam", "a mill"]


@pytest.mark.parametrize(
    "part",
    [
        "<div class=related-posts><p>A dam was built in the next town last year.</p></div>",
        "<div class='widget relatedLinks'><p>A dam was built in the next town.</p></div>",
        "<div class=newsletter-signup><p>Read our letter in your mail every day.</p></div>",
        "<div id=comments><div class=comment-body><p>I never liked this council.</p></div></div>",
        "<div class=cookie-banner><div>We use cookies to make this site better.</div></div>",
        "<div class=share-buttons><div>Tell your friends about this story.</div></div>",
        "<div class=ad-slot><p>Buy a new car at Smith's in York today.</p></div>",
        "<div class=ad-slot>Advertisement</div>",
        "<div class=widget><ul><li><a href=/1>A dam is built.</a></li>"
        "<li><a href=/2>A mill burns down.</a></li></ul></div>",
        "<aside><p>A dam was built in the next town last year.</p></aside>",
    ],
)
def test_a_box_in_an_article_is_left_out(part: str) -> None:
    """Related stories, letters, comments, consent, advertisements."""
    assert article(part) == []
