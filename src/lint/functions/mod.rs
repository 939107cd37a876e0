//! The functions that rules call: one file each, one line in [`ALL`].
//!
//! A function is *prepared* once for each rule that calls it: its options are checked, its regular expressions and
//! schemas compiled. What comes back is run on every value that the rule's JSONPath finds.

pub mod alphabetical;
pub mod casing;
pub mod choice;
pub mod enumeration;
pub mod length;
pub mod oas;
pub mod options;
pub mod own;
pub mod pattern;
pub mod presence;
pub mod reusable;
pub mod schema;

use jiff::civil::Date;
use serde_json::Value;

use super::format::Formats;
use super::resolve::{References, View};
use crate::json::Pointer;
use crate::jsonpath::Trail;
use crate::openapi::Document;

/// What a function looks at.
///
/// Children of `value` are to be read through [`View`] (`input.view.get(value, "schema")`, `view.entries(value)`,
/// `view.see(child)`): a rule that asks for the resolved document sees targets in the place of references, and nothing
/// is copied. [`View::expand`] makes a tree of its own for whoever needs one.
#[derive(Debug, Clone, Copy)]
pub struct Input<'i> {
    /// The value; `None` where Spectral says `undefined`: the rule's field is not there.
    pub value: Option<&'i Value>,
    /// The way to the value in the tree that the rule sees.
    pub trail: &'i Trail<'i>,
    /// The tree that the rule sees: through references, or as it is written when the rule says `resolved: false`.
    pub view: &'i View<'i>,
    /// The document as it was read.
    pub document: &'i Document,
    /// Its references.
    pub references: &'i References<'i>,
    /// The formats that the document is.
    pub formats: Formats,
    /// The day on which it is linted, when it is known.
    pub today: Option<Date>,
}

impl Input<'_> {
    /// The way to the value as a pointer.
    pub fn path(&self) -> Pointer {
        self.trail.pointer()
    }
}

/// One thing that a function has against a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The function's own words: `{{error}}` in a rule's message. May hold placeholders itself, such as
    /// `#{{print("property")}}must be truthy`.
    pub message: String,
    /// Where, from the root of the tree that the rule sees; `None` is the input's own place.
    pub path: Option<Pointer>,
}

impl Outcome {
    /// About the input itself.
    pub fn here(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: None }
    }

    /// About another place.
    pub fn at(path: Pointer, message: impl Into<String>) -> Self {
        Self { message: message.into(), path: Some(path) }
    }
}

/// A function with its options: what it has against an input.
pub type Prepared = Box<dyn Fn(&Input<'_>) -> Vec<Outcome> + Send + Sync>;

/// A function that rulesets can name.
#[derive(Debug, Clone, Copy)]
pub struct FunctionSpec {
    /// Its name in rulesets.
    pub name: &'static str,
    /// Checks the options (`None` when the rule gives none, or null) and compiles what can be compiled. The error says
    /// what is wrong with the options and what they take, in lower case.
    pub prepare: fn(Option<&Value>) -> Result<Prepared, String>,
}

/// Every function, in the order of their names.
pub const ALL: &[FunctionSpec] = &[
    FunctionSpec { name: "alphabetical", prepare: alphabetical::prepare },
    FunctionSpec { name: "ambiguousPaths", prepare: own::ambiguous::prepare },
    FunctionSpec { name: "casing", prepare: casing::prepare },
    FunctionSpec { name: "defined", prepare: presence::defined },
    FunctionSpec { name: "enumeration", prepare: enumeration::prepare },
    FunctionSpec { name: "falsy", prepare: presence::falsy },
    FunctionSpec { name: "knownExtensions", prepare: own::extension::prepare },
    FunctionSpec { name: "length", prepare: length::prepare },
    FunctionSpec { name: "monthsAway", prepare: own::months::away },
    FunctionSpec { name: "monthsInOrder", prepare: own::months::in_order },
    FunctionSpec { name: "oasDiscriminator", prepare: oas::discriminator::prepare },
    FunctionSpec { name: "oasDocumentSchema", prepare: oas::document::prepare },
    FunctionSpec { name: "oasExample", prepare: oas::example::prepare },
    FunctionSpec { name: "oasOpFormDataConsumeCheck", prepare: oas::operation::form_data },
    FunctionSpec { name: "oasOpIdUnique", prepare: oas::operation::unique_ids },
    FunctionSpec { name: "oasOpParams", prepare: oas::operation::parameters },
    FunctionSpec { name: "oasOpSuccessResponse", prepare: oas::operation::success_response },
    FunctionSpec { name: "oasPathParam", prepare: oas::path::prepare },
    FunctionSpec { name: "oasSchema", prepare: oas::schema::prepare },
    FunctionSpec { name: "oasSecurityDefined", prepare: oas::security::prepare },
    FunctionSpec { name: "oasTagDefined", prepare: oas::operation::tags_defined },
    FunctionSpec { name: "oasUnusedComponent", prepare: oas::reference::unused_components },
    FunctionSpec { name: "or", prepare: choice::or },
    FunctionSpec { name: "pattern", prepare: pattern::prepare },
    FunctionSpec { name: "refSiblings", prepare: oas::reference::siblings },
    FunctionSpec { name: "replacements", prepare: own::replacement::prepare },
    FunctionSpec { name: "requiredDefined", prepare: own::required::prepare },
    FunctionSpec { name: "schema", prepare: schema::prepare },
    FunctionSpec { name: "securedOperations", prepare: own::secured::prepare },
    FunctionSpec { name: "serverVariables", prepare: oas::server::prepare },
    FunctionSpec { name: "truthy", prepare: presence::truthy },
    FunctionSpec { name: "typedEnum", prepare: oas::enums::prepare },
    FunctionSpec { name: "undefined", prepare: presence::undefined },
    FunctionSpec { name: "uniquenessTags", prepare: oas::tags::prepare },
    FunctionSpec { name: "unreferencedReusableObject", prepare: reusable::prepare },
    FunctionSpec { name: "xor", prepare: choice::xor },
];

/// The function of a name.
pub fn lookup(name: &str) -> Option<&'static FunctionSpec> {
    ALL.iter().find(|function| function.name == name)
}
