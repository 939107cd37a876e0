//! A change between two documents, in the shape that leaves the program.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::Pointer;

/// What a change does to a caller; the numbers are oasdiff's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 1
    Info,
    /// 2: may break, or will.
    Warning,
    /// 3
    Breaking,
}

impl Level {
    /// 1 information, 2 warning, 3 breaking.
    pub fn number(self) -> u8 {
        match self {
            Self::Info => 1,
            Self::Warning => 2,
            Self::Breaking => 3,
        }
    }
}

impl Serialize for Level {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            1 => Ok(Self::Info),
            2 => Ok(Self::Warning),
            3 => Ok(Self::Breaking),
            _ => Err(serde::de::Error::custom("a level is 1, 2 or 3")),
        }
    }
}

/// One operation, as a caller knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OperationRef {
    /// The method in upper case.
    pub operation: String,
    /// The path template as it is written (in the revision, unless the operation is gone).
    pub path: String,
    /// The source's own id.
    #[serde(rename = "operationId", default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// The service.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
}

/// The one place that is the cause of a change on many operations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The component, such as `schemas/Error`; absent when one edit is the cause without being in a component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// The operations that it reaches, sorted; shared, since the changes of one component reach the same ones.
    #[serde(with = "shared")]
    pub operation_list: Vec<Arc<OperationRef>>,
}

/// Shared operations are written and read as if each change had its own.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::OperationRef;

    pub(super) fn serialize<S: Serializer>(
        list: &[Arc<OperationRef>],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(AsRef::<OperationRef>::as_ref))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Arc<OperationRef>>, D::Error> {
        Ok(Vec::<OperationRef>::deserialize(deserializer)?.into_iter().map(Arc::new).collect())
    }
}

/// Where a change stands on either side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointers {
    /// In the base document; absent when the thing is new.
    pub base: Option<Pointer>,
    /// In the revision; absent when the thing is gone.
    pub revision: Option<Pointer>,
}

/// One change, said once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The check: kebab-case, oasdiff's where it has one.
    pub id: Cow<'static, str>,
    /// What it does to a caller.
    pub level: Level,
    /// A sentence.
    pub text: String,
    /// Why it is so and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The method in upper case; absent when no operation is touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The path template as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The source's own id.
    #[serde(rename = "operationId", default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// `paths`, `components`, `security`, `info`, … and `documentation` for what no caller's program can notice.
    pub section: Cow<'static, str>,
    /// The service whose document changed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// The places.
    pub pointer: Pointers,
    /// The value before; `null` when there was none.
    #[serde(default)]
    pub before: Value,
    /// The value after; `null` when there is none.
    #[serde(default)]
    pub after: Value,
    /// Survives wording, order and line changes.
    pub fingerprint: String,
    /// The cause, where it is one for many operations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Extensions of the operation that were asked for by `--attributes`.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub attributes: serde_json::Map<String, Value>,
}

impl Change {
    /// Every operation that this change touches.
    pub fn operations(&self) -> Vec<OperationRef> {
        match &self.origin {
            Some(origin) if !origin.operation_list.is_empty() => {
                origin.operation_list.iter().map(|operation| (**operation).clone()).collect()
            }
            _ => self
                .operation
                .iter()
                .map(|operation| OperationRef {
                    operation: operation.clone(),
                    path: self.path.clone().unwrap_or_default(),
                    operation_id: self.operation_id.clone(),
                    service: self.service.clone(),
                })
                .collect(),
        }
    }

    /// How many operations this change touches.
    pub fn reach(&self) -> usize {
        let listed = self.origin.as_ref().map_or(0, |origin| origin.operation_list.len());
        listed.max(usize::from(self.operation.is_some()))
    }

    /// Whether no caller's program can notice it.
    pub fn is_documentation(&self) -> bool {
        self.section == "documentation"
    }
}
