//! What no stage can do without: each document of a folder read, parsed and printed, and nothing else.
//!
//!     floor DOCUMENTS
//!
//! It is the same work on any machine, so that what a night costs can be said in it.

use std::error::Error;
use std::fs;
use std::io::{Write as _, stdout};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("floor DOCUMENTS")?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            let value: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
            stdout().write_all(serde_json::to_string_pretty(&value)?.as_bytes())?;
        }
    }
    Ok(())
}
