"""The data at the top of a Markdown file: YAML between dashes, TOML between plus signs."""

from __future__ import annotations

import re
import tomllib

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_NAMES = ("title", "author", "date", "lang", "language")
#: A name and its value, with the indented lines below and those of a list.
_FIELD = re.compile(
    rf"^({'|'.join(_NAMES)}):[ \t]*(.*(?:\n(?:[ \t]+|-[ \t]|\]).*|\n(?=\n{{1,9}}[ \t]+\S))*)",
    re.MULTILINE | re.IGNORECASE,
)
_KEY = r"""["']?\w[\w.-]*(?: [\w.-]+){0,2}["']?[ \t]*:(?!//)"""
_DATA_LINE = re.compile(rf"\s|-(?:\s|$)|#|[\]}}]|{_KEY}|$")
_IS_FIELD = re.compile(_KEY)
#: A line of data by its form that may be the first sentence of a text.
_SENTENCE = re.compile(rf"(?=[A-Z]){_KEY}[ \t]+\S+[ \t]+\S.*[.!?]$")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
#: The sign that a value stands on the lines below it, folded or as they are.
_SCALAR_SIGN = re.compile(r"[>|][\d+-]{0,2}[ \t]*(?:#.*)?(?:\n|\Z)")
_ITEM = re.compile(r"^[ \t]*-[ \t]+(?:name:[ \t]+)?(.+?)[ \t]*$", re.MULTILINE)
_PART = re.compile(rf"[ \t]*((?:{_QUOTED.pattern}|[^,])*)(?:,|$)")


def split_front_matter(source: str) -> tuple[dict[str, str], str]:
    """Split off leading metadata; its fields have names in small letters and values on one line.

    Several authors are told as a byline tells them.
    """
    if (match := _TOML.match(source)) and (fields := _toml_fields(match[1])) is not None:
        return fields, source[match.end() :]
    match = _YAML.match(source)
    if not match or ":" not in match[1] or not _is_data(match[1]):
        return {}, source
    fields = {name.lower(): _value(written) for name, written in _FIELD.findall(match[1])}
    return fields, source[match.end() :]


def _toml_fields(written: str) -> dict[str, str] | None:
    """Return the fields of TOML, or None where the lines are none."""
    try:
        data = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    if not data:  # nothing but remarks, which may be headings of a text
        return None
    fields = {}
    for name, value in data.items():
        if name.lower() in _NAMES and not isinstance(value, dict):
            parts = value if isinstance(value, list) else [value]
            fields[name.lower()] = _told([str(p) for p in parts if not isinstance(p, dict | list)])
    return fields


def _is_data(written: str) -> bool:
    """Say whether all lines have the form of YAML, and are not sentences such as ``Note: ...``."""
    lines = [line.rstrip() for line in written.split("\n")]
    if not all(_DATA_LINE.match(line) for line in lines):
        return False
    if _FIELD.search(written):
        return True
    return any(map(_IS_FIELD.match, lines)) and not any(map(_SENTENCE.match, lines))


def _value(written: str) -> str:
    """Return a value of YAML: a scalar in any of its forms, or a list."""
    if sign := _SCALAR_SIGN.match(written):
        return _one_line(written[sign.end() :])
    if written.startswith("[") and written.rstrip().endswith("]"):
        inside = _one_line(written.strip()[1:-1])
        return _told([_unquoted(part.strip()) for part in _PART.findall(inside)])
    if written.lstrip("\n \t").startswith("- "):
        return _told([_unquoted(item) for item in _ITEM.findall(written)])
    if written.startswith("\n") and _IS_FIELD.match(written.strip()):
        return ""  # fields of its own
    return _unquoted(_one_line(written))


def _one_line(written: str) -> str:
    return " ".join(written.split())


def _told(parts: list[str]) -> str:
    """Return the parts of a list as a sentence has them."""
    parts = [part for part in parts if part]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _unquoted(value: str) -> str:
    """Return a value without the quotation marks that enclose all of it."""
    return value[1:-1] if _QUOTED.fullmatch(value) else value
