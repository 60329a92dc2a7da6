r"""Leaves of a string what a reader sees: the last step before a text is final.

Kept: every letter, mark, sign and space, in the form the file has (no Unicode normalisation), and
the joiners that a script or an emoji needs. Dropped: control characters, lone surrogates (replaced
by U+FFFD), and characters that are drawn as nothing or reorder what is drawn, because text can be
hidden in them: zero-width spaces, soft hyphens, directional marks and overrides, tags, fillers,
a second variation selector on one character. Line ends of every kind become ``\n``.
"""

from __future__ import annotations

import re

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")

# Arabic to Sinhala, Tibetan and Myanmar, Khmer and Mongolian, Balinese to Ol Chiki, Meetei and kin.
_JOINING_SCRIPTS = (
    "\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1c4f\ua840-\uabff\U00010a00-\U00011fff"
)
_PICTURES = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_DROPPED = re.compile(
    f"[{_UNSEEN}]"
    f"|(?<![{_JOINING_SCRIPTS}{_PICTURES}])[\u200c\u200d]"
    "|(?<![^\\s\ufe00-\ufe0f])[\ufe00-\ufe0f]"
    f"|(?<![{_IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
)


def visible(text: str) -> str:
    r"""Return ``text`` without what no reader sees; its lines end in ``\n``."""
    if "\r" in text or not text.isascii() or "\x0b" in text or "\x0c" in text:
        text = _NEWLINES.sub("\n", text)
        text = _SURROGATES.sub("\ufffd", text)
    return _DROPPED.sub("", text)


def one_line(text: str) -> str:
    """Return what is visible of ``text`` with every run of white space as one space."""
    return " ".join(visible(text).split())
