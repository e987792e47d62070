#!/usr/bin/env bash
# excerpt.sh <file>: the file as a Markdown code block that fits into a comment or an issue (65,536
# characters). By indentation, so that nothing in it can end the block, mention anybody or show a picture.
# What is too long loses its beginning: errors, policies and totals come last. Of the two lines that Pulumi
# writes about every resource beside what changes, the provider's goes, and the URN's keeps the name.
set -euo pipefail
limit=56000
indent='    '

# A carriage return ends a line in Markdown too.
block=$(
  tr '\r' '\n' <"$1" |
    sed -E -e '/^ *\[provider=urn:pulumi:[^]]*\]$/d' -e 's/^( *)\[urn=urn:pulumi:[^]]*::([^]:]+)\]$/\1[\2]/' -e "s/^/$indent/"
)
if ((${#block} > limit)); then
  block=${block: -limit}
  echo "The beginning is left out: the run's log has it all."
  echo
  # What is left of a line that was cut goes; if it is all there is, it is indented anew.
  if [[ $block == *$'\n'* ]]; then block=${block#*$'\n'}; else block=$indent$block; fi
fi
printf '%s\n' "$block"
