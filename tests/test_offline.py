"""Everything works with the network cut."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Python looks for this module when it starts; it lets nothing out but to this machine itself.
CUT = """
import os
import socket

def _refuse(address):
    host = address[0] if isinstance(address, tuple) else ""
    if host not in ("", "localhost", "::1") and not str(host).startswith("127."):
        os.write(2, f"reached for the network: {address}\\n".encode())
        os._exit(99)  # at once, and from any thread

class CutSocket(socket.socket):
    def connect(self, address):
        _refuse(address)
        return super().connect(address)

    def connect_ex(self, address):
        _refuse(address)
        return super().connect_ex(address)

    def sendto(self, data, *rest):
        _refuse(rest[-1])
        return super().sendto(data, *rest)

def _no_names(host, *rest, _real=socket.getaddrinfo, **more):
    _refuse((host or "",))
    return _real(host, *rest, **more)

socket.socket = CutSocket
socket.getaddrinfo = _no_names
"""


@pytest.mark.slow
def test_add_ask_summarize_and_retrieve_work_with_the_network_cut(tmp_path: Path) -> None:
    """With the real model: what is shipped and installed is enough."""
    (tmp_path / "sitecustomize.py").write_text(CUT, encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rag", "--index", str(tmp_path / "index"), *arguments]
        environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}", "PATH": "", "HOME": str(tmp_path)}
        return subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            text=True,
            capture_output=True,
            timeout=240,
            check=False,
        )

    added = run("add", "seeds")
    assert added.returncode == 0, added.stderr
    assert "reached for" not in added.stderr
    for arguments in (
        ("ask", "Where were the talks held?"),
        ("summarize",),
        ("retrieve", "technical talks"),
    ):
        ended = run(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        assert "reached for" not in ended.stderr
        shape = json.loads(ended.stdout)
        assert shape.get("citations") or shape.get("nearest") or shape.get("hits")


@pytest.mark.slow
def test_code_reaches_for_no_network_either(tmp_path: Path) -> None:
    """A notebook that imports rag has not come through the shell's preparations."""
    (tmp_path / "sitecustomize.py").write_text(CUT, encoding="utf-8")
    program = f"import rag; rag.Library({str(tmp_path / 'index')!r}).ask('Who is it?')"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "HOME": str(tmp_path)},
        text=True,
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "reached for" not in ended.stderr


def test_the_cut_is_a_cut(tmp_path: Path) -> None:
    """A connection to elsewhere ends the process; the test above would notice one."""
    (tmp_path / "sitecustomize.py").write_text(CUT, encoding="utf-8")
    program = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path)},
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 99
    assert "reached for the network" in ended.stderr
