"""JSON lines -> typed rows, one at a time; a malformed line is named with its number."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

from rag.errors import RagError

Row = TypeVar("Row")
#: What ``evaluate --json`` prints.
Measures = dict[str, Any]

_GZIP_MAGIC = b"\x1f\x8b"


def read_rows(path: Path, parse: Callable[[Any], Row], limit: int | None = None) -> list[Row]:
    """Read the rows of a ``.jsonl`` file, compressed with gzip or not.

    :param parse: turns the JSON of one line into a row, raising ``ValueError`` with what is wrong.
    :param limit: how many rows at most, from the top; all when not given.
    :raises RagError: the file cannot be read, holds no rows, or a line is malformed.
    """
    rows = list(islice(_parse_lines(path, parse), limit))
    if not rows:
        raise RagError(f"{path} holds no rows; give a file with one JSON object a line")
    return rows


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number (from 1) and the text of every line that is not blank.

    :raises RagError: the file cannot be read, or is not UTF-8.
    """
    try:
        with _open(path) as handle:
            for number, line in enumerate(handle, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RagError(f"{path} cannot be read: {reason}; check its path and content") from error
    except UnicodeDecodeError as error:
        raise RagError(f"{path} is not UTF-8 text; convert it first") from error


def text_of(row: Any, name: str) -> str:
    """Return a field that must be text.

    :raises ValueError: the row is not an object, or the field is missing or of another type.
    """
    if not isinstance(row, dict):
        raise ValueError("it is not a JSON object")
    if not isinstance(row.get(name), str):
        raise ValueError(f"its {name!r} is {'missing' if name not in row else 'not text'}")
    return str(row[name])


def percent(values: Iterable[float]) -> float | None:
    """Return the mean of values from 0 to 1 as a percentage, or ``None`` when there are none."""
    known = list(values)
    return round(100 * sum(known) / len(known), 2) if known else None


def milliseconds_each(seconds: float, count: int) -> float:
    """Return milliseconds for each of ``count`` items, with two decimals."""
    return round(1e3 * seconds / count, 2)


def _parse_lines(path: Path, parse: Callable[[Any], Row]) -> Iterator[Row]:
    for number, line in read_lines(path):
        try:
            yield parse(json.loads(line))
        except json.JSONDecodeError as error:
            raise RagError(f"{path}, line {number}: not JSON ({error.msg}); mend it") from error
        except ValueError as error:
            raise RagError(f"{path}, line {number}: {error}; mend it or take it out") from error


def _open(path: Path) -> IO[str]:
    with path.open("rb") as handle:
        compressed = handle.read(2) == _GZIP_MAGIC
    return gzip.open(path, "rt", encoding="utf-8") if compressed else path.open(encoding="utf-8")
