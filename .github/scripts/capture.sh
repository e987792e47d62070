#!/usr/bin/env bash
# capture.sh <file> <command...>: runs the command, shows its output, writes it to the file and exits with its
# code. GitHub masks secrets in logs only, and the file becomes a comment or an issue: if it contains a credential
# of this step, it is discarded and the step fails.
set -euo pipefail
file=$1
shift

status=0
"$@" >"$file" 2>&1 || status=$?

for name in AUTH0_CLIENT_SECRET PULUMI_ACCESS_TOKEN AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; do
  if [[ -n ${!name:-} ]] && grep -qF -- "${!name}" "$file"; then
    echo "The output contained the value of $name, so it was discarded." >"$file"
    status=1
  fi
done

cat "$file"
exit "$status"
