#!/usr/bin/env bash
# Checks the overlays against the schemas of Kubernetes and of the operators' resources, which the tests in this directory
# do not have: they are other projects' data, and large. The argument is a directory with a validator, check-k8s.mjs with
# its package-lock.json, and the schemas that it takes. The overlays must pass, and each of some broken copies must not.
#
#   k8s/verify/check.sh DIRECTORY
set -euo pipefail
validator=''
if [ -d "${1:-}" ]; then validator=$(cd "$1" && pwd); fi
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for need in node npm kubectl; do
  command -v $need > /dev/null || { echo "$need is not installed" >&2; exit 2; }
done
[ -e "$validator/check-k8s.mjs" ] || { echo "usage: k8s/verify/check.sh DIRECTORY, which has check-k8s.mjs" >&2; exit 2; }

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cp "$validator"/check-k8s.mjs "$validator"/package*.json "$work"
(cd "$work" && npm ci --silent --no-audit --no-fund > /dev/null)

# To the validator all addresses outside are one.
sed '/# by its address$/d' k8s/verify/flows.yaml > "$work/flows.yaml"
check() { # DIRECTORY...
  node "$work/check-k8s.mjs" --schemas "$validator/schemas" --flows "$work/flows.yaml" "$@"
}

# Production with its components, as one adds them.
everything=$work/prod-devices
mkdir -p "$everything/k8s"
cp -R deploy "$everything"
cp -R k8s/base k8s/components k8s/overlays "$everything/k8s"
mv "$everything/k8s/overlays/prod" "$everything/k8s/overlays/prod-devices"
printf 'components:\n  - ../../components/otlp\n  - ../../components/devices\n' >> "$everything/k8s/overlays/prod-devices/kustomization.yaml"

said=$(check k8s/overlays/dev k8s/overlays/prod "$everything/k8s/overlays/prod-devices") || { echo "$said"; exit 1; }
echo "$said"
# The broker's certificate is made by hand. Anything else that the validator dislikes is to be looked at.
warnings=$(sed -n 's/^ *warning //p' <<< "$said" | sed '/TLS Secret "broker-tls" is not created by this overlay/d')
[ -z "$warnings" ] || { echo "unknown warnings: $warnings" >&2; exit 1; }

copies=()
broken() { # OVERLAY FILE SED_SCRIPT
  local copy=$work/broken-${#copies[@]}
  mkdir -p "$copy/k8s"
  cp -R deploy "$copy"
  cp -R k8s/base k8s/components k8s/overlays "$copy/k8s"
  sed "$3" "$2" > "$copy/$2"
  if cmp -s "$2" "$copy/$2"; then echo "nothing to break: $2 $3" >&2; exit 1; fi
  echo "$2 $3" > "$copy/what"
  copies+=("$copy/k8s/overlays/$1")
}

broken dev k8s/base/service.yaml 's/failureThreshold: 60/failureTreshold: 60/'
broken prod k8s/base/service.yaml 's/memory: 768Mi/memory: 768MB/'
broken dev k8s/base/service.yaml 's/imagePullPolicy: IfNotPresent/imagePullPolicy: IfMissing/'
broken dev k8s/base/producer.yaml 's/targetPort: http/targetPort: web/'
broken dev k8s/base/network.yaml 's/k8s-app: kube-dns/k8s-app: coredns/'
broken prod k8s/overlays/prod/broker.yaml 's/replicas: 3/replicas: three/'
broken prod k8s/overlays/prod/topology.yaml 's/deletionPolicy: retain/deletionPolicy: keep/'
broken prod k8s/overlays/prod/users.yaml 's/applyTo: quorum_queues/applyTo: quorum/'
broken prod k8s/overlays/prod/autoscaling.yaml 's/queueName:/queue:/'
broken prod k8s/overlays/prod/monitoring.yaml 's/interval: 15s/interval: 15sec/'
broken prod k8s/overlays/prod/network.yaml 's/port: 5671/port: 5672/'

said=$(check "${copies[@]}" || true)
for copy in "${copies[@]}"; do
  what=$(cat "${copy%/k8s/overlays/*}/what")
  why=$(awk -v target="$copy:" '$2 == target { failed = $1 == "FAIL"; next } failed && $1 == "error" { sub(/^ *error */, ""); print substr($0, 1, 160); exit }' <<< "$said")
  [ -n "$why" ] || { echo "not noticed: $what" >&2; exit 1; }
  echo "noticed: $what: $why"
done
