//! `specline postman`: a collection out of a document, and what a live collection keeps.

mod address;
mod api;
mod contract;
mod format;
mod push;
mod render;
