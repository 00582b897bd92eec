#!/usr/bin/env bash
# The inbox: with 100,000 open cases its first page takes under 50 ms (p99). SQLite always; PostgreSQL where it is
# installed or named by PROOFDESK_TEST_POSTGRES_URL. JSON lines go to target/bench/inbox.jsonl.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p target/bench
source bench/postgres.sh
cd target/bench
cargo run --quiet --release --locked -p proofdesk-app --features testing --example inbox_speed -- "$PWD/inbox.jsonl"
