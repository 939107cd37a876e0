//! Charts as inline SVG: colours come from the style sheet, numbers stand beside them in a table.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::escape::html;
use super::words::grouped;

/// The drawing's size in its own units, and the room around the plot: left, right, top, bottom.
const SIZE: (f64, f64) = (720.0, 240.0);
const ROOM: (f64, f64, f64, f64) = (48.0, 12.0, 12.0, 28.0);

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
    /// The date, or date and version.
    pub label: String,
    /// One a column.
    pub numbers: Vec<usize>,
}

/// How the numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line that stays level until the next point.
    Steps,
    /// A bar a point.
    Bars,
}

/// A chart of one column over time; nothing without points.
pub fn over_time(title: &str, name: &'static str, form: Form, points: &[(Date, usize)]) -> Option<Chart> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    let most = points.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
    let scale = Scale { first, days: days(first, last).max(1.0), top: rounded_up(most) };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">",
        SIZE.0,
        SIZE.1,
        html(&told(title, points))
    );
    axes(&mut svg, &scale, last);
    match form {
        Form::Steps => steps(&mut svg, &scale, points),
        Form::Bars => bars(&mut svg, &scale, points),
    }
    svg.push_str("</svg>");
    let rows =
        points.iter().map(|(date, number)| Row { label: date.to_string(), numbers: vec![*number] }).collect();
    Some(Chart { title: title.to_owned(), names: vec![name], rows, svg })
}

fn told(title: &str, points: &[(Date, usize)]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return title.to_owned() };
    format!("{title}: {} on {}, {} on {}", grouped(first.1), first.0, grouped(last.1), last.0)
}

struct Scale {
    first: Date,
    days: f64,
    top: usize,
}

impl Scale {
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

/// The next 1, 2 or 5 with zeros.
fn rounded_up(number: usize) -> usize {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if step * factor >= number {
                return step * factor;
            }
        }
        if step > usize::MAX / 100 {
            return number;
        }
        step *= 10;
    }
}

fn axes(svg: &mut String, scale: &Scale, last: Date) {
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
    for (date, anchor) in [(scale.first, "start"), (last, "end")] {
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{date}</text>",
            scale.x(date),
            SIZE.1 - 8.0
        );
    }
}

fn steps(svg: &mut String, scale: &Scale, points: &[(Date, usize)]) {
    let mut path = String::new();
    for (at, (date, number)) in points.iter().enumerate() {
        let (x, y) = (scale.x(*date), scale.y(*number));
        let _ = match at {
            0 => write!(path, "M{x:.1} {y:.1}"),
            _ => write!(path, "H{x:.1}V{y:.1}"),
        };
    }
    let _ = write!(svg, "<path class=\"first\" d=\"{path}\"/>");
}

fn bars(svg: &mut String, scale: &Scale, points: &[(Date, usize)]) {
    for (date, number) in points.iter().filter(|(_, number)| *number > 0) {
        let (x, y) = (scale.x(*date), scale.y(*number));
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"5\" height=\"{:.1}\"/>",
            x - 2.5,
            scale.y(0) - y
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        for (number, top) in [(1, 1), (3, 5), (6, 10), (58, 100), (685, 1000)] {
            assert_eq!(rounded_up(number), top);
        }
        assert_eq!(rounded_up(usize::MAX), usize::MAX);
    }

    #[test]
    fn a_chart_says_its_numbers_in_words() {
        let day = |text: &str| text.parse().unwrap();
        let points = [(day("2026-01-01"), 5), (day("2026-02-01"), 1200)];
        let chart = over_time("Operations", "operations", Form::Steps, &points).expect("a chart");
        assert!(chart.svg.contains("Operations: 5 on 2026-01-01, 1,200 on 2026-02-01"));
        assert!(over_time("x", "y", Form::Bars, &[]).is_none());
    }
}
