"""Looks at a zip archive before anything is unpacked from it."""

from __future__ import annotations

import io
import zipfile
import zlib

from rag.errors import LoadError

#: An honest document of a few hundred pages has some dozens of parts and a few megabytes of XML.
MAX_PARTS = 2_000
MAX_UNPACKED = 200 << 20
MAX_XML_PART = 64 << 20
_STEP = 1 << 20


def check_archive(data: bytes) -> None:
    """Make sure that ``data`` is a whole zip archive of a bearable size.

    Sizes are measured by unpacking in small steps, not read from the archive's own list.

    :param data: the file.
    :raises LoadError: when it is damaged, protected, or too large once unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise LoadError(f"the archive is damaged ({error}); get a new copy of the file") from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise LoadError(f"it has {len(parts):,} parts, more than the {MAX_PARTS:,} that are read")
    if any(part.flag_bits & 1 for part in parts):
        raise LoadError("it is protected by a password; save a copy without one and add that")
    _check_size(sum(part.file_size for part in parts), MAX_UNPACKED)
    left = MAX_UNPACKED
    for part in parts:
        limit = min(left, MAX_XML_PART) if part.filename.endswith((".xml", ".rels")) else left
        left -= _unpacked_size(archive, part, limit)


def _unpacked_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> int:
    size = 0
    with archive.open(part) as stream:
        while step := stream.read(_STEP):
            size += len(step)
            _check_size(size, limit)
    return size


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise LoadError(
            f"it unpacks to more than {limit >> 20} MB; split the document or remove its images"
        )
