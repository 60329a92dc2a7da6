#!/bin/sh
# Set up, index seeds/ (unchanged files cost nothing) and serve the page. PORT, RAG_INDEX.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/python.sh
. scripts/python.sh

"$python" - "${PORT:-}" <<'EOF'
# Asked before anything is installed, so that nobody waits minutes for this sentence.
import os
import socket
import sys
import tomllib

try:
    with open(os.environ.get("RAG_CONFIG") or "rag.toml", "rb") as settings:
        named = tomllib.load(settings)["page"]["port"]
except (OSError, ValueError, KeyError, TypeError):
    named = 7860  # what is wrong with the settings is said by who reads them all
port = sys.argv[1] or str(named)
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"PORT={port} is not a port: choose a number from 1 to 65535.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except PermissionError:
        sys.exit(f"Port {port} is reserved for the system: choose another with make run PORT=7861.")
    except OSError:
        sys.exit(f"Port {port} is taken: stop what is using it, or choose another: make run PORT=7861.")
EOF

sh scripts/setup.sh user
.venv/bin/python -m rag --index "${RAG_INDEX:=index}" add seeds ||
    echo "Not everything in seeds/ is in the library (see above); the page starts all the same." >&2
export RAG_INDEX
exec .venv/bin/python app.py
