#!/usr/bin/env bash
# What the stack files change compared with $BASE: in the run's summary, and by stack in the step's output, for the
# comments.
set -euo pipefail

changes=$(npm run --silent changes -- --base "${BASE:?}" --json)
# JSON on one line, so that nothing in it can set another output.
echo "by-stack=$changes" >>"$GITHUB_OUTPUT"
npm run --silent changes -- --base "$BASE" >>"$GITHUB_STEP_SUMMARY"
