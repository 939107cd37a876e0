#!/usr/bin/env bash
# Runs every benches/*-peers.sh and writes docs/speed.md: one table, one machine, one run. Only what was measured stands in it.
#
#   SPECLINE=target/release/specline benches/peers.sh [DOCUMENTS]
#
# DOCUMENTS is a folder of documents of one night, or one of such folders whose names sort by date (then the stages that
# compare get the last two); our own samples by default. Each script takes SPECLINE and DOCUMENTS from the environment and
# prints rows `| stage | specline | peer | ratio |`; what it says beside them goes to standard error.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
SPECLINE=$(readlink -f "${SPECLINE:-target/release/specline}")
DOCUMENTS=$(readlink -f "${1:-$here/../samples}")
export SPECLINE DOCUMENTS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

newest() { # the folder of the newest night
  if compgen -G "$DOCUMENTS/*.json" >/dev/null; then echo "$DOCUMENTS"; else find "$DOCUMENTS" -mindepth 1 -maxdepth 1 -type d | sort | tail -1; fi
}

own() { # stage, command...
  local stage=$1 wall user peak code
  shift
  read -r wall user peak code < <(python3 "$here/measure.py" --times 5 "$@")
  if [ "$code" -gt 1 ]; then
    echo "$stage ended with $code: not measured" >&2
  else
    printf '| %s | %s s | %s s | %s MB |\n' "$stage" "$wall" "$user" "$peak"
  fi
}

stages() {
  local folder all=$work/all.json
  folder=$(newest)
  own "start" "$SPECLINE" --version
  own "merge and proof" "$SPECLINE" merge "$folder" -o "$all"
  own "verify" "$SPECLINE" verify "$all" "$folder"
  own "lint" "$SPECLINE" lint "$folder" -f json
  own "collection" "$SPECLINE" postman render "$all" -o "$work/collection.json"
  mkdir -p "$work/night"
  cp -r "$folder" "$work/night/specs"
  printf 'name = "all"\n' >"$work/night/specline.toml"
  (cd "$work/night" && "$SPECLINE" run --offline --quiet >/dev/null 2>&1) || true
  own "whole night, offline" "$SPECLINE" run --offline --dry-run --config "$work/night/specline.toml"
}

rows() {
  for script in "$here"/*-peers.sh; do
    bash "$script" >"$work/rows" 2>"$work/log" || { echo "${script##*/} failed: $(tail -1 "$work/log")" >&2; continue; }
    grep -E '^\|' "$work/rows" | grep -vE '^\| *(stage|-)' || true
  done
}

{
  echo "# Speed"
  echo
  echo "Measured on $(date -u +%F) on $(nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1) by \`benches/peers.sh\`,"
  echo "over $(find "$(newest)" -name '*.json' | wc -l) documents of $(du -sk --apparent-size "$(newest)" | cut -f1) kB, with $("$SPECLINE" --version) of $(stat -c %s "$SPECLINE" | awk '{printf "%.1f", $1 / 1e6}') MB. The quickest of several"
  echo "runs counts, start of the process included."
  echo
  echo '| stage | wall | user | peak memory |'
  echo '|---|---:|---:|---:|'
  stages
  echo
  echo "Beside the others, installed from their registries:"
  echo
  echo '| stage | specline | peer | ratio |'
  echo '|---|---:|---:|---:|'
  rows
} >"$work/speed.md"
cp "$work/speed.md" "$here/../docs/speed.md"
cat "$work/speed.md"
