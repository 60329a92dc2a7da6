"""What a file declares about itself, where it means something to a reader."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.loaders.visible import one_line

_FILE_NAME = re.compile(
    r"^microsoft (word|powerpoint|excel)\b|\.(docx?|pdf|tex|dvi|indd|qxd|odt|rtf|html?|txt|pptx?)$"
    r"|^(untitled|document|dokument|doc|slide)[ _-]?\d*$|^[\W\d_]*$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(unknown|user|admin\w*|author|default|root|anonymous|owner|guest|test|python-docx|"
    r"microsoft.*|apache poi|hp|dell|acer|asus|lenovo|windows.*)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"https?:|@|\d|[{}<>|\\]", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EARLIEST = date(1900, 1, 1)


def plausible_title(title: str) -> str:
    """Return ``title`` on one line, or nothing where it is a file's name or a placeholder."""
    title = one_line(title)
    return "" if len(title) > 300 or _FILE_NAME.search(title) else title


def plausible_author(author: str) -> str | None:
    """Return ``author`` on one line, or None where it cannot be the name of a person or office."""
    author = one_line(author)
    if not 3 <= len(author) <= 100 or _NO_NAME.search(author) or _NOBODY.search(author):
        return None
    return author


def plausible_date(declared: str) -> str | None:
    """Return the ISO 8601 date that a text begins with, or None where no article is of that day."""
    found = _ISO_DATE.match(declared)
    try:
        day = date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    tomorrow = date.today() + timedelta(days=1)
    return day.isoformat() if day and _EARLIEST <= day <= tomorrow else None
