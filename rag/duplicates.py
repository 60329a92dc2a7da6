"""Texts that are copies of one text: the same agency report in several papers.

A text's signature is the smallest hashes of its word shingles (a bottom-k MinHash sketch), so two
signatures tell how much of each text stands in the other without a look at the texts. Unlike the
usual MinHash, which estimates the resemblance of two whole texts, this finds a report that stands
inside a longer article too (docs/decisions/0013-near-duplicates.md).

Source: Broder 1997, "On the resemblance and containment of documents", sections 2 and 3.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.types import NARRATIVE_ROLES, Document

#: Sorted distinct hashes of a text's shingles: all of them, or the smallest ``KEPT``.
Signature = NDArray[np.uint32]

#: Words in a shingle: few enough to survive edits, enough to differ between texts on one topic.
SHINGLE_WORDS = 4
#: Hashes kept of a text: 1 KB at most.
KEPT = 256
#: Two texts are copies when so much of the shorter stands in the longer ...
SHARE_OF_SHORTER = 0.3
#: ... and so much of the longer in the shorter: a digest of ten reports is no copy of each.
SHARE_OF_LONGER = 0.15
#: Fewer shared hashes than this say nothing.
_MIN_SHARED = 6
#: Only so many hashes of a signature are looked up to find which texts are worth comparing.
_LOOKED_UP = 64
#: A shingle of more texts than this is common: each is compared with its neighbours alone.
_COMMON = 8

_STORED = np.dtype("<u4")
#: Odd 64-bit numbers, drawn once and never changed: stored signatures rest on them.
#: Source: Thorup 2015, "High Speed Hashing for Integers and Strings", section 3.5.
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)
#: A word; in scripts without blanks between words, a character.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share, estimated from their signatures.

    :param of_shorter: 0..1, share of the shorter text's shingles that the longer one has.
    :param of_longer: 0..1, share of the longer text's shingles that the shorter one has.
    :param shared: how many hashes of both signatures are the same.
    """

    of_shorter: float
    of_longer: float
    shared: int

    @property
    def is_copy(self) -> bool:
        """Say whether the two are one text, edited, cut, or with other text around it."""
        return (
            self.shared >= _MIN_SHARED
            and self.of_shorter >= SHARE_OF_SHORTER
            and self.of_longer >= SHARE_OF_LONGER
        )


def signature_of(document: Document) -> Signature:
    """Return the signature of what a document tells: title, byline and captions do not count."""
    told = [p.span for p in document.paragraphs if p.role in NARRATIVE_ROLES]
    return signature("\n".join(map(document.slice, told)) if told else document.text)


def signature(text: str) -> Signature:
    """Return the signature of a text, whatever its case, punctuation and line breaks."""
    words = _WORD.findall(text.casefold())
    if not words:
        return np.empty(0, dtype=np.uint32)
    number_of = {word: zlib.crc32(word.encode("utf-8", "replace")) for word in set(words)}
    numbers = np.array([number_of[word] for word in words], np.uint64)
    size = min(len(words), SHINGLE_WORDS)
    shingles = np.lib.stride_tricks.sliding_window_view(numbers, size)
    hashes = (shingles * _MULTIPLIERS[:size]).sum(axis=1, dtype=np.uint64) >> np.uint64(32)
    hashes.sort()  # np.unique would first import what it does not need here, for 0.05 s
    is_new = np.diff(hashes, prepend=hashes[0] + np.uint64(1)) != 0
    smallest: Signature = hashes[is_new][:KEPT].astype(np.uint32)
    return smallest


def likeness(one: Signature, other: Signature) -> Likeness:
    """Compare two texts by their signatures.

    Only hashes that both signatures would hold, if their text had them, are counted.
    """
    limit = min(_reach(one), _reach(other))
    left, right = one[one <= limit], other[other <= limit]
    shared = len(np.intersect1d(left, right, assume_unique=True))
    shorter, longer = sorted((len(left), len(right)))
    return Likeness(shared / max(shorter, 1), shared / max(longer, 1), shared)


def _reach(one: Signature) -> int:
    """Return the highest hash up to which a signature is complete."""
    return int(one[-1]) if len(one) == KEPT else int(np.iinfo(np.uint32).max)


def find_families(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """Group documents that are copies of each other, or of a common third among them.

    Only documents that share a hash are compared, so the time grows with their number.

    :param signatures: by document id; a family is named by its first document in this order.
    :returns: document id -> the name of its family, which is the document itself where it has
        no copy.
    """
    ids = list(signatures)
    founder = list(range(len(ids)))

    def find(place: int) -> int:
        while founder[place] != place:
            founder[place] = founder[founder[place]]
            place = founder[place]
        return place

    for one, other in _candidates(list(signatures.values())):
        first, second = sorted((find(one), find(other)))
        if first != second and likeness(signatures[ids[one]], signatures[ids[other]]).is_copy:
            founder[second] = first
    return {id_: ids[find(place)] for place, id_ in enumerate(ids)}


def _candidates(signatures: Sequence[Signature]) -> list[tuple[int, int]]:
    """Return pairs of places whose signatures share enough hashes to be worth comparing."""
    if len(signatures) < 2:
        return []
    looked_up = [one[:_LOOKED_UP] for one in signatures]
    hashes = np.concatenate(looked_up)
    places = np.repeat(np.arange(len(looked_up)), [len(one) for one in looked_up])
    order = np.lexsort((places, hashes))
    hashes, places = hashes[order], places[order]
    edges = np.flatnonzero(np.diff(hashes)) + 1
    pairs: dict[tuple[int, int], int] = {}
    for start, stop in pairwise([0, *edges.tolist(), len(hashes)]):
        for pair in _pairs(places[start:stop].tolist()):
            pairs[pair] = pairs.get(pair, 0) + 1
    return sorted(pair for pair, count in pairs.items() if count >= 2)


def _pairs(places: Sequence[int]) -> list[tuple[int, int]]:
    if len(places) > _COMMON:
        return list(pairwise(places))
    return [(one, other) for n, one in enumerate(places) for other in places[n + 1 :]]


def signature_to_blob(one: Signature) -> bytes:
    """Return a signature as it is stored: little-endian 32-bit numbers."""
    return one.astype(_STORED).tobytes()


def signature_from_blob(blob: bytes) -> Signature:
    """Return the signature that :func:`signature_to_blob` wrote."""
    return np.frombuffer(blob, dtype=_STORED).astype(np.uint32)
