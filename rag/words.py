"""Passages by their words: BM25 over a tantivy index, made from the database.

Two fields hold title, heading and words of a passage: ``words``, stemmed, which is ranked by,
and ``exact``, unstemmed and with positions, in which quoted words are looked up. Both ignore
case and accents. A query is the user's text: nothing in it is an operator but double quotes.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from rag.snapshot import WordRow

#: A query's words beyond these change its ranking no more than its speed allows.
MAX_QUERY_WORDS = 256
_MAX_WORD_BYTES = 128
_MARGIN = 16
_QUOTED = re.compile(r'["“„«]([^"“”„«»]+)["”“»]')
_WRITER_BYTES = 50_000_000
_DELETED_AT_ONCE = 1000
#: Words that questions are made of and that tell nothing about what is asked, beside the 33 that
#: tantivy knows; left out of a query when it has others.
_FUNCTION_WORDS = """
    about after am any been before being between can could did do does doing done down during each
    few from had has have having he her here him his how i its just many may me might more most
    much must my off our out over own shall she should so some than them those through too under
    until up us very we were what when where which while who whom whose why would you your
"""


def _analyzer(*, stem: bool, stop: bool = False) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    builder = builder.filter(Filter.remove_long(_MAX_WORD_BYTES))
    builder = builder.filter(Filter.ascii_fold()).filter(Filter.lowercase())
    if stop:
        builder = builder.filter(Filter.stopword("english"))
        builder = builder.filter(Filter.custom_stopword(_FUNCTION_WORDS.split()))
    if stem:
        builder = builder.filter(Filter.stemmer("english"))
    return builder.build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="stemmed", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="exact", index_option="position")
    return builder.build()


def _plain(text: str) -> str:
    """Return ``text`` with composed letters and without what is not a character."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())


class WordIndex:
    """The words of passages; searching is safe from several threads.

    :param folder: where it is, created when missing; in memory when None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, str(folder) if folder else None)
        self._stemmed = _analyzer(stem=True)
        self._telling = _analyzer(stem=True, stop=True)
        self._exact = _analyzer(stem=False)
        self._index.register_tokenizer("stemmed", self._stemmed)
        self._index.register_tokenizer("exact", self._exact)

    @property
    def count(self) -> int:
        """Return how many passages can be found."""
        return int(self._index.searcher().num_docs)

    def update(self, added: Iterable[WordRow], removed: Iterable[int]) -> None:
        """Take passages in and out; all of it shows at once, and files are settled after it."""
        writer = self._index.writer(_WRITER_BYTES, num_threads=1)
        gone = list(removed)
        for start in range(0, len(gone), _DELETED_AT_ONCE):
            # By query: a deletion by term takes the number for a signed one and finds nothing.
            some = gone[start : start + _DELETED_AT_ONCE]
            writer.delete_documents_by_query(Query.term_set_query(self._schema, "id", some))
        for row in added:
            entry = tantivy.Document()
            entry.add_unsigned("id", row.id)
            entry.add_text("document", row.document_id)
            for text in map(_plain, filter(None, (row.title, row.heading, row.text))):
                entry.add_text("words", text)
                entry.add_text("exact", text)
            writer.add_document(entry)
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def reload(self) -> None:
        """See what another process has written since."""
        self._index.reload()

    def search(
        self, query: str, top_k: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return passages and their BM25 scores, best first, equal ones by id.

        :param query: any text; words in double quotes must appear as they stand.
        :param documents: only passages of these; all when None.
        """
        parsed = self._parse(query, documents)
        searcher = self._index.searcher()
        if parsed is None or top_k < 1 or not searcher.num_docs:
            return []
        asked = top_k + _MARGIN
        while True:
            hits = searcher.search(parsed, asked, count=False).hits
            if len(hits) < asked or hits[top_k - 1][0] > hits[-1][0]:
                break
            asked *= 2
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        scored = [(int(id_ or 0), float(score)) for id_, (score, _) in zip(ids, hits, strict=True)]
        return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:top_k]

    def _parse(self, query: str, documents: Collection[str] | None) -> Query | None:
        text = _plain(query)
        words = self._telling.analyze(text) or self._stemmed.analyze(text)
        terms = Counter(words[:MAX_QUERY_WORDS])
        if not terms:
            return None
        ranked = Query.boolean_query([(Occur.Should, self._term(*term)) for term in terms.items()])
        phrases = [self._phrase(quoted) for quoted in _QUOTED.findall(text)]
        parts = [(Occur.Must, phrase) for phrase in phrases if phrase is not None]
        parts.append((Occur.Should if parts else Occur.Must, ranked))
        if documents is not None:
            chosen = Query.term_set_query(self._schema, "document", sorted(documents))
            parts.append((Occur.Must, Query.const_score_query(chosen, 0.0)))
        return Query.boolean_query(parts) if len(parts) > 1 else ranked

    def _term(self, word: str, times: int) -> Query:
        term = Query.term_query(self._schema, "words", word, "freq")
        return Query.boost_query(term, float(times)) if times > 1 else term

    def _phrase(self, quoted: str) -> Query | None:
        words = self._exact.analyze(quoted)[:MAX_QUERY_WORDS]
        if not words:
            return None
        if len(words) == 1:
            return Query.term_query(self._schema, "exact", words[0], "position")
        return Query.phrase_query(self._schema, "exact", list(words))


def file_checksums(folder: Path, known: dict[str, str] | None = None) -> dict[str, str]:
    """Return length and CRC-32 of each file of a word index.

    :param known: checksums noted before: a file of that name and length is not read again,
        since tantivy never changes a segment's file; its list of segments it does change.
    """
    checksums = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".lock":
            continue
        length = path.stat().st_size
        former = (known or {}).get(path.name, "")
        if path.suffix != ".json" and former.startswith(f"{length}:"):
            checksums[path.name] = former
        else:
            checksums[path.name] = f"{length}:{zlib.crc32(path.read_bytes()):08x}"
    return checksums
