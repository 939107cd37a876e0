//! Charts as inline SVG: colours come from the style sheet, numbers stand beside them in a table.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::words::{counted, grouped};
use crate::escape::html;

/// The drawing's size in its own units, and the room around the plot: left, right, top, bottom.
const SIZE: (f64, f64) = (560.0, 220.0);
const ROOM: (f64, f64, f64, f64) = (48.0, 16.0, 18.0, 28.0);

/// The widest bar: one of a few months is no wall.
const WIDEST_BAR: f64 = 48.0;

/// A chart and its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The names of its columns.
    pub names: Vec<&'static str>,
    /// One a point in time, oldest first.
    pub rows: Vec<Row>,
    /// The drawing.
    pub svg: String,
}

/// The numbers at a point in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The date, or the month.
    pub label: String,
    /// One a column.
    pub numbers: Vec<usize>,
}

/// A line that stays level until the next point in time; nothing without points.
pub fn over_time(title: &str, name: &'static str, points: &[(Date, usize)]) -> Option<Chart> {
    let (first, last) = (points.first()?, points.last()?);
    let scale = Scale::new(first.0, last.0, points.iter().map(|(_, number)| *number));
    let said = format!("{title}: {} on {}, {} on {}", grouped(first.1), first.0, grouped(last.1), last.0);
    let mut svg = opened(&said, "");
    axes(&mut svg, &scale);
    steps(&mut svg, &scale, points);
    let rows = points.iter().map(|(date, number)| (date.to_string(), *number));
    Some(finished(title, name, svg, rows))
}

/// A bar a month, months without anything included; nothing without points. `class` says what the numbers mean.
pub fn by_month(
    title: &str,
    (one, name): (&str, &'static str),
    class: &str,
    points: &[(Date, usize)],
) -> Option<Chart> {
    let months = months(points);
    let (first, last) = (months.first()?.0, months.last()?.0);
    let scale = Scale::new(first, last.last_of_month(), months.iter().map(|(_, number)| *number));
    let total: usize = months.iter().map(|(_, number)| number).sum();
    let quiet = months.iter().filter(|(_, number)| *number == 0).count();
    let said = format!(
        "{title}: {} in {}, none in {}",
        counted(total, one, Some(name)),
        counted(months.len(), "month", None),
        counted(quiet, "month", None)
    );
    let mut svg = opened(&said, class);
    axes(&mut svg, &scale);
    bars(&mut svg, &scale, &months);
    let rows = months.iter().map(|(date, number)| (month(*date), *number));
    Some(finished(title, name, svg, rows))
}

/// The sums of months that follow each other, from the first point's month to the last one's.
fn months(points: &[(Date, usize)]) -> Vec<(Date, usize)> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let mut months = Vec::new();
    let mut next = Some(first.0.first_of_month());
    while let Some(month) = next.filter(|month| *month <= last.0) {
        let sum =
            points.iter().filter(|(date, _)| date.first_of_month() == month).map(|(_, number)| number).sum();
        months.push((month, sum));
        next = month.last_of_month().tomorrow().ok();
    }
    months
}

/// `2026-07`.
fn month(date: Date) -> String {
    date.strftime("%Y-%m").to_string()
}

fn opened(said: &str, class: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" class=\"{class}\">",
        SIZE.0,
        SIZE.1,
        html(said)
    )
}

fn finished(
    title: &str,
    name: &'static str,
    mut svg: String,
    rows: impl Iterator<Item = (String, usize)>,
) -> Chart {
    svg.push_str("</svg>");
    let rows = rows.map(|(label, number)| Row { label, numbers: vec![number] }).collect();
    Chart { title: title.to_owned(), names: vec![name], rows, svg }
}

struct Scale {
    first: Date,
    last: Date,
    days: f64,
    top: usize,
}

impl Scale {
    fn new(first: Date, last: Date, numbers: impl Iterator<Item = usize>) -> Self {
        let most = numbers.max().unwrap_or(0).max(2);
        Self { first, last, days: days(first, last).max(1.0), top: rounded_up(most) }
    }

    fn x(&self, date: Date) -> f64 {
        ROOM.0 + (SIZE.0 - ROOM.0 - ROOM.1) * days(self.first, date) / self.days
    }

    #[expect(clippy::cast_precision_loss, reason = "a drawing is not that precise")]
    fn y(&self, number: usize) -> f64 {
        let height = SIZE.1 - ROOM.2 - ROOM.3;
        SIZE.1 - ROOM.3 - height * number as f64 / self.top as f64
    }
}

fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}

/// The next number of two significant digits whose half is whole, so that the plot is well filled.
fn rounded_up(number: usize) -> usize {
    let mut step = 1;
    while number / step > 100 {
        step *= 10;
    }
    let units = number.div_ceil(step);
    (units + units % 2).saturating_mul(step)
}

fn axes(svg: &mut String, scale: &Scale) {
    for number in [0, scale.top / 2, scale.top] {
        let y = scale.y(number);
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            ROOM.0,
            SIZE.0 - ROOM.1,
            ROOM.0 - 6.0,
            y + 4.0,
            grouped(number)
        );
    }
    let one_month = scale.first.first_of_month() == scale.last.first_of_month();
    for (date, anchor) in
        [(scale.first, "start"), (scale.last, "end")].into_iter().take(if one_month { 1 } else { 2 })
    {
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            scale.x(date),
            SIZE.1 - 8.0,
            month(date)
        );
    }
}

fn steps(svg: &mut String, scale: &Scale, points: &[(Date, usize)]) {
    let mut path = String::new();
    let (mut x, mut y, mut last) = (0.0, 0.0, 0);
    for (at, (date, number)) in points.iter().enumerate() {
        (x, y, last) = (scale.x(*date), scale.y(*number), *number);
        let _ = match at {
            0 => write!(path, "M{x:.1} {y:.1}"),
            _ => write!(path, "H{x:.1}V{y:.1}"),
        };
    }
    // A single day is drawn as if nothing had changed since.
    if scale.first == scale.last {
        x = SIZE.0 - ROOM.1;
        let _ = write!(path, "H{x:.1}");
    }
    let ground = scale.y(0);
    let _ = write!(
        svg,
        "<path class=\"area\" d=\"{path}V{ground:.1}H{:.1}Z\"/><path class=\"line\" d=\"{path}\"/><text class=\"last\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
        ROOM.0,
        y - 6.0,
        grouped(last)
    );
}

fn bars(svg: &mut String, scale: &Scale, months: &[(Date, usize)]) {
    for (date, number) in months.iter().filter(|(_, number)| *number > 0) {
        let (x, y, end) = (scale.x(*date), scale.y(*number), scale.x(date.last_of_month()));
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{}: {}</title></rect>",
            ((end - x).max(2.0) * 0.9).min(WIDEST_BAR),
            scale.y(0) - y,
            month(*date),
            grouped(*number)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn axes_end_at_even_numbers() {
        for (number, top) in [(2, 2), (3, 4), (9, 10), (21, 22), (58, 58), (80, 80), (110, 120), (685, 700)] {
            assert_eq!(rounded_up(number), top);
        }
        assert!(rounded_up(usize::MAX) >= usize::MAX / 2);
    }

    #[test]
    fn a_chart_says_its_numbers_in_words() {
        let points = [(day("2026-01-01"), 5), (day("2026-02-01"), 1200)];
        let chart = over_time("Operations", "operations", &points).expect("a chart");
        assert!(chart.svg.contains("Operations: 5 on 2026-01-01, 1,200 on 2026-02-01"));
        assert!(by_month("x", ("y", "ys"), "", &[]).is_none());
    }

    #[test]
    fn a_single_day_is_a_line_and_its_month_is_named_once() {
        let points = [(day("2026-01-05"), 5)];
        let chart = over_time("Operations", "operations", &points).expect("a chart");
        assert!(chart.svg.contains("H544.0"), "{}", chart.svg);
        assert_eq!(chart.svg.matches(">2026-01<").count(), 1, "{}", chart.svg);
        let bars = by_month("Breaking changes", ("change", "changes"), "bad", &points).expect("a chart");
        assert!(bars.svg.contains("width=\"48.0\""), "{}", bars.svg);
    }

    #[test]
    fn months_without_anything_are_shown_empty() {
        let points = [(day("2025-12-31"), 1), (day("2026-02-01"), 2), (day("2026-02-28"), 3)];
        let chart = by_month("Breaking changes", ("change", "changes"), "bad", &points).expect("a chart");
        let told: Vec<_> = chart.rows.iter().map(|row| (row.label.as_str(), row.numbers[0])).collect();
        assert_eq!(told, [("2025-12", 1), ("2026-01", 0), ("2026-02", 5)]);
        assert!(
            chart.svg.contains("Breaking changes: 6 changes in 3 months, none in 1 month"),
            "{}",
            chart.svg
        );
    }
}
