#!/usr/bin/env bash
# Installs the cqctl that belongs to this action, built where nothing of the checkout is changed, or VERSION from the registry.
set -euo pipefail

# What packages run while they are installed need no PBX.
unset "${!CQCTL_@}"

if [ "$VERSION" != source ]; then
  npm install --global --no-fund --no-audit "cqctl@$VERSION"
  exit
fi
build=$(mktemp -d "${RUNNER_TEMP:-/tmp}/cqctl-build.XXXXXX")
tar -C "$GITHUB_ACTION_PATH" --exclude ./node_modules --exclude ./.git -cf - . | tar -C "$build" -xf -
cd "$build"
npm ci --no-fund --no-audit
npm pack --silent --ignore-scripts
npm install --global --no-fund --no-audit ./cqctl-*.tgz
cd / && rm -rf "$build"
