#!/usr/bin/env bash
# Checks the stack of docker-compose.yml on this machine: the demo's journeys, then orders and readings before and after
# each container is restarted, then a cluster that loses a node, then the steady load. Everything is removed at the end.
#
#   deploy/check.sh [--build-in-container]
#
# With --build-in-container the services are built in a container first, as 'docker compose up --build' does.
# COMPOSE_PROJECT_NAME and the ports of .env keep it away from what runs here already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME:-staffetta-check} KIT_MODE=docker KIT_STATE=$PWD/.kit/check
mkdir -p "$KIT_STATE"
while IFS='=' read -r name value; do
  case "$name" in '' | '#'*) continue ;; esac
  [ -n "${!name:-}" ] || export "$name=$value"
done < .env
login=$DEMO_USER:$(cat "$DEMO_PASSWORD_FILE")
orders=http://127.0.0.1:$PRODUCER_PORT/api/orders

title() { printf '\n--- %s\n' "$*"; }
fail() { printf 'check: %s\n' "$*" >&2; docker compose --profile '*' ps -a >&2 || true; docker compose logs --tail 30 >&2 || true; exit 1; }
trap 'docker compose --profile "*" down -v -t 5 > /dev/null 2>&1' EXIT

# Places an order; prints its id.
place() { # [CUSTOMER [TOKEN]]
  curl -sf -m 20 -u "$login" "$orders" -H 'Content-Type: application/json' \
    -d "{\"customerId\":\"${1:-carol}\",\"currency\":\"EUR\",\"paymentToken\":\"${2:-tok_visa}\",\"lines\":[{\"sku\":\"cup\",\"quantity\":1,\"unitPrice\":9.90}]}" |
    sed -n 's/.*"id":"\([^"]*\)".*/\1/p'
}

# Waits until an order could be placed; prints its id.
place_at_last() { # [CUSTOMER [TOKEN]]
  local id
  for _ in $(seq 120); do
    id=$(place "$@" || true)
    if [ -n "$id" ]; then echo "$id"; return; fi
    sleep 0.5
  done
  fail "no order was accepted for a minute"
}

expect_status() { # STATUS ID WHEN
  local answer=''
  for _ in $(seq 240); do
    answer=$(curl -s -m 10 -u "$login" "$orders/$2" || true)
    if grep -q "\"status\":\"$1\"" <<< "$answer"; then return; fi
    sleep 0.5
  done
  fail "the order $3 is not $1: $answer"
}

expect_confirmed() { expect_status CONFIRMED "$@"; }

expect_dead_letters() { # COUNT WHEN
  local said=''
  for _ in $(seq 120); do
    said=$(./kit dead-letters 2>&1 | grep '^payments.order-placed ' || true)
    if [ "$(awk '{ print $2 }' <<< "$said")" = "$1" ]; then return; fi
    sleep 0.5
  done
  fail "there are not $1 dead letters $2: $said"
}

# One order that is paid, one that is declined, one that no attempt can process.
poison=''
journeys() { # WHEN
  local paid declined
  paid=$(place_at_last)
  declined=$(place_at_last dave tok_declined)
  poison="$poison $(place_at_last poison)"
  expect_confirmed "$paid" "$1"
  expect_status REJECTED "$declined" "$1"
  # shellcheck disable=SC2086
  expect_dead_letters "$(wc -w <<< $poison)" "$1"
}

sql() { docker compose exec -T postgres psql -U postgres -d "$1" -Atc "$2"; }

expect_each_paid_once() {
  local confirmed paid
  confirmed=$(sql producer "select count(*) from orders where status <> 'PLACED'")
  paid=$(sql consumer 'select count(*) || chr(47) || count(distinct order_id) from payments')
  [ "$paid" = "$confirmed/$confirmed" ] || fail "$confirmed orders are settled, but payments/orders are $paid"
  echo "$confirmed orders, each with one payment"
}

# How many readings the consumer has of the devices of the load.
readings() { sql consumer "select coalesce(sum(readings), 0) from devices where id like 'oven-%'"; }

# Waits until devices have published more: those that were cut off come back by themselves.
expect_readings() { # WHEN
  local before after=0
  before=$(readings)
  for _ in $(seq 240); do
    after=$(readings)
    if [ "$after" -ge $((before + 10)) ]; then echo "$after readings"; return; fi
    sleep 0.5
  done
  fail "of devices only $((after - before)) readings came $1"
}

