#!/usr/bin/env bash
# Times `specline diff` beside oasdiff on the same two documents, in one run.
#
#   benches/diff-peers.sh SPECLINE [OASDIFF [BASE REVISION]]
#
# SPECLINE and OASDIFF are programs; without documents two of 13 MB are made by benches/diff-large.py. Each program runs five
# times, by turns; the best time and the most memory count. A ratio stands only beside what was measured in this run: without
# OASDIFF, and where it fails, there is none. Ends with 1 where specline itself could not be measured.
set -euo pipefail
specline=$(readlink -f "${1:?the program specline}")
oasdiff=${2:-}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ $# -ge 4 ]; then
  base=$(readlink -f "$3") revision=$(readlink -f "$4")
else
  python3 "$here/diff-large.py" "$work"
  base=$work/base.json revision=$work/revision.json
fi

declare -A time memory rows state
measure() { # name, command
  local name=$1 code=0 count
  shift
  # One failure is enough: the best of the other runs would be no measurement of all five.
  case "${state[$name]:-}" in failed*) return ;; esac
  local start end
  start=$(date +%s%N)
  /usr/bin/time -f %M -o "$work/memory" "$@" >"$work/$name.out" 2>"$work/$name.err" || code=$?
  end=$(date +%s%N)
  local took=$(((end - start) / 1000000)) most
  most=$(tail -1 "$work/memory")
  # 0 and 1 mean that the comparison was made.
  if [ "$code" -gt 1 ]; then state[$name]="failed with exit code $code: $(tail -1 "$work/$name.err" | cut -c1-100)"; return; fi
  if ! count=$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1])) or []))' "$work/$name.out" 2>/dev/null); then
    state[$name]="failed: what it printed is no JSON"
    return
  fi
  state[$name]=measured rows[$name]=$count
  if [ -z "${time[$name]:-}" ] || [ "$took" -lt "${time[$name]}" ]; then time[$name]=$took; fi
  if [ -z "${memory[$name]:-}" ] || [ "$most" -gt "${memory[$name]}" ]; then memory[$name]=$most; fi
}

for _ in 1 2 3 4 5; do
  measure specline "$specline" diff "$base" "$revision" -f json --min-level info
  [ -z "$oasdiff" ] || measure oasdiff "$oasdiff" changelog "$base" "$revision" -f json
done

echo "$(stat -c %s "$base") and $(stat -c %s "$revision") bytes, best of 5"
printf '%-10s %9s %12s %8s   %s\n' program time memory rows 'time and memory beside specline'
ratio() { awk -v one="$1" -v other="$2" 'BEGIN { printf "%.1f", one / (other > 0 ? other : 1) }'; }
for name in specline oasdiff; do
  case "${state[$name]:-not given}" in
    measured) ;;
    *) printf '%-10s %s\n' "$name" "${state[$name]:-not given, not measured}"; continue ;;
  esac
  beside=
  if [ "$name" != specline ] && [ "${state[specline]}" = measured ]; then
    beside="$(ratio "${time[$name]}" "${time[specline]}") times, $(ratio "${memory[$name]}" "${memory[specline]}") times"
  fi
  printf '%-10s %6d ms %9d kB %8d   %s\n' "$name" "${time[$name]}" "${memory[$name]}" "${rows[$name]}" "$beside"
done
[ "${state[specline]}" = measured ]
