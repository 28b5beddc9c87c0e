#!/bin/sh
# Starts the broker of the demo in its container: fills its one password into the definitions, and hands over to the image.
set -eu

password=$(cat /run/secrets/password)
case "$password" in
  '' | *[!A-Za-z0-9._-]*)
    echo "The demo's password may have letters, digits, '.', '_' and '-' only, and must have one; it is in the file that DEMO_PASSWORD_FILE names" >&2
    exit 1
    ;;
esac

umask 077
definitions=/tmp/definitions.json
conf=/etc/rabbitmq/conf.d
# Of an earlier start: they are another user's now, and Linux may not let us write to them.
rm -f "$definitions" "$conf/50-broker.conf" "$conf/60-cluster.conf" /var/lib/rabbitmq/.erlang.cookie
# Nodes of one cluster have one cookie.
printf '%s' "$password" > /var/lib/rabbitmq/.erlang.cookie
sed -e "s/@[A-Z]*_PASSWORD@/$password/g" -e "s/\"demo\"/\"$DEMO_USER\"/g" /deploy/definitions.json > "$definitions"
cp /deploy/broker.conf "$conf/50-broker.conf"
case "$(hostname)" in *-[0-9]) cp /deploy/cluster.conf "$conf/60-cluster.conf" ;; esac
chown rabbitmq: /var/lib/rabbitmq/.erlang.cookie "$definitions" "$conf"/[56]0-*.conf

exec docker-entrypoint.sh rabbitmq-server
