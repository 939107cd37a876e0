//! Linting as its users know it: functions, rules, reports.

mod functions;
