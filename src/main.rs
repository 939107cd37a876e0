//! The program: everything is in the library.

use std::process::ExitCode;

/// Documents are trees of small pieces: this allocator takes them in half the time of the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    specline::cli::main()
}
