# For the measurements, which source this from the project's root: a private PostgreSQL for as long as they run, its address in
# PROOFDESK_TEST_POSTGRES_URL. One that is named already is used as it is; where none is installed, SQLite alone is measured.
if [ -z "${PROOFDESK_TEST_POSTGRES_URL:-}" ]; then
    cluster=$(mktemp -d)
    postgres=$PWD/scripts/postgres.sh
    if PROOFDESK_TEST_POSTGRES_URL=$("$postgres" start "$cluster" 2>/dev/null); then
        # By its whole path: whoever measures may stand elsewhere by then.
        trap '"$postgres" stop "$cluster" >/dev/null; rm -rf "$cluster"' EXIT
        export PROOFDESK_TEST_POSTGRES_URL
        # The tests' cluster never flushes; a commit that is worth measuring does.
        psql "$PROOFDESK_TEST_POSTGRES_URL" --quiet --command "alter system set fsync = on" \
            --command "alter system set synchronous_commit = on" --command "select pg_reload_conf()" >/dev/null
    else
        rm -rf "$cluster"
        echo "PostgreSQL is not installed: SQLite alone is measured"
    fi
fi
