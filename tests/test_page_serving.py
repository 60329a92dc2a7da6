"""The page as a browser's other side sees it: one process, one port, its own requests only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag.errors import ConfigError
from rag.page.serving import address, listen, read_port
from tests.page_fakes import ARTICLE
from tests.page_served import served_page

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def page() -> Iterator[httpx.Client]:
    with served_page() as base, httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        yield client


def test_the_page_names_no_other_host_to_load_from(page: httpx.Client) -> None:
    """No script, style, font or image of the page comes from another host."""
    text = page.get("/").text
    theme = page.get("/theme.css").text
    loaded = [line for line in text.splitlines() if " src=" in line or "<link" in line]
    assert not [line for line in loaded if "http" in line]
    assert "http" not in theme.replace("http://www.w3.org", "")
    assert "fonts.googleapis" not in text


def test_headers_are_on_the_real_page(page: httpx.Client) -> None:
    """The middleware stands before Gradio's own routes, compressed or not."""
    for path in ("/", "/config", "/theme.css", "/gradio_api/info", "/nothing-here"):
        response = page.get(path)
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"], path
        assert "server" not in response.headers
    assert page.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert page.get("/", headers={"accept-encoding": "br"}).text.count("nonce=") >= 5


def test_neither_page_nor_config_holds_text_of_a_document(page: httpx.Client) -> None:
    """What a document says is sent only when it is asked for."""
    for path in ("/", "/config", "/gradio_api/info"):
        text = page.get(path).text
        assert "Skerry" not in text
        assert "Berg" not in text
    assert "Skerry" in ARTICLE


def test_a_source_comes_within_200_milliseconds(page: httpx.Client) -> None:
    """A footnote's document is there at once, and a forged argument is a sentence."""
    assert serve(page, "source", None).json()["message"] == {"say": "no_such_place"}
    response = serve(page, "source", {"document": "../../etc/passwd", "start": 0, "end": 5})
    assert response.json()["message"] == {"say": "gone"}
    quickest = min(serve(page, "source", {}).elapsed.total_seconds() for _ in range(5))
    assert quickest < 0.2


def test_past_the_queue_a_request_is_told_so_at_once(page: httpx.Client) -> None:
    """Of a crowd, as many are answered as have a place; each of the others is told "Busy"."""
    asked = {"question": "Tell me slowly"}
    with ThreadPoolExecutor(20) as crowd:
        heard = list(crowd.map(lambda _: serve(page, "ask", asked).json(), range(20)))
    told = Counter((view.get("message") or {}).get("say", "answered") for view in heard)
    assert told["busy"] >= 1 and told["answered"] >= 12 and sum(told.values()) == 20


def test_what_is_no_function_of_the_page_is_not_called(page: httpx.Client) -> None:
    """A component's own methods cannot be called by name."""
    for name in ("unrender", "get_config", "desk_nothing", "__init__"):
        component = _component(page, "fn-masthead")
        body = {"session_hash": "s", "component_id": component, "fn_name": name, "data": {}}
        assert page.post("/gradio_api/component_server", json=body).status_code == 404


def test_an_upload_over_the_limit_is_refused(page: httpx.Client) -> None:
    """Too large an upload gets a sentence, not a full disk."""
    response = page.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 2_500_000)})
    assert response.status_code == 413


def test_a_rebound_name_does_not_reach_the_library(page: httpx.Client) -> None:
    """The real server refuses a foreign name and a foreign origin."""
    assert page.get("/config", headers={"host": "evil.example"}).status_code == 421
    joined = page.post("/gradio_api/queue/join", json={}, headers={"origin": "http://evil.example"})
    assert joined.status_code == 403


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "７８６０", "80.5"])
def test_a_bad_port_is_refused_with_a_sentence(text: str) -> None:
    """What is not a port is named, with what to choose instead."""
    with pytest.raises(ConfigError, match="choose a number from 1 to 65535"):
        read_port(text)
    assert read_port("7861") == 7861


def test_a_taken_port_is_refused_with_a_sentence() -> None:
    """The sentence names the port and says what to do."""
    with listen("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} .*choose another"):
            listen("127.0.0.1", port)


def test_the_address_can_be_opened() -> None:
    """The address shown is one that a browser can open."""
    assert address("127.0.0.1", 7860) == "http://127.0.0.1:7860"
    assert address("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert address("::1", 80) == "http://[::1]:80"


@pytest.mark.parametrize("taken", [True, False])
def test_app_says_one_sentence_and_exits_1(taken: bool, tmp_path: Path) -> None:
    """``app.py`` with a taken or a bad port: one line on stderr, no traceback, exit code 1."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1]) if taken else "seven"
        done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**os.environ, "PORT": port, "RAG_INDEX": str(tmp_path / "index")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert port in done.stderr
    assert not (tmp_path / "index").exists()


def test_a_stopped_server_leaves_nothing_behind(tmp_path: Path) -> None:
    """After SIGTERM the port is free, and the folder of the uploads is gone."""
    with (
        served_page(TMPDIR=str(tmp_path)) as base,
        httpx.Client(base_url=base, trust_env=False) as client,
    ):
        client.post("/gradio_api/upload", files={"files": ("a.txt", b"words")}).raise_for_status()
        assert len(list(tmp_path.glob("footnote-*/**/a.txt"))) == 1
        port = urlsplit(base).port
    assert not list(tmp_path.glob("footnote-*"))
    listen("127.0.0.1", port or 0).close()


def serve(page: httpx.Client, name: str, asked: object) -> httpx.Response:
    """Call a function of the server as the page's script does."""
    component = _component(page, "fn-masthead")
    body = {"session_hash": "s", "component_id": component, "fn_name": f"desk_{name}"}
    return page.post("/gradio_api/component_server", json={**body, "data": asked})


def _component(page: httpx.Client, name: str) -> int:
    components = page.get("/config").json()["components"]
    return next(c["id"] for c in components if c.get("props", {}).get("elem_id") == name)
