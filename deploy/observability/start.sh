#!/bin/bash
# Starts what watches the demo, unless nobody would tell it anything.
case ",$PROFILES," in
  *,observability,*) exec /otel-lgtm/run-all.sh ;;
esac
echo "The services send nothing: name the profile by the variable, COMPOSE_PROFILES=observability docker compose up --wait" >&2
exit 1
