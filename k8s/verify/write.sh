#!/usr/bin/env bash
# Writes the files of overlays/prod that come from elsewhere: the topology from the services' application.yml, the alert
# rules from deploy/observability.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec mvn -B -ntp -q test -pl k8s/verify -am -Dtest=GeneratedFilesTests -Dsurefire.failIfNoSpecifiedTests=false -Dk8s.write
