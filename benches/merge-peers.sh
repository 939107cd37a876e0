#!/usr/bin/env bash
# Times `specline merge` beside other tools on the same folder of JSON documents.
#
#   benches/merge-peers.sh FOLDER [SPECLINE]
#
# The others are installed from the npm registry into a temporary folder. Each runs three times; the best time counts.
# A tool that refuses the documents is timed, too: its exit code stands beside its time.
set -euo pipefail
folder=$(readlink -f "${1:?a folder of documents}")
specline=$(readlink -f "${2:-target/release/specline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm --prefix "$work" install --silent --no-audit --no-fund @redocly/cli@2 openapi-merge-cli@2 >/dev/null
shopt -s dotglob nullglob
python3 - "$folder" "$work" <<'PY'
import json, os, sys
folder, work = sys.argv[1:]
inputs = [{"inputFile": os.path.join(folder, name), "dispute": {"prefix": name.removesuffix(".json").strip(".") + "_"}}
          for name in sorted(os.listdir(folder)) if name.endswith(".json")]
json.dump({"inputs": inputs, "output": os.path.join(work, "openapi-merge.json")}, open(os.path.join(work, "config.json"), "w"))
PY

best() { # name, command
  local name=$1 shortest= code=0
  shift
  for _ in 1 2 3; do
    local start end
    start=$(date +%s%N)
    code=0
    (cd "$work" && "$@" >/dev/null 2>&1) || code=$?
    end=$(date +%s%N)
    local took=$(((end - start) / 1000000))
    if [ -z "$shortest" ] || [ "$took" -lt "$shortest" ]; then shortest=$took; fi
  done
  printf '%-20s %6d ms   exit %d\n' "$name" "$shortest" "$code"
}

best "specline merge" "$specline" merge "$folder" -o specline.json
best "openapi-merge-cli" node_modules/.bin/openapi-merge-cli --config config.json
best "redocly join" env REDOCLY_TELEMETRY=off node_modules/.bin/redocly join "$folder"/*.json -o redocly.json \
  --prefix-components-with-info-prop title --prefix-tags-with-filename
