//! The one integration-test binary: the program as its users run it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests make the files that they read"
)]

mod changelog;
mod checks;
mod constructs;
mod diff;
mod docs;
mod doctor;
mod fetch;
mod first_user;
mod fuzz;
mod history;
mod hostile;
mod init;
mod jsonpath;
mod links;
mod lint;
mod merge;
mod merge_properties;
mod night;
mod postman;
mod publish;
mod published;
mod reading;
mod reference;
mod references;
mod run;
mod security;
mod seeds;
mod site;
mod stair;
mod support;
mod tour;
mod traps;
mod workflows;
