//! The fuzz targets on a stable toolchain: seeds of our own, changed byte by byte and node by node, a bounded number of times.
//!
//! `FUZZ_SECONDS=600 cargo test --test suite fuzz` works for ten minutes a target; `FUZZ_SEED` begins somewhere else. An
//! input that fails is printed and kept in the folder of temporary files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

#[path = "../../fuzz/bodies.rs"]
mod bodies;

use bodies::SEPARATOR;

/// How long one input may take, in a build without optimisation on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many inputs a target gets when nobody asks for more.
const ITERATIONS: usize = 150;

/// Marsaglia's xorshift: the same inputs on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 8).unwrap_or_default()
    }

    fn below(&mut self, limit: usize) -> usize {
        self.next() % limit.max(1)
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}

/// Words that mean something to one reader or another.
const WORDS: [&str; 44] = [
    "$ref",
    "#/components/schemas/A",
    "#",
    "#/",
    "#/paths/~1a/get",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "1e999",
    "-0.0",
    "99999999999999999999999999",
    "\\ud800",
    "\u{feff}",
    "\u{0}",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "? ",
    "- ",
    "---\n",
    "|\n ",
    "discriminator",
    "mapping",
    "allOf",
    "oneOf",
    "$id",
    "$anchor",
    "$dynamicRef",
    "nullable",
    "parameters",
    "security",
    "servers",
    "..",
    "[?(@.a)]",
    "~",
    "^",
    "%%",
    "openapi: 3.1.0\n",
];

fn change_bytes(data: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(data.len() + 1);
        let length = random.below(40).min(data.len() - at);
        match random.below(6) {
            0 if at < data.len() => data[at] ^= 1 << random.below(8),
            1 => drop(data.drain(at..at + length)),
            2 => {
                let copy = data[at..at + length].to_vec();
                let times = 1 + random.below(20);
                data.splice(at..at, copy.repeat(times));
            }
            3 => {
                let other = random.pick(seeds);
                let from = random.below(other.len());
                let part = other[from..].iter().copied().take(random.below(400)).collect::<Vec<_>>();
                data.splice(at..at, part);
            }
            _ => drop(data.splice(at..at + length.min(8), random.pick(&WORDS).bytes())),
        }
    }
    data.truncate(200_000);
}

/// Every place of a tree.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match value {
        Value::Object(map) => {
            for (key, below) in map {
                places(below, &format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (at, below) in items.iter().enumerate() {
                places(below, &format!("{place}/{at}"), found);
            }
        }
        _ => {}
    }
}

fn change_nodes(data: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(data).ok()?;
    let parts: Option<Vec<Value>> =
        text.split(SEPARATOR).map(|part| serde_json::from_str(part).ok()).collect();
    let mut parts = parts?;
    for _ in 0..=random.below(5) {
        let (into, from) = (random.below(parts.len()), random.below(parts.len()));
        let (mut there, mut here) = (Vec::new(), Vec::new());
        places(&parts[into], "", &mut there);
        places(&parts[from], "", &mut here);
        let graft = match random.below(4) {
            0 => nonsense(random, &there),
            1 => json!({"$ref": format!("#{}", random.pick(&there))}),
            _ => parts[from].pointer(random.pick(&here).as_str())?.clone(),
        };
        let place = random.pick(&there).clone();
        let target = parts[into].pointer_mut(&place)?;
        match (random.below(3), target) {
            (0, Value::Object(map)) => drop(map.insert((*random.pick(&WORDS)).to_owned(), graft)),
            (0, Value::Array(items)) => items.push(graft),
            (1, Value::Object(map)) => {
                let key = map.keys().nth(random.below(map.len())).cloned();
                key.and_then(|key| map.shift_remove(&key));
            }
            (_, target) => *target = graft,
        }
    }
    let texts: Vec<String> = parts.iter().map(Value::to_string).collect();
    Some(texts.join(SEPARATOR).into_bytes())
}

fn nonsense(random: &mut Random, places: &[String]) -> Value {
    let place = format!("#{}", random.pick(places));
    let all = [
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(""),
        json!(0),
        json!("#"),
        json!({"$ref": "#"}),
        json!({"$ref": 1}),
        json!({"$ref": place, "type": "object"}),
        json!([[{"$ref": place}]]),
        json!({"operationRef": place, "operationId": place}),
        json!({"propertyName": "p", "mapping": {"a": place, "b": "A"}, "defaultMapping": place}),
        json!({"$dynamicRef": place, "$dynamicAnchor": "a"}),
        json!({"allOf": [{"$ref": place}], "oneOf": [{"$ref": place}, {"$ref": place}]}),
        json!(["string", "null", 1]),
        json!({"x": {"in": "path", "name": 1}}),
        serde_json::from_str("1e400").expect("a number"),
        serde_json::from_str("-123456789012345678901234567890.50").expect("a number"),
    ];
    random.pick(&all).clone()
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let mut seeds: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).expect("a seed")).collect();
    let sample = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        std::fs::read_to_string(path).expect("a sample")
    };
    if matches!(target, "load" | "merge" | "diff" | "postman") {
        let pair = ["night-1/orders.json", "night-2/orders.json"].map(sample);
        let count = if target == "diff" || target == "merge" { 2 } else { 1 };
        seeds.push(pair[..count].join(SEPARATOR).into_bytes());
    }
    seeds
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[track_caller]
fn run(target: &str, body: fn(&[u8]), input: &[u8], at: &str) {
    let begun = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| body(input)));
    if ended.is_ok() && begun.elapsed() < PATIENCE {
        return;
    }
    let file = std::env::temp_dir().join(format!("specline-fuzz-{target}"));
    std::fs::write(&file, input).expect("the failing input");
    let text = String::from_utf8_lossy(&input[..input.len().min(2000)]).into_owned();
    panic!("{target} at {at} after {:?}; the input is {}:\n{text}", begun.elapsed(), file.display());
}

