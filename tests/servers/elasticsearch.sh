#!/usr/bin/env bash
# A real Elasticsearch for the tests, on loopback, in a folder of its own. Called by servers.sh.
#   elasticsearch.sh up DIR PORT       install what is missing, start it, and return when it answers
#   It lets in by TLS, with DIR/ca.pem, and by DIR/secret: `oficina`, who may what docs/operations.md says, and `ci`, who may everything.
#   elasticsearch.sh signal DIR NAME   TERM or KILL ends it; STOP has it hang: it accepts, and never answers; CONT is the end of that
# The server is the one that Elastic publishes for integration tests, by Maven; a plugin of forty lines, compiled here, has it
# say which version it is. It wants a JDK 21 or later. A tool of the tests: never shipped, never advice for a deployment.
set -euo pipefail

VERSION=9.5.0
HEAP=${OFICINA_TEST_ELASTICSEARCH_HEAP:-400m}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DIR=$2; HOME_DIR=$DIR/elasticsearch-$VERSION; PID=$DIR/pid

jdk() {        # the home of a JDK that is new enough, with its compiler
  local each major
  for each in "${ES_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/*; do
    [ -n "$each" ] && [ -x "$each/bin/javac" ] || continue
    major=$("$each/bin/javac" -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
    if [ "${major:-0}" -ge 21 ] 2>/dev/null; then readlink -f "$each"; return 0; fi
  done
  return 1
}
nobody() {     # the server refuses to be root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups "$@"; else "$@"; fi
}
running() { [ -f "$PID" ] && tr '\0' ' ' <"/proc/$(cat "$PID")/cmdline" 2>/dev/null | grep -qF -- "-Des.path.home=$HOME_DIR "; }

fetch() {      # the server and the plugin, once
  [ ! -f "$HOME_DIR/.installed" ] || return 0
  command -v mvn >/dev/null || { echo "left out: Elasticsearch (there is no Maven here)"; exit 3; }
  rm -rf "$HOME_DIR" "$DIR/dl"; mkdir -p "$DIR/dl"
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy -DoutputDirectory="$DIR/dl" \
    -Dartifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$VERSION:zip" ||
    { echo "left out: Elasticsearch (Maven could not fetch it)"; exit 3; }
  ( cd "$DIR" && "$JDK/bin/jar" --extract --file "$DIR/dl/elasticsearch-$VERSION.zip" ); chmod +x "$HOME_DIR"/bin/*
  rm -rf "$HOME_DIR"/lib/platform/{darwin,windows}-*
  local plugin=$HOME_DIR/plugins/root; mkdir -p "$plugin" "$HOME_DIR/logs" "$DIR/dl/out"
  "$JDK/bin/javac" -nowarn --release 21 -cp "$HOME_DIR/lib/*" -d "$DIR/dl/out" "$HERE/RootPlugin.java"
  "$JDK/bin/jar" --create --file "$plugin/root.jar" -C "$DIR/dl/out" .
  printf '%s\n' name=root 'description=says who it is' version=1 classname=oficina.tests.RootPlugin java.version=21 \
    "elasticsearch.version=$VERSION" >"$plugin/plugin-descriptor.properties"
  rm -rf "$DIR/dl"; touch "$HOME_DIR/.installed"
}
secure() {     # an authority of its own, a certificate of this address, two users; once
  [ ! -f "$DIR/secret" ] || return 0
  local c=$HOME_DIR/config hash; mkdir -p "$c"
  printf '%s\n' "subjectAltName=IP:127.0.0.1,DNS:localhost" >"$DIR/names"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=oficina tests" -keyout "$DIR/ca.key" -out "$DIR/ca.pem"
  openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" -keyout "$c/http.key" -out "$DIR/http.csr"
  openssl x509 -req -in "$DIR/http.csr" -CA "$DIR/ca.pem" -CAkey "$DIR/ca.key" -CAcreateserial -days 3650 -extfile "$DIR/names" -out "$c/http.crt"
  openssl rand -hex 12 >"$DIR/secret.new"
  hash="{SHA}$(tr -d '\n' <"$DIR/secret.new" | openssl dgst -sha1 -binary | base64)"
  printf '%s\n' "oficina:$hash" "ci:$hash" >"$c/users"
  printf '%s\n' "office:oficina" "superuser:ci" >"$c/users_roles"
  printf '%s\n' "office:" "  cluster: [monitor]" "  indices:" "    - names: ['oficina-*', 'test-*']" "      privileges: [manage, read, write]" >"$c/roles.yml"
  mv "$DIR/secret.new" "$DIR/secret"
}
ask() {        # PORT PATH : as whoever may everything
  curl -sf --cacert "$DIR/ca.pem" --user "ci:$(cat "$DIR/secret")" "https://127.0.0.1:$1$2" >/dev/null
}
up() {         # PORT
  JDK=$(jdk) || { echo "left out: Elasticsearch (it wants a JDK 21 or later with its compiler, and there is none here)"; exit 3; }
  mkdir -p "$DIR"; chmod 755 "$DIR"
  if running && [ -f "$DIR/secret" ]; then kill -CONT "$(cat "$PID")"; return 0; fi
  signal TERM      # one that let everybody in
  fetch; secure; rm -f "$PID"; mkdir -p "$DIR/data" "$DIR/logs" "$DIR/tmp"
  printf '%s\n' "cluster.name: oficina-tests-$1" "http.port: $1" "transport.port: $(($1 + 1))" network.host:\ 127.0.0.1 discovery.type:\ single-node \
    "path.data: $DIR/data" "path.logs: $DIR/logs" xpack.security.enabled:\ true \
    xpack.license.self_generated.type:\ basic xpack.security.enrollment.enabled:\ false xpack.security.authc.realms.file.users.order:\ 0 \
    xpack.security.http.ssl.enabled:\ true xpack.security.http.ssl.key:\ http.key xpack.security.http.ssl.certificate:\ http.crt cluster.routing.allocation.disk.threshold_enabled:\ false \
    action.destructive_requires_name:\ true cluster.max_shards_per_node:\ 5000 >"$HOME_DIR/config/elasticsearch.yml"
  [ "$(id -u)" != 0 ] || chown -R nobody "$DIR"
  # -d returns when the node is up, and leaves no other process behind; compiled once only, it starts in half the time
  ( cd "$DIR" && nobody env -u JAVA_TOOL_OPTIONS HOME="$DIR" ES_TMPDIR="$DIR/tmp" ES_JAVA_HOME="$JDK" \
      ES_JAVA_OPTS="-Xms$HEAP -Xmx$HEAP -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC" \
      "$HOME_DIR/bin/elasticsearch" -d -p "$PID" </dev/null ) || { tail -n 25 "$DIR/logs"/*.log; exit 1; }
  local n; for n in $(seq 240); do
    ask "$1" "/_cluster/health?wait_for_status=yellow&timeout=30s" && return 0; sleep 0.25
  done
  echo "Elasticsearch did not answer in time"; exit 1
}
signal() {     # NAME : and wait until it is gone, when it is to go
  running || return 0
  local pid n; pid=$(cat "$PID"); kill "-$1" "$pid"
  case $1 in STOP|CONT) return 0 ;; esac
  kill -CONT "$pid" 2>/dev/null || true
  for n in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  if kill -0 "$pid" 2>/dev/null; then kill -KILL "$pid"; fi
  rm -f "$PID"
}
main() { case $1 in up) up "$3" ;; signal) signal "$3" ;; *) exit 2 ;; esac; }
main "$@"; exit
