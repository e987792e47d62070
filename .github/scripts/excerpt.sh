#!/usr/bin/env bash
# excerpt.sh <file>: the file as a Markdown code block that fits into a comment or an issue (65,536
# characters). Indented, so that nothing in it can end the block, mention anybody or show a picture.
# A file that is too long loses its beginning: errors, policies and totals come last. Of the two lines that Pulumi
# adds about every resource, the provider's is left out, and the URN's is shortened to the name.
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
  echo "The beginning is left out; the run's log has the whole output."
  echo
  # Removes the rest of a cut line; if there is no other line, indents it again.
  if [[ $block == *$'\n'* ]]; then block=${block#*$'\n'}; else block=$indent$block; fi
fi
printf '%s\n' "$block"
