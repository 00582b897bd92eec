#!/usr/bin/env bash
# The measurements: the reader against RapidOCR, the server against its limits.
# Prints tables and leaves JSON lines under target/bench/. Needs a quiet machine to mean anything.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p target/bench
echo "== building the release binary"
cargo build --release --locked -p proofdesk
bench/policy/run.sh
bench/limits.sh
bench/inbox.sh
bench/talk/run.sh || echo "conversations are out of their bounds"
bench/help/run.sh
bench/reader/run.sh
[ -d e2e/node_modules ] || (cd e2e && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
PROOFDESK_BINARY="$PWD/target/release/proofdesk" node bench/server.mjs
PROOFDESK_BINARY="$PWD/target/release/proofdesk" node bench/capture/measure.mjs
PROOFDESK_BINARY="$PWD/target/release/proofdesk" node bench/console.mjs || echo "the next case was not there in time"
cargo build --release --locked -p proofdesk-reader --example wrong_reasons
python3 bench/reader/wrong_reasons.py
# In the environment that bench/reader/run.sh has made.
for bench in letters desks fingers; do
    target/bench/venv/bin/python "bench/reader/$bench.py" target/release/proofdesk
done
# Hours for the peers the first time: COUNT=40 gives a first look. What was answered is kept.
PROOFDESK_BINARY="$PWD/target/release/proofdesk" bench/reader/accuracy/run.sh
target/bench/venv/bin/python bench/reader/mirrored.py target/release/proofdesk
