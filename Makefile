# Footnote's commands. `make help` lists them.
#
# Variables: PORT (page, 7860), RAG_INDEX (library folder, index), PYTHON (which interpreter, 3.11+),
# TORCH_INDEX (where torch comes from; see CONTRIBUTING.md), DATA (labelled data, ../shared/data),
# ARGS (more arguments for pytest), LIMIT (rows for `make evaluate`).

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
RAG_INDEX ?= index
DATA ?= ../shared/data
LIMIT ?= 1000
export PORT RAG_INDEX PYTHON TORCH_INDEX

.PHONY: help run test test-llm check evaluate bench fix
.SILENT:

help:
	echo "make run       set up, index seeds/ into index/, serve the page on http://127.0.0.1:7860"
	echo "make test      set up and run every test (ARGS='-k name' for some of them)"
	echo "make test-llm  the tests against real language models (installs llama.cpp and Gemma 3 270M)"
	echo "make check     ruff, mypy and pydoclint"
	echo "make fix       let ruff repair and format what it can"
	echo "make evaluate  measure answers, retrieval and summaries on labelled data (DATA=folder)"
	echo "make bench     measure speed and memory"

run:
	sh scripts/run.sh

test:
	sh scripts/test.sh $(ARGS)

test-llm:
	sh scripts/test_llm.sh $(ARGS)

check:
	sh scripts/check.sh

fix:
	sh scripts/setup.sh dev
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .

evaluate:
	sh scripts/evaluate.sh "$(DATA)" "$(LIMIT)"

bench:
	sh scripts/bench.sh
