//! Reference pages and the schema of the configuration are what the code declares, and the schema is what the program reads.
//!
//! `SPECLINE_WRITE_DOCS=1 cargo test --test suite -- docs reference` writes them anew.

mod pages;
mod schema;
mod source;

use std::collections::BTreeMap;
use std::path::Path;

use clap::CommandFactory as _;
use serde_json::Value;
use specline::config::Config;

use crate::docs::fresh;
use source::{Member, Type};

/// The name of a field in a template's context.
fn source_name(ty: &Type, member: &Member) -> String {
    ty.spelled(member)
}

fn config_schema() -> Value {
    let config = Config::parse("", "defaults", &[]).expect("the defaults");
    let defaults = serde_json::to_value(&config).expect("JSON");
    schema::schema(&source::types(&schema::FILES), &defaults)
}

fn program() -> clap::Command {
    let mut program = specline::cli::Cli::command();
    program.build();
    program
}

#[test]
fn the_configuration_page_and_schema_are_fresh() {
    let schema = config_schema();
    let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
    fresh("docs/specline.schema.json", &text);
    fresh("docs/configuration.md", &pages::configuration(&schema));
}

#[test]
fn the_commands_page_is_fresh() {
    fresh("docs/commands.md", &pages::commands(&program()));
}

#[test]
fn the_formats_page_is_fresh() {
    let files: Vec<(&str, &str)> = pages::FORMATS.iter().map(|(_, room, file)| (*room, *file)).collect();
    let mut types = source::types(&files);
    for (_, room, file) in pages::FORMATS {
        types.entry(format!("{room}::Format")).or_insert_with(|| private(file, "Format"));
    }
    fresh("docs/formats.md", &pages::formats(&types));
}

/// An enum that only its own file sees.
fn private(file: &str, name: &str) -> Type {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).expect("the file");
    let open = text.replace(&format!("\nenum {name} {{"), &format!("\npub enum {name} {{"));
    source::types_of("own", &open).remove(&format!("own::{name}")).expect("the enum")
}

#[test]
fn the_page_of_the_templates_context_is_fresh() {
    let mut templates: Vec<String> =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"))
            .expect("the templates")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.is_file())
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
    templates.sort();
    fresh("docs/template-context.md", &pages::context(&source::types(&pages::CONTEXT), &templates));
}

/// Every `toml` block of the documentation, and the configuration of this repository.
pub fn configurations() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<_> = crate::links::pages();
    pages.sort();
    let mut found = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(root.join(&page)).expect("a page");
        for block in text.split("```toml\n").skip(1) {
            found.push((page.clone(), block.split("```").next().unwrap_or_default().to_owned()));
        }
    }
    let own = std::fs::read_to_string(root.join("specline.toml")).expect("our own");
    found.push(("specline.toml".to_owned(), own));
    found
}

fn as_json(toml: &str) -> Value {
    let table: toml::Table = toml::from_str(toml).expect("TOML");
    serde_json::to_value(table).expect("JSON")
}

#[test]
fn the_schema_takes_every_configuration_of_the_documentation() {
    let validator = jsonschema::validator_for(&config_schema()).expect("a schema");
    let all = configurations();
    assert!(all.len() > 5, "only {} configurations were found", all.len());
    for (page, text) in all {
        let value = as_json(&text);
        let wrong: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{page}: {}\n{text}", wrong.join("\n"));
    }
}

