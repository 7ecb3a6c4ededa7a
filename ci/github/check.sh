#!/usr/bin/env bash
# Everything that needs no PBX: the files, and the routing tests where there are scenarios.
set -euo pipefail
source "$(dirname "$0")/select.sh"

report=$(mktemp "${RUNNER_TEMP:-/tmp}/cqctl-check.XXXXXX")
options=(--format github --output "json=$report")
if [ "$STRICT" = true ]; then options+=(--strict); fi
cqctl validate "${selection[@]}" "${options[@]}"

folder=$PROJECT
if [ ! -d "$folder" ]; then folder=$(dirname "$folder"); fi
if [ -z "$(find "$folder" -name '*.scenario.yaml' -not -path '*/node_modules/*' -print -quit)" ]; then exit 0; fi
if [ "$several" = false ]; then
  cqctl test "${selection[@]}" --format github
  exit
fi

# Every environment has queues of its own to test; the last that fails decides the code.
names=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).environments.map((each) => each.environment).join("\n")' "$report")
code=0
while read -r name; do
  cqctl test -f "$PROJECT" --env "$name" --format github </dev/null || code=$?
done <<<"$names"
exit "$code"
