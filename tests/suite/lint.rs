//! Linting as its users know it: functions, rules, reports.

mod examples;
mod functions;
