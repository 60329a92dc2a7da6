"""Who may talk to the page, how much they may send, and what it may load."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from rag.page.guarding import Guard, Message, Receive, Scope, Send

PAGE = (
    b'<html><script>let data = "\\u003cscript>"</script><script type="module" src="a.js"></script>'
)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the page, after reading the whole request."""
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})


def ask(
    method: str = "GET",
    path: str = "/",
    *,
    host: str = "127.0.0.1:7860",
    served_on: str = "127.0.0.1",
    content: Any = None,
    **headers: str,
) -> httpx.Response:
    guard = Guard(application, hosts=[served_on], max_upload_bytes=2_000_000)
    named = {key.replace("_", "-"): value for key, value in headers.items()}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=guard)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.request(
                method, path, headers={"host": host, **named}, content=content
            )

    return asyncio.run(send())


@pytest.mark.parametrize("path", ["/", "/gradio_api/info", "/docs"])
def test_every_response_carries_the_security_headers(path: str) -> None:
    """Pages, data and refusals alike have the headers, and no other host is named in them."""
    headers = ask(path=path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert not re.search(r"https?:|\*", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_pages_own_scripts_carry_the_nonce_of_the_header() -> None:
    """Every script tag has the nonce, a new one each time, and an escaped one has none."""
    first, second = ask(), ask()
    nonce = re.search(r"'nonce-([^']+)'", first.headers["content-security-policy"])
    assert nonce is not None
    assert re.findall(r'<script nonce="([^"]+)"', first.text) == [nonce[1]] * 2
    assert "\\u003cscript>" in first.text
    assert nonce[1] not in second.headers["content-security-policy"]
    assert int(first.headers["content-length"]) == len(first.content)


@pytest.mark.parametrize(
    "host", ["localhost:7860", "127.0.0.1", "[::1]:7860", "LOCALHOST", "127.0.0.1:1"]
)
def test_the_loopback_names_are_answered(host: str) -> None:
    """The page answers to every name of this machine that cannot be borrowed."""
    assert ask(host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", "[", "192.168.1.9", "localhost.evil:7860"],
)
def test_another_host_is_refused_with_a_sentence(host: str) -> None:
    """A name that was made to point here does not reach the library."""
    refused = ask(host=host)
    assert refused.status_code == 421
    assert "open it by its own address" in refused.text


def test_the_configured_host_is_answered() -> None:
    """The page answers to the name it was told; on all addresses, to numbers but not to names."""
    assert ask(host="desk.example:7860", served_on="desk.example").status_code == 200
    assert ask(host="192.168.1.9:7860", served_on="0.0.0.0").status_code == 200
    assert ask(host="evil.example", served_on="0.0.0.0").status_code == 421


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://[", "http://127.0.0.1:9999", "http://localhost:7860"],
)
def test_another_origin_is_refused(origin: str) -> None:
    """A page from elsewhere, even of this machine, may not use the server."""
    assert ask("POST", "/gradio_api/queue/join", origin=origin).status_code == 403


def test_the_pages_own_origin_is_answered() -> None:
    """The page itself may use the server."""
    assert ask("POST", "/gradio_api/queue/join", origin="http://127.0.0.1:7860").status_code == 200


def test_another_site_may_link_to_the_page_and_no_more() -> None:
    """A cross-site request is refused unless it opens the page."""
    assert ask(sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status_code == 403
    assert ask(sec_fetch_site="cross-site", sec_fetch_mode="navigate").status_code == 200
    sent = ask("POST", sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/gradio_api/upload", 1_900_000, 200),
        ("/gradio_api/upload", 2_300_000, 413),
        ("/gradio_api/queue/join", 900_000, 200),
        ("/gradio_api/queue/join", 1_100_000, 413),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
def test_too_large_a_request_is_refused(path: str, size: int, status: int, announced: bool) -> None:
    """The limit holds for announced lengths and for bodies that just go on."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, size, 100_000):
            yield b"x" * min(100_000, size - start)

    content = b"x" * size if announced else pieces()
    assert ask("POST", path, content=content).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/proxy=https://x.hf.space/a", "/gradio_api/file=/etc/passwd", "/docs",
        "/openapi.json", "/monitoring", "/gradio_api/stream/a", "/gradio_api/vibe-edit/",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_closed(path: str) -> None:
    """Gradio's routes that fetch, stream or watch are not reachable."""
    assert ask(path=path).status_code == 404


def test_a_websocket_is_refused() -> None:
    """The page uses none, so none is opened."""
    sent: list[Message] = []

    async def connect() -> None:
        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message) -> None:
            sent.append(message)

        guard = Guard(application, hosts=[], max_upload_bytes=1)
        await guard({"type": "websocket", "path": "/", "headers": []}, receive, send)

    asyncio.run(connect())
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_headers_of_a_proxy_are_not_passed_on() -> None:
    """Nobody tells the server that it has another name, by which it would then call itself."""
    seen: list[bytes] = []

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend(name for name, _ in scope["headers"])
        await application(scope, receive, send)

    async def send_it() -> None:
        guard = Guard(listening, hosts=["127.0.0.1"], max_upload_bytes=1)
        transport = httpx.ASGITransport(guard)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            await client.get("/x", headers={"X-Forwarded-Host": "outside.example", "Via": "1"})

    asyncio.run(send_it())
    assert b"via" in seen
    assert not [name for name in seen if b"forwarded" in name]
