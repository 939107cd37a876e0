//! What a place is, by its position in the grammar and never by the name of its key.
//!
//! A schema may have a property called `$ref`, `example` or `default`, a response map a key called `default`, an example
//! may hold an object with `$ref` that is data. [`child`] says for each place what the value under a key is.

/// What stands at a place (OpenAPI 3.2, section 4; 3.0 and 3.1 are subsets but for what is named).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The OpenAPI Object.
    Document,
    /// The Paths Object: path template to [`Kind::PathItem`].
    Paths,
    /// A Path Item Object or a reference to one.
    PathItem,
    /// An Operation Object.
    Operation,
    /// A Parameter Object or a reference.
    Parameter,
    /// A Request Body Object or a reference.
    RequestBody,
    /// A Media Type Object (or, in 3.2, a reference).
    MediaType,
    /// An Encoding Object.
    Encoding,
    /// The Responses Object: status to [`Kind::Response`].
    Responses,
    /// A Response Object or a reference.
    Response,
    /// A Header Object or a reference.
    Header,
    /// An Example Object or a reference; its `value` is data.
    Example,
    /// A Link Object or a reference.
    Link,
    /// A Callback Object (expression to path item) or a reference.
    Callback,
    /// A Schema Object, a boolean schema or a reference.
    Schema,
    /// A Discriminator Object; its `mapping` holds references.
    Discriminator,
    /// The mapping of a discriminator: value to schema name or reference.
    DiscriminatorMapping,
    /// The Components Object.
    Components,
    /// A Security Scheme Object or a reference.
    SecurityScheme,
    /// A Security Requirement Object: scheme name to scopes.
    SecurityRequirement,
    /// A Server Object.
    Server,
    /// A Tag Object.
    Tag,
    /// An External Documentation Object.
    ExternalDocs,
    /// The Info Object.
    Info,
    /// A map whose values are of one kind.
    Map(Of),
    /// An array whose items are of one kind.
    List(Of),
    /// Anything the grammar does not look into: literals, examples, extensions.
    Data,
}

impl Kind {
    /// Whether an object with `$ref` in this place is a reference.
    pub fn may_be_reference(self) -> bool {
        matches!(
            self,
            Self::PathItem
                | Self::Parameter
                | Self::RequestBody
                | Self::MediaType
                | Self::Response
                | Self::Header
                | Self::Example
                | Self::Link
                | Self::Callback
                | Self::Schema
                | Self::SecurityScheme
        )
    }

    /// Whether Path Item Objects and Operation Objects can stand there or below.
    pub fn leads_to_operations(self) -> bool {
        matches!(
            self,
            Self::Document
                | Self::Paths
                | Self::PathItem
                | Self::Operation
                | Self::Callback
                | Self::Components
                | Self::Map(Of::PathItem | Of::Operation | Of::Callback)
        )
    }
}

/// What stands at a place of a document; a place below a literal is a literal.
pub fn kind_at(place: &crate::json::Pointer) -> Kind {
    place.tokens().iter().fold(Kind::Document, |kind, token| child(kind, token))
}

/// What the values of a [`Kind::Map`] or the items of a [`Kind::List`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the kind of the same name")]
pub enum Of {
    Schema,
    Response,
    Parameter,
    Example,
    RequestBody,
    Header,
    SecurityScheme,
    Link,
    Callback,
    PathItem,
    MediaType,
    Encoding,
    Server,
    Tag,
    SecurityRequirement,
    Operation,
}

impl Of {
    /// What it is as the kind of a place.
    pub fn kind(self) -> Kind {
        match self {
            Self::Schema => Kind::Schema,
            Self::Response => Kind::Response,
            Self::Parameter => Kind::Parameter,
            Self::Example => Kind::Example,
            Self::RequestBody => Kind::RequestBody,
            Self::Header => Kind::Header,
            Self::SecurityScheme => Kind::SecurityScheme,
            Self::Link => Kind::Link,
            Self::Callback => Kind::Callback,
            Self::PathItem => Kind::PathItem,
            Self::MediaType => Kind::MediaType,
            Self::Encoding => Kind::Encoding,
            Self::Server => Kind::Server,
            Self::Tag => Kind::Tag,
            Self::SecurityRequirement => Kind::SecurityRequirement,
            Self::Operation => Kind::Operation,
        }
    }
}

/// The sections of the Components Object that hold things which can be referred to, with what they hold.
pub const COMPONENT_SECTIONS: [(&str, Of); 11] = [
    ("schemas", Of::Schema),
    ("responses", Of::Response),
    ("parameters", Of::Parameter),
    ("examples", Of::Example),
    ("requestBodies", Of::RequestBody),
    ("headers", Of::Header),
    ("securitySchemes", Of::SecurityScheme),
    ("links", Of::Link),
    ("callbacks", Of::Callback),
    ("pathItems", Of::PathItem),
    ("mediaTypes", Of::MediaType),
];

