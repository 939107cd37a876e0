//! Where a request goes: the path with its variables, and the query.

use super::context::Context;
use super::encode;
use super::model::{Field, Url};
use super::parameter::Parameter;
use crate::openapi::{Operation, operation};

/// The URL of an operation; `base` is the variable with the address of its server, `key` names the operation to the user.
pub fn of<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    parameters: &[Parameter<'a>],
    base: &str,
    key: &str,
) -> Url {
    let template = Template { context, operation, parameters, key };
    let path = without_expressions(operation.path);
    // A fragment, by which some documents tell operations of one path apart, is never sent.
    let path = path.split('#').next().unwrap_or_default();
    let (path, fixed) = path.split_once('?').unwrap_or((path, ""));
    let mut url = Url { base: base.to_owned(), path: Vec::new(), query: Vec::new(), variables: Vec::new() };
    for segment in path.trim_start_matches('/').split('/') {
        let written = template.segment(segment, &mut url.variables);
        url.path.push(written);
    }
    let declared: Vec<_> = parameters.iter().filter(|parameter| parameter.place == "query").collect();
    let mut sent = Vec::new();
    for pair in fixed.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        sent.push(name);
        // `?query={query}` says where a parameter of the query goes, which is known.
        if !(value.starts_with('{') && declared.iter().any(|parameter| parameter.name == name)) {
            let value = template.text(value);
            url.query.push(Field { key: name.to_owned(), value, ..Field::default() });
        }
    }
    for parameter in declared {
        if url.query.iter().any(|field| field.key == parameter.name) {
            continue;
        }
        let value = parameter.choose(context, key);
        let mut fields = parameter.in_query(&value, &parameter.description(context));
        for field in &mut fields {
            field.disabled &= !sent.contains(&parameter.name);
        }
        url.query.extend(fields);
    }
    url
}

/// A path without `{?page,size}` and `{&size}` (RFC 6570): they repeat the parameters of the query.
fn without_expressions(path: &str) -> String {
    let mut out = path.to_owned();
    while let Some(start) = out.find("{?").or_else(|| out.find("{&")) {
        let end = out[start..].find('}').map_or(out.len(), |end| start + end + 1);
        out.replace_range(start..end, "");
    }
    out
}

/// A path template with what its parameters are.
struct Template<'c, 'a> {
    context: &'c Context<'a>,
    operation: &'c Operation<'a>,
    parameters: &'c [Parameter<'a>],
    key: &'c str,
}

impl Template<'_, '_> {
    /// A segment of the path: a whole parameter becomes a path variable; one among other text, which no client has a path
    /// variable for, a variable of the collection.
    fn segment(&self, segment: &str, variables: &mut Vec<Field>) -> String {
        if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
            && !name.contains(['{', '}'])
        {
            if !variables.iter().any(|known| known.key == name) {
                variables.push(self.field(name));
            }
            return format!(":{name}");
        }
        self.text(segment)
    }

    /// A text with variables of the collection in place of parameters.
    fn text(&self, text: &str) -> String {
        let mut written = text.to_owned();
        for name in operation::parameter_names(text) {
            let variable = self.context.variable(name, &self.field(name).value);
            written = written.replace(&format!("{{{name}}}"), &format!("{{{{{variable}}}}}"));
        }
        written
    }

    fn field(&self, name: &str) -> Field {
        let declared =
            self.parameters.iter().find(|parameter| parameter.place == "path" && parameter.name == name);
        let Some(parameter) = declared else {
            let what = format!("the path parameter `{name}` is not declared");
            self.context.failed(self.key, self.operation.pointer.join("parameters"), what);
            return Field { key: name.to_owned(), value: encode::segment(name), ..Field::default() };
        };
        let value = parameter.choose(self.context, self.key);
        Field {
            key: name.to_owned(),
            value: parameter.in_path(&value),
            description: parameter.description(self.context),
            disabled: false,
        }
    }
}
