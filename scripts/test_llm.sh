#!/bin/sh
# Set up and run the tests against real language models. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
.venv/bin/python -m pip install --no-input --disable-pip-version-check -q -r requirements-llm.txt
exec .venv/bin/python -m pytest -m llm tests/llm "$@"
