#!/usr/bin/env bash
# capture.sh <file> <command...>: runs the command, shows what it said and keeps it in the file; ends as it
# does. GitHub masks secrets in logs and nowhere else, and the file ends up in a comment or an issue: if it
# holds a credential of this step's, it is thrown away and the step fails.
set -euo pipefail
file=$1
shift

status=0
"$@" >"$file" 2>&1 || status=$?

for name in AUTH0_CLIENT_SECRET PULUMI_ACCESS_TOKEN AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; do
  if [[ -n ${!name:-} ]] && grep -qF -- "${!name}" "$file"; then
    echo "The output held the value of $name, so it was thrown away." >"$file"
    status=1
  fi
done

cat "$file"
exit "$status"
