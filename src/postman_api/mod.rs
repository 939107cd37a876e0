//! Keeps a collection in Postman up with a rendered one: reads what is live, merges, shows or writes, reads back.
//!
//! The rendered collection owns the structure; what people added in Postman (requests, saved responses, scripts,
//! values of variables, the order of folders) survives.

pub mod client;
mod environment;
mod error;
mod essence;
pub mod idmap;
pub mod merge;
mod push;

pub use client::{ApiKey, Client, Patience};
pub use error::Error;
pub use idmap::IdMap;
pub use push::{Push, Pushed, push};
