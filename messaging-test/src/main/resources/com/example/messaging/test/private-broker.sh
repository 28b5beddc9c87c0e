#!/bin/sh
# private-broker.sh: the system's RabbitMQ as a node of our own, beside any other node of the machine
# and independent of it: own name, ports, cookie, data and log, all below one directory; 127.0.0.1 only.
#
#   private-broker.sh start DIR    starts it and returns when it takes connections
#   private-broker.sh stop DIR     stops what start started
#   private-broker.sh run DIR      starts it, stops it when standard input ends, and removes DIR:
#                                  whoever holds the pipe may die in any way, the broker goes too
#   private-broker.sh ctl DIR ...  runs rabbitmqctl for it
#   private-broker.sh find         prints where rabbitmq-server is, or fails
#
# Settings: BROKER_PORT, BROKER_MANAGEMENT_PORT, BROKER_DIST_PORT, BROKER_EPMD_PORT, BROKER_USER,
# BROKER_PASSWORD, BROKER_PLUGINS; with BROKER_MQTT_PORT and BROKER_STOMP_PORT it speaks these too. Used by the tests (com.example.messaging.test.PrivateNode) and by kit.
set -eu

fail() { echo "$*" >&2; exit 1; }

# The real script, not the wrapper that Debian puts on the path: that one insists on the system's user.
find_server() {
  for candidate in /usr/lib/rabbitmq/bin/rabbitmq-server /opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server \
    /usr/local/opt/rabbitmq/sbin/rabbitmq-server /opt/rabbitmq/sbin/rabbitmq-server; do
    if [ -x "$candidate" ]; then echo "$candidate"; return; fi
  done
  command -v rabbitmq-server
}

# Becomes a command in a session of its own, away from the terminal's Ctrl-C. macOS has no setsid, but perl.
detached() {
  if command -v setsid > /dev/null; then exec setsid "$@"; fi
  exec perl -MPOSIX -e 'POSIX::setsid(); exec { $ARGV[0] } @ARGV' "$@"
}

# Whether the process of a pid file is there, and still ours, as its command line shows: ids are used again.
alive() { # FILE WORDS
  [ -s "$1" ] && LC_ALL=C.UTF-8 ps -ww -o command= -p "$(cat "$1")" 2> /dev/null | grep -qF -e "$2"
}

# Stops the process of a pid file: politely, and after 20 seconds not.
end() { # FILE WORDS
  if alive "$1" "$2"; then
    pid=$(cat "$1"); kill "$pid" 2> /dev/null || true
    i=0
    while alive "$1" "$2" && [ $i -lt 300 ]; do
      i=$((i + 1)); [ $i -ne 200 ] || kill -9 "$pid" 2> /dev/null || true
      sleep 0.1
    done
  fi
  rm -f "$1"
}

