#!/usr/bin/env bash
# Installs the cqctl that belongs to this action, built where nothing of the checkout is changed.
set -euo pipefail

# What packages run while they are installed need no PBX.
unset "${!CQCTL_@}"

# A package of this name in the registry would be somebody else's.
if [ "$VERSION" != source ]; then
  echo "::error::version is $VERSION, but cqctl is in no registry yet: leave version out, or set it to source or none"
  exit 1
fi
build=$(mktemp -d "${RUNNER_TEMP:-/tmp}/cqctl-build.XXXXXX")
tar -C "$GITHUB_ACTION_PATH" --exclude ./node_modules --exclude ./.git -cf - . | tar -C "$build" -xf -
cd "$build"
# All packages are those of the lock file; the folder has to stay, since the command is a link into it.
npm ci --no-fund --no-audit
npm link --ignore-scripts --no-fund --no-audit
