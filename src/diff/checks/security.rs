//! Rows about security: what credentials suffice, and how they are obtained.

use super::super::change::Level::{Breaking, Info, Warning};
use super::Example::{Document, Operation};
use super::Row;

const ALTERNATIVE: &str = "A caller needs credentials for one of the alternatives; one that goes or asks for more shuts its users out.";
const SCHEME: &str = "Callers obtain and send credentials as the scheme says.";
const BOTH: &str = r#"{"security":[{"k":[]},{"l":[]}],"responses":{}}"#;
const ONE: &str = r#"{"security":[{"k":[]}],"responses":{}}"#;
const SCOPED: &str = r#"{"security":[{"o":["a"]}],"responses":{}}"#;
const SCOPES: &str = r#"{"security":[{"o":["a","b"]}],"responses":{}}"#;
const NO_SCHEME: &str = r#"{"paths":{}}"#;
const KEY: &str =
    r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"apiKey","in":"header","name":"X-K"}}}}"#;
const IMPLICIT: &str = r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://a.example/t","scopes":{"a":"A"}}}}}}}"#;

/// Requirements and schemes.
pub const ROWS: &[Row] = &[
    Row::fixed("api-security-added", Info, "security alternative `{after}` added", ALTERNATIVE, Operation(ONE, BOTH)),
    Row::fixed("api-security-removed", Info, "security alternative `{before}` removed", ALTERNATIVE, Operation(BOTH, ONE)),
    Row::fixed("api-security-scope-added", Info, "security scope `{after}` demanded by `{name}`", ALTERNATIVE, Operation(SCOPED, SCOPES)),
    Row::fixed("api-security-scope-removed", Info, "security scope `{before}` no longer demanded by `{name}`", ALTERNATIVE, Operation(SCOPES, SCOPED)),
    Row::fixed("api-security-became-required", Breaking, "credentials are needed where none were", ALTERNATIVE, Operation(r#"{"security":[{"k":[]},{}],"responses":{}}"#, ONE)),
    Row::fixed("api-security-became-optional", Info, "credentials are no longer needed", ALTERNATIVE, Operation(ONE, r#"{"security":[{"k":[]},{}],"responses":{}}"#)),
    Row::fixed("api-security-credentials-refused", Breaking, "no credentials that sufficed before suffice now", ALTERNATIVE, Operation(ONE, r#"{"security":[{"l":[]}],"responses":{}}"#)),
    Row::fixed("api-security-credentials-narrowed", Warning, "some credentials that sufficed before do not suffice any more", ALTERNATIVE, Operation(BOTH, ONE)),
    Row::fixed("api-global-security-added", Info, "security alternative `{after}` added to the whole document", ALTERNATIVE, Document(r#"{"paths":{}}"#, r#"{"paths":{},"security":[{"k":[]}]}"#)),
    Row::fixed("api-global-security-removed", Info, "security alternative `{before}` removed from the whole document", ALTERNATIVE, Document(r#"{"paths":{},"security":[{"k":[]}]}"#, r#"{"paths":{}}"#)),
    Row::fixed("api-global-security-scope-added", Info, "security scope `{after}` demanded by `{name}` in the whole document", ALTERNATIVE, Document(r#"{"paths":{},"security":[{"o":["a"]}]}"#, r#"{"paths":{},"security":[{"o":["a","b"]}]}"#)),
    Row::fixed("api-global-security-scope-removed", Info, "security scope `{before}` no longer demanded by `{name}` in the whole document", ALTERNATIVE, Document(r#"{"paths":{},"security":[{"o":["a","b"]}]}"#, r#"{"paths":{},"security":[{"o":["a"]}]}"#)),
    Row::fixed("api-security-component-added", Info, "security scheme `{name}` added", SCHEME, Document(NO_SCHEME, KEY)),
    Row::fixed("api-security-component-removed", Info, "security scheme `{name}` removed", SCHEME, Document(KEY, NO_SCHEME)),
    Row::fixed("api-security-component-type-changed", Info, "security scheme `{name}` changed its type from `{before}` to `{after}`", SCHEME, Document(KEY, r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"http","scheme":"basic"}}}}"#)),
    Row::fixed("api-security-component-oauth-url-changed", Info, "authorization URL of `{name}` changed from `{before}` to `{after}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://b.example","tokenUrl":"https://a.example/t","scopes":{"a":"A"}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-token-url-changed", Info, "token URL of `{name}` changed from `{before}` to `{after}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://b.example/t","scopes":{"a":"A"}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-refresh-url-changed", Info, "refresh URL of `{name}` changed from `{before}` to `{after}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://a.example/t","refreshUrl":"https://a.example/r","scopes":{"a":"A"}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-scope-added", Info, "scope `{after}` added to `{name}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://a.example/t","scopes":{"a":"A","b":"B"}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-scope-removed", Info, "scope `{before}` removed from `{name}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://a.example/t","scopes":{}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-scope-changed", Info, "a scope of `{name}` is described as `{after}` instead of `{before}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://a.example/t","scopes":{"a":"B"}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-flow-added", Info, "flow `{after}` added to `{name}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{"implicit":{"authorizationUrl":"https://a.example","tokenUrl":"https://a.example/t","scopes":{"a":"A"}},"clientCredentials":{"tokenUrl":"https://a.example/t","scopes":{}}}}}}}"#)),
    Row::fixed("api-security-component-oauth-flow-removed", Warning, "flow `{before}` removed from `{name}`", SCHEME, Document(IMPLICIT, r#"{"paths":{},"components":{"securitySchemes":{"o":{"type":"oauth2","flows":{}}}}}"#)),
    Row::fixed("api-security-component-api-key-name-changed", Breaking, "API key `{name}` is called `{after}` instead of `{before}`", SCHEME, Document(KEY, r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"apiKey","in":"header","name":"X-L"}}}}"#)),
    Row::fixed("api-security-component-api-key-in-changed", Breaking, "API key `{name}` is sent in `{after}` instead of `{before}`", SCHEME, Document(KEY, r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"apiKey","in":"query","name":"X-K"}}}}"#)),
    Row::fixed("api-security-component-http-scheme-changed", Breaking, "`{name}` uses the HTTP scheme `{after}` instead of `{before}`", SCHEME, Document(r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"http","scheme":"basic"}}}}"#, r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"http","scheme":"bearer"}}}}"#)),
    Row::fixed("api-security-component-open-id-url-changed", Warning, "OpenID Connect URL of `{name}` changed from `{before}` to `{after}`", SCHEME, Document(r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"openIdConnect","openIdConnectUrl":"https://a.example"}}}}"#, r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"openIdConnect","openIdConnectUrl":"https://b.example"}}}}"#)),
    Row::fixed("api-security-component-description-changed", Info, "description of the security scheme `{name}` changed", "Only people read it.", Document(KEY, r#"{"paths":{},"components":{"securitySchemes":{"k":{"type":"apiKey","in":"header","name":"X-K","description":"a"}}}}"#)).documentation(),
];
