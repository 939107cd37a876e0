//! What leaves the program for people and other programs: one file an output format, pure functions into a writer.

pub mod changes;
pub mod findings;
