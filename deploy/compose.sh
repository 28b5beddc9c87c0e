# shellcheck shell=bash
# How ./kit works on the stack of docker-compose.yml: sourced by it, says anew what some of its functions do.
# shellcheck disable=SC2034,SC2154 # kit's variables

process_word=container

has_profile() { case ",$COMPOSE_PROFILES," in *",$1,"*) ;; *) return 1 ;; esac; }

# The containers of a part. With the profile cluster the broker is three.
services_of() { # PART
  case "$1" in
    broker) if has_profile cluster; then echo rabbitmq rabbitmq-2 rabbitmq-3; else echo rabbitmq; fi ;;
    *) echo "$1" ;;
  esac
}

# Compose, with its words in a file; shows their end if it fails.
compose() { # COMMAND...
  mkdir -p "$state/log"
  : > "$state/compose"
  docker compose "$@" > "$state/log/compose.log" 2>&1 ||
    { tail -n 20 "$state/log/compose.log" >&2; die "'docker compose $*' failed; see above"; }
}

# Is there an engine with compose, and are the images here or can they be pulled? Says why not.
can_use_docker() {
  if ! command -v docker > /dev/null || ! docker info > /dev/null 2>&1; then echo "No Docker engine answers" >&2; return 1; fi
  is_new_enough || return 1
  sh "$scripts/container-images.sh" "$RABBITMQ_IMAGE" "$POSTGRES_IMAGE" eclipse-temurin:25-jre > /dev/null
}

# Health checks have a start_interval, and dependencies may be left out: so the engine must be 25, and compose 2.24.
is_new_enough() {
  local engine compose
  engine=$(docker version -f '{{.Server.Version}}' 2> /dev/null) || engine=''
  compose=$(docker compose version --short 2> /dev/null) || compose=''
  compose=${compose#v}
  [ -n "$compose" ] || { echo "Docker answers, but there is no 'docker compose'; install it, version 2.24 or later" >&2; return 1; }
  if [ "$(number_of "$engine" 1)" -lt 25 ]; then echo "Docker Engine $engine is too old: version 25 or later is needed" >&2; return 1; fi
  if [ $(($(number_of "$compose" 1) * 1000 + $(number_of "$compose" 2))) -lt 2024 ]; then
    echo "Docker Compose $compose is too old: version 2.24 or later is needed" >&2
    return 1
  fi
}

# The N-th number of a version; 0 if there is none.
number_of() { # VERSION N
  local number
  number=$(cut -d . -f "$2" <<< "$1")
  number=${number%%[!0-9]*}
  echo "${number:-0}"
}

check_docker() {
  command -v docker > /dev/null || die "there is no docker; './kit $verb --native' does without"
  docker info > /dev/null 2>&1 || die "no Docker engine answers: start it, or take './kit $verb --native'"
  is_new_enough || die "'./kit $verb --native' does without"
  local elsewhere unreadable
  elsewhere=$(stack_elsewhere)
  [ -z "$elsewhere" ] || die "the containers '$(project_name)' are those of $elsewhere: remove them there with ./kit down, or give those of this directory another name (COMPOSE_PROJECT_NAME=another ./kit $verb)"
  case "$verb" in demo | up) ;; *) return 0 ;; esac
  # What is mounted are files of this machine, read by users that are not.
  unreadable=$(find deploy/rabbitmq deploy/postgres deploy/load deploy/observability "$DEMO_PASSWORD_FILE" \
    "${PRODUCER_PASSWORD_FILE:-$DEMO_PASSWORD_FILE}" "${CONSUMER_PASSWORD_FILE:-$DEMO_PASSWORD_FILE}" "${DEVICE_PASSWORD_FILE:-$DEMO_PASSWORD_FILE}" \
    \( -type d ! -perm -005 -o ! -type d ! -perm -004 \) | head -n 1)
  [ -z "$unreadable" ] || die "the users in the containers can't read $unreadable: chmod -R o+rX $unreadable"
}

