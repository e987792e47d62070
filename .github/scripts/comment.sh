#!/usr/bin/env bash
# comment.sh <file>: comments on the pull request with a stack's changes ($CHANGES, Markdown) and its preview: one
# comment for each stack, which later runs edit. They find it by its first line, which is not shown.
set -euo pipefail
: "${STACK:?}" "${PULL_REQUEST:?}" "${COMMIT:?}" "${OUTCOME:?}" "${GH_TOKEN:?}"
scripts=$(dirname "$0")
repository="repos/$GITHUB_REPOSITORY"
marker="<!-- pulumi preview of $STACK -->"

body=$(
  echo "$marker"
  echo "### Preview of \`$STACK\`: $OUTCOME"
  echo
  echo "Commit ${COMMIT:0:7}, [run]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID) with log and quota."
  echo
  printf '%s\n' "${CHANGES:-Its stack file does not change.}"
  echo
  echo "<details><summary>pulumi preview --diff</summary>"
  echo
  "$scripts/excerpt.sh" "$1"
  echo
  echo "</details>"
)

# Only comments by GitHub Actions: anybody can write one that starts the same way.
ids=$(gh api --paginate "$repository/issues/$PULL_REQUEST/comments?per_page=100" --jq \
  ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id")
id=${ids%%$'\n'*}

if [[ -n $id ]]; then
  gh api --silent --method PATCH "$repository/issues/comments/$id" --field body=@- <<<"$body"
else
  gh api --silent --method POST "$repository/issues/$PULL_REQUEST/comments" --field body=@- <<<"$body"
fi
