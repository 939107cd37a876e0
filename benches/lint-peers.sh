#!/usr/bin/env bash
# Times `specline lint` beside Spectral and Redocly, the whole process each, in one run.
#
#   benches/lint-peers.sh FOLDER [SPECLINE]
#
# FOLDER holds JSON documents. They are consolidated first; then each tool lints the consolidated document, and all documents.
# The others are installed from the npm registry, at fixed versions, into PEERS (a temporary folder when it is not set).
# specline runs five times and the best counts; the others take long and run twice. A tool that finds errors ends with another
# code than 0, which is no failure here.
set -euo pipefail
folder=$(readlink -f "${1:?a folder of documents}")
specline=$(readlink -f "${2:-target/release/specline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
peers=${PEERS:-$work/peers}

if [ ! -x "$peers/node_modules/.bin/spectral" ] || [ ! -x "$peers/node_modules/.bin/redocly" ]; then
  npm --prefix "$peers" install --silent --no-audit --no-fund @stoplight/spectral-cli@6.16.3 @redocly/cli@2.77.0 >/dev/null
fi
spectral=$peers/node_modules/.bin/spectral
redocly=$peers/node_modules/.bin/redocly
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
cd "$work"
"$specline" merge "$folder" -o all.json >/dev/null 2>&1
printf 'extends: ["spectral:oas"]\n' > rules.yaml

python3 - "$folder" "$specline" "$spectral" "$redocly" <<'PY'
import glob, os, resource, subprocess, sys, time

folder, specline, spectral, redocly = sys.argv[1:]
every = sorted(glob.glob(os.path.join(folder, "*.json")) + glob.glob(os.path.join(folder, ".*.json")))


def run(command):
    """Seconds and peak memory in megabytes of one process with all that it starts."""
    begin = time.monotonic()
    with open(os.devnull, "w") as nothing:
        child = subprocess.Popen(command, stdout=nothing, stderr=nothing)
        _, _, usage = os.wait4(child.pid, 0)
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def best(command, times):
    runs = [run(command) for _ in range(times)]
    return min(seconds for seconds, _ in runs), max(memory for _, memory in runs)


ours = lambda files: [specline, "lint", "-r", "rules.yaml", "-f", "json", "--fail-on", "never", *files]
tools = [
    ("Spectral 6.16.3, spectral:oas", lambda files: [spectral, "lint", "-q", "-r", "rules.yaml", "-f", "json", *files]),
    ("Redocly 2.77.0, recommended", lambda files: [redocly, "lint", "--extends", "recommended", "--format", "json", *files]),
]
print("| input | tool | seconds | megabytes | specline is faster by |")
print("|---|---|---|---|---|")
for what, files in [("consolidated", ["all.json"]), (f"{len(every)} documents", every)]:
    base, memory = best(ours(files), 5)
    print(f"| {what} | specline, spectral:oas | {base:.3f} | {memory:.0f} | |", flush=True)
    for name, command in tools:
        seconds, memory = best(command(files), 2)
        print(f"| {what} | {name} | {seconds:.2f} | {memory:.0f} | {seconds / base:.0f} times |", flush=True)
PY
