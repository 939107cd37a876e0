#!/usr/bin/env bash
# Times and weighs `specline postman render` beside openapi-to-postmanv2, the converter inside Postman, on one document.
#
#   benches/postman-peers.sh OPENAPI [SPECLINE]
#
# The converter is installed from the npm registry in a fixed version, unless PEER names an installed `openapi2postmanv2`.
# Each runs up to five times, one after the other so that all meet the same machine; wall time and processor time are the
# best of its runs, memory is the worst. A run may take SECONDS_A_RUN (20), and no round begins after twice that: on a busy machine
# fewer runs are made, and their number is told. What does not end in time, fails or writes no collection is said to be
# not measured; everything else in the table is measured in this one run.
set -euo pipefail
document=$(readlink -f "${1:?an OpenAPI document}")
specline=$(readlink -f "${2:-target/release/specline}")
peer=openapi-to-postmanv2@6.3.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
converter=${PEER:-}
if [ -z "$converter" ]; then
    npm --prefix "$work" install --silent --no-audit --no-fund "$peer" >/dev/null
    converter=$work/node_modules/.bin/openapi2postmanv2
fi

python3 - "$document" "$specline" "$work" "$peer" "$converter" "${SECONDS_A_RUN:-20}" <<'PY'
import json, os, subprocess, sys, threading, time

document, specline, work, peer, converter, bound = sys.argv[1:]
bound = float(bound)
tools = [
    ("specline postman render", lambda out: [specline, "postman", "render", document, "-o", out]),
    ("specline, all responses", lambda out: [specline, "postman", "render", document, "-o", out, "--saved", "all"]),
    (peer, lambda out: [converter, "-s", document, "-o", out]),
]

def requests(node):
    return sum(requests(item) if "item" in item else 1 for item in node["item"])

def once(command, out):
    """Seconds of wall and processor, megabytes at most, of one run in a process of its own; or why there are none."""
    if os.path.exists(out):
        os.remove(out)
    start = time.perf_counter()
    child = subprocess.Popen(command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = threading.Timer(bound, child.kill)
    watch.start()
    _, status, usage = os.wait4(child.pid, 0)
    watch.cancel()
    wall = time.perf_counter() - start
    if wall >= bound:
        return f"did not end within {bound:.0f} s"
    if status != 0 or not os.path.exists(out):
        return f"exit status {os.waitstatus_to_exitcode(status)}" + ("" if os.path.exists(out) else ", no collection")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

place = {name: os.path.join(work, f"{at}.json") for at, (name, _) in enumerate(tools)}
rows, gone = {name: [] for name, _ in tools}, {}
begin = time.perf_counter()
for _ in range(5):
    if time.perf_counter() - begin > 2 * bound:
        break
    for name, command in tools:
        if name in gone:
            continue
        measured = once(command, place[name])
        if isinstance(measured, str):
            gone[name] = measured
        else:
            rows[name].append(measured)

print(f"{'':28}{'wall':>9}{'processor':>12}{'memory':>10}{'size':>10}{'requests':>10}{'runs':>6}")
for name, _ in tools:
    if name in gone:
        print(f"{name:28}  not measured: {gone[name]}")
        continue
    with open(place[name], "rb") as file:
        collection = json.load(file)
    wall, processor = (min(row[at] for row in rows[name]) for at in (0, 1))
    memory = max(row[2] for row in rows[name])
    size = os.path.getsize(place[name]) / 1e6
    print(f"{name:28}{wall:>7.2f} s{processor:>10.2f} s{memory:>7.0f} MB{size:>7.2f} MB{requests(collection):>10}{len(rows[name]):>6}")
sys.exit(any(name.startswith("specline") for name in gone))
PY
