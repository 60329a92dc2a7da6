"""The measures, on data whose figures are known beforehand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from rag.config import Config
from rag.errors import RagError
from rag.evaluation import (
    evaluate_claims,
    evaluate_qa,
    evaluate_retrieval,
    evaluate_summaries,
)
from rag.evaluation.answers import exact_match, f1_score
from rag.evaluation.ranking import read_judgments, score_rankings
from rag.evaluation.rows import read_rows
from rag.evaluation.summaries import REFERENCE_WORDS, parse_summary
from rag.results import Answer, AnswerStatus, Coverage, Statement, Summary
from rag.types import Citation, Evidence, Hit, Passage, Role, Span
from tests.fakes import HashedEncoder
from tests.making import document


def write_lines(path: Path, rows: Iterable[Any]) -> Path:
    """Write JSON lines, compressed when the name says so."""
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def question(text: str, *answers: str) -> dict[str, Any]:
    """Return a row of a question file."""
    known = [{"text": answer, "start": 0} for answer in answers]
    return {"id": text, "title": "", "question": text, "context": "Some text.", "answers": known}


def said(short_answer: str | None) -> Answer:
    """Return an answer, or a decline for ``None``."""
    if short_answer is None:
        return Answer("", AnswerStatus.NOT_FOUND)
    return Answer("", AnswerStatus.ANSWERED, (Statement("All of it.", ()),), short_answer)


@pytest.mark.parametrize(
    ("predicted", "references", "exact", "f1"),
    [
        ("The Eiffel Tower!", ["eiffel tower"], 1.0, 1.0),
        ("a b c d", ["b c"], 0.0, 0.8),
        ("Paris", ["London", "paris, France"], 0.0, 2 / 3),
        ("the", ["an"], 1.0, 1.0),
        ("", ["Paris"], 0.0, 0.0),
        ("x x y", ["x y y"], 0.0, 2 / 3),
    ],
)
def test_words_are_compared_as_squad_does(
    predicted: str, references: list[str], exact: float, f1: float
) -> None:
    """Case, punctuation and articles do not count; words count as often as they stand there."""
    assert exact_match(predicted, references) == exact
    assert f1_score(predicted, references) == pytest.approx(f1)


def test_declining_counts_as_right_where_there_is_no_answer(tmp_path: Path) -> None:
    """An unanswerable question scores 1 when declined and 0 when answered."""
    rows = [question("a", "Rome"), question("b", "Rome"), question("c"), question("d")]
    answers = {"a": said("Rome"), "b": said(None), "c": said(None), "d": said("Rome")}
    path = write_lines(tmp_path / "rows.jsonl.gz", rows)
    measures = evaluate_qa(path, lambda asked, context: answers[asked])
    assert measures.pop("ms_per_question") >= 0
    assert measures == {
        "n": 4,
        "answerable": 2,
        "exact_match": 50.0,
        "f1": 50.0,
        "f1_answerable": 50.0,
        "abstain_recall": 50.0,
        "abstain_precision": 50.0,
    }


def test_the_context_alone_is_read_and_limit_takes_the_first_rows(tmp_path: Path) -> None:
    """Each question goes with its own context; rows after the limit are not asked."""
    path = write_lines(tmp_path / "rows.jsonl", [question("a", "x"), question("b"), question("c")])
    asked = []

    def answer(words: str, context: str) -> Answer:
        asked.append((words, context))
        return said(None)

    measures = evaluate_qa(path, answer, limit=2)
    assert asked == [("a", "Some text."), ("b", "Some text.")]
    assert (measures["n"], measures["answerable"]) == (2, 1)


def test_a_figure_that_the_data_cannot_give_is_none(tmp_path: Path) -> None:
    """Without an unanswerable question there is no share of them that was declined."""
    path = write_lines(tmp_path / "rows.jsonl", [question("a", "Rome")])
    measures = evaluate_qa(path, lambda asked, context: said("Rome"))
    assert (measures["f1"], measures["abstain_recall"], measures["abstain_precision"]) == (
        100.0,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"question": "q"}', "'context' is missing"),
        ('{"question": 1, "context": "c"}', "'question' is not text"),
        ('{"question": "q", "context": "c", "answers": "x"}', "'answers' is not a list"),
        ('{"question": "q", "context": "c", "answers": ["x"]}', "not a JSON object"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    """The message has the file, the number of the line, and what is wrong with it."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(question("a")) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(RagError, match=f"rows.jsonl, line 3: .*{complaint}"):
        evaluate_qa(path, lambda asked, context: said(None))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot be read"),
        (b"", "holds no rows"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (gzip.compress(b'{"a": 1}' * 99)[:20], "cannot be read"),
    ],
)
def test_an_unreadable_file_is_one_sentence(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    """Missing, empty, wrongly encoded and cut-off files are told apart."""
    path = tmp_path / "rows.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RagError, match=complaint):
        read_rows(path, lambda row: row)


def test_rankings_score_as_computed_by_hand() -> None:
    """The second place gives nDCG 1/log2(3) and MRR 1/2; a query without results gives 0."""
    judgments = {"found": {"right": 1, "wrong": 0}, "lost": {"other": 1}}
    scores = score_rankings({"found": ["wrong", "right"], "lost": []}, judgments)
    assert scores == {"ndcg@10": 31.55, "mrr@10": 25.0, "recall@10": 50.0, "recall@100": 50.0}


def test_the_order_of_a_ranking_decides_not_its_ids() -> None:
    """The scorer breaks ties by id; ours are never ties."""
    ranking = [f"d{number}" for number in range(100)]
    scores = score_rankings({"q": ranking}, {"q": {"d10": 1}})
    assert scores == {"ndcg@10": 0.0, "mrr@10": 0.0, "recall@10": 0.0, "recall@100": 100.0}


def test_only_queries_with_something_relevant_count(tmp_path: Path) -> None:
    """Grades of 0 alone judge nothing; a line that is no judgment is named."""
    path = tmp_path / "qrels.tsv"
    path.write_text("query-id\tcorpus-id\tscore\na\t1\t1\na\t2\t0\nb\t1\t0\n", encoding="utf-8")
    assert read_judgments(path) == {"a": {"1": 1, "2": 0}}
    path.write_text("a\t1\t1\na 2 1\n", encoding="utf-8")
    with pytest.raises(RagError, match=r"qrels\.tsv, line 2"):
        read_judgments(path)


def beir_folder(folder: Path) -> Path:
    """Make a folder of ten documents, one about each topic, with a query for each."""
    topics = ["glaciers", "violins", "bakeries", "submarines", "volcanoes"]
    corpus = [
        {"_id": f"doc-{topic}", "title": topic, "text": f"All about {topic} and their makers."}
        for topic in topics
    ]
    queries = [{"_id": f"q-{topic}", "text": f"tell me of {topic}"} for topic in topics]
    write_lines(folder / "corpus.jsonl.gz", [*corpus, {"_id": "empty", "text": " "}])
    write_lines(folder / "queries.jsonl", queries)
    lines = [f"q-{topic}\tdoc-{topic}\t1" for topic in topics]
    (folder / "qrels.tsv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_a_corpus_is_indexed_and_its_documents_found(tmp_path: Path) -> None:
    """Each query finds the one document that shares its rare word, in first place."""
    measures = evaluate_retrieval(beir_folder(tmp_path), HashedEncoder(), Config())
    assert measures.pop("ms_per_query") > 0
    assert measures == {
        "queries": 5,
        "ndcg@10": 100.0,
        "mrr@10": 100.0,
        "recall@10": 100.0,
        "recall@100": 100.0,
    }
    assert evaluate_retrieval(tmp_path, HashedEncoder(), Config(), limit=2)["queries"] == 2


def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path) -> None:
    """The message names the file that is missing, or says that nothing is judged."""
    with pytest.raises(RagError, match=r"has no corpus\.jsonl"):
        evaluate_retrieval(tmp_path, HashedEncoder(), Config())
    folder = beir_folder(tmp_path)
    (folder / "qrels.tsv").write_text("other\tdoc\t1\n", encoding="utf-8")
    with pytest.raises(RagError, match="no query"):
        evaluate_retrieval(folder, HashedEncoder(), Config())


def summary_of(*sentences: str) -> Summary:
    """Return a summary of these sentences."""
    statements = tuple(Statement(sentence, ()) for sentence in sentences)
    return Summary((), statements, Coverage(1, 1, 1, 1))


def test_rouge_compares_ours_and_the_first_three_sentences(tmp_path: Path) -> None:
    """A perfect summary scores 100; Lead-3 scores by what it shares with the reference."""
    text = "One sheep sleeps. Two dogs bark. Three cats jump. Four birds sing. Five cows graze."
    path = write_lines(
        tmp_path / "rows.jsonl", [{"id": "1", "text": text, "summary": "Four birds sing."}]
    )
    budgets = []

    def summarize(words: str, most_words: int, brief: bool) -> Summary:
        assert words == text and brief
        budgets.append(most_words)
        return summary_of("Four bird sang.", "Four birds sing.")

    measures = evaluate_summaries(path, summarize)
    assert budgets == [REFERENCE_WORDS]
    assert measures["n"] == 1
    assert measures["lead3"] == {"rouge1": 0.0, "rouge2": 0.0, "rougeL": 0.0}
    assert measures["rouge1"] == pytest.approx(66.67)
    perfect = evaluate_summaries(path, lambda words, most, brief: summary_of("Four birds sing."))
    assert (perfect["rouge1"], perfect["rouge2"], perfect["rougeL"]) == (100.0, 100.0, 100.0)


def test_marked_sentences_are_a_reference_too() -> None:
    """Rows with a 0 or 1 for each sentence give the marked ones as the reference."""
    row = parse_summary({"sentences": ["One.", "Two.", "Three."], "in_summary": [0, 1, 1]})
    assert row.reference == ("Two.", "Three.")
    with pytest.raises(ValueError, match="3 sentences and 1 marks"):
        parse_summary({"sentences": ["One.", "Two.", "Three."], "in_summary": [0]})


def test_marked_sentences_are_compared_with_those_chosen(tmp_path: Path) -> None:
    """Two of three marked sentences chosen, and one besides, is 67 %; the first ones score 0."""
    sentences = [f"Sentence number {n} tells of the harbour." for n in range(6)]
    marks = [0, 0, 0, 1, 1, 1]
    path = write_lines(tmp_path / "rows.jsonl", [{"sentences": sentences, "in_summary": marks}])

    def summarize(text: str, most_words: int, brief: bool) -> Summary:
        assert most_words == 21 and not brief
        return cited_summary(text, [sentences[n] for n in (2, 3, 5)])

    measures = evaluate_summaries(path, summarize)
    assert measures["f1"] == pytest.approx(66.67)
    assert measures["lead_f1"] == 0.0


def cited_summary(text: str, sentences: list[str]) -> Summary:
    """Make a summary of a one-passage document, each sentence cited."""
    made = document([(Role.BODY, text)])
    passage = Passage(made, Span(0, len(text)), 1, Role.BODY, "", None, ())
    hit = Hit(passage, 1.0, 1, "summary")
    statements = []
    for number, sentence in enumerate(sentences, start=1):
        start = text.index(sentence)
        evidence = Evidence(hit, Span(start, start + len(sentence)), 1.0)
        statements.append(Statement(sentence, (Citation(number, evidence),)))
    return Summary(("d",), tuple(statements), Coverage(1, 1, 1, 1))


def write_claims(path: Path, truth: list[bool]) -> Path:
    """Write a claim a mark, whose evidence is the mark's place."""
    rows = [
        {"claim": "A claim.", "evidence": str(place), "supported": mark}
        for place, mark in enumerate(truth)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_claims_are_scored_by_side(tmp_path: Path) -> None:
    """Balanced accuracy is the mean over both sides; AUROC counts pairs, a tie as half."""
    path = write_claims(tmp_path / "claims.jsonl", [True, True, True, True, False, False])
    scores = (0.9, 0.8, 0.7, 0.2, 0.6, 0.2)
    measures = evaluate_claims(path, lambda claim, place: scores[int(place)], 0.5)
    assert measures["n"] == 6
    assert measures["balanced_accuracy"] == 62.5  # 3 of 4, and 1 of 2
    assert measures["auroc"] == 81.25  # 6.5 of 8 pairs
    assert measures["f1_unsupported"] == 50.0  # 1 found, 1 missed, 1 wrongly


def test_claims_of_one_side_give_no_balance(tmp_path: Path) -> None:
    """Where all claims are supported there is nothing to balance; a bad row is named."""
    path = write_claims(tmp_path / "claims.jsonl", [True, True])
    measures = evaluate_claims(path, lambda claim, evidence: 1.0, 0.5)
    assert measures["balanced_accuracy"] is None and measures["auroc"] is None
    path.write_text('{"claim": "A", "evidence": "B", "supported": 1}', encoding="utf-8")
    with pytest.raises(RagError, match="line 1: its 'supported'"):
        evaluate_claims(path, lambda claim, evidence: 1.0, 0.5)


def test_the_files_of_the_shared_folder_are_in_these_formats(shared: Path) -> None:
    """Every labelled file described there can be read."""
    data = shared / "data"
    for path in sorted((data / "qa").glob("*.jsonl.gz")):
        assert evaluate_qa(path, lambda asked, context: said(None), limit=20)["n"] == 20
    for path in sorted((data / "summaries").glob("*.jsonl.gz")):
        assert len(read_rows(path, parse_summary, 20)) == 20
    for path in sorted((data / "retrieval").glob("*/qrels.tsv")):
        assert read_judgments(path)
