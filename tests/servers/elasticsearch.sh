#!/usr/bin/env bash
# A real Elasticsearch for the tests, on loopback, in a folder of its own. Called by servers.sh.
#   elasticsearch.sh up DIR PORT       install what is missing, start it, and return when it answers
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
up() {         # PORT
  JDK=$(jdk) || { echo "left out: Elasticsearch (it wants a JDK 21 or later with its compiler, and there is none here)"; exit 3; }
  mkdir -p "$DIR"; chmod 755 "$DIR"
  if running; then kill -CONT "$(cat "$PID")"; return 0; fi
  fetch; rm -f "$PID"; mkdir -p "$DIR/data" "$DIR/logs" "$DIR/tmp"
  printf '%s\n' "cluster.name: oficina-tests-$1" "http.port: $1" "transport.port: $(($1 + 1))" network.host:\ 127.0.0.1 discovery.type:\ single-node \
    "path.data: $DIR/data" "path.logs: $DIR/logs" xpack.security.enabled:\ false cluster.routing.allocation.disk.threshold_enabled:\ false \
    action.destructive_requires_name:\ true cluster.max_shards_per_node:\ 5000 >"$HOME_DIR/config/elasticsearch.yml"
  [ "$(id -u)" != 0 ] || chown -R nobody "$DIR"
  # -d returns when the node is up, and leaves no other process behind; compiled once only, it starts in half the time
  ( cd "$DIR" && nobody env -u JAVA_TOOL_OPTIONS HOME="$DIR" ES_TMPDIR="$DIR/tmp" ES_JAVA_HOME="$JDK" \
      ES_JAVA_OPTS="-Xms$HEAP -Xmx$HEAP -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC" \
      "$HOME_DIR/bin/elasticsearch" -d -p "$PID" </dev/null ) || { tail -n 25 "$DIR/logs"/*.log; exit 1; }
  local n; for n in $(seq 240); do
    curl -sf "http://127.0.0.1:$1/_cluster/health?wait_for_status=yellow&timeout=30s" >/dev/null && return 0; sleep 0.25
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
