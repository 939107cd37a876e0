//! Which OpenAPI a document says it is.

use std::fmt;

use serde_json::Value;

/// A version of the OpenAPI Specification, without its patch number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Swagger 2.0: linted, never merged or compared.
    V2_0,
    /// OpenAPI 3.0.x.
    V3_0,
    /// OpenAPI 3.1.x.
    V3_1,
    /// OpenAPI 3.2.x.
    V3_2,
}

impl Version {
    /// What the root of a document says: the field `openapi`, or `swagger` in 2.0. `None` for anything else.
    pub fn of(root: &Value) -> Option<Self> {
        if let Some(text) = root.get("openapi").and_then(Value::as_str) {
            let mut parts = text.split('.');
            return match (parts.next()?, parts.next()?) {
                ("3", "0") => Some(Self::V3_0),
                ("3", "1") => Some(Self::V3_1),
                ("3", "2") => Some(Self::V3_2),
                _ => None,
            };
        }
        match root.get("swagger")? {
            Value::String(text) if text.starts_with("2.") || text == "2" => Some(Self::V2_0),
            Value::Number(number) if number.as_f64() == Some(2.0) => Some(Self::V2_0),
            _ => None,
        }
    }

    /// Whether schemas follow JSON Schema 2020-12 (3.1 and later) and not the dialect of 3.0.
    pub fn is_json_schema(self) -> bool {
        self >= Self::V3_1
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2_0 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        })
    }
}
