#!/usr/bin/env bash
# A private PostgreSQL cluster for tests: `start FOLDER` prints its URL, `stop FOLDER` ends and removes it; `pause FOLDER`
# and `resume FOLDER` take it away and bring it back as it was, for tests of that very fault.
# Listens on a unix socket only, in a folder of its own. PostgreSQL refuses to run as root, so root
# hands it to an unprivileged user. Nothing of it survives: fsync is off.
set -euo pipefail

usage() { echo "usage: $0 start|stop|pause|resume FOLDER" >&2; exit 2; }
[ $# = 2 ] || usage
note=$2/cluster

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed; on Debian or Ubuntu: apt-get install postgresql" >&2; exit 1; }

as_user() {
    if [ "$(id -u)" = 0 ]; then
        local user=nobody
        id postgres >/dev/null 2>&1 && user=postgres
        (cd / && exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@")
    else
        (cd / && exec "$@")
    fi
}

case $1 in
start)
    mkdir -p "$2"
    [ ! -e "$note" ] || { echo "$2 has a cluster already" >&2; exit 1; }
    # Not inside FOLDER, which the unprivileged user may not be able to enter; and short, since the
    # path of a unix socket holds 107 characters at most.
    home=$(as_user mktemp -d /tmp/proofdesk-pg-XXXXXX)
    echo "$home" > "$note"
    port=$((20000 + RANDOM % 20000))
    as_user "$bin/initdb" --pgdata="$home/data" --username=proofdesk --auth=trust --encoding=UTF8 \
        --locale=C --no-sync >"$2/initdb.log" 2>&1 || { cat "$2/initdb.log" >&2; exit 1; }
    as_user tee -a "$home/data/postgresql.conf" >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$home'
port = $port
fsync = off
full_page_writes = off
max_connections = 300
shared_buffers = 64MB
END
    as_user "$bin/pg_ctl" --pgdata="$home/data" --log="$home/log" --wait --timeout=60 start \
        >/dev/null 2>&1 </dev/null || { as_user cat "$home/log" >&2; exit 1; }
    echo "postgres://proofdesk@localhost:$port/postgres?host=$home"
    ;;
stop)
    [ -e "$note" ] || exit 0
    home=$(cat "$note")
    case $home in /tmp/proofdesk-pg-*) ;; *) echo "$note does not name a test cluster" >&2; exit 1 ;; esac
    as_user "$bin/pg_ctl" --pgdata="$home/data" --mode=immediate --wait stop >/dev/null 2>&1 || true
    as_user rm -rf "$home"
    rm -f "$note"
    ;;
pause)
    home=$(cat "$note")
    as_user "$bin/pg_ctl" --pgdata="$home/data" --mode=immediate --wait stop >/dev/null
    ;;
resume)
    home=$(cat "$note")
    as_user "$bin/pg_ctl" --pgdata="$home/data" --log="$home/log" --wait --timeout=60 start >/dev/null 2>&1 </dev/null
    ;;
*) usage ;;
esac
