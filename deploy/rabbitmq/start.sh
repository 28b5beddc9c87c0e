#!/bin/sh
# Starts the broker of the demo in its container: fills its one password into the definitions, and hands over to the image.
set -eu

password=$(cat /run/secrets/password)
case "$password" in *[!A-Za-z0-9._-]*) echo "DEMO_PASSWORD may have letters, digits, '.', '_' and '-' only" >&2; exit 1 ;; esac

umask 077
# Nodes of one cluster have one cookie.
printf '%s' "$password" > /var/lib/rabbitmq/.erlang.cookie
sed "s/@[A-Z]*_PASSWORD@/$password/g" /deploy/definitions.json > /tmp/definitions.json
cp /deploy/broker.conf /etc/rabbitmq/conf.d/50-broker.conf
case "$(hostname)" in *-[0-9]) cp /deploy/cluster.conf /etc/rabbitmq/conf.d/60-cluster.conf ;; esac
chown rabbitmq: /var/lib/rabbitmq/.erlang.cookie /tmp/definitions.json /etc/rabbitmq/conf.d/*

exec docker-entrypoint.sh rabbitmq-server
