//! Every `run:` step of the workflows does what it is there for: run in bash as a runner does, with the files that GitHub
//! gives a step, remotes on this machine, and tools that write down how they were called.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{scratch, write};

const FILES: [&str; 7] = [
    ".github/workflows/ci.yml",
    ".github/workflows/nightly.yml",
    ".github/workflows/release.yml",
    ".github/workflows/binaries.yml",
    ".github/actions/specline/action.yml",
    "templates/init/workflow.yml",
    "templates/init/pull-request.yml",
];

/// What a tool that we stand in for does: it notes its call in `calls`, then runs what a test gave it.
const TOOL: &str = r#"#!/usr/bin/env bash
printf '%s' "$(basename "$0")" >> "$CALLS"
for argument in "$@"; do printf ' [%s]' "$argument" >> "$CALLS"; done
echo >> "$CALLS"
script="$SCRIPTS/$(basename "$0")"
if [ -f "$script" ]; then . "$script"; fi
"#;

fn read(file: &str) -> Value {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the workflow");
    specline::yaml::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}")).0
}

/// Every step of a workflow or action with the job that it belongs to.
fn steps(workflow: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let jobs =
        workflow["jobs"].as_object().into_iter().flatten().map(|(name, job)| (name.clone(), &job["steps"]));
    for (name, steps) in jobs.chain([("action".to_owned(), &workflow["runs"]["steps"])]) {
        found.extend(steps.as_array().into_iter().flatten().map(|step| (name.clone(), step.clone())));
    }
    found
}

/// One job on one runner: a folder, its variables, its tools.
struct Runner {
    folder: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

/// What a step left behind.
struct Did {
    code: i32,
    said: String,
    calls: String,
}

impl Did {
    #[track_caller]
    fn well(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.said, self.calls);
        self
    }
}

