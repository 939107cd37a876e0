//! Linting as its users know it: functions, rules, rulesets, exceptions, repairs, reports.

mod accepted;
mod configuration;
mod examples;
mod fixing;
mod functions;
mod night;
mod oracle;
mod real;
mod remote;
mod reports;
