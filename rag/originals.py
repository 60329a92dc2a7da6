"""Added PDFs, kept beside the index so that their pages can be shown.

A copy is named by the document's id, which is a digest of the file's bytes, and goes when the
document goes. A file that was indexed where it lies is not copied: it is found again by its name
and shown while its bytes are still those that were read.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from rag.loading import document_id

logger = logging.getLogger(__name__)

#: The folder's name in the folder of the index.
FOLDER = "originals"
#: A larger file is not looked at again.
MAX_BYTES = 200_000_000
_ID = re.compile(r"[0-9a-f]{12}")


class Originals:
    """The originals of one index folder."""

    def __init__(self, index: Path) -> None:
        self._folder = index / FOLDER
        self._home = index.resolve().parent
        self._seen: dict[tuple[str, int, int], str] = {}

    def keep(self, path: Path, identity: str) -> None:
        """Keep a copy of a PDF; without one, its document is shown as text only."""
        if path.suffix.lower() != ".pdf" or not _ID.fullmatch(identity):
            return
        part = self._folder / f"{identity}.part"
        try:
            self._folder.mkdir(exist_ok=True)
            shutil.copyfile(path, part)
            os.replace(part, self._place(identity))
        except OSError as error:
            logger.warning("no copy of %s was kept: %s", identity, error)
            part.unlink(missing_ok=True)

    def find(self, identity: str, source: str) -> Path | None:
        """Return the PDF that a document was made from, if it is at hand and unchanged."""
        if not source.lower().endswith(".pdf") or not _ID.fullmatch(identity):
            return None
        for path in (self._place(identity), self._home / source):
            if self._identity(path) == identity:
                return path
        return None

    def sweep(self, identities: Collection[str]) -> None:
        """Delete the copies of all documents but these."""
        for path in self._folder.glob("*"):
            if path.stem not in identities:
                path.unlink(missing_ok=True)

    def _place(self, identity: str) -> Path:
        return self._folder / f"{identity}.pdf"

    def _identity(self, path: Path) -> str | None:
        """Return the id of the document that a file would become; None where there is no file."""
        try:
            found = path.stat()
            key = (str(path), found.st_size, found.st_mtime_ns)
            if key not in self._seen:
                if not path.is_file() or found.st_size > MAX_BYTES:
                    return None
                self._seen = {**self._seen, key: document_id(path.read_bytes())}
        except (OSError, ValueError):
            return None
        return self._seen[key]