impl Runner {
    fn new(tools: &[&str]) -> Self {
        let runner = Self { folder: scratch(), variables: BTreeMap::new() };
        for name in ["bin", "scripts", "temp", "work"] {
            std::fs::create_dir_all(runner.at(name)).expect("a folder");
        }
        for tool in tools {
            let path = runner.at("bin").join(tool);
            write(&path, TOOL);
            executable(&path);
        }
        runner
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a tool does after it noted its call.
    fn script(&self, tool: &str, text: &str) {
        write(&self.at("scripts").join(tool), text);
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap_or_default()
    }

    /// Runs the step of this name. Every variable of its `env` must have been given a value.
    #[track_caller]
    fn step(&self, file: &str, job: &str, name: &str) -> Did {
        let all = steps(&read(file));
        let step = all.iter().find(|(of, step)| of == job && step["name"] == name);
        let (_, step) = step.unwrap_or_else(|| panic!("{file} has no step {name} in {job}"));
        for (variable, _) in step["env"].as_object().into_iter().flatten() {
            assert!(self.variables.contains_key(variable), "{name} needs {variable}");
        }
        let script = step["run"].as_str().expect("a script");
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.at("bin")).chain(std::env::split_paths(&others));
        let _ = std::fs::remove_file(self.at("calls"));
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.at("work"))
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("CALLS", self.at("calls"))
            .env("SCRIPTS", self.at("scripts"))
            .env("RUNNER_TEMP", self.at("temp"))
            .env("GITHUB_OUTPUT", self.at("output"))
            .env("GITHUB_PATH", self.at("path"))
            .env("GITHUB_STEP_SUMMARY", self.at("summary"))
            .env("GITHUB_REPOSITORY", "someone/apis")
            .env("HOME", self.at("temp"))
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", self.at("remote.git").display()))
            .env("GIT_CONFIG_VALUE_0", "https://x-access-token:token@github.com/someone/apis.git")
            .envs(&self.variables)
            .output()
            .expect("bash starts");
        Did {
            code: output.status.code().unwrap_or(-1),
            said: format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
            calls: self.read("calls"),
        }
    }

    /// A repository in `work` with a remote beside it.
    fn repository(&self) {
        self.git(".", &["init", "--quiet", "--bare", "remote.git"]);
        self.git("work", &["init", "--quiet", "--initial-branch=main"]);
        write(&self.at("work/specs/old.json"), "{}");
        write(&self.at("work/consolidated/all.json"), "{}");
        self.git("work", &["add", "--all"]);
        self.git(
            "work",
            &["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "before"],
        );
    }

    #[track_caller]
    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let output =
            Command::new("git").args(arguments).current_dir(self.at(folder)).output().expect("git starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[cfg(not(unix))]
fn executable(_: &Path) {}

/// The steps that tests below run, so that a step without a test is seen.
const TESTED: [&str; 22] = [
    "ci.yml check check",
    "nightly.yml night build",
    "nightly.yml night run",
    "nightly.yml night describe",
    "nightly.yml propose commit",
    "nightly.yml propose propose",
    "nightly.yml freshness look",
    "release.yml release build",
    "release.yml release version",
    "release.yml release release",
    "release.yml site feeds beside the pages",
    "release.yml postman build",
    "release.yml postman push",
    "binaries.yml build musl",
    "binaries.yml build build",
    "binaries.yml build pack",
    "binaries.yml publish release",
    "action.yml action install",
    "action.yml action run",
    "workflow.yml night install",
    "workflow.yml night run",
    "workflow.yml night commit",
];

#[test]
fn every_step_that_runs_something_is_tested() {
    let mut left: Vec<&str> = TESTED.to_vec();
    for file in FILES.iter().filter(|file| !file.ends_with("pull-request.yml")) {
        let short = file.rsplit('/').next().expect("a name");
        for (job, step) in steps(&read(file)).iter().filter(|(_, step)| step.get("run").is_some()) {
            let id = format!("{short} {job} {}", step["name"].as_str().expect("a name"));
            assert!(left.contains(&id.as_str()), "no test runs {id}");
            left.retain(|tested| *tested != id);
        }
    }
    assert!(left.is_empty(), "{left:?} is no step any more");
}

/// What a step may put into its script through an expression: nothing. Values come through `env`.
#[test]
fn no_script_holds_an_expression_and_every_action_is_pinned() {
    for file in FILES {
        for (job, step) in steps(&read(file)) {
            if let Some(script) = step["run"].as_str() {
                assert!(!script.contains("${{"), "{file} {job}: {script}");
            }
            if let Some(uses) = step["uses"].as_str() {
                let (_, pin) = uses.split_once('@').expect("a pin");
                assert!(
                    pin.len() == 40 && pin.bytes().all(|b| b.is_ascii_hexdigit()),
                    "{file} {job}: {uses}"
                );
            }
        }
        let workflow = read(file);
        if file.contains("action.yml") {
            continue;
        }
        assert_eq!(workflow["permissions"], serde_json::json!({}), "{file}");
        assert!(workflow["concurrency"].is_object(), "{file}");
        for (name, job) in workflow["jobs"].as_object().expect("jobs") {
            assert!(job["timeout-minutes"].is_number() && job["permissions"].is_object(), "{file} {name}");
        }
    }
}

/// What a night hands over: a folder with the files and the body of a pull request.
fn night(runner: &mut Runner, file: &str, program: &str) {
    write(&runner.at("work/specs/new.json"), "{}");
    std::fs::remove_file(runner.at("work/specs/old.json")).expect("a file");
    runner.set("VERSION", "2.0.0");
    let script = "if [ \"$1\" = changelog ]; then echo '# Breaks'; fi\n";
    if program.contains('/') {
        write(&runner.at("work").join(program), TOOL);
        executable(&runner.at("work").join(program));
    }
    runner.script("specline", script);
    let told = runner.step(file, "night", "describe").well();
    assert!(
        told.calls.contains("specline [changelog] [show] [2.0.0] [--format] [pull-request]"),
        "{}",
        told.calls
    );
    std::fs::rename(runner.at("work/night"), runner.at("temp/night")).expect("the hand-over");
    runner.git("work", &["checkout", "--quiet", "--", "."]);
    runner.git("work", &["clean", "--quiet", "-fd"]);
}

/// The two jobs that keep one pull request: of this repository, and of a repository that `init` set up.
#[test]
fn a_night_becomes_one_pull_request_that_is_updated() {
    for (file, program, branch) in [
        (".github/workflows/nightly.yml", "target/release/specline", "night"),
        ("templates/init/pull-request.yml", "specline", "specline"),
    ] {
        let mut runner = Runner::new(&["gh", "specline", "cargo"]);
        runner.repository();
        night(&mut runner, file, program);
        runner.set("GH_TOKEN", "token");
        runner.set("NIGHT", &runner.at("temp/night").display().to_string());
        runner.step(file, "propose", "commit").well();
        let files = runner.git("remote.git", &["ls-tree", "-r", "--name-only", branch]);
        assert_eq!(files, "consolidated/all.json\nspecs/new.json\n", "{file}");
        assert_eq!(
            runner.git("remote.git", &["log", "-1", "--format=%s %an", branch]),
            "Publish 2.0.0 github-actions[bot]\n"
        );

        runner.set("BREAKING", "true");
        let first = runner.step(file, "propose", "propose").well();
        let title = "[--title] [Publish 2.0.0]";
        assert!(
            first.calls.contains(&format!("gh [pr] [create] [--head] [{branch}] {title}")),
            "{}",
            first.calls
        );
        assert!(first.calls.contains("[--label] [breaking]"), "{}", first.calls);
        runner.set("BREAKING", "false");
        runner.script("gh", "if [ \"$1 $2\" = 'pr list' ]; then echo 7; fi\n");
        let second = runner.step(file, "propose", "propose").well();
        assert!(second.calls.contains("gh [pr] [edit] [7]"), "{}", second.calls);
        assert!(
            second.calls.contains("[--add-label] [compatible] [--remove-label] [breaking]"),
            "{}",
            second.calls
        );
        assert!(!second.calls.contains("[create] [--head]"), "{}", second.calls);
    }
}

#[test]
fn the_workflow_of_init_commits_what_a_night_made() {
    let file = "templates/init/workflow.yml";
    let mut runner = Runner::new(&["cargo", "specline"]);
    runner.repository();
    assert!(
        runner
            .step(file, "night", "install")
            .well()
            .calls
            .contains("cargo [install] [--locked] [specline] [--version]")
    );
    runner.script("specline", "echo '{\"a\":1}' > specs/new.json\n");
    assert_eq!(runner.step(file, "night", "run").well().calls, "specline [run]\n");
    runner.set("GH_TOKEN", "token");
    runner.set("VERSION", "1.1.0");
    runner.set("GITHUB_REF_NAME", "main");
    runner.step(file, "night", "commit").well();
    assert_eq!(runner.git("remote.git", &["log", "-1", "--format=%s", "main"]), "Publish 1.1.0\n");
    assert!(runner.git("remote.git", &["ls-tree", "-r", "--name-only", "main"]).contains("specs/new.json"));
}

#[test]
fn building_and_checking_call_what_they_say() {
    let nightly = ".github/workflows/nightly.yml";
    let mut runner = Runner::new(&["cargo", "sudo", "rustup"]);
    for (file, job) in [
        (nightly, "night"),
        (".github/workflows/release.yml", "release"),
        (".github/workflows/release.yml", "postman"),
    ] {
        assert_eq!(runner.step(file, job, "build").well().calls, "cargo [build] [--release] [--locked]\n");
    }
    for (program, file, job, step, call) in [
        ("target/release/specline", nightly, "night", "run", "specline [run]\n"),
        (".ci/run", ".github/workflows/ci.yml", "check", "check", "run\n"),
    ] {
        write(&runner.at("work").join(program), TOOL);
        executable(&runner.at("work").join(program));
        assert_eq!(runner.step(file, job, step).well().calls, call);
    }
    let binaries = ".github/workflows/binaries.yml";
    runner.set("TARGET", "x86_64-unknown-linux-musl");
    assert!(runner.step(binaries, "build", "musl").well().calls.contains("[install] [--yes] [musl-tools]"));
    assert_eq!(
        runner.step(binaries, "build", "build").well().calls,
        "rustup [target] [add] [x86_64-unknown-linux-musl]\ncargo [build] [--release] [--locked] [--target] [x86_64-unknown-linux-musl]\n"
    );
}

#[test]
fn an_old_publication_is_warned_of() {
    let file = ".github/workflows/nightly.yml";
    let runner = Runner::new(&[]);
    runner.repository();
    assert!(!runner.step(file, "freshness", "look").well().said.contains("::warning"));
    let day = "2020-01-01T00:00:00Z";
    let mut command = Command::new("git");
    command.args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "--amend",
        "--quiet",
        "--no-edit",
        "--date",
        day,
    ]);
    let status =
        command.current_dir(runner.at("work")).env("GIT_COMMITTER_DATE", day).status().expect("git starts");
    assert!(status.success());
    assert!(
        runner.step(file, "freshness", "look").well().said.contains("::warning title=No publication for")
    );
}

