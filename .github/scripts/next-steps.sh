#!/usr/bin/env bash
# What to do after a failed deployment, as Markdown. $UPDATE, $SETTLED (the check that nothing is left to do) and
# $VERIFY are the outcomes of the steps.
set -euo pipefail
: "${STACK:?}" "${GITHUB_SHA:?}"
operations="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$GITHUB_SHA/docs/operations.md"

# What an operator runs by hand; the workflow runs the same.
again=$(
  cat <<TEXT

   \`\`\`sh
   pulumi up --stack $STACK --refresh --parallel 4
   pulumi preview --stack $STACK --refresh --expect-no-changes
   npm run verify -- --stack $STACK
   \`\`\`
TEXT
)

if [[ ${VERIFY:-} == failure ]]; then
  cat <<TEXT
## $STACK is deployed, but the contract was not verified

The step Verify names each claim that failed, why it matters, and what was found; or it says why it could not
run, and then nothing is known: fix that, and re-run it first. Vendors are being served by what it describes,
so decide now:

1. **\`vendors-apart\` or a cache key failed**: one vendor may get another's token. Stop the traffic: set
   \`cachingEnabled\` of the method to false in the AWS console, or throttle the stage to 0. Then find the cause.
2. **Another claim failed**: roll back with a pull request that reverts the merge; merging it deploys the
   previous state. After a lowered TTL, changed grants or a rotated secret, flush the cache:
   \`npm run flush -- --stack $STACK\` (one token for each request that is repeated afterwards).
3. **Everything is refused or unreachable**: the runner's address may be missing in \`allowedCidrs\`
   (variable \`DEPLOY_RUNNER_GROUP\`), or a new host name may not be known yet. Run it again:
   \`npm run verify -- --stack $STACK\`.
TEXT
fi
if [[ ${SETTLED:-} == failure ]]; then
  cat <<TEXT
## $STACK is deployed, but something is left to do

A preview with a refresh shows a change right after the update, or could not run: the step before Verify says
which. What it shows did not get to AWS or Auth0, or one of them gives back something else than it was sent.

1. Do it again; re-running the failed jobs does the same:
$again
2. It shows the same once more: the value is one that the cloud rewrites. Say in the program what the cloud
   makes of it, by a pull request.
TEXT
fi
if [[ ${UPDATE:-} == failure ]]; then
  cat <<TEXT
## $STACK is not up to date, or only in part

The step Update says at which resource it stopped. The deployed stage is a snapshot: it goes on serving what
it served before, unless the stage itself was changed.

1. Fix the cause and re-run the failed jobs, or do by hand what they do. Never without \`--refresh\`: the
   provider has stored what it failed to send, so that a plain \`pulumi up\` says that all is well and sends nothing
   (a rotated secret stays the old one, a withdrawn scope stays granted):
$again
2. Or roll back with a pull request that reverts the merge; merging it deploys the previous state.
3. If the TTL was being lowered, flush the cache in either case: \`npm run flush -- --stack $STACK\`.
4. "The stack is currently locked": make sure that nobody updates it, then \`pulumi cancel --stack $STACK\`.
TEXT
elif [[ ${UPDATE:-} != success ]]; then
  cat <<TEXT
## Nothing was changed in $STACK

The job failed before the update. Its log names the step; docs/ci-setup.md lists what each of them needs.
TEXT
fi
echo
echo "Runbooks: [docs/operations.md]($operations)"
