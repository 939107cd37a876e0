#!/usr/bin/env bash
# run.sh [SPECLINE] [SITE]: publishes two small histories and reads everything people get with other people's programs: pages in
# headless Chromium (axe, filters, permalinks) and two HTML checkers, feeds and calendars with parsers of their kinds.
# Needs Node, Python, Java, the package registries, and Chromium (installed from Debian's packages where it is missing).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
specline=$(realpath "${1:-$here/../../../target/debug/specline}")
site=${2:+$(realpath "$2")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"

export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
if ! [ -x "$CHROMIUM" ]; then
    apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null
fi
npm ci --silent --no-audit --no-fund
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14 html5lib==1.1 icalendar==7.3.0 jsonschema==4.26.0

node nights.mjs "$specline" "$work"
java -jar node_modules/vnu-jar/build/dist/vnu.jar --errors-only --skip-non-html "$work"/*/consolidated/site ${site:+"$site"}
node check.mjs "$work" ${site:+"$site"}
"$work/python/bin/python" feeds.py "$work"/*/consolidated
