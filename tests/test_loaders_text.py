"""Plain text: encodings, what is visible, and where a paragraph ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnsupportedFileError
from rag.loaders import text
from rag.loaders.encoding import decode
from rag.loaders.parsed import Parsed
from rag.loaders.visible import visible

GERMAN = "Die Gespräche über die Änderung der Verträge begannen früh am Morgen in München. "
RUSSIAN = "Переговоры начались рано утром, и министр сообщил журналистам о первых итогах. "
GREEK = "Οι συνομιλίες άρχισαν νωρίς το πρωί και ο υπουργός ενημέρωσε τους δημοσιογράφους. "
JAPANESE = "会談は早朝に始まり、大臣は記者団に最初の結果を伝えた。"


def pieces(parsed: Parsed) -> list[str]:
    return [parsed.text[block.span.start : block.span.end] for block in parsed.blocks]


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-32"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "cp1252"),
        (GERMAN, "cp500"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (GREEK, "iso8859-7"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso2022-jp"),
    ],
)
def test_the_encoding_is_found(words: str, encoding: str) -> None:
    """A few sentences suffice."""
    assert decode((words * 4).encode(encoding)) == words * 4


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    """They become the sign for a character that is lost."""
    data = (GERMAN * 4).encode() + b"caf\xe9 " + (GERMAN * 4).encode()
    assert decode(data) == GERMAN * 4 + "caf\ufffd " + GERMAN * 4


def test_a_stray_byte_in_english_is_western_european() -> None:
    """Without evidence, the commonest encoding."""
    assert decode(b"They met in a caf\xe9 in Paris.") == "They met in a café in Paris."


def test_bytes_that_are_no_text_are_refused() -> None:
    """Not shown as text in some encoding."""
    with pytest.raises(UnsupportedFileError, match="not text"):
        decode(bytes(range(256)) * 20)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("a\u200bb\u00adc\ufeffd\u2060e", "abcde"),
        ("\u202eevil\u202c \u2066x\u2069\u200f", "evil x"),
        ("a\U000e0041\U000e007fb", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f"),
        ("a\u200db\u200cc", "abc"),
        ("❤\ufe0f\ufe0f\ufe0e", "❤\ufe0f"),
        ("a\U000e0101b", "ab"),
        ("e\u0301 é\u00a0ﬁ\t½", "e\u0301 é\u00a0ﬁ\t½"),
    ],
)
def test_only_what_is_seen_is_kept(written: str, seen: str) -> None:
    """Letters stay as they are; what hides text or reorders it goes; joiners stay where needed."""
    assert visible(written) == seen


@given(st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once(written: str) -> None:
    """What is left has nothing to remove, and can be stored."""
    once = visible(written)
    assert "\r" not in once and "\x00" not in once
    once.encode("utf-8")


@given(st.text(st.sampled_from("ab .\n\t\r\u200b\u2028\u00a0é")))
def test_blocks_hold_all_that_is_not_blank(written: str) -> None:
    """In order, without overlap, each without surrounding white space."""
    parsed = text.parse(written.encode())
    end = 0
    for block in parsed.blocks:
        words = parsed.text[block.span.start : block.span.end]
        assert words and words == words.strip()
        assert not parsed.text[end : block.span.start].strip()
        end = block.span.end
    assert not parsed.text[end:].strip()


def test_lines_broken_at_a_margin_make_one_paragraph() -> None:
    """Up to the next blank line."""
    first = (
        "The ministers met on Thursday in the capital to talk about the\n"
        "river, whose water both countries need, and agreed to meet again\n"
        "before the summer. A statement is to follow."
    )
    second = "Nobody expected an agreement so soon, least of all the farmers who\nlive along it."
    assert pieces(text.parse(f"{first}\n\n{second}\n".encode())) == [first, second]


def test_every_long_line_is_a_paragraph() -> None:
    """With blank lines or without, and with two short lines on top of each other."""
    long = "The ministers met on Thursday in the capital to talk about the river. " * 4
    lines = ["A headline", long.strip(), "A caption. (Photo: AP)", "A caption. (Photo: AP)", "By N"]
    assert pieces(text.parse("\n".join(lines).encode())) == lines
    assert pieces(text.parse("\n\n".join(lines).encode())) == lines


def test_headlines_one_a_line_are_not_one_paragraph() -> None:
    """Lines of like length that begin with a capital do not run on."""
    lines = [f"Council Number {n} Votes Against the Building of Towers" for n in range(10, 20)]
    assert pieces(text.parse("\n".join(lines).encode())) == lines


@pytest.mark.parametrize(
    "long",
    [
        "https://x.example/?" + "q=river&" * 60,
        "This message and all that is attached to it is meant for its addressee alone. " * 6,
    ],
)
@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_a_long_line_alone_does_not_tear_the_others(long: str, place: str) -> None:
    """Between blank lines it says nothing about where an editor broke the rest."""
    first = (
        "The ministers met on Thursday in the capital to talk about the\n"
        "river, whose water both countries need, and agreed to meet again\n"
        "before the summer. A statement is to follow."
    )
    second = "Nobody expected an agreement so soon, least of all the farmers who\nlive along it."
    parts = [first, second]
    parts.insert({"first": 0, "between": 1, "last": 2}[place], long.strip())
    assert pieces(text.parse("\n\n".join(parts).encode())) == parts


def test_a_long_address_in_a_paragraph_does_not_tear_it() -> None:
    """What has no space in it could not be broken."""
    address = "https://x.example/?" + "q=river&" * 60
    paragraph = (
        "The ministers met on Thursday in the capital to talk about the\n"
        f"river, as their statement has it, which can be read in whole at\n{address}\n"
        "from today, though nobody expected an agreement so soon, least of\n"
        "all the farmers who live along it and the towns further down the\nvalley."
    )
    assert pieces(text.parse(paragraph.encode())) == [paragraph]
