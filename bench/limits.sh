#!/usr/bin/env bash
# Limits: evaluate under 10 ms (p99), reserve and commit beside a bare commit loop on the same database in the same
# run, 64 consumers exact. SQLite always; PostgreSQL where it is installed (a cluster of its own that flushes to disk)
# or named by PROOFDESK_TEST_POSTGRES_URL. JSON lines go to target/bench/limits.jsonl.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p target/bench
source bench/postgres.sh
# Not under /tmp, which may be memory: commits must reach the disk.
cd target/bench
cargo run --quiet --release --locked -p proofdesk-app --features testing --example limits_speed -- "$PWD/limits.jsonl"