/// What stands under `key` of a value of kind `kind`. For arrays the key is the index and plays no part.
pub fn child(kind: Kind, key: &str) -> Kind {
    match kind {
        Kind::Map(of) | Kind::List(of) => of.kind(),
        Kind::Paths | Kind::Callback if !key.starts_with("x-") => Kind::PathItem,
        Kind::Responses if !key.starts_with("x-") => Kind::Response,
        Kind::Schema => schema(key),
        _ if key.starts_with("x-") => Kind::Data,
        Kind::Document => document(key),
        Kind::Components => components(key),
        Kind::PathItem => path_item(key),
        Kind::Operation => operation(key),
        Kind::Parameter | Kind::Header | Kind::MediaType => content(key),
        Kind::RequestBody if key == "content" => Kind::Map(Of::MediaType),
        Kind::Encoding if key == "headers" => Kind::Map(Of::Header),
        Kind::Encoding => content(key),
        Kind::Response => response(key),
        Kind::Link if key == "server" => Kind::Server,
        Kind::Discriminator if key == "mapping" => Kind::DiscriminatorMapping,
        Kind::Tag if key == "externalDocs" => Kind::ExternalDocs,
        _ => Kind::Data,
    }
}

fn document(key: &str) -> Kind {
    match key {
        "info" => Kind::Info,
        "servers" => Kind::List(Of::Server),
        "paths" => Kind::Paths,
        "webhooks" => Kind::Map(Of::PathItem),
        "components" => Kind::Components,
        "security" => Kind::List(Of::SecurityRequirement),
        "tags" => Kind::List(Of::Tag),
        "externalDocs" => Kind::ExternalDocs,
        _ => Kind::Data,
    }
}

fn components(key: &str) -> Kind {
    COMPONENT_SECTIONS.iter().find(|(name, _)| *name == key).map_or(Kind::Data, |&(_, of)| Kind::Map(of))
}

fn path_item(key: &str) -> Kind {
    match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
            Kind::Operation
        }
        "additionalOperations" => Kind::Map(Of::Operation),
        "servers" => Kind::List(Of::Server),
        "parameters" => Kind::List(Of::Parameter),
        _ => Kind::Data,
    }
}

fn operation(key: &str) -> Kind {
    match key {
        "externalDocs" => Kind::ExternalDocs,
        "parameters" => Kind::List(Of::Parameter),
        "requestBody" => Kind::RequestBody,
        "responses" => Kind::Responses,
        "callbacks" => Kind::Map(Of::Callback),
        "security" => Kind::List(Of::SecurityRequirement),
        "servers" => Kind::List(Of::Server),
        _ => Kind::Data,
    }
}

/// Parameters, headers, media types and (in 3.2) encodings share these fields; `itemSchema`, `itemEncoding` and
/// `prefixEncoding` are new in 3.2.
fn content(key: &str) -> Kind {
    match key {
        "schema" | "itemSchema" => Kind::Schema,
        "content" => Kind::Map(Of::MediaType),
        "examples" => Kind::Map(Of::Example),
        "encoding" => Kind::Map(Of::Encoding),
        "prefixEncoding" => Kind::List(Of::Encoding),
        "itemEncoding" => Kind::Encoding,
        _ => Kind::Data,
    }
}

fn response(key: &str) -> Kind {
    match key {
        "headers" => Kind::Map(Of::Header),
        "content" => Kind::Map(Of::MediaType),
        "links" => Kind::Map(Of::Link),
        _ => Kind::Data,
    }
}

/// The applicators of JSON Schema 2020-12 and of the dialect of OpenAPI 3.0.
fn schema(key: &str) -> Kind {
    match key {
        "not"
        | "if"
        | "then"
        | "else"
        | "items"
        | "additionalItems"
        | "contains"
        | "additionalProperties"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => Kind::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Kind::List(Of::Schema),
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions"
        | "dependencies" => Kind::Map(Of::Schema),
        // An array in the place of one schema: `items` of a tuple as drafts before 2020-12 have it.
        "" => Kind::Schema,
        "discriminator" => Kind::Discriminator,
        "externalDocs" => Kind::ExternalDocs,
        _ => Kind::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &[&str]) -> Kind {
        path.iter().fold(Kind::Document, |kind, key| child(kind, key))
    }

    #[test]
    fn the_position_decides_not_the_name() {
        let schema = ["components", "schemas", "A"];
        let below = |rest: &[&str]| at(&[&schema[..], rest].concat());
        assert_eq!(below(&["properties", "example"]), Kind::Schema);
        assert_eq!(below(&["properties", "x-a", "properties", "default"]), Kind::Schema);
        assert_eq!(below(&["example", "schema"]), Kind::Data);
        assert_eq!(below(&["default"]), Kind::Data);
        let operation = ["paths", "/a", "get"];
        let below = |rest: &[&str]| at(&[&operation[..], rest].concat());
        assert_eq!(below(&["responses", "default"]), Kind::Response);
        assert_eq!(below(&["responses", "200", "content", "a/b", "examples", "x-e"]), Kind::Example);
        assert_eq!(below(&["responses", "200", "content", "a/b", "examples", "e", "value"]), Kind::Data);
        assert_eq!(below(&["callbacks", "c", "{$url}", "post"]), Kind::Operation);
        assert_eq!(below(&["x-thing", "schema"]), Kind::Data);
    }
}
