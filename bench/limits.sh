#!/usr/bin/env bash
# Limits: evaluate under 10 ms (p99), reserve and commit beside a bare commit loop on the same database in the same
# run, 64 consumers exact. SQLite always; PostgreSQL where it is installed (a cluster of its own that flushes to disk)
# or named by PROOFDESK_TEST_POSTGRES_URL. JSON lines go to target/bench/limits.jsonl.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p target/bench
if [ -z "${PROOFDESK_TEST_POSTGRES_URL:-}" ]; then
    cluster=$(mktemp -d)
    if url=$(scripts/postgres.sh start "$cluster" 2>/dev/null); then
        trap 'scripts/postgres.sh stop "$cluster" >/dev/null; rm -rf "$cluster"' EXIT
        # The tests' cluster never flushes; a commit that is worth measuring does.
        psql "$url" --quiet --command "alter system set fsync = on" --command "alter system set synchronous_commit = on" \
            --command "select pg_reload_conf()" >/dev/null
        export PROOFDESK_TEST_POSTGRES_URL=$url
    else
        echo "PostgreSQL is not installed: SQLite alone is measured"
    fi
fi
# Not under /tmp, which may be memory: commits must reach the disk.
cd target/bench
cargo run --quiet --release --locked -p proofdesk-app --features testing --example limits_speed -- "$PWD/limits.jsonl"
