//! How the API has grown, and how often it has broken.

use serde::Serialize;

use crate::release::{Changelog, Facts, Summary};
use crate::render::chart::{Chart, by_month, over_time};

/// The page's own context.
#[derive(Serialize)]
pub(super) struct Growth {
    charts: Vec<Chart>,
}

impl Growth {
    pub(super) fn of(changelog: &Changelog) -> Self {
        let entries: Vec<_> = changelog.entries.iter().rev().collect();
        let baseline = changelog.baseline.as_ref().map(|baseline| (baseline.date, &baseline.facts));
        let facts: Vec<_> = baseline
            .into_iter()
            .chain(entries.iter().filter_map(|entry| Some((entry.date, entry.facts.as_ref()?))))
            .collect();
        let known = |number: fn(&Facts) -> usize| -> Vec<_> {
            facts.iter().map(|(date, facts)| (*date, number(facts))).collect()
        };
        let counted = |number: fn(&Summary) -> usize| -> Vec<_> {
            entries.iter().map(|entry| (entry.date, number(&entry.summary))).collect()
        };
        let charts = [
            over_time("Operations", "operations", &known(|facts| facts.operations)),
            over_time("Services", "services", &known(|facts| facts.services)),
            by_month(
                "Breaking changes a month",
                ("breaking change", "breaking changes"),
                "bad",
                &counted(|summary| summary.breaking),
            ),
            by_month(
                "Additions a month",
                ("addition", "additions"),
                "good",
                &counted(|summary| summary.added),
            ),
            over_time("Deprecated operations", "deprecated", &known(|facts| facts.deprecated_operations)),
            by_month(
                "Deprecations a month",
                ("deprecation", "deprecations"),
                "",
                &counted(|summary| summary.deprecated),
            ),
        ];
        Self { charts: charts.into_iter().flatten().collect() }
    }
}
