//! Linting as its users know it: functions, rules, reports.

mod configuration;
mod examples;
mod functions;
mod real;
mod reports;
