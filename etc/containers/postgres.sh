#!/bin/sh
# As the official image begins: makes the data directory where there is none, and becomes the server, which root may not.
set -eu
data="${PGDATA:-/var/lib/postgresql/data}"
user="${POSTGRES_USER:-postgres}"
if [ ! -s "$data/PG_VERSION" ]; then
  [ -n "${POSTGRES_PASSWORD:-}" ] || { echo 'POSTGRES_PASSWORD is not set' >&2; exit 1; }
  mkdir -p "$data"
  printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
  chown -R postgres:postgres "$data" /tmp/password
  chroot --userspec=postgres:postgres / initdb -D "$data" -U "$user" -E UTF8 --locale=C --auth=scram-sha-256 --pwfile=/tmp/password
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  if [ "${POSTGRES_DB:-$user}" != postgres ]; then
    # Before anybody can come: a server of one's own, without a port.
    echo "CREATE DATABASE \"${POSTGRES_DB:-$user}\"" |
      chroot --userspec=postgres:postgres / postgres --single -D "$data" postgres >/dev/null
  fi
fi
[ "${1:-postgres}" != postgres ] || shift
exec chroot --userspec=postgres:postgres / postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
