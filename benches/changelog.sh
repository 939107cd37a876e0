#!/usr/bin/env bash
# changelog.sh SNAPSHOTS [SPECLINE]: how long a long history takes, and how large its pages are.
# SNAPSHOTS holds a folder of documents per snapshot, named by their days. What changes from one to the next is spread over up to
# four nights, some services each, so that 25 snapshots make about 80 nights that sum up to the real history. KEEP=1 keeps the folder.
set -euo pipefail
snapshots=$(realpath "$1")
specline=$(realpath "${2:-target/release/specline}")
work=$(mktemp -d)
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
cd "$work"
git init -q -b main
mkdir specs

number=0
night() {
    local day
    day=$(date -u -d "2020-01-01 + $((number * 3)) days" '+%F 03:00:00 +0000')
    git add -A
    git diff --cached --quiet && return
    GIT_COMMITTER_DATE=$day GIT_AUTHOR_DATE=$day git -c user.name=bench -c user.email=bench@example.org commit -qm "$day"
    number=$((number + 1))
}
mapfile -t names < <(find "$snapshots" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)
cp "$snapshots/${names[0]}"/{.[!.],}* specs/ 2>/dev/null || true
night
for name in "${names[@]:1}"; do
    mapfile -t differing < <(diff -rq specs "$snapshots/$name" | sed -nE 's/^Files specs\/(.*) and .*/\1/p; s/^Only in [^:]*: //p' | sort)
    for ((part = 0; part < 4; part++)); do
        for ((at = part; at < ${#differing[@]}; at += 4)); do
            cp "$snapshots/$name/${differing[$at]}" specs/ 2>/dev/null || rm "specs/${differing[$at]}"
        done
        night
    done
done

seconds() { local begin=$EPOCHREALTIME; "$@" >/dev/null 2>&1; awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begin }"; }
backfill=$(seconds "$specline" changelog backfill)
rm -rf consolidated/site
render=$(seconds "$specline" changelog)
again=$(seconds "$specline" changelog backfill)
entries=$(find consolidated/site/entries -type f | wc -l)
files=$(find consolidated/site -type f | wc -l)
bytes=$(find consolidated/site -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
printf '%s snapshots, %s entries: backfill %s s, rendered again %s s, nothing new %s s; site %s bytes in %s files\n' \
    "$number" "$entries" "$backfill" "$render" "$again" "$bytes" "$files"
[ -z "${KEEP:-}" ] || echo "$work"