/// A wrong value for each key, and a key too many in each table: schema and program refuse the same.
#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = config_schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut places = BTreeMap::new();
    leaves(&schema, &mut Vec::new(), &mut places);
    assert!(places.len() > 60, "only {} keys were found", places.len());
    for (keys, property) in places {
        for wrong in
            [toml::Value::Integer(-1), toml::Value::Boolean(true), toml::Value::String("\u{1}".into())]
        {
            let mut table = toml::Table::new();
            set(&mut table, &keys, wrong.clone());
            let text = toml::to_string(&table).expect("TOML");
            let read = Config::parse(&text, "test", &[]);
            let valid = validator.is_valid(&serde_json::to_value(&table).expect("JSON"));
            // A name has letters only, a day of the calendar is more than digits: what the program alone knows.
            let name = keys == ["name"];
            assert!(
                read.is_ok() == valid || name,
                "{keys:?} = {wrong}: schema {valid}, program {read:?}; {property}"
            );
        }
        let mut table = toml::Table::new();
        let (_, above) = keys.split_last().expect("a key");
        let unknown = [above, &["no-such-key".to_owned()]].concat();
        set(&mut table, &unknown, toml::Value::Integer(1));
        let text = toml::to_string(&table).expect("TOML");
        assert!(Config::parse(&text, "test", &[]).is_err(), "{unknown:?}");
        assert!(!validator.is_valid(&serde_json::to_value(&table).expect("JSON")), "{unknown:?}");
    }
}

/// Every key that is no table, by its way from the root.
fn leaves(schema: &Value, way: &mut Vec<String>, found: &mut BTreeMap<Vec<String>, Value>) {
    for (name, property) in schema["properties"].as_object().expect("properties") {
        way.push(name.clone());
        if property.get("properties").is_some() && property.get("required").is_none() {
            leaves(property, way, found);
        } else {
            found.insert(way.clone(), property.clone());
        }
        way.pop();
    }
}

fn set(table: &mut toml::Table, keys: &[String], value: toml::Value) {
    let (key, rest) = keys.split_first().expect("a key");
    if rest.is_empty() {
        table.insert(key.clone(), value);
        return;
    }
    let below = table.entry(key.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
    set(below.as_table_mut().expect("a table"), rest, value);
}

/// Every command with its name, however deep.
fn each(command: &clap::Command, above: &[String], found: &mut Vec<(Vec<String>, clap::Command)>) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        let name = [above, &[inner.get_name().to_owned()]].concat();
        found.push((name.clone(), inner.clone()));
        each(inner, &name, found);
    }
}

/// The lines of a help that a terminal of 50 lines shows, with room for the prompt.
const SCREEN: usize = 48;

#[test]
fn every_help_fits_a_screen_and_has_examples_that_parse() {
    let program = program();
    let mut all = Vec::new();
    each(&program, &[], &mut all);
    assert!(all.len() > 18, "only {} commands", all.len());
    for (name, command) in all {
        let mut words: Vec<&str> = name.iter().map(String::as_str).collect();
        words.push("--help");
        let help = crate::support::specline(&words).expect(0).out;
        let lines = help.lines().count();
        assert!(lines <= SCREEN, "the help of {name:?} has {lines} lines");
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let is_leaf = command.get_subcommands().next().is_none();
        let examples = examples(&after);
        assert!(!examples.is_empty() || !is_leaf, "{name:?} shows no example");
        for example in examples {
            if let Err(error) = program.clone().try_get_matches_from(&example) {
                panic!("{example:?} of {name:?}: {error}");
            }
        }
    }
}

/// The calls of specline among the examples of a help, as words.
fn examples(after: &str) -> Vec<Vec<String>> {
    let Some((_, examples)) = after.split_once("Examples:\n") else { return Vec::new() };
    let joined = examples.replace("\\\n", " ");
    let calls = joined.lines().flat_map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    calls
        .filter_map(|call| Some(call[call.find("specline ")?..].to_owned()))
        .map(|call| words(&call))
        .collect()
}

/// A line as a shell takes it apart: quotes hold words together, a redirection or two spaces end the call.
fn words(call: &str) -> Vec<String> {
    let call = call.split("  ").next().unwrap_or_default();
    let mut words = Vec::new();
    for (at, part) in call.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    let end = words.iter().position(|word| word == ">").unwrap_or(words.len());
    words.truncate(end);
    words
}