# The broker's other ports are inside.
ports_of() { # PART
  case "$1" in
    broker) echo "BROKER_PORT BROKER_MANAGEMENT_PORT BROKER_MQTT_PORT BROKER_STOMP_PORT" ;;
    producer) echo "PRODUCER_PORT PRODUCER_MANAGEMENT_PORT" ;;
    consumer) echo "CONSUMER_PORT CONSUMER_MANAGEMENT_PORT" ;;
  esac
}

# A container keeps its ports, and compose sees when they are to change.
remember_ports() { :; }
recall_ports() { :; }

# shellcheck disable=SC2046
running() { docker compose ps -q --status running $(services_of "$1") 2> /dev/null; } # PART

# Of a broker of several nodes, one that runs.
pid_of() { # PART
  local ids
  ids=$(running "$1") || return 1
  [ -n "$ids" ] || return 1
  echo "${ids:0:12}"
}

process_json() { printf '"pid":null,"container":%s' "$(if [ -n "$2" ]; then echo "\"$2\""; else echo null; fi)"; }

# shellcheck disable=SC2046
log_text() { docker compose logs --no-log-prefix --no-color $(services_of "$1") 2> /dev/null || true; }

show_logs() { # -f_OR_NOTHING PART...
  local follow=$1 part services=''
  shift
  for part in "$@"; do services="$services $(services_of "$part")"; done
  # shellcheck disable=SC2086
  exec docker compose logs --tail 100 $follow $services
}

# The jars are built here if there is what it takes, else in a container, which fetches all libraries once more.
build() {
  command -v curl > /dev/null || die "there is no curl: install it (apt-get install curl)"
  mkdir -p "$state/log"
  REVISION=$(git rev-parse HEAD 2> /dev/null) || REVISION=unknown
  export REVISION
  if (check_tools) > /dev/null 2>&1; then
    build_jars
    export JARS=prebuilt
    with_progress "Building the images" "$state/log/images.log" docker compose build
  else
    with_progress "Building the images (the first time fetches libraries)" "$state/log/images.log" docker compose build
  fi
}

images() {
  build
  docker images --format '{{.Repository}}:{{.Tag}}  {{.Size}}' --filter "reference=staffetta/*:$STAFFETTA_TAG"
}

start_broker() {
  if [ "$(wc -w <<< "$(running broker)")" = "$(wc -w <<< "$(services_of broker)")" ]; then return; fi
  if ! pid_of broker > /dev/null; then check_ports broker; fi
  mkdir -p "$state/log"
  : > "$state/compose"
  # shellcheck disable=SC2046
  with_progress "Starting RabbitMQ and PostgreSQL" "$state/log/broker-start.log" docker compose up -d --wait postgres $(services_of broker)
}

start_extras() {
  local extra
  for extra in observability load; do
    if has_profile $extra; then
      # shellcheck disable=SC2046
      compose up -d --no-deps $(if [ $extra = load ]; then echo load devices; else echo $extra; fi)
      say "Started $extra"
    fi
  done
}

start_service() { # SERVICE
  mkdir -p "$state/run"
  if pid_of "$1" > /dev/null; then
    if has_another_cause "$1"; then say "$1 runs with another PAYMENT_POISON_CUSTOMER: starting it anew"; fi
  else
    check_ports "$1"
  fi
  remember_cause "$1"
  compose up -d --no-deps "$1"
}

health_of() { # PART
  case "$1" in
    broker)
      # shellcheck disable=SC2046
      case "$(docker compose ps -a --format '{{.Health}}' $(services_of broker) 2> /dev/null | sort -u)" in healthy) echo UP ;; *) echo DOWN ;; esac
      ;;
    *) if curl -sf -m 5 -o /dev/null "$(management_url_of "$1")/actuator/health/readiness"; then echo UP; else echo DOWN; fi ;;
  esac
}

run_devices() { # COUNT READINGS
  docker compose --progress quiet run --rm --no-deps -T -e "DEVICES_COUNT=$1" -e "DEVICES_READINGS=$2" -e DEVICES_INTERVAL=100ms \
    -e DEVICES_NAME=boiler devices
}

stop_part() { # PART
  if ! pid_of "$1" > /dev/null; then return 0; fi
  # shellcheck disable=SC2046
  compose stop $(services_of "$1")
  say "Stopped $1"
}

remove_containers() { compose --profile '*' down; }
