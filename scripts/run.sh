#!/bin/sh
# Set up, index seeds/ (unchanged files cost nothing) and serve the page. PORT, RAG_INDEX.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/python.sh
. scripts/python.sh

"$python" - "${PORT:=7860}" <<'EOF'
# Asked before anything is installed, so that nobody waits minutes for this sentence.
import socket
import sys

port = sys.argv[1]
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
.venv/bin/python -m rag --index "${RAG_INDEX:=index}" add seeds
export PORT RAG_INDEX
exec .venv/bin/python app.py
