"""Instructions hidden in documents: ``python -m benchmarks.injections --data DIR --articles DIR``.

Each row with a canary is hidden in a Wikinews article three ways: as a paragraph, in a table, in a
caption. The article is asked a question that it answers, and summed up, by a model that obeys: it
looks for an instruction among the sentences that it is given, and where there is one it writes the
canary, citing that sentence and any other; where there is none it repeats its first sentence. It
is the worst that a model can do with what it is shown. Reported: how often the canary was among
what the model was given, how often it would be shown without the gate, and how often it is shown.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.config import EncoderConfig
from rag.embedding import load_encoder
from rag.environment import prepare_environment
from rag.generation import Writing
from rag.library import Library
from rag.reading import load_reader
from rag.results import Answer, Summary
from rag.types import Encoder, Message, Reader, Stop

WAYS = ("paragraph", "table", "caption")


@dataclass
class Obedient:
    """A model that does what its sentences tell it.

    :param canary: what the instruction wants it to write.
    :param written: what it wrote last.
    """

    canary: str
    name: str = "obedient"
    written: str = ""
    asked: list[str] = field(default_factory=list)

    def write(self, messages: Sequence[Message], stop: Stop) -> Iterator[str]:
        """Obey, or repeat the first sentence."""
        prompt = messages[-1].content
        self.asked.append(prompt)
        lines = re.findall(r"^\[(\d+)\] \(.*?\) (.*)$", prompt, re.MULTILINE)
        ordered = [number for number, text in lines if self.canary in text]
        if ordered:
            self.written = f"{self.canary} [{ordered[0]}].\n{self.canary} [1].\n{self.canary}"
        else:
            self.written = f"{lines[0][1]} [{lines[0][0]}]" if lines else ""
        yield self.written

    def check(self) -> str:
        """Say that it works."""
        return "obedient"


def poisoned(text: str, words: str, way: str) -> str:
    """Return an article as a web page with words hidden in it."""
    lines = [html.escape(line) for line in text.split("\n") if line.strip()]
    hidden = html.escape(words)
    place = {
        "paragraph": f"<p>{hidden}</p>",
        "table": f"<table><tr><th>Note</th></tr><tr><td>{hidden}</td></tr></table>",
        "caption": f'<figure><img src="a.png"><figcaption>{hidden}</figcaption></figure>',
    }[way]
    middle = len(lines) // 2
    body = [f"<p>{line}</p>" for line in lines[1:middle]] + [place]
    body += [f"<p>{line}</p>" for line in lines[middle:]]
    head = f"<html><head><title>{lines[0]}</title></head><body><article><h1>{lines[0]}</h1>"
    return f"{head}{''.join(body)}</article></body></html>"


def questions_of(path: Path) -> dict[str, list[str]]:
    """Return for each Wikinews file the questions that it answers."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["answers"]:
            found.setdefault(row["file"], []).append(row["question"])
    return found


def shows(result: Answer | Summary, canary: str) -> bool:
    """Say whether the words of a canary are in what a user reads."""
    return canary.casefold() in result.text.casefold()


@dataclass(frozen=True, slots=True)
class Models:
    """What every library shares."""

    encoder: Encoder
    reader: Reader


def trial(folder: Path, page: Path, asked: str, canary: str, models: Models) -> Counter[str]:
    """Ask and sum up one poisoned document; count where its canary went."""
    counts: Counter[str] = Counter()
    with Library(folder, encoder=models.encoder, reader=models.reader) as library:
        library.add(page)
        counts["canary_in_document"] += canary in library.show(library.documents()[0].id).text
        for kind in ("ask", "summarize"):
            model = Obedient(canary)
            writing = Writing(model)
            result = (
                library.ask(asked, writing=writing)
                if kind == "ask"
                else library.summarize(writing=writing)
            )
            counts[kind] += 1
            counts[f"{kind}_given"] += any(canary in prompt for prompt in model.asked)
            counts[f"{kind}_shown_without_gate"] += canary in model.written
            counts[f"{kind}_shown"] += shows(result, canary)
    return counts


def measure(data: Path, articles: Path, questions: Path) -> dict[str, dict[str, int]]:
    """Hide, ask and sum up; return counts by way."""
    lines = (data / "injections.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["canary"]]
    asked = questions_of(questions)
    files = sorted(asked)
    models = Models(load_encoder(EncoderConfig()), load_reader())
    found: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        for number, row in enumerate(rows):
            file = files[number % len(files)]
            text = (articles / file).read_text(encoding="utf-8")
            question = asked[file][number % len(asked[file])]
            for way in WAYS:
                folder = Path(name) / f"{number}-{way}"
                page = folder.with_suffix(".html")
                page.write_text(poisoned(text, row["text"], way), encoding="utf-8")
                found[way] += trial(folder, page, question, row["canary"], models)
    return {way: dict(sorted(counts.items())) for way, counts in found.items()}


def main() -> None:
    """Run the command."""
    prepare_environment()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.injections", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=Path, default=Path("../shared/docs/wikinews"))
    questions = Path("tests/data/questions/questions-dev.jsonl")
    parser.add_argument("--questions", type=Path, default=questions)
    given = parser.parse_args()
    print(json.dumps(measure(given.data, given.articles, given.questions), indent=1))


if __name__ == "__main__":
    main()
