//! `specline postman`: what a user gets, and what a live collection keeps.
#![allow(clippy::pedantic, reason = "documents written in line are long and plain")]

mod api;
mod push;
mod render;