#[test]
fn a_version_is_released_once_and_never_by_a_name_that_is_none() {
    let file = ".github/workflows/release.yml";
    let mut runner = Runner::new(&["gh"]);
    let record = runner.at("work/consolidated/changelog.json");
    write(&record, r#"{"entries": [{"version": "3.1.0"}, {"version": "3.0.0"}]}"#);
    runner.step(file, "release", "version").well();
    assert_eq!(runner.read("output"), "version=3.1.0\n");
    write(&record, "{\"entries\": [{\"version\": \"1.0.0\\nother=1\"}]}");
    assert_ne!(runner.step(file, "release", "version").code, 0);
    assert_eq!(runner.read("output"), "version=3.1.0\n");

    write(&runner.at("work/target/release/specline"), TOOL);
    executable(&runner.at("work/target/release/specline"));
    runner.script("specline", "echo notes\n");
    runner.script("gh", "if [ \"$2\" = view ]; then return 1; fi\n");
    for (name, value) in [("GH_TOKEN", "token"), ("VERSION", "3.1.0"), ("GITHUB_SHA", "abc")] {
        runner.set(name, value);
    }
    let did = runner.step(file, "release", "release").well();
    assert!(
        did.calls.contains("gh [release] [create] [v3.1.0] [--title] [3.1.0] [--notes-file]"),
        "{}",
        did.calls
    );
    assert!(did.calls.contains("[--target] [abc] [consolidated/changelog.json]"), "{}", did.calls);
    assert_eq!(runner.read("temp/notes.md"), "notes\n");
    runner.script("gh", "");
    assert!(!runner.step(file, "release", "release").well().calls.contains("[create]"));

    write(&runner.at("work/consolidated/feed.xml"), "<feed/>");
    write(&runner.at("work/consolidated/feed.json"), "{}");
    std::fs::create_dir_all(runner.at("work/consolidated/site")).expect("a folder");
    runner.step(file, "site", "feeds beside the pages").well();
    assert_eq!(runner.read("work/consolidated/site/feed.xml"), "<feed/>");

    runner.set("POSTMAN_API_KEY", "PMAK-canary");
    runner.set("COLLECTION_UID", "1-2");
    let pushed = runner.step(file, "postman", "push").well();
    assert!(pushed.calls.contains("[--collection-uid] [1-2]"), "{}", pushed.calls);
    assert!(!pushed.calls.contains("canary"), "{}", pushed.calls);
}

/// What the job that builds binaries packs is what the action unpacks.
#[test]
fn an_archive_is_packed_and_installed_by_its_checksum_only() {
    let binaries = ".github/workflows/binaries.yml";
    let action = ".github/actions/specline/action.yml";
    let mut runner = Runner::new(&["gh", "curl", "cargo"]);
    let target = "x86_64-unknown-linux-musl";
    for (name, value) in [
        ("TARGET", target),
        ("GITHUB_REF_NAME", "specline-v1.2.3"),
        ("RUNNER_OS", "Linux"),
        ("RUNNER_ARCH", "X64"),
    ] {
        runner.set(name, value);
    }
    write(&runner.at("work/README.md"), "read me");
    write(&runner.at("work/LICENSE"), "MIT");
    let program = runner.at(&format!("work/target/{target}/release/specline"));
    write(&program, TOOL);
    executable(&program);
    runner.step(binaries, "build", "pack").well();
    let name = format!("specline-1.2.3-{target}");
    let archive = runner.at(&format!("work/out/{name}.tar.gz"));
    let sum = runner.read(&format!("work/out/{name}.tar.gz.sha256"));
    assert!(sum.trim_end().ends_with(&format!("{name}.tar.gz")), "{sum}");

    runner.script(
        "curl",
        &format!(
            "while [ $# -gt 1 ]; do if [ \"$1\" = --output ]; then cp '{}' \"$2\"; fi; shift; done\n",
            archive.display()
        ),
    );
    for (key, value) in
        [("VERSION", "1.2.3"), ("CHECKSUM", sum.split(' ').next().expect("a digest")), ("GH_TOKEN", "t")]
    {
        runner.set(key, value);
    }
    let did = runner.step(action, "action", "install").well();
    assert!(
        did.calls
            .contains("/releases/download/specline-v1.2.3/specline-1.2.3-x86_64-unknown-linux-musl.tar.gz]")
    );
    let folder = runner.read("path");
    assert!(Path::new(folder.trim_end()).join("specline").is_file(), "{folder}");
    for file in ["specline.1", "completions/specline.bash", "LICENSE"] {
        assert!(Path::new(folder.trim_end()).join(file).is_file(), "{file}");
    }

    runner.set("CHECKSUM", "0000");
    let refused = runner.step(action, "action", "install");
    assert!(refused.code == 1 && refused.said.contains("another checksum"), "{}", refused.said);
    runner.set("CHECKSUM", "");
    assert!(runner.step(action, "action", "install").well().calls.contains("gh [attestation] [verify]"));
    runner.script("gh", "return 1\n");
    assert_ne!(runner.step(action, "action", "install").code, 0, "an archive without attestation is refused");
    runner.script("curl", "return 22\n");
    assert!(
        runner
            .step(action, "action", "install")
            .well()
            .calls
            .contains("cargo [install] [--locked] [--version] [1.2.3]")
    );
    runner.set("RUNNER_ARCH", "RISCV");
    assert!(!runner.step(action, "action", "install").well().calls.contains("curl"));
    runner.set("VERSION", "1.2.3; rm -rf /");
    assert_eq!(runner.step(action, "action", "install").code, 2);

    runner.script("gh", "");
    runner.set("GH_REPO", "someone/apis");
    let released = runner.step(binaries, "publish", "release").well();
    assert!(released.calls.contains("gh [release] [create] [specline-v1.2.3]"), "{}", released.calls);
}

#[test]
fn the_action_passes_words_on_and_tells_every_output() {
    let action = ".github/actions/specline/action.yml";
    let mut runner = Runner::new(&["specline"]);
    runner.set("ARGUMENTS", "lint specs --fail-on $(touch broken) ; touch broken");
    let did = runner.step(action, "action", "run").well();
    assert_eq!(did.calls, "specline [lint] [specs] [--fail-on] [$(touch] [broken)] [;] [touch] [broken]\n");
    assert!(!runner.at("work/broken").exists());
    let outputs = read(action)["outputs"].clone();
    let names: Vec<&String> = outputs.as_object().expect("outputs").keys().collect();
    assert_eq!(names, ["changed", "version", "breaking", "services_changed", "summary_file"]);
}
