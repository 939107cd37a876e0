#!/usr/bin/env bash
# Times `specline merge` beside `redocly join` and `openapi-merge-cli` on one folder of JSON documents.
#
#   SPECLINE=target/release/specline DOCUMENTS=FOLDER benches/merge-peers.sh        our own samples by default
#
# The others are installed from the npm registry into a temporary folder. Each runs three times, the quickest counts. What a
# tool refuses is no result: such a row says so and has no ratio.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
documents=$(readlink -f "${DOCUMENTS:-$here/../samples}")
folder=$documents
compgen -G "$documents/*.json" >/dev/null || folder=$(find "$documents" -mindepth 1 -maxdepth 1 -type d | sort | tail -1)
specline=$(readlink -f "${SPECLINE:-target/release/specline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @redocly/cli@2.77.0 openapi-merge-cli@2.0.2 >&2
export REDOCLY_TELEMETRY=off
python3 - "$folder" <<'PY'
import json, os, sys
folder = sys.argv[1]
inputs = [{"inputFile": os.path.join(folder, name),
           "dispute": {"prefix": name.removesuffix(".json").strip(".") + "_", "alwaysApply": True}}
          for name in sorted(os.listdir(folder)) if name.endswith(".json")]
json.dump({"inputs": inputs, "output": "openapi-merge.json"}, open("config.json", "w"))
PY
shopt -s dotglob nullglob
measure() { python3 "$here/measure.py" "$@"; }
row() { # stage, peer, command...
  local stage=$1 peer=$2 wall user peak code
  shift 2
  read -r wall user peak code < <(measure "$@")
  if [ "$code" != 0 ]; then
    printf '| %s | %.3f s | %s refuses | |\n' "$stage" "$ours" "$peer"
  else
    printf '| %s | %.3f s | %s %.3f s | %.0f |\n' "$stage" "$ours" "$peer" "$wall" "$(echo "$wall / $ours" | bc -l)"
  fi
}
read -r ours _ _ code < <(measure --times 5 "$specline" merge "$folder" -o specline.json)
[ "$code" = 0 ] || { echo "specline merge ended with $code" >&2 && exit 1; }
row "merge and proof" "openapi-merge-cli" node_modules/.bin/openapi-merge-cli --config config.json
row "merge and proof" "redocly join" node_modules/.bin/redocly join "$folder"/*.json -o redocly.json \
  --prefix-components-with-info-prop title --prefix-tags-with-filename
