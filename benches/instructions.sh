#!/usr/bin/env bash
# Counts the instructions that each command takes on our own samples, by callgrind: figures that two commits can be compared
# by on any machine of one kind.
#
#   benches/instructions.sh [SPECLINE]            prints `command instructions`
#   benches/instructions.sh [SPECLINE] --than FILE  compares with such a list; 1 when a command takes a tenth more
set -euo pipefail
cd "$(dirname "$0")/.."
specline=$(readlink -f "${1:-target/release/specline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/night" && cp -r samples/night-1 "$work/night/specs"
printf 'name = "all"\n' >"$work/night/specline.toml"
"$specline" merge samples/night-2 -o "$work/all.json" 2>/dev/null

count() { # name, command...
  local name=$1 code=0
  shift
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/log" "$@" >/dev/null 2>&1 || code=$?
  [ "$code" -le 1 ] || { echo "$name ended with $code" >&2 && exit 2; }
  echo "$name $(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$work/log")"
}

all() {
  count start "$specline" --version
  count merge "$specline" merge samples/night-2 -o "$work/out.json"
  count verify "$specline" verify "$work/all.json" samples/night-2
  count lint "$specline" lint samples/night-2 -f json
  count diff "$specline" diff samples/night-1 samples/night-2 -f json
  count postman "$specline" postman render "$work/all.json" -o "$work/out.json"
  count run "$specline" run --offline --dry-run --config "$work/night/specline.toml"
}

if [ "${2:-}" != --than ]; then
  all
  exit
fi
all | python3 -c '
import sys
before = dict(line.split() for line in open(sys.argv[1]))
worse = False
for line in sys.stdin:
    name, now = line.split()
    was = int(before.get(name, now))
    print(f"{name:10} {was:>14,} {int(now):>14,} {100 * (int(now) - was) / was:+6.1f} %")
    worse |= int(now) > 1.1 * was
sys.exit(worse)' "$3"
