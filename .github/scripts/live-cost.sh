#!/usr/bin/env bash
# What a run of live.yml costs, as Markdown: tokens, as verify counts them, and AWS's list prices.
set -euo pipefail
tokens=$(npm run --silent verify -- --list --report none | tail -n 1)
cat <<TEXT
## What this run costs

- Auth0, of the sandbox tenant's monthly quota: ${tokens#Costs }
- AWS: about 0.05 USD. A 0.5 GB cache is about 0.02 USD an hour (reported), for two hours at most; the requests
  are some hundred at 3.50 USD a million. What a failed destroy leaves costs 0.02 USD an hour until it is gone.
TEXT
