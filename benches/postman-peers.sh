#!/usr/bin/env bash
# Times and weighs `specline postman render` beside openapi-to-postmanv2, the converter inside Postman, on one document.
#
#   benches/postman-peers.sh OPENAPI [SPECLINE]
#
# The converter is installed from the npm registry in a fixed version. Each runs five times, one after the other so that
# both meet the same machine; wall time and processor time are the best of the five, memory is the worst. All numbers of
# the table are measured in this one run: a tool that fails, or writes no collection, ends it without a table.
set -euo pipefail
document=$(readlink -f "${1:?an OpenAPI document}")
specline=$(readlink -f "${2:-target/release/specline}")
peer=openapi-to-postmanv2@6.3.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm --prefix "$work" install --silent --no-audit --no-fund "$peer" >/dev/null

python3 - "$document" "$specline" "$work" "$peer" <<'PY'
import json, os, resource, subprocess, sys, time

document, specline, work, peer = sys.argv[1:]
converter = os.path.join(work, "node_modules/.bin/openapi2postmanv2")
tools = [
    ("specline postman render", lambda out: [specline, "postman", "render", document, "-o", out]),
    ("specline, all responses", lambda out: [specline, "postman", "render", document, "-o", out, "--saved", "all"]),
    (peer, lambda out: [converter, "-s", document, "-o", out]),
]

def requests(node):
    return sum(requests(item) if "item" in item else 1 for item in node["item"])

def once(name, command, out):
    """Seconds of wall and processor, megabytes at most, of one run in a process of its own."""
    if os.path.exists(out):
        os.remove(out)
    start = time.perf_counter()
    child = subprocess.Popen(command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if status != 0 or not os.path.exists(out):
        sys.exit(f"{name}: exit status {os.waitstatus_to_exitcode(status)}, " + ("a" if os.path.exists(out) else "no") + " collection; nothing is printed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

rows = {name: [] for name, _ in tools}
for _ in range(5):
    for name, command in tools:
        rows[name].append(once(name, command, os.path.join(work, name.replace(" ", "-").replace("/", "-") + ".json")))

print(f"{'':28}{'wall':>9}{'processor':>12}{'memory':>10}{'size':>10}{'requests':>10}")
for name, _ in tools:
    out = os.path.join(work, name.replace(" ", "-").replace("/", "-") + ".json")
    with open(out, "rb") as file:
        collection = json.load(file)
    wall, processor = (min(row[at] for row in rows[name]) for at in (0, 1))
    memory = max(row[2] for row in rows[name])
    size = os.path.getsize(out) / 1e6
    print(f"{name:28}{wall:>7.2f} s{processor:>10.2f} s{memory:>7.0f} MB{size:>7.2f} MB{requests(collection):>10}")
PY
