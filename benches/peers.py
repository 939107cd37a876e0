#!/usr/bin/env python3
"""Times every stage of specline, and beside it the programs that people use for the same: on one machine, in one run.

    benches/peers.py DOCUMENTS [--specline PROGRAM] [--floor PROGRAM] [--oasdiff PROGRAM]
                    [--packages FOLDER] [--bound SECONDS] [--write FILE]

DOCUMENTS is a folder of documents of one night, or one of such folders whose names sort by date; then the last two are compared
and the whole history becomes a changelog. The programs come from the npm registry at fixed versions, into FOLDER when it is
named; oasdiff is a program that is there already, and the floor what `cargo build --release --example floor` makes. Each runs in a process of its own with all that it starts, specline five
times and the others twice; the quickest run counts, and the most memory. What fails, or takes longer than the bound, is no
number: its row says so and has no ratio. FILE is what becomes of the table, docs/speed.md for one."""
import argparse, datetime, glob, json, os, platform, shutil, subprocess, sys, tempfile

from measure import once

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = {
    "spectral": "@stoplight/spectral-cli@6.16.3",
    "redocly": "@redocly/cli@2.77.0",
    "openapi-merge-cli": "openapi-merge-cli@2.0.2",
    "openapi2postmanv2": "openapi-to-postmanv2@6.3.3",
}


class NotMeasured(Exception):
    """Why there is no number."""


class Bench:
    def __init__(self, work, bound):
        self.work, self.bound = work, bound
        self.stages, self.beside = [], []

    def measure(self, command, times, wrote=None, codes=(0,), before=lambda: None):
        runs = []
        for _ in range(times):
            if wrote and os.path.exists(os.path.join(self.work, wrote)):
                os.remove(os.path.join(self.work, wrote))
            before()
            try:
                run = once(command, self.work, self.bound)
            except TimeoutError:
                raise NotMeasured(f"not within {self.bound} s") from None
            if run[3] not in codes:
                raise NotMeasured(f"ends with {run[3]}")
            if wrote and not os.path.exists(os.path.join(self.work, wrote)):
                raise NotMeasured("writes nothing")
            runs.append(run)
        return min(r[0] for r in runs), min(r[1] for r in runs), max(r[2] for r in runs)

    def stage(self, name, command, peers=(), **how):
        """A stage of ours, and the programs beside it: (name, command, what it writes, the codes that it may end with)."""
        try:
            wall, user, peak = self.measure(command, 5, **how)
        except NotMeasured as why:
            self.stages.append(f"| {name} | {why} | | |")
            return
        self.stages.append(f"| {name} | {wall:.3f} s | {user:.3f} s | {peak:.0f} MB |")
        for peer, command, wrote, codes in peers:
            say(f"{name}: {peer}")
            try:
                their_wall, _, their_peak = self.measure(command, 2, wrote, codes)
                row = f"{their_wall:.2f} s | {their_peak:.0f} MB | {their_wall / wall:.0f} times"
            except NotMeasured as why:
                row = f"{why} | |"
            self.beside.append(f"| {name} | {wall:.3f} s | {peer} | {row} |")


def say(text):
    print(text, file=sys.stderr, flush=True)


def documents(folder):
    return sorted(glob.glob(os.path.join(folder, "*.json")) + glob.glob(os.path.join(folder, ".*.json")))


def nights(folder):
    """The folders of documents, the newest last."""
    if documents(folder):
        return [folder]
    return sorted(entry.path for entry in os.scandir(folder) if entry.is_dir() and documents(entry.path))


def install(folder):
    """The programs by name, installed where they are not there yet."""
    found = {name: os.path.join(folder, "node_modules", ".bin", name) for name in PACKAGES}
    missing = [package for name, package in PACKAGES.items() if not os.path.exists(found[name])]
    if missing:
        quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(["npm", "--prefix", folder, "install", *quiet, *missing], check=True, stdout=sys.stderr)
    return found


def merge_config(files, path):
    name = lambda file: os.path.basename(file).removesuffix(".json").strip(".")
    inputs = [{"inputFile": file, "dispute": {"prefix": name(file) + "_", "alwaysApply": True}} for file in files]
    with open(path, "w") as out:
        json.dump({"inputs": inputs, "output": "openapi-merge.json"}, out)


