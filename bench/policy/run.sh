#!/usr/bin/env bash
# The policy: how long `decide` takes with a hundred findings (limit 50 microseconds), and how fast a
# draft is replayed over stored cases (100,000 in 60 s). CASES=20000 makes it shorter.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${CARGO_TARGET_DIR:-target}
mkdir -p target/bench
cargo build --release --quiet -p proofdesk-domain --example decide_speed
cargo build --release --quiet -p proofdesk-app --features testing --example replay_speed
{
    "$build/release/examples/decide_speed"
    "$build/release/examples/replay_speed" "${CASES:-100000}"
} | tee target/bench/policy.jsonl
