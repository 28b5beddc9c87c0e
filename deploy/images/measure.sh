#!/usr/bin/env bash
# Measures what the image's AOT cache and layers are worth: from 'docker run' to ready, and sizes; medians of several
# starts in turn. Needs the images of './kit images'. Nothing else should run meanwhile.
#
#   deploy/images/measure.sh [STARTS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
starts=${1:-7}
image=staffetta/producer-service:${STAFFETTA_TAG:-local}
port=18097
name=staffetta-measure-$$
jar=producer-service/target/producer-service.jar
trap 'docker rm -f "$name" > /dev/null 2>&1 || true; docker image rm -f "$name" > /dev/null 2>&1 || true' EXIT

# The plain way: the whole jar on the same JRE.
docker build -q -t "$name" -f - "$(dirname "$jar")" > /dev/null << DOCKERFILE
FROM eclipse-temurin:25-jre
WORKDIR /app
COPY $(basename "$jar") app.jar
ENV MANAGEMENT_PORT=9080
USER 10001:10001
DOCKERFILE

# In a shell of its own: Docker's proxy takes the connection before anybody listens, and drops it.
is_ready() {
  (
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    printf 'GET /actuator/health/readiness HTTP/1.0\r\n\r\n' >&3
    read -t 2 -r answer <&3
    [[ $answer == *' 200 '* ]]
  ) 2> /dev/null
}

# Prints the milliseconds from 'docker run' to ready.
time_start() { # IMAGE ARGUMENT...
  local image=$1 began
  shift
  began=$(date +%s%N)
  # A database in memory and no broker: the producer is ready without.
  docker run -d --rm --name "$name" -m 512m --cpus 2 --read-only --tmpfs /tmp -p "127.0.0.1:$port:9080" \
    -e "SPRING_DATASOURCE_URL=jdbc:h2:mem:measure;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH" \
    --entrypoint java "$image" "$@" -XX:+UseSerialGC -XX:MaxRAMPercentage=60 -jar app.jar > /dev/null
  until is_ready; do
    [ $((($(date +%s%N) - began) / 1000000000)) -lt 120 ] || { docker logs "$name" >&2; exit 1; }
    sleep 0.02
  done
  echo $((($(date +%s%N) - began) / 1000000))
  docker rm -f "$name" > /dev/null
}

median() { sort -n | awk '{ all[NR] = $1 } END { printf "%.1f s (%.1f to %.1f)", all[int((NR + 1) / 2)] / 1000, all[1] / 1000, all[NR] / 1000 }'; }

size() { echo "$(($(docker image inspect -f '{{.Size}}' "$1") / 1000000)) MB"; }

times=$(mktemp -d)
for _ in $(seq "$starts"); do
  time_start "$name" >> "$times/jar"
  time_start "$image" -XX:AOTMode=off >> "$times/layers"
  time_start "$image" -XX:AOTMode=on -XX:AOTCache=app.aot >> "$times/cache"
done
cache=$(docker run --rm --entrypoint stat "$image" -c %s app.aot)
cat << TABLE
| | From \`docker run\` to ready, median of $starts (least to most) | Image |
|---|--:|--:|
| the whole jar | $(median < "$times/jar") | $(size "$name") |
| extracted layers | $(median < "$times/layers") | $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000 - cache / 1000000)) MB |
| extracted layers with AOT cache | $(median < "$times/cache") | $(size "$image") |

The JRE alone has $(size eclipse-temurin:25-jre).
TABLE
rm -rf "$times"
