"""Paths to the files that are read, and to what is said of the others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.loaders.formats import is_supported, unsupported
from rag.reports import AddOutcome, AddReport

_ABOUT_FOLDER = re.compile(r"(README|LICENSE|SOURCES|ATTRIBUTION|CHANGELOG).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found under some paths.

    :param files: the files to read, sorted, each once.
    :param skipped: the others, sorted, each with a sentence that says why; ``failed`` where a path
        does not exist or cannot be listed.
    """

    files: tuple[Path, ...]
    skipped: tuple[AddReport, ...]


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the files to read under ``paths``.

    In a folder, hidden files and folders are passed over in silence, folders behind symbolic links
    are not entered, and files that describe the folder (README, LICENSE, ...) are skipped.

    :param paths: files and folders; a file named here is never taken for a description.
    """
    files: dict[Path, Path] = {}
    skipped: dict[str, AddReport] = {}
    for path in paths:
        for candidate, report in _candidates(Path(path)):
            if report is None:
                files.setdefault(candidate.resolve(), candidate)
            else:
                skipped.setdefault(report.source, report)
    chosen = tuple(sorted(files.values()))
    named = {str(file) for file in chosen}
    return Discovery(chosen, tuple(skipped[s] for s in sorted(skipped) if s not in named))


def _candidates(path: Path) -> Iterator[tuple[Path, AddReport | None]]:
    if path.is_dir():
        yield from _in_folder(path)
    elif not path.exists():
        yield path, _report(path, "no such file or folder; check the path", AddOutcome.FAILED)
    else:
        yield path, _reason_against(path)


def _in_folder(folder: Path) -> Iterator[tuple[Path, AddReport | None]]:
    unreadable: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or not path.exists():  # hidden, or a link to nothing
                continue
            if _describes_folder(path):
                reason = "it describes its folder; name the file itself to add it"
                yield path, _report(path, reason)
            else:
                yield path, _reason_against(path)
    for error in unreadable:
        reason = f"the folder cannot be listed ({error.strerror}); check its permissions"
        yield Path(error.filename), _report(Path(error.filename), reason, AddOutcome.FAILED)


def _describes_folder(path: Path) -> bool:
    is_whole_name = _ABOUT_FOLDER.fullmatch(path.name.split(".")[0].upper())
    plain = path.stem.upper() in ("README", "LICENSE", "SOURCES", "ATTRIBUTION", "CHANGELOG")
    return plain or bool(is_whole_name and _ABOUT_FOLDER.match(path.name))


def _reason_against(path: Path) -> AddReport | None:
    if not is_supported(path):
        return _report(path, unsupported(path))
    if not path.is_file():
        return _report(path, "it is not a regular file; copy its content into one")
    return None


def _report(path: Path, reason: str, outcome: AddOutcome = AddOutcome.SKIPPED) -> AddReport:
    return AddReport(source=str(path), outcome=outcome, reason=reason)
