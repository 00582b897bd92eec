#!/usr/bin/env bash
# Conversations: 2,000 live streams with 200 messages a second and a server that is killed in the middle; lists of 100,000
# open conversations; searches over a million messages. The last two on SQLite, and on PostgreSQL where it is installed or
# named by PROOFDESK_TEST_POSTGRES_URL. JSON lines go to target/bench/talk.jsonl and talk-streams.jsonl.
# TALKS, MESSAGES, STREAMS, RATE and STRETCH make it smaller.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p target/bench
source bench/postgres.sh
PROOFDESK_BINARY="${PROOFDESK_BINARY:-$PWD/target/release/proofdesk}" node bench/talk/streams.mjs || echo "the streams are out of their bounds"
cd target/bench
cargo run --quiet --release --locked -p proofdesk-app --features testing --example talk_speed -- "$PWD/talk.jsonl"