start() {
  server=$(find_server) || fail "rabbitmq-server is not installed"
  command -v ps > /dev/null || fail "the program 'ps' is not installed (package procps)"
  mkdir -p "$dir/home" "$dir/log"
  # A node that crashes while it starts leaves its dumps in the directory that it was started from.
  cd "$dir"
  # Erlang reads the directory's name in a place where links would matter.
  dir=$(pwd -P)
  cat > "$dir/rabbitmq.conf" << EOF
listeners.tcp.default = 127.0.0.1:$BROKER_PORT
management.tcp.ip = 127.0.0.1
management.tcp.port = $BROKER_MANAGEMENT_PORT
default_user = $BROKER_USER
default_pass = $BROKER_PASSWORD
log.console = true
log.console.level = info
log.file = false
EOF
  plugins=${BROKER_PLUGINS:-rabbitmq_management}
  if [ -n "${BROKER_MQTT_PORT:-}" ]; then
    plugins=$plugins,rabbitmq_mqtt
    printf '%s\n' "mqtt.listeners.tcp.default = 127.0.0.1:$BROKER_MQTT_PORT" "mqtt.allow_anonymous = false" >> "$dir/rabbitmq.conf"
  fi
  if [ -n "${BROKER_STOMP_PORT:-}" ]; then
    plugins=$plugins,rabbitmq_stomp
    echo "stomp.listeners.tcp.default = 127.0.0.1:$BROKER_STOMP_PORT" >> "$dir/rabbitmq.conf"
  fi
  echo "[$plugins]." > "$dir/enabled_plugins"
  # What the caller set for some other broker would win over this one's settings.
  for name in $(env | sed -n -E 's/^((RABBITMQ|ERL|ERLANG)_[A-Z0-9_]+)=.*/\1/p'); do unset "$name"; done
  export HOME="$dir/home" LC_ALL=C.UTF-8
  export ERL_EPMD_PORT="$BROKER_EPMD_PORT" ERL_EPMD_ADDRESS=127.0.0.1
  export RABBITMQ_NODENAME="staffetta-$BROKER_PORT@localhost" RABBITMQ_DIST_PORT="$BROKER_DIST_PORT"
  export RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf"
  export RABBITMQ_CONFIG_FILES="$dir/conf.d/*.conf" RABBITMQ_ADVANCED_CONFIG_FILE="$dir/advanced.config"
  export RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" RABBITMQ_PID_FILE="$dir/node.pid"
  export RABBITMQ_MNESIA_BASE="$dir/db" RABBITMQ_LOG_BASE="$dir/log"
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"

  # The port mapper first and in the foreground, so that its process is known to be ours.
  echo "$BROKER_EPMD_PORT" > "$dir/epmd.port"
  detached epmd -port "$BROKER_EPMD_PORT" < /dev/null > "$dir/log/epmd.log" 2>&1 &
  echo $! > "$dir/epmd.pid"
  i=0
  until epmd -port "$BROKER_EPMD_PORT" -names > /dev/null 2>&1; do
    i=$((i + 1)); if [ $i -ge 100 ]; then
      stop
      fail "epmd does not answer on port $BROKER_EPMD_PORT: $(cat "$dir/log/epmd.log")"
    fi
    sleep 0.05
  done

  # "Under systemd" the script becomes the broker instead of waiting for it: one process, one id.
  export RUNNING_UNDER_SYSTEMD=true
  console=$dir/log/console.log
  : > "$console"
  detached "$server" < /dev/null >> "$console" 2>&1 &
  echo $! > "$dir/broker.pid"
  i=0
  until grep -qE 'Server startup complete|completed with' "$console"; do
    if ! kill -0 "$(cat "$dir/broker.pid")" 2> /dev/null || [ $i -ge 1200 ]; then
      echo "RabbitMQ did not start; the end of its log:" >&2
      tail -n 20 "$console" >&2
      stop
      exit 1
    fi
    i=$((i + 1)); sleep 0.1
  done
  check_version "$(sed -n -E 's/.*Starting RabbitMQ ([0-9]+\.[0-9]+).*/\1/p' "$console" | head -n 1)"
}

# Before 3.10, quorum queues know no at-least-once dead lettering, and say nothing when they are asked for it.
check_version() {
  major=${1%%.*} minor=${1##*.}
  if [ -n "$1" ] && [ $((major * 1000 + minor)) -lt 3010 ]; then
    stop
    fail "RabbitMQ $1 is installed, and 3.10 or later is needed"
  fi
}

stop() {
  end "$dir/broker.pid" "$dir"
  if [ -s "$dir/epmd.port" ]; then end "$dir/epmd.pid" "epmd -port $(cat "$dir/epmd.port")"; fi
}

control() {
  server=$(find_server) || fail "rabbitmq-server is not installed"
  for name in $(env | sed -n -E 's/^((RABBITMQ|ERL|ERLANG)_[A-Z0-9_]+)=.*/\1/p'); do unset "$name"; done
  export HOME="$dir/home" LC_ALL=C.UTF-8 ERL_EPMD_PORT="$BROKER_EPMD_PORT" RABBITMQ_CONF_ENV_FILE=/dev/null
  exec "$(dirname "$server")/rabbitmqctl" --node "staffetta-$BROKER_PORT@localhost" "$@"
}

verb=${1:-}
dir=${2:-}
case "$verb" in
  find) find_server ;;
  start) [ -n "$dir" ] || fail "usage: private-broker.sh start DIR"; start ;;
  stop)
    [ -n "$dir" ] || fail "usage: private-broker.sh stop DIR"
    if [ -d "$dir" ]; then dir=$(cd "$dir" && pwd -P); stop; fi
    ;;
  ctl)
    [ $# -ge 3 ] || fail "usage: private-broker.sh ctl DIR COMMAND..."
    dir=$(cd "$dir" && pwd -P)
    shift 2
    control "$@"
    ;;
  run)
    [ -n "$dir" ] || fail "usage: private-broker.sh run DIR"
    # Away from the caller's process group too: who is killed with the group can't clean up.
    if [ -z "${BROKER_SESSION:-}" ]; then
      export BROKER_SESSION=own
      detached sh "$0" run "$dir"
    fi
    trap '' INT
    trap 'rm -rf "$dir"' EXIT
    trap 'stop; exit 143' TERM HUP
    exec 3<&0
    start
    echo ready
    cat <&3 > /dev/null &
    wait $! || true
    stop
    ;;
  *) fail "usage: private-broker.sh start|stop|run|ctl DIR, or find" ;;
esac
