"""How often the words in brackets are right: ``python -m benchmarks.antecedents``.

Reads the sentences of ``tests/data/antecedents/antecedents.jsonl``, annotated by hand in articles
that were not looked at while the rules were written, and makes each one stand alone. A bracket is
right when it is one of the annotated antecedents, wrong when it is another or when the sentence
needed none. With ``summaries/cnndm-a.jsonl.gz`` in ``--data``, also the brackets in the sentences
that ``news.jsonl`` names there: 46 that the rules resolved, one an article, judged by hand after
the rules were last changed. First names given to a surname are left out of account.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path

from rag.article import Article
from rag.editing import stand_alone
from rag.sentences import find_sentences
from rag.types import Document, Span

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "antecedents"
PRONOUNS = frozenset("he she it they his her him its their".split())


def read(path: Path) -> Article:
    """Return the text below an article's title."""
    text = path.read_text(encoding="utf-8")
    document = Document(path.stem, text.partition("\n")[0], path.name, text, ())
    body = Span(text.index("\n"), len(text))
    return Article(document, [body], find_sentences(text, body))


def judge(row: dict[str, object], article: Article, *, show: bool) -> str:
    """Return right, wrong, missed or quiet for one annotated sentence."""
    starts = [span.start for span in article.sentences]
    span = article.sentences[starts.index(row["start"])]
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


def judge_news(path: Path) -> Counter[str]:
    """Judge the sentences of other news, whose text is not kept here."""
    lines = (FOLDER / "news.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    found: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for told in map(json.loads, file):
            if row := rows.get(told["id"]):
                document = Document("", "", "", told["text"], ())
                body = [Span(*m.span()) for m in re.finditer(r"\S(?:.*\S)?", told["text"])]
                sentences = [s for span in body for s in find_sentences(told["text"], span)]
                found[judge(row, Article(document, body, sentences), show=False)] += 1
    return found


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
        counts["other news"] = judge_news(news)
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
