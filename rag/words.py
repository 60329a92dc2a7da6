"""Passages by their words: BM25 over a tantivy index, made from the database.

``words`` holds title, heading and words of a passage, stemmed; it is ranked by. ``exact`` (its own
words) and ``head`` (title and heading) keep every word and its place: phrases are looked up there.
``dates`` are those that the passage names, ``published`` that of its document. Case and accents
never count. What a query asks for beside its words: ``rag/query.py``.
"""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import Filter, Occur, TextAnalyzer, TextAnalyzerBuilder, Tokenizer
from tantivy import Query as Clause

from rag.query import Held, Query, join_digits, parse_query
from rag.snapshot import PassageIds, WordRow
from rag.structure.dates import named_dates

#: A query's words beyond these change its ranking no more than its speed allows.
MAX_QUERY_WORDS = 256
_MAX_WORD_BYTES = 128
_MARGIN = 16
_WRITER_BYTES = 50_000_000
_DELETED_AT_ONCE = 1000
#: Words of a query that stand nowhere and are looked for with other letters, at most.
_MAX_MISSPELT = 4
#: Misspelt words whose neighbours are remembered until the index changes, at most.
_MAX_REMEMBERED = 256
#: Letters from which a word may be misspelt at all, and from which by two letters.
_ONE_TYPO, _TWO_TYPOS = 4, 8
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
    builder.add_text_field("head", tokenizer_name="exact", index_option="position")
    builder.add_text_field("dates", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("published", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _plain(text: str) -> str:
    """Return ``text`` with composed letters, whole numbers, and nothing that is no character."""
    joined = join_digits(text)
    if joined.isascii():
        return joined
    return unicodedata.normalize("NFKC", joined.encode("utf-8", "replace").decode())


def _date_terms(dates: Iterable[str]) -> set[str]:
    """Return what dates are found by: a whole date also by its year, its month and its day."""
    terms = set(dates)
    for named in dates:
        if len(named) == len("2025-05-14") and not named.startswith("-"):
            terms |= {named[:4], named[:7], f"-{named[4:]}"}
        elif not named.startswith("-"):
            terms.add(named[:4])
    return terms


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
        self._near_words: dict[str, Clause | None] = {}

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
            writer.delete_documents_by_query(Clause.term_set_query(self._schema, "id", some))
        for row in added:
            writer.add_document(_entry(row))
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def reload(self) -> None:
        """See what another process has written since."""
        self._index.reload()
        self._near_words = {}

    def search(
        self,
        query: str | Query,
        top_k: int,
        documents: Collection[str] | None = None,
        held: Held | None = None,
    ) -> list[tuple[int, float]]:
        """Return passages and their BM25 scores, best first, equal ones by id.

        :param query: any text; words in double quotes must appear as they stand.
        :param documents: only passages of these; all when None.
        :param held: only passages that hold the whole query there, as it stands.
        """
        searcher = self._index.searcher()
        if top_k < 1 or not searcher.num_docs:
            return []
        parsed = parse_query(query) if isinstance(query, str) else query
        whole = self._whole(searcher, parsed, held) if held else None
        if whole and not searcher.search(whole, 1, count=False).hits:
            return []  # as for most queries: their words need not be ranked again
        ranked = self._ranked(searcher, parsed)
        if ranked is None:
            return []
        needed = [whole] if whole else []
        needed += [self._quoted(searcher, parsed)] if parsed.phrases else []
        parts = [(Occur.Should if needed else Occur.Must, ranked)]
        if documents is not None:
            needed.append(Clause.term_set_query(self._schema, "document", sorted(documents)))
        parts += [(Occur.Must, Clause.const_score_query(clause, 0.0)) for clause in needed]
        return _best(searcher, Clause.boolean_query(parts) if needed else ranked, top_k)

    def holding(self, query: Query) -> PassageIds:
        """Return the ids, in order, of all passages that hold the quoted phrases of a query.

        Where no passage holds them all in its own words, its title and heading count too.
        """
        searcher = self._index.searcher()
        clause = self._quoted(searcher, query)
        count = _count(searcher, clause)
        hits = searcher.search(clause, max(count, 1), count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        return np.sort(np.array([int(id_ or 0) for id_ in ids], dtype=np.int64))

    def _ranked(self, searcher: tantivy.Searcher, query: Query) -> Clause | None:
        """Return what a passage is scored by: each word of the query, and each date."""
        text = _plain(query.text)
        words = self._telling.analyze(text) or self._stemmed.analyze(text)
        terms = Counter(words[:MAX_QUERY_WORDS])
        if not terms:
            return None
        clauses = [self._term(*term) for term in terms.items()]
        clauses += self._misspelt(searcher, text)
        for named in query.dates:
            clauses.append(self._any([("dates", named), ("published", named)]))
        return Clause.boolean_query([(Occur.Should, clause) for clause in clauses])

    def _term(self, word: str, times: int) -> Clause:
        term = Clause.term_query(self._schema, "words", word, "freq")
        return Clause.boost_query(term, float(times)) if times > 1 else term

    def _any(self, terms: Sequence[tuple[str, str]]) -> Clause:
        """Return a clause that counts once, however many of the terms a passage has."""
        return Clause.disjunction_max_query(
            [Clause.term_query(self._schema, field, word, "basic") for field, word in terms]
        )

    def _misspelt(self, searcher: tantivy.Searcher, text: str) -> list[Clause]:
        """Return a clause for each of the first few words that stand nowhere as they are."""
        words = list(dict.fromkeys(self._exact.analyze(text)))[:MAX_QUERY_WORDS]
        unknown = [word for word in words if self._is_unknown(searcher, word)][:_MAX_MISSPELT]
        near = [self._near(searcher, word) for word in unknown]
        return [clause for clause in near if clause is not None]

    def _is_unknown(self, searcher: tantivy.Searcher, word: str) -> bool:
        """Say whether a word of letters, not too short, stands nowhere."""
        if len(word) < _ONE_TYPO or not word.isalpha():
            return False
        stems = self._telling.analyze(word)
        return bool(stems) and not searcher.doc_freq("words", stems[0])

    def _near(self, searcher: tantivy.Searcher, word: str) -> Clause | None:
        """Return a clause for words that differ from one in a letter, or else in two.

        It weighs as a word would that stands in as many passages. A query needs it several times.
        """
        if word not in self._near_words:
            if len(self._near_words) >= _MAX_REMEMBERED:
                self._near_words.clear()
            self._near_words[word] = self._look_near(searcher, word)
        return self._near_words.get(word)

    def _look_near(self, searcher: tantivy.Searcher, word: str) -> Clause | None:
        for distance in (1, 2) if len(word) >= _TWO_TYPOS else (1,):
            either = [
                (Occur.Should, Clause.fuzzy_term_query(self._schema, field, word, distance))
                for field in ("exact", "head")
            ]
            fuzzy = Clause.boolean_query(either)
            count = _count(searcher, fuzzy)
            if count:
                rarity = math.log(1 + (searcher.num_docs - count + 0.5) / (count + 0.5))
                return Clause.const_score_query(fuzzy, rarity)
        return None

    def _quoted(self, searcher: tantivy.Searcher, query: Query) -> Clause:
        """Return the clause that a query's phrases must appear."""
        own = [self._phrase(phrase, "exact") for phrase in query.phrases]
        clause = Clause.boolean_query([(Occur.Must, phrase) for phrase in own])
        if searcher.search(clause, 1, count=False).hits:
            return clause
        anywhere = [
            Clause.boolean_query(
                [(Occur.Should, self._phrase(phrase, field)) for field in ("exact", "head")]
            )
            for phrase in query.phrases
        ]
        return Clause.boolean_query([(Occur.Must, phrase) for phrase in anywhere])

    def _whole(self, searcher: tantivy.Searcher, query: Query, held: Held) -> Clause:
        """Return the clause that a passage holds the whole of a query."""
        words, dates = ("exact", "dates") if held is Held.OWN else ("head", "published")
        forms = [self._phrase(form, words) for form in query.forms]
        if query.dated:
            forms += [self._any([(dates, named)]) for named in query.dates]
        if held is Held.OWN:
            forms += self._misspelt_name(searcher, query.text)
        return Clause.boolean_query([(Occur.Should, form) for form in forms])

    def _misspelt_name(self, searcher: tantivy.Searcher, text: str) -> list[Clause]:
        """Return the clause that a passage has all of a few words, when some are misspelt."""
        words = self._exact.analyze(_plain(text))
        if len(words) > _MAX_MISSPELT:
            return []
        unknown = [word for word in words if self._is_unknown(searcher, word)]
        near = {word: self._near(searcher, word) for word in unknown}
        if not near or None in near.values():
            return []
        clauses = [near.get(word) or self._phrase(word, "exact") for word in words]
        return [Clause.boolean_query([(Occur.Must, clause) for clause in clauses])]

    def _phrase(self, text: str, field: str) -> Clause:
        words = self._exact.analyze(_plain(text))[:MAX_QUERY_WORDS]
        if not words:
            return Clause.empty_query()
        if len(words) == 1:
            return Clause.term_query(self._schema, field, words[0], "position")
        return Clause.phrase_query(self._schema, field, list(words))


def _entry(row: WordRow) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_unsigned("id", row.id)
    entry.add_text("document", row.document_id)
    for text in map(_plain, filter(None, (row.title, row.heading))):
        entry.add_text("words", text)
        entry.add_text("head", text)
    words = _plain(row.text)
    entry.add_text("words", words)
    entry.add_text("exact", words)
    for term in sorted(_date_terms(named_dates(row.text))):
        entry.add_text("dates", term)
    for term in sorted(_date_terms([row.published] if row.published else [])):
        entry.add_text("published", term)
    return entry


def _count(searcher: tantivy.Searcher, clause: Clause) -> int:
    found: Any = searcher.search(clause, 1, count=True)  # its type hints lack the count
    return int(found.count)


def _best(searcher: tantivy.Searcher, clause: Clause, top_k: int) -> list[tuple[int, float]]:
    """Return the best ids and scores, equal scores by id even where the ranking ends."""
    asked = top_k + _MARGIN
    while True:
        hits = searcher.search(clause, asked, count=False).hits
        if len(hits) < asked or hits[top_k - 1][0] > hits[-1][0]:
            break
        asked *= 2
    ids = searcher.fast_field_values("id", [address for _, address in hits])
    scored = [(int(id_ or 0), float(score)) for id_, (score, _) in zip(ids, hits, strict=True)]
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:top_k]


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