def measure_all(bench, options, peers):
    work, specline = bench.work, options.specline
    all_nights = nights(options.documents)
    newest, before = all_nights[-1], all_nights[-2] if len(all_nights) > 1 else None
    files = documents(newest)
    merge_config(files, os.path.join(work, "merge.json"))
    with open(os.path.join(work, "rules.yaml"), "w") as out:
        out.write('extends: ["spectral:oas"]\n')

    bench.stage("start", [specline, "--version"])
    if options.floor:
        bench.stage("the floor: all documents read, parsed and printed", [options.floor, newest])
    join = ["--prefix-components-with-info-prop", "title", "--prefix-tags-with-filename"]
    bench.stage("merge and proof", [specline, "merge", newest, "-o", "all.json"], [
        ("openapi-merge-cli", [peers["openapi-merge-cli"], "--config", "merge.json"], "openapi-merge.json", (0,)),
        ("redocly join", [peers["redocly"], "join", *files, "-o", "redocly.json", *join], "redocly.json", (0,)),
    ], wrote="all.json")
    bench.stage("verify", [specline, "verify", "all.json", newest])
    for what, inputs in [("lint of the consolidated document", ["all.json"]), ("lint of all documents", files)]:
        ours = [specline, "lint", "-r", "rules.yaml", "-f", "json", "--fail-on", "never", *inputs]
        bench.stage(what, ours, [
            ("Spectral, spectral:oas", [peers["spectral"], "lint", "-q", "-r", "rules.yaml", "-f", "json", *inputs], None, (0, 1)),
            ("Redocly, recommended", [peers["redocly"], "lint", "--extends", "recommended", "--format", "json", *inputs], None, (0, 1)),
        ])
    if before:
        subprocess.run([specline, "merge", before, "-o", "before.json", "-q"], cwd=work, stderr=subprocess.DEVNULL)
        compared = [("oasdiff", [options.oasdiff, "changelog", "before.json", "all.json"], None, (0, 1))] if options.oasdiff else []
        bench.stage("comparison of two nights", [specline, "diff", before, newest, "-f", "json"], codes=(0, 1))
        bench.stage("comparison of two consolidated documents", [specline, "diff", "before.json", "all.json", "-f", "json"], compared, codes=(0, 1))
    subprocess.run([sys.executable, os.path.join(HERE, "diff-large.py"), work], check=True, stdout=subprocess.DEVNULL)
    large = [("oasdiff", [options.oasdiff, "changelog", "base.json", "revision.json"], None, (0, 1))] if options.oasdiff else []
    bench.stage("comparison of two documents of 13 MB", [specline, "diff", "base.json", "revision.json", "-f", "json"], large, codes=(0, 1))
    bench.stage("collection", [specline, "postman", "render", "all.json", "-o", "collection.json"], [
        ("openapi-to-postmanv2", [peers["openapi2postmanv2"], "-s", "all.json", "-o", "theirs.json"], "theirs.json", (0,)),
    ], wrote="collection.json")
    night(bench, specline, before or newest, newest)


def night(bench, specline, before, newest):
    """A whole night, offline, upon the one before it, which is put back for each run."""
    house, kept = os.path.join(bench.work, "night"), os.path.join(bench.work, "kept")
    os.mkdir(house)
    with open(os.path.join(house, "specline.toml"), "w") as out:
        out.write('name = "all"\n')
    shutil.copytree(before, os.path.join(house, "specs"))
    command = [specline, "run", "--offline", "--quiet", "--config", os.path.join(house, "specline.toml")]
    subprocess.run([*command, "--date", "2020-01-01"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(os.path.join(house, "specs"))
    shutil.copytree(newest, os.path.join(house, "specs"))
    shutil.copytree(house, kept)

    def restore():
        shutil.rmtree(house)
        shutil.copytree(kept, house)

    bench.stage("whole night, offline", [*command, "--date", "2020-01-02"], before=restore)


def page(bench, options, files, history):
    size = sum(os.path.getsize(file) for file in files) / 1e6
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    version = subprocess.run([options.specline, "--version"], capture_output=True, text=True).stdout.strip()
    lines = [
        "# Speed", "",
        f"Measured on {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d} on {os.cpu_count()} cores of {model} by `benches/peers.py`, over {len(files)} documents of",
        f"{size:.1f} MB, with {version} of {os.path.getsize(options.specline) / 1e6:.1f} MB. Whole processes, the quickest run of several; memory is the most of them.", "",
        "| stage | wall | user | memory |", "|---|---:|---:|---:|", *bench.stages, "",
    ]
    if history:
        lines += [f"A long history, by `benches/changelog.sh`: {history}.", ""]
    lines += [
        "Beside the others:", "",
        "| stage | specline | program | wall | memory | specline is faster by |", "|---|---:|---|---:|---:|---:|", *bench.beside, "",
        f"Versions: {', '.join(PACKAGES.values())}.",
    ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents")
    parser.add_argument("--specline", default="target/release/specline")
    parser.add_argument("--floor")
    parser.add_argument("--oasdiff")
    parser.add_argument("--packages")
    parser.add_argument("--bound", type=int, default=120)
    parser.add_argument("--write")
    options = parser.parse_args()
    options.specline = os.path.abspath(options.specline)
    options.documents = os.path.abspath(options.documents)
    options.floor = options.floor and os.path.abspath(options.floor)
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(work, options.bound)
        peers = install(os.path.abspath(options.packages or os.path.join(work, "packages")))
        measure_all(bench, options, peers)
        history = ""
        if len(nights(options.documents)) > 2:
            script = os.path.join(HERE, "changelog.sh")
            history = subprocess.run(["bash", script, options.documents, options.specline], check=True, capture_output=True, text=True).stdout.strip()
        text = page(bench, options, documents(nights(options.documents)[-1]), history)
    if options.write:
        with open(options.write, "w") as out:
            out.write(text)
    print(text, end="")


if __name__ == "__main__":
    main()
