#!/usr/bin/env bash
# Everything that needs no PBX: the files, and the routing tests where there are scenarios.
set -euo pipefail
source "$(dirname "$0")/select.sh"

options=(--format github)
if [ "$STRICT" = true ]; then options+=(--strict); fi
cqctl validate "${selection[@]}" "${options[@]}"

folder=$PROJECT
if [ ! -d "$folder" ]; then folder=$(dirname "$folder"); fi
if [ -n "$(find "$folder" -name '*.scenario.yaml' -not -path '*/node_modules/*' -print -quit)" ] && [ "$several" = false ]; then
  cqctl test "${selection[@]}" --format github
fi
