#!/usr/bin/env bash
# Plans, and keeps the plan in every form. 0 and 2 are both fine here; later steps read which it was.
set -uo pipefail
source "$(dirname "$0")/select.sh"

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/cqctl-plan.XXXXXX")
options=(--detailed-exitcode --output "markdown=$folder/plan.md" --output "github=$folder/annotations")
if [ "$several" = true ]; then
  options+=(--out "$folder/{env}.cqplan" --output "html=$folder/{env}.html")
else
  options+=(--out "$folder/plan.cqplan" --output "html=$folder/plan.html")
fi
if [ -n "$BASE" ]; then options+=(--base "$BASE"); fi
read -ra scenarios <<<"$SCENARIOS"
if [ "${#scenarios[@]}" -gt 0 ]; then options+=(--scenario "${scenarios[@]}"); fi

code=0
cqctl plan "${selection[@]}" "${options[@]}" || code=$?
if [ -f "$folder/annotations" ]; then
  cat "$folder/annotations"
  rm "$folder/annotations"
fi
# Without a plan there is nothing to comment on or to keep.
if [ -f "$folder/plan.md" ]; then echo "folder=$folder" >>"$GITHUB_OUTPUT"; fi
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
if [ "$code" -eq 2 ]; then code=0; fi
exit "$code"