#[track_caller]
fn fuzz(target: &str) {
    let body = bodies::target(target).expect("a target");
    let seeds = seeds(target);
    for (at, seed) in seeds.iter().enumerate() {
        run(target, body, seed, &format!("seed {at}"));
    }
    let deadline = asked("FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut random = Random(asked("FUZZ_SEED").unwrap_or(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut pool = seeds.clone();
    for iteration in 0.. {
        if deadline.map_or(iteration >= ITERATIONS, |deadline| Instant::now() > deadline) {
            break;
        }
        let mut input = random.pick(&pool).clone();
        match change_nodes(&input, &mut random).filter(|_| random.below(10) < 7) {
            Some(changed) => input = changed,
            None => change_bytes(&mut input, &seeds, &mut random),
        }
        run(target, body, &input, &format!("iteration {iteration}"));
        // Changes of changes reach further; a few at a time.
        if pool.len() < seeds.len() + 50 && input.len() < 60_000 {
            pool.push(input);
        } else {
            let at = seeds.len() + random.below(50);
            if at < pool.len() && input.len() < 60_000 {
                pool[at] = input;
            }
        }
    }
}

#[test]
fn load_survives_anything() {
    fuzz("load");
}

#[test]
fn jsonpath_survives_anything() {
    fuzz("jsonpath");
}

#[test]
fn ruleset_survives_anything() {
    fuzz("ruleset");
}

#[test]
fn merge_survives_anything() {
    fuzz("merge");
}

#[test]
fn diff_survives_anything() {
    fuzz("diff");
}

#[test]
fn postman_survives_anything() {
    fuzz("postman");
}

/// A document with one operation that returns the schema `S0`.
#[expect(clippy::needless_pass_by_value, reason = "reads better without a borrow before each")]
fn returning(schemas: Map<String, Value>) -> Vec<u8> {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let operation = json!({"requestBody": {"content": content}, "responses": {"200": {"description": "ok", "content": content}}});
    json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}})
        .to_string()
        .into_bytes()
}

fn numbered(count: usize, schema: impl Fn(usize) -> Value) -> Map<String, Value> {
    (0..count).map(|at| (format!("S{at}"), schema(at))).collect()
}

fn to(at: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/S{at}")})
}

/// Documents that are legal, small enough to send and made to cost more than they weigh.
fn giants() -> Vec<(&'static str, Vec<u8>)> {
    let union = |count: usize| {
        numbered(count + 1, move |at| match at {
            0 => {
                json!({"oneOf": (1..=count).map(to).collect::<Vec<_>>(), "discriminator": {"propertyName": "p"}})
            }
            _ => json!({"type": "object", "properties": {"p": {"type": "string"}}}),
        })
    };
    vec![
        (
            "a chain",
            returning(numbered(1_500, |at| json!({"properties": {"next": to((at + 1).min(1_499))}}))),
        ),
        (
            "a chain of bare references",
            returning(numbered(600, |at| if at < 599 { to(at + 1) } else { json!({}) })),
        ),
        (
            "a ring",
            returning(numbered(
                500,
                |at| json!({"items": to((at + 1) % 500), "title": if at == 7 { "odd" } else { "even" }}),
            )),
        ),
        ("all to all", returning(numbered(30, |_| json!({"anyOf": (0..30).map(to).collect::<Vec<_>>()})))),
        (
            "doubling",
            returning(numbered(
                60,
                |at| json!({"properties": {"a": to((at + 1).min(59)), "b": to((at + 1).min(59)), "c": {"allOf": [to((at + 1).min(59))]}}}),
            )),
        ),
        (
            "heirs",
            returning(numbered(500, |at| {
                if at == 0 {
                    json!({"discriminator": {"propertyName": "p"}})
                } else {
                    json!({"allOf": [to(at - 1)]})
                }
            })),
        ),
        ("a union", returning(union(1_000))),
        ("a wide enum", returning(numbered(1, |_| json!({"enum": (0..20_000).collect::<Vec<_>>()})))),
    ]
}

/// On a thread of its own with the stack of a main thread.
fn on_a_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(work).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn giants_are_read_merged_compared_and_rendered_in_time() {
    for (name, giant) in giants() {
        for target in ["load", "merge", "diff", "postman"] {
            let both = [&giant[..], SEPARATOR.as_bytes(), &giant[..]].concat();
            let input = if target == "diff" { both } else { giant.clone() };
            on_a_stack(move || run(target, bodies::target(target).expect("a target"), &input, name));
        }
    }
}

/// A document chooses the pattern and the text that it is tried on.
#[test]
fn patterns_that_would_never_end_keep_nobody_busy() {
    for pattern in
        ["^(?=a)(a+)+$", "(?=a)(?:a?){100000}b", "^(?=a)(a*)*\\1*b", "(?=(?=(a*)*b)*)*b", "\u{e4}?(a|a)*b"]
    {
        let schema =
            json!({"type": "string", "pattern": pattern, "minLength": 60, "example": "a".repeat(60)});
        let names = json!({"type": "object", "patternProperties": {pattern: schema}, "example": {"a".repeat(60): "b"}});
        let schemas = numbered(1, |_| json!({"properties": {"text": schema, "names": names}}));
        let document = returning(schemas);
        let rules = [b"extends: [[spectral:oas, all]]", SEPARATOR.as_bytes(), &document[..]].concat();
        for (target, input) in [("postman", document), ("ruleset", rules)] {
            on_a_stack(move || run(target, bodies::target(target).expect("a target"), &input, pattern));
        }
    }
}
