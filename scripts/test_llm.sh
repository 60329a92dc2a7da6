#!/bin/sh
# Set up and run the tests against real language models. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh llm
exec .venv/bin/python -m pytest -m llm tests/llm "$@"
