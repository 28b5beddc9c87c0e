#!/bin/sh
# Starts the broker of the demo in its container: fills the passwords into the definitions, waits for the cluster that it
# joins, and hands over to the image.
set -eu

# Prints a user's password: of a secret of its own, or the one for everything.
password_of() { # USER
  file=/run/secrets/$1
  [ -e "$file" ] || file=/run/secrets/password
  password=$(cat "$file")
  case "$password" in
    '' | *[!A-Za-z0-9._-]*)
      echo "A password may have letters, digits, '.', '_' and '-' only, and must have one: that of the user '$1' is in the file that .env or docker-compose.yml names for it" >&2
      return 1
      ;;
  esac
  printf '%s' "$password"
}
demo=$(password_of demo)
monitoring=$(password_of monitoring)
producer=$(password_of producer)
consumer=$(password_of consumer)
device=$(password_of device)

umask 077
definitions=/tmp/definitions.json
conf=/etc/rabbitmq/conf.d
# Of an earlier start: they are another user's now, and Linux may not let us write to them.
rm -f "$definitions" "$conf/50-broker.conf" "$conf/60-cluster.conf" /var/lib/rabbitmq/.erlang.cookie
# Nodes of one cluster have one cookie. Who has it may do anything there, as the user 'demo' may.
printf '%s' "$demo" > /var/lib/rabbitmq/.erlang.cookie
sed -e "s/@DEMO_PASSWORD@/$demo/g" -e "s/@MONITORING_PASSWORD@/$monitoring/g" -e "s/@PRODUCER_PASSWORD@/$producer/g" \
  -e "s/@CONSUMER_PASSWORD@/$consumer/g" -e "s/@DEVICE_PASSWORD@/$device/g" -e "s/\"demo\"/\"$DEMO_USER\"/g" /deploy/definitions.json > "$definitions"
cp /deploy/broker.conf "$conf/50-broker.conf"

# A new node joins those before it, one after the other: two that join at once may wait for each other. One that has been
# in the cluster must not wait, as the others wait for it.
before=''
case "$(hostname)" in
  *-2) before=rabbitmq ;;
  *-3) before=rabbitmq-2 ;;
esac
if [ -n "$before" ]; then
  cp /deploy/cluster.conf "$conf/60-cluster.conf"
  if [ ! -e /var/lib/rabbitmq/mnesia ]; then
    echo "Waiting for $before"
    # The first process of a container is not ended by a signal that it does not handle.
    trap 'exit 143' TERM INT
    tries=0
    until bash -c "exec 3<> /dev/tcp/$before/5672" 2> /dev/null; do
      tries=$((tries + 1))
      [ "$tries" -le 150 ] || { echo "$before does not come; it has to be there for $(hostname) to join" >&2; exit 1; }
      sleep 1
    done
    trap - TERM INT
  fi
fi
chown rabbitmq: /var/lib/rabbitmq/.erlang.cookie "$definitions" "$conf"/[56]0-*.conf

# Quorum queues get a member on a node that joins, by broker.conf; a stream has to be told.
join_streams() {
  tries=0
  missing='(unknown)'
  while [ "$tries" -lt 60 ]; do
    tries=$((tries + 1))
    sleep 3
    # The node may not be up yet, and a stream whose leader is away takes no replica: then once more.
    queues=$(rabbitmqctl -q list_queues --no-table-headers name type members 2> /dev/null) || continue
    missing=$(printf '%s\n' "$queues" | awk -F '\t' -v node="rabbit@$(hostname)" \
      '$2 == "stream" && index($3, node "]") == 0 && index($3, node ",") == 0 { print $1 }')
    [ -n "$missing" ] || return 0
    for stream in $missing; do rabbitmq-streams -q add_replica "$stream" "rabbit@$(hostname)" > /dev/null 2>&1 || true; done
  done
  echo "No replica on $(hostname) of: $missing. To add one: rabbitmq-streams add_replica NAME rabbit@$(hostname)" >&2
}
[ -z "$before" ] || join_streams &

exec docker-entrypoint.sh rabbitmq-server
