#!/usr/bin/env bash
# drift-issue.sh <file>: one open issue for each stack that has drifted. Opened when drift is found, edited
# while it lasts, closed when it ends.
set -euo pipefail
: "${STACK:?}" "${FOUND:?}" "${GH_TOKEN:?}"
export GH_REPO=$GITHUB_REPOSITORY
scripts=$(dirname "$0")
run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
label=drift
export TITLE="Drift: $STACK is not what its state says"

numbers=$(gh issue list --state open --label "$label" --limit 100 --json number,title \
  --jq '.[] | select(.title == env.TITLE) | .number')
number=${numbers%%$'\n'*}

if [[ $FOUND != yes ]]; then
  if [[ -n $number ]]; then gh issue close "$number" --comment "The drift is gone: [run]($run)."; fi
  exit
fi

body=$(
  echo "Resources of the stack \`$STACK\` were changed outside of Pulumi. Found by [this run]($run)"
  echo "on $(date -u +%F), with \`pulumi refresh --preview-only\`. This issue is edited while the drift lasts and"
  echo "closed when it ends. Find out who made the change and why, then choose:"
  echo
  echo "- If it was a mistake, \`pulumi up --refresh --stack $STACK\` restores what the program declares."
  echo "- If it was intended, change the program or the stack's configuration accordingly, and deploy."
  echo
  echo "A changed client secret or cache key is a security incident until it is explained:"
  echo "see [docs/operations.md]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/main/docs/operations.md)."
  echo
  "$scripts/excerpt.sh" "$1"
)

if [[ -n $number ]]; then
  gh issue edit "$number" --body-file - <<<"$body"
else
  gh label create "$label" --color d93f0b --description "What is deployed differs from the state" --force
  gh issue create --title "$TITLE" --label "$label" --body-file - <<<"$body"
fi
