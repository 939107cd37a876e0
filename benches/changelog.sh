#!/usr/bin/env bash
# changelog.sh SNAPSHOTS [SPECLINE] [COUNT]: how long a history of COUNT (80) snapshots takes, and how large its pages are.
# SNAPSHOTS holds a folder of documents per snapshot, named by their days. Where there are fewer than COUNT, the walk turns round at
# the end and goes back, so that every night differs from the one before it by as much as real nights do.
set -euo pipefail
snapshots=$(realpath "$1")
specline=$(realpath "${2:-target/release/specline}")
count=${3:-80}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
git init -q -b main

mapfile -t names < <(find "$snapshots" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)
last=$((${#names[@]} - 1))
at=0 step=1
for ((number = 0; number < count; number++)); do
    rm -rf specs && cp -r "$snapshots/${names[$at]}" specs
    day=$(date -u -d "2020-01-01 + $((number * 3)) days" '+%F 03:00:00 +0000')
    git add -A
    GIT_COMMITTER_DATE=$day GIT_AUTHOR_DATE=$day git -c user.name=bench -c user.email=bench@example.org commit -qm "$day"
    if ((at + step < 0 || at + step > last)); then step=$((-step)); fi
    at=$((at + step))
done

seconds() { local begin=$EPOCHREALTIME; "$@" >/dev/null 2>&1; awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begin }"; }
backfill=$(seconds "$specline" changelog backfill)
rm -rf consolidated/site
render=$(seconds "$specline" changelog)
entries=$(ls consolidated/site/entries | wc -l)
bytes=$(find consolidated/site -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
again=$(seconds "$specline" changelog backfill)
printf '%s snapshots, %s entries: backfill %s s, rendered again %s s, nothing to do %s s; site %s bytes in %s files\n' \
    "$count" "$entries" "$backfill" "$render" "$again" "$bytes" "$(find consolidated/site -type f | wc -l)"
