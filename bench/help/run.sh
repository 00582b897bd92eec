#!/usr/bin/env bash
# The help centre and the bot: search over 5,000 articles in two languages (p99 under 10 ms, index in under 5 s) on SQLite
# and, where it is installed or named by PROOFDESK_TEST_POSTGRES_URL, PostgreSQL; how well questions are answered
# (bench/help/README.md). OFFTOPIC and INTENTS name further sets where they lie. JSON lines go to target/bench/.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p target/bench
questions=$PWD/bench/help
source bench/postgres.sh
cargo run --quiet --release --locked -p proofdesk-domain --example help_quality -- \
    "$questions" "${OFFTOPIC:-}" "${INTENTS:-}" | tee target/bench/help-quality.jsonl
(cd target/bench && cargo run --quiet --release --locked -p proofdesk-app --features testing --example help_speed -- "$PWD/help.jsonl" "$questions")
