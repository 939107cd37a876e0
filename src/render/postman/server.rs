//! Servers as variables: `baseUrl` for the document's, `baseUrl2` and so on where operations have others.

use serde_json::Value;

use super::context::Context;
use super::model::Variable;
use super::parameter::plain;
use crate::json::identity::{Address, IdentityMap};
use crate::openapi::{Operation, operation};

/// The addresses that operations go to, in the order they were met.
#[derive(Debug)]
pub struct Servers {
    urls: Vec<String>,
    /// Where the address of a server of the document is among them: most operations share one.
    met: IdentityMap<Address, usize>,
}

impl Servers {
    /// The document's own server first.
    pub fn of(context: &Context<'_>) -> Self {
        let servers = context.root.get("servers").and_then(Value::as_array);
        let first = servers.and_then(|list| list.first()).map(filled);
        Self { urls: vec![first.unwrap_or_default()], met: IdentityMap::default() }
    }

    /// The variable with the address of an operation's server.
    pub fn variable<'a>(&mut self, context: &Context<'a>, operation: &Operation<'a>) -> String {
        let server = operation::servers(context.root, operation).first();
        let at = match server {
            Some(server) => self.at(server),
            None => self.place(String::new()),
        };
        if at == 0 { "baseUrl".to_owned() } else { format!("baseUrl{}", at + 1) }
    }

    /// Where the address of a server is among the others.
    fn at(&mut self, server: &Value) -> usize {
        if let Some(at) = self.met.get(&Address::of(server)) {
            return *at;
        }
        let at = self.place(filled(server));
        self.met.insert(Address::of(server), at);
        at
    }

    /// Where an address is among the others; it becomes the last when it is new.
    fn place(&mut self, url: String) -> usize {
        self.urls.iter().position(|known| *known == url).unwrap_or_else(|| {
            self.urls.push(url);
            self.urls.len() - 1
        })
    }

    /// The value of `baseUrl`.
    pub fn base_url(&self, context: &Context<'_>) -> String {
        let own = context.options.base_url.clone();
        let url = own.unwrap_or_else(|| self.urls.first().cloned().unwrap_or_default());
        if url.contains("://") { url } else { format!("https://api.example.com{url}") }
    }

    /// All of them as variables of the collection.
    pub fn variables(&self, context: &Context<'_>) -> Vec<Variable> {
        let base = self.base_url(context);
        let host = base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash));
        let host = host.map_or(base.as_str(), |end| &base[..end]).to_owned();
        let mut variables = vec![Variable::open("baseUrl", &base)];
        for (at, url) in self.urls.iter().enumerate().skip(1) {
            let whole = if url.contains("://") { url.clone() } else { format!("{host}{url}") };
            variables.push(Variable::open(&format!("baseUrl{}", at + 1), &whole));
        }
        variables
    }
}

/// A server's URL with the defaults of its variables, without its trailing slash.
fn filled(server: &Value) -> String {
    let mut url = server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        let value = variable.get("default").map(plain).unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), &value);
    }
    url.trim_end_matches('/').to_owned()
}
