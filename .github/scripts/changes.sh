#!/usr/bin/env bash
# What the stack files change against $BASE: for the run's summary, and by stack, as an output of the step,
# for the comments.
set -euo pipefail

changes=$(npm run --silent changes -- --base "${BASE:?}" --json)
# JSON on one line: nothing in it can be another output.
echo "by-stack=$changes" >>"$GITHUB_OUTPUT"
npm run --silent changes -- --base "$BASE" >>"$GITHUB_STEP_SUMMARY"
