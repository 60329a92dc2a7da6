"""Other programs get the contract's JSON, by the examples of docs/api.md, within the guard."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.page_fakes import make_article
from tests.page_served import served_page

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
VERBS = ["add", "ask", "list", "remove", "retrieve", "summarise"]
CALL = "/gradio_api/call/v2"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served_page() as address:
        yield address


@pytest.fixture
def client(base: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as made:
        yield made


def examples(language: str) -> list[str]:
    """Return the examples of the documentation that are written in a language."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def call(client: httpx.Client, verb: str, **values: Any) -> Any:
    """Begin a call and fetch its result: what came of it, and its value."""
    begun = client.post(f"{CALL}/{verb}", json=values)
    told = client.get(f"{CALL}/{verb}/{begun.json()['event_id']}").text
    event, data = re.findall(r"event: (\w+)\ndata: (.*)", told)[-1]
    value = json.loads(data)
    return event, value[0] if event == "complete" else value["error"]


def test_only_the_librarys_verbs_are_offered(client: httpx.Client) -> None:
    """No event of the page itself is an endpoint, and every parameter has a name and a type."""
    endpoints = client.get("/gradio_api/info").json()["named_endpoints"]
    assert sorted(endpoints) == [f"/{verb}" for verb in VERBS]
    parameters = [p for e in endpoints.values() for p in e["parameters"]]
    assert all(p["parameter_name"] and p["type"] for p in parameters)


def test_the_verbs_have_the_contracts_shapes(client: httpx.Client) -> None:
    """retrieve, ask, summarise, add, list and remove give what the shell's --json gives."""
    article = make_article()
    _, asked = call(client, "ask", question="Who is the harbour master?", strictness="careful")
    assert {"question", "status", "text", "short_answer", "confidence", "statements"} <= set(asked)
    (citation,) = asked["citations"]
    assert article.text[citation["start"] : citation["end"]] == citation["quote"]
    _, found = call(client, "retrieve", query="harbour", top_k=1, documents=[article.id])
    assert len(found["hits"]) == 1 and set(found) == {"query", "hits", "timings_ms"}
    _, told = call(client, "summarise", documents=[article.id])
    assert told["documents"] == [article.id] and told["statements"]
    _, added = call(client, "add", name="minutes.txt", text="Minutes\n\nThe board met.")
    (line,) = added["files"]
    assert (line["source"], line["outcome"]) == ("minutes.txt", "added")
    _, listed = call(client, "list")
    assert line["document_id"] in {info["id"] for info in listed["documents"]}
    _, removed = call(client, "remove", document_id=line["document_id"])
    assert removed == {"removed": line["document_id"]}


def test_filters_are_those_of_the_shell(client: httpx.Client) -> None:
    """For retrieve and ask; a misspelt one is refused with a sentence."""
    nobody, harbour = {"author": "nobody"}, "Who is the harbour master?"
    assert call(client, "ask", question=harbour, filters=nobody)[1]["status"] == "not_found"
    assert call(client, "ask", question=harbour, filters={})[1]["status"] == "answered"
    assert call(client, "retrieve", query="harbour", filters=nobody)[1]["hits"] == []
    assert call(client, "retrieve", query="harbour", documents=[])[1]["hits"] == []
    assert call(client, "ask", question=harbour, documents=[])[1]["status"] == "not_found"
    event, said = call(client, "ask", question="Who?", filters={"authors": "Holm"})
    assert event == "error" and "unknown filter 'authors'" in said


def test_what_goes_wrong_is_one_sentence(client: httpx.Client) -> None:
    """An unknown document, no text, and a file that was never uploaded."""
    gone = call(client, "remove", document_id="none")
    assert gone == ("error", "no document has the id none")
    assert call(client, "add", name="a.txt")[1].startswith("give a text of at most")
    event, said = call(client, "add", name="a.txt", file={"path": "/etc/passwd"})
    assert event == "error" and "no upload of this server" in said


def test_the_guard_holds_for_programs(client: httpx.Client) -> None:
    """Another site's page, another name and too long a request are refused, for tools too."""
    asked = {"question": "Who?"}
    for path in (f"{CALL}/ask", "/gradio_api/call/ask", "/gradio_api/mcp/"):
        for name, value, status in (
            ("origin", "http://outside.example", 403),
            ("host", "outside.example", 421),
        ):
            assert client.post(path, json=asked, headers={name: value}).status_code == status
    assert client.post(f"{CALL}/ask", json={"question": "x" * 1_100_000}).status_code == 413


def test_the_example_for_curl(base: str) -> None:
    """The two steps of the documentation give the answer."""
    if shutil.which("curl") is None:
        pytest.skip("curl is missing")
    (example,) = examples("sh")
    script = example.replace("http://127.0.0.1:7860", base).replace(
        "curl -s", "curl --noproxy * -s"
    )
    done = subprocess.run(["sh", "-fc", script], capture_output=True, text=True, timeout=60)
    assert "event: complete" in done.stdout, done.stderr
    assert "Olav Berg [1]." in done.stdout.encode().decode("unicode_escape", "replace")


def run_example(number: int, base: str, folder: Path) -> str:
    """Run an example in Python and return what it prints."""
    script = examples("python")[number].replace("http://127.0.0.1:7860", base)
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_for_python(base: str, tmp_path: Path) -> None:
    """Asked, a file added, summed up and removed."""
    (tmp_path / "bees.txt").write_text("Bees\n\nForty hives. All well.", encoding="utf-8")
    told = run_example(0, base, tmp_path)
    assert "Olav Berg [1]." in told and "Forty hives" in told


def test_the_example_for_mcp(base: str, tmp_path: Path) -> None:
    """The tools are the verbs, and ask answers."""
    told = run_example(1, base, tmp_path)
    assert all(f"'{verb}'" in told for verb in VERBS)
    assert "Olav Berg [1]." in told


def test_past_the_queue_a_program_is_told_so_at_once(client: httpx.Client) -> None:
    """Twelve slow calls take every place; the thirteenth hears so before they are done."""
    slow = "Tell me slowly about the harbour"
    with ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(call, client, "ask", question=slow) for _ in range(16)]
        results = [job.result() for job in waiting]
    refused = [said for event, said in results if event == "error"]
    assert refused and all("Busy" in said for said in refused)
    assert sum(event == "complete" for event, _ in results) >= 12
