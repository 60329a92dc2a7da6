#!/bin/sh
# Print the project's measures on labelled data. Usage: evaluate.sh DATA LIMIT
# Only files on which nothing is tuned.
set -eu
cd "$(dirname "$0")/.."
data=$1
limit=$2
sh scripts/setup.sh user
if [ ! -d "$data" ]; then
    echo "There is no folder $data: name a folder of labelled data with make evaluate DATA=folder (python -m rag evaluate --help says what its files hold)." >&2
    exit 1
fi
evaluate() {
    [ -e "$2" ] || return 0
    echo "evaluate $* --limit $limit"
    .venv/bin/python -m rag evaluate "$@" --limit "$limit" --json
}
evaluate --qa "$data/qa/squad1.1-dev.jsonl.gz"
evaluate --qa "$data/qa/squad2.0-dev.jsonl.gz"
evaluate --qa "$data/qa/squadshifts-wiki.jsonl.gz"
evaluate --qa "$data/qa/squadshifts-reddit.jsonl.gz"
evaluate --retrieval "$data/retrieval/scifact"
evaluate --summaries "$data/summaries/cnndm-validation.jsonl.gz"
evaluate --summaries "$data/summaries/bbc-valid.jsonl.gz"
