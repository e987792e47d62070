#!/usr/bin/env bash
# Prints $STACK's forecast as Markdown and exits with its code: not 0 if the vendors can overspend the quota and
# onOverspend is fail.
set -euo pipefail

status=0
forecast=$(npm run --silent forecast -- --stack "${STACK:?}" 2>&1) || status=$?
# shellcheck disable=SC2016 # a code fence, no command
printf '## Quota of %s\n\n```text\n%s\n```\n' "$STACK" "$forecast"
exit "$status"
