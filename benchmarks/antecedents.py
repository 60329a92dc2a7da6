"""How often the words in brackets are right: ``python -m benchmarks.antecedents``.

Reads the sentences of ``tests/data/antecedents/antecedents.jsonl``, annotated by hand in articles
that were not looked at while the rules were written, and makes each one stand alone. A bracket is
right when it is one of the annotated antecedents, wrong when it is another or when the sentence
needed none. With ``summaries/cnndm-a.jsonl.gz`` in ``--data``, also the brackets in the sentences
that ``news.jsonl`` names there: 46 that earlier rules resolved, one an article, judged by hand; and
in the first 30 sentences of the 21 articles of ``whole.jsonl``, which names every sentence of them
that leans. First names given to a surname are left out of account.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rag.article import Article
from rag.editing import stand_alone
from rag.sentences import find_sentences
from rag.types import Document, Span

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "antecedents"
#: Sentences of an article that was annotated as a whole.
WHOLE = 30
Rows = dict[str, dict[int, dict[str, object]]]


def read(path: Path) -> Article:
    """Return the text below an article's title."""
    text = path.read_text(encoding="utf-8")
    document = Document(path.stem, text.partition("\n")[0], path.name, text, ())
    body = Span(text.index("\n"), len(text))
    return Article(document, [body], find_sentences(text, body))


def judge(row: dict[str, object], article: Article, *, show: bool) -> str:
    """Return right, wrong, missed or quiet for one annotated sentence."""
    starts = [span.start for span in article.sentences]
    start = row["start"]
    assert isinstance(start, int)
    span = article.sentences[starts.index(start)]
    edits = stand_alone(article, span, _all_names(article)).edits
    given = [re.sub(r"[’']s?$", "", e.shown.strip(" []")) for e in edits if "[" in e.shown]
    wanted = [_bare(name) for name in row["antecedents"]]  # type: ignore[attr-defined]  # a list, by the format of the rows
    if not given:
        return "missed" if row["leans"] else "quiet"
    verdict = "right" if all(_bare(name) in wanted for name in given) else "wrong"
    if show and verdict == "wrong":
        print(f"{row['file']}: {row['begins']!r} was given {given}, not {row['antecedents']}")
    return verdict


def _all_names(article: Article) -> set[str]:
    """Return every full name, so that none is put before a surname here."""
    end = len(article.document.text)
    return {m.person.name for m in article.people.between(0, end) if m.person}


def _bare(name: str) -> str:
    return re.sub(r"^(the|an?) ", "", name.lower())


def judge_news(path: Path, name: str, *, whole: bool, show: bool) -> Counter[str]:
    """Judge sentences of other news, whose text is not kept here.

    :param name: the file that names the sentences.
    :param whole: whether sentences that it does not name stand alone, or are left out of account.
    """
    rows: Rows = defaultdict(dict)
    for row in map(json.loads, (FOLDER / name).read_text(encoding="utf-8").splitlines()):
        rows[row["id"]][row["start"]] = row
    found: Counter[str] = Counter()
    for key, article in read_news(path, rows):
        alone = [span.start for span in article.sentences[:WHOLE]] if whole else []
        quiet = {n: {"start": n, "leans": "", "antecedents": []} for n in alone}
        for start, row in (quiet | rows[key]).items():
            shown = {"file": key, "begins": article.document.text[start : start + 40], **row}
            found[judge(shown, article, show=show)] += 1
    return found


def read_news(path: Path, rows: Rows) -> Iterator[tuple[str, Article]]:
    """Yield the articles that rows are of, with their ids."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for told in map(json.loads, file):
            if told["id"] in rows:
                text = told["text"]
                body = [Span(*m.span()) for m in re.finditer(r"\S(?:.*\S)?", text)]
                sentences = [s for span in body for s in find_sentences(text, span)]
                yield told["id"], Article(Document("", "", "", text, ()), body, sentences)


def main() -> None:
    """Print precision and recall, of pronouns of people and of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--data", type=Path, default=FOLDER.parents[3] / "shared" / "data")
    given = parser.parse_args()
    lines = (FOLDER / "antecedents.jsonl").read_text(encoding="utf-8").splitlines()
    articles: dict[str, Article] = {}
    counts: dict[str, Counter[str]] = {"he, she": Counter(), "all": Counter()}
    for row in map(json.loads, lines):
        article = articles.setdefault(row["file"], read(FOLDER / row["file"]))
        verdict = judge(row, article, show=given.show)
        counts["all"][verdict] += 1
        if row["leans"].lower() in {"he", "she", "his", "her", "him"}:
            counts["he, she"][verdict] += 1
    news = given.data / "summaries" / "cnndm-a.jsonl.gz"
    if news.exists():
        counts["other news"] = judge_news(news, "news.jsonl", whole=False, show=given.show)
        counts["whole articles"] = judge_news(news, "whole.jsonl", whole=True, show=given.show)
    for name, count in counts.items():
        told = count["right"] + count["wrong"]
        needed = count["right"] + count["missed"]
        print(
            f"{name}: {sum(count.values())} sentences, {told} brackets, "
            f"precision {count['right'] / max(told, 1):.1%}, "
            f"recall {count['right'] / max(needed, 1):.1%}"
        )


if __name__ == "__main__":
    main()
