#!/bin/sh
# container-images.sh [IMAGE...]: can tests have their broker in a container? Succeeds, and prints the broker's image, if a
# Docker engine answers and has the images or can pull them within a bound; else says why not on standard error and fails.
# With arguments it is about these images, and prints them. Used by the tests (com.example.messaging.test.ContainerBroker)
# and by kit, so that both decide alike.
#
# It asks the docker command and not Testcontainers: on an engine that reaches no registry, asking Testcontainers
# anything holds up the build for minutes, while it tries to pull its own helpers.
#
# Settings: RABBITMQ_IMAGE, PULL_SECONDS, and of Testcontainers' own TESTCONTAINERS_RYUK_DISABLED and
# TESTCONTAINERS_HOST_OVERRIDE.
set -eu

broker_image=${RABBITMQ_IMAGE:-rabbitmq:4.3-management}
# Testcontainers' helpers: one ends our container when its JVM was killed, the other finds out where the engine is when
# this is a container too. Their versions are those of the Testcontainers in use; a test compares them.
reaper_image=testcontainers/ryuk:0.14.0
probe_image=alpine:3.17

say() { echo "$*" >&2; }

# Runs a command in silence, for so many seconds at most.
within() {
  limit=$(($1 * 10)); shift
  "$@" > /dev/null 2>&1 &
  pid=$! i=0
  while kill -0 "$pid" 2> /dev/null; do
    if [ $i -ge $limit ]; then kill "$pid" 2> /dev/null || true; return 1; fi
    i=$((i + 1)); sleep 0.1
  done
  wait "$pid"
}

# Makes sure of one image. What could not be pulled is not tried again for ten minutes: each module's tests ask anew.
have() {
  if within 10 docker image inspect "$1"; then return; fi
  failed=${TMPDIR:-/tmp}/staffetta-not-pulled-$(id -u)-$(echo "$1" | tr '/:' '--')
  if [ -n "$(find "$failed" -mmin -10 2> /dev/null)" ]; then
    say "Docker answers, but could not pull $1 a short while ago"
    return 1
  fi
  seconds=${PULL_SECONDS:-90}
  say "Pulling the image $1, for at most $seconds s"
  if within "$seconds" docker pull --quiet "$1"; then rm -f "$failed"; return; fi
  : > "$failed"
  say "Docker answers, but can't pull $1"
  return 1
}

if ! command -v docker > /dev/null || ! within 10 docker info; then
  say "No Docker engine answers"
  exit 1
fi
if [ $# -gt 0 ]; then
  for image in "$@"; do have "$image"; done
  echo "$*"
  exit
fi
have "$broker_image"
[ "${TESTCONTAINERS_RYUK_DISABLED:-}" = true ] || have "$reaper_image"
if [ -e /.dockerenv ] && [ -z "${TESTCONTAINERS_HOST_OVERRIDE:-}" ]; then have "$probe_image"; fi
echo "$broker_image"
