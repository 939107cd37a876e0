//! Numbers by value: `1`, `1.0` and `1e0` are one number however they are spelled.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A decimal number in normal form: `±0.digits × 10^exponent`, without zeros at either end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads the digits as they are written; exact for numbers of any size.
    pub fn of(number: &Number) -> Self {
        Self::read(&number.to_string())
    }

    fn read(text: &str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let leading = all.len() - all.trim_start_matches('0').len();
        let digits = all.trim_matches('0').to_owned();
        if digits.is_empty() {
            return Self { negative: false, digits, exponent: 0 };
        }
        let shift = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let power: i64 =
            power.parse().unwrap_or(if power.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 });
        Self {
            negative,
            digits,
            exponent: power.saturating_add(shift(whole.len())).saturating_sub(shift(leading)),
        }
    }

    /// One spelling for each number: sign, digits without zeros at either end, `e`, exponent.
    pub fn spelled(&self) -> String {
        format!("{}{}e{}", if self.negative { "-" } else { "" }, self.digits, self.exponent)
    }

    /// Whether nothing stands behind the decimal point.
    pub fn is_integer(&self) -> bool {
        self.digits.is_empty() || i64::try_from(self.digits.len()).is_ok_and(|n| n <= self.exponent)
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

/// Compares two numbers by value.
pub fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Decimal::of(a).cmp(&Decimal::of(b)),
    }
}

/// Whether two values are the same JSON value: numbers by value, objects whatever the order of their keys
/// (JSON Schema 2020-12, core, section 4.2.2).
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(a, b) == Ordering::Equal,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let same = |(key, a): (&String, &Value)| b.get(key).is_some_and(|b| equal(a, b));
            // Most are written in the same order, and nothing is looked up then.
            a.len() == b.len()
                && if a.keys().eq(b.keys()) {
                    a.values().zip(b.values()).all(|(a, b)| equal(a, b))
                } else {
                    a.iter().all(same)
                }
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).expect("a number")
    }

    #[test]
    fn spelling_does_not_matter() {
        for (a, b) in [("1", "1.0"), ("100", "1e2"), ("0.5", "5E-1"), ("-0", "0"), ("10.50", "10.5")] {
            assert_eq!(compare(&number(a), &number(b)), Ordering::Equal, "{a} {b}");
        }
    }

    #[test]
    fn value_decides_the_order() {
        for (a, b) in
            [("-2", "-1.5"), ("9", "10"), ("0.09", "0.1"), ("-1", "0"), ("9223372036854775808123", "1e30")]
        {
            assert_eq!(compare(&number(a), &number(b)), Ordering::Less, "{a} {b}");
        }
        assert!(Decimal::of(&number("1.50e1")).is_integer());
        assert!(!Decimal::of(&number("1.5")).is_integer());
    }
}
