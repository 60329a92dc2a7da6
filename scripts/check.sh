#!/bin/sh
# Lint, types and docstrings: every check runs, and the exit status is 1 if any of them found something.
set -u
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev || exit 1
status=0
# Gradio writes a stub beside a component when the page starts; mypy would read it instead of the code.
rm -f rag/page/*.pyi
.venv/bin/python -m ruff check . || status=1
.venv/bin/python -m mypy || status=1
# See [tool.pydoclint] in pyproject.toml for which findings count.
if .venv/bin/pydoclint --quiet rag 2>&1 | grep -E 'DOC(102|501)|^Error|Traceback'; then
    status=1
fi
exit $status