if [ "${1:-}" = --build-in-container ]; then
  title "docker compose up --build --wait, from the sources (fs.protected_regular is $(cat /proc/sys/fs/protected_regular 2> /dev/null))"
  docker compose up --build --wait --quiet-pull > "$KIT_STATE/up.log" 2>&1 || { tail -n 40 "$KIT_STATE/up.log" >&2; fail "the stack does not come up"; }
  expect_confirmed "$(place_at_last)" "of the stack that was built in a container"
  docker compose down -v > /dev/null 2>&1
fi

# In what follows, the password of each service is its own, and that of devices too.
for part in producer consumer device; do echo "of-$part" > "$KIT_STATE/$part-password"; done
chmod 644 "$KIT_STATE"/*-password
export PRODUCER_PASSWORD_FILE=$KIT_STATE/producer-password CONSUMER_PASSWORD_FILE=$KIT_STATE/consumer-password
export DEVICE_PASSWORD_FILE=$KIT_STATE/device-password

title "./kit demo"
./kit demo
expect_each_paid_once
[ "$(sql consumer "select count(*) from devices where id like 'boiler-%' and readings = 30")" = 3 ] ||
  fail "the readings of the demo's devices are $(sql consumer 'select id, readings from devices')"
# Anybody may write to /var/tmp, if the file system can be written to.
docker compose exec -T producer bash -c '[ "$(id -u)" = 10001 ] && ! touch /var/tmp/file 2> /dev/null && touch /tmp/file &&
  grep -q "^CapEff:[[:space:]]*0*$" /proc/self/status' || fail "the producer's container may do more than it should"
# Where the cache could not be used, the JVM would start without, and say nothing.
for part in producer devices; do
  docker compose run --rm --no-deps -T --entrypoint java "$part" -XX:AOTMode=on -XX:AOTCache=app.aot -XX:+UseSerialGC \
    -Dspring.context.exit=onRefresh -jar app.jar > "$KIT_STATE/aot.log" 2>&1 ||
    { tail "$KIT_STATE/aot.log" >&2; fail "the AOT cache of $part can't be used"; }
done

title "each service has a password of its own, and devices have one"
passwords() { docker compose exec -T "$1" sh -c 'cat /run/secrets/*' | sort -u | wc -l; }
[ "$(passwords rabbitmq)" = 4 ] || fail "rabbitmq has not four passwords"
[ "$(passwords postgres)" = 3 ] || fail "postgres has not three passwords"
for part in producer consumer; do
  [ "$(docker compose exec -T "$part" bash -c 'cat /run/secrets/spring.rabbitmq.password')" = "of-$part" ] || fail "$part has another password"
done

title "who may publish by MQTT"
# curl speaks it, if it was built so; as QoS 0, so that only a refused login shows.
if curl --version | grep -w mqtt > /dev/null; then
  topic=mqtt://127.0.0.1:$BROKER_MQTT_PORT/telemetry/reading-recorded/v1
  reading='{"deviceId":"boiler-9","temperature":71.5,"measuredAt":"2026-01-02T03:04:05Z"}'
  curl -s -m 10 -u device:of-device -d "$reading" "$topic" || fail "a device can't publish with its login"
  for _ in $(seq 120); do
    if [ "$(sql consumer "select readings from devices where id = 'boiler-9'")" = 1 ]; then break; fi
    sleep 0.5
  done
  [ "$(sql consumer "select readings from devices where id = 'boiler-9'")" = 1 ] || fail "a device's reading does not arrive"
  if curl -s -m 10 -d "$reading" "$topic"; then fail "nobody needs a login to publish"; fi
  if curl -s -m 10 -u device:guess -d "$reading" "$topic"; then fail "any password will do to publish"; fi
fi

title "the dashboard and the alert rules ask the broker for what there is"
# The broker's port for Prometheus is not open outside, and its image has no curl.
broker_metrics() {
  docker compose exec -T rabbitmq bash -c \
    'exec 3<> /dev/tcp/127.0.0.1/15692; printf "GET %s HTTP/1.0\r\n\r\n" "$1" >&3; cat <&3' bash "$1" | sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p'
}
there=$(broker_metrics /metrics; broker_metrics '/metrics/detailed?family=queue_coarse_metrics&family=queue_metrics&family=queue_consumer_count')
while IFS= read -r metric; do
  grep -qx "$metric" <<< "$there" || fail "the broker has no metric $metric"
  echo "$metric"
done < <(grep -ohE '\brabbitmq_[a-z_]+\b' deploy/observability/dashboard.json deploy/observability/alerts.yml | sort -u)

./kit up
docker compose --profile load up -d --no-deps devices > /dev/null 2>&1 || fail "the devices do not start"
expect_readings "at all"
for container in rabbitmq postgres producer consumer devices; do
  title "docker compose restart $container"
  before=$(place_at_last)
  docker compose --profile load restart "$container" > /dev/null 2>&1
  journeys "after the restart of $container"
  expect_confirmed "$before" "before the restart of $container"
  expect_each_paid_once
  expect_readings "after the restart of $container"
done
docker compose --profile load stop devices > /dev/null 2>&1
grep -qE '^telemetry\.reading-recorded +0$' <<< "$(./kit dead-letters)" || fail "readings are dead letters: $(./kit dead-letters)"

title "the dead letters of all these are replayed"
PAYMENT_POISON_CUSTOMER=nobody ./kit up consumer
./kit replay payments.order-placed --all
for id in $poison; do expect_confirmed "$id" "that was replayed"; done
expect_each_paid_once

title "three nodes of the broker, and the first is killed"
export COMPOSE_PROFILES=cluster JARS=prebuilt
docker compose up -d --wait > /dev/null 2>&1 || fail "the cluster does not come up"
# Quorum queue, stream, and what knows where streams are: each must be on all nodes before one goes.
members() { # QUEUE
  docker compose exec -T rabbitmq rabbitmqctl -q list_queues --formatter json name members 2> /dev/null |
    tr '{' '\n' | grep "\"$1\"" | grep -o 'rabbit@' | wc -l || true
}
coordinators() {
  docker compose exec -T rabbitmq rabbitmq-streams -q coordinator_status --formatter json 2> /dev/null | grep -o '"Node Name"' | wc -l || true
}
for queue in payments.order-placed audit; do
  for _ in $(seq 120); do
    if [ "$(members "$queue")" = 3 ]; then break; fi
    sleep 1
  done
  [ "$(members "$queue")" = 3 ] || fail "the queue $queue has $(members "$queue") members"
done
for _ in $(seq 120); do
  if [ "$(coordinators)" = 3 ]; then break; fi
  sleep 1
done
[ "$(coordinators)" = 3 ] || fail "the coordinator of streams has $(coordinators) members"
docker compose stop > /dev/null 2>&1
docker compose up -d --wait > /dev/null 2>&1 || fail "the cluster does not come up again after it was stopped"
expect_confirmed "$(place_at_last)" "after all nodes were stopped and started"
before=$(place_at_last)
docker compose kill rabbitmq > /dev/null 2>&1
after=$(place_at_last)
expect_confirmed "$before" "before a node was killed"
expect_confirmed "$after" "while a node is away"
docker compose up -d --wait rabbitmq > /dev/null 2>&1 || fail "the node does not come back"
expect_confirmed "$(place_at_last)" "after the node came back"
expect_each_paid_once
export COMPOSE_PROFILES=

title "a steady load"
before=$(sql producer 'select count(*) from orders')
docker compose --profile load up -d --no-deps load devices > /dev/null 2>&1 || fail "the load does not start"
for _ in $(seq 60); do
  more=$(($(sql producer 'select count(*) from orders') - before))
  if [ "$more" -ge 15 ]; then break; fi
  sleep 0.5
done
[ "$more" -ge 15 ] || fail "only $more orders came"
expect_readings "of the load"
docker compose --profile load stop load devices > /dev/null 2>&1
echo "$more orders came"

title "another directory"
# Another clone must not take these containers for its own.
mkdir -p "$KIT_STATE/clone"
cp -r kit deploy .env docker-compose.yml messaging-test "$KIT_STATE/clone" 2> /dev/null
if (cd "$KIT_STATE/clone" && unset KIT_STATE && ./kit down broker) > "$KIT_STATE/clone.log" 2>&1; then fail "a clone stops what runs here: $(cat "$KIT_STATE/clone.log")"; fi
grep -q 'are those of' "$KIT_STATE/clone.log" || fail "a clone does not say whose containers these are: $(cat "$KIT_STATE/clone.log")"
(cd "$KIT_STATE/clone" && unset KIT_STATE KIT_MODE && ./kit reset) > "$KIT_STATE/clone.log" 2>&1 || fail "a clone can't be reset: $(cat "$KIT_STATE/clone.log")"
expect_confirmed "$(place_at_last)" "after another clone was reset"

title "nothing is left"
./kit reset
[ -z "$(docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")" ] || fail "containers are left"
[ -z "$(docker volume ls -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")" ] || fail "volumes are left"
echo "The stack does what it should"
