#!/usr/bin/env bash
# Does the cost grow with the documents and no faster? Times every command on sets of 1, 10 and 100 times 80 services, on one
# document of 50 MB and on one with 100,000 operations, all made by generate.py, and prints a table.
#
#   SPECLINE=target/release/specline benches/scale.sh [SETS...]        1 10 100 large many; all but 100 by default
#
# A hundredfold set takes several GB of memory.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
specline=$(readlink -f "${SPECLINE:-target/release/specline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make() { # set, night
  local folder=$work/$1-$2
  case $1 in
    large) python3 "$here/generate.py" "$folder" --megabytes 50 --night "$2" ;;
    many) python3 "$here/generate.py" "$folder" --services 1 --operations 100000 --lean --night "$2" ;;
    *) python3 "$here/generate.py" "$folder" --services $(($1 * 80)) --night "$2" ;;
  esac
}

operations() { # folder
  python3 - "$1" <<'PY'
import glob, json, sys
items = [item for file in glob.glob(sys.argv[1] + "/*.json") for item in json.load(open(file))["paths"].values()]
print(sum(len(item.keys() - {"parameters"}) for item in items))
PY
}

row() { # set, operations, megabytes, stage, command...
  local set=$1 operations=$2 megabytes=$3 stage=$4 wall user peak code
  shift 4
  read -r wall user peak code < <(python3 "$here/measure.py" --times "${TIMES:-2}" "$@")
  if [ "$code" -gt 1 ]; then
    echo "$stage of $set ended with $code: not measured" >&2
    return
  fi
  printf '| %s | %s | %s | %s | %.2f s | %s MB | %.0f µs | %.1f |\n' "$stage" "$set" "$operations" "$megabytes" "$wall" "$peak" \
    "$(echo "$user * 1000000 / $operations" | bc -l)" "$(echo "$peak / $megabytes" | bc -l)"
}

echo '| stage | set | operations | MB | wall | peak | user time an operation | peak MB a MB |'
echo '|---|---|---:|---:|---:|---:|---:|---:|'
for set in ${*:-1 10 large many}; do
  make "$set" 0
  make "$set" 1
  folder=$work/$set-0 all=$work/$set.json
  count=$(operations "$folder")
  megabytes=$(du -sb --apparent-size "$folder" | awk '{printf "%.1f", $1 / 1000000}')
  row "$set" "$count" "$megabytes" merge "$specline" merge "$folder" -o "$all"
  row "$set" "$count" "$megabytes" verify "$specline" verify "$all" "$folder"
  row "$set" "$count" "$megabytes" lint "$specline" lint "$folder" -f json
  row "$set" "$count" "$megabytes" diff "$specline" diff "$folder" "$work/$set-1" -f json
  row "$set" "$count" "$megabytes" postman "$specline" postman render "$all" -o "$work/$set.postman.json"
  mkdir -p "$work/night-$set"
  mv "$folder" "$work/night-$set/specs"
  printf 'name = "all"\n' >"$work/night-$set/specline.toml"
  row "$set" "$count" "$megabytes" run "$specline" run --offline --dry-run --config "$work/night-$set/specline.toml"
  rm -rf "$work"/night-"$set" "$work/$set"*
done
