//! Folders: a service each, and where a service is large, a resource each.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::Context;
use super::ids::Ids;
use super::model::{Folder, Item, Request};
use super::names;
use super::request::Known;
use crate::json::{field, member};
use crate::openapi::Operation;

/// A request with what decides its place.
pub struct Placed<'a> {
    /// The operation.
    pub operation: Operation<'a>,
    /// By what it is known.
    pub known: Known,
    /// Its request.
    pub request: Request,
}

/// What a folder is called and says, by the key of its service.
struct Labels<'a> {
    tags: BTreeMap<&'a str, &'a Value>,
}

/// The folders of all requests, by service.
pub fn build(context: &Context<'_>, requests: Vec<Placed<'_>>, ids: &mut Ids) -> Vec<Item> {
    let mut services: BTreeMap<String, Vec<Placed<'_>>> = BTreeMap::new();
    for placed in requests {
        services.entry(service_of(&placed.operation)).or_default().push(placed);
    }
    let labels = Labels::of(context.root);
    let mut folders = Vec::new();
    for (service, mut placed) in services {
        placed.sort_by(|a, b| sort_key(&a.operation).cmp(&sort_key(&b.operation)));
        let items = if placed.len() > context.options.group_above {
            by_resource(&service, placed, ids)
        } else {
            placed.into_iter().map(|placed| Item::Request(Box::new(placed.request))).collect()
        };
        folders.push(Folder {
            id: ids.id("folder", &service),
            name: names::title(&labels.title(&service)),
            description: labels.description(&service),
            items: distinct(items),
        });
    }
    if let [only] = &mut folders[..] {
        return std::mem::take(&mut only.items);
    }
    distinct(folders.into_iter().map(Item::Folder).collect())
}

/// The service that the merge says, else the first tag, else the first segment of the path.
fn service_of(operation: &Operation<'_>) -> String {
    let source =
        field(operation.value, "x-specline-source").and_then(|source| member(source, "service")?.as_str());
    let tag = || field(operation.value, "tags")?.as_array()?.first()?.as_str();
    let segment = || literal_segments(operation.path).next();
    names::one_line(source.or_else(tag).or_else(segment).unwrap_or("root"))
}

/// Requests in the order of their paths, and in each the methods as people think of them.
fn sort_key<'o>(operation: &'o Operation<'_>) -> (&'o str, usize, &'o str) {
    const ORDER: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];
    let at = ORDER.iter().position(|method| *method == operation.method).unwrap_or(ORDER.len());
    (operation.path, at, &operation.method)
}

fn literal_segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'))
}

/// A folder for each resource: the first segment behind what all paths of the service share. A resource of one
/// operation stays with the service.
fn by_resource(service: &str, placed: Vec<Placed<'_>>, ids: &mut Ids) -> Vec<Item> {
    let shared = shared_segments(&placed);
    let mut resources: BTreeMap<String, Vec<Request>> = BTreeMap::new();
    let mut alone = Vec::new();
    for placed in placed {
        match literal_segments(placed.operation.path).nth(shared) {
            Some(resource) => resources.entry(resource.to_owned()).or_default().push(placed.request),
            None => alone.push(placed.request),
        }
    }
    let mut items = Vec::new();
    for (resource, mut requests) in resources {
        if requests.len() == 1 {
            alone.append(&mut requests);
            continue;
        }
        items.push(Item::Folder(Folder {
            id: ids.id("folder", &format!("{service}/{resource}")),
            name: names::title(&resource),
            description: String::new(),
            items: distinct(requests.into_iter().map(|request| Item::Request(Box::new(request))).collect()),
        }));
    }
    items.extend(alone.into_iter().map(|request| Item::Request(Box::new(request))));
    items
}

/// How many literal segments begin every path.
fn shared_segments(placed: &[Placed<'_>]) -> usize {
    let Some(first) = placed.first() else { return 0 };
    let mut shared: Vec<&str> = literal_segments(first.operation.path).collect();
    for placed in placed {
        let common =
            shared.iter().zip(literal_segments(placed.operation.path)).take_while(|(a, b)| **a == *b);
        let count = common.count();
        shared.truncate(count);
    }
    shared.len()
}

/// Siblings with names of their own.
fn distinct(mut items: Vec<Item>) -> Vec<Item> {
    let titles = items.iter().map(|item| match item {
        Item::Folder(folder) => (folder.name.as_str(), "folder"),
        Item::Request(request) => (request.name.as_str(), request.key.as_str()),
    });
    let names = names::distinct(&titles.collect::<Vec<_>>());
    for (item, name) in items.iter_mut().zip(names) {
        match item {
            Item::Folder(folder) => folder.name = name,
            Item::Request(request) => request.name = name,
        }
    }
    items
}

impl<'a> Labels<'a> {
    fn of(root: &'a Value) -> Self {
        let tags = root.get("tags").and_then(Value::as_array).into_iter().flatten();
        Self { tags: tags.filter_map(|tag| Some((tag.get("name")?.as_str()?, tag))).collect() }
    }

    /// The service's key: short, sorted, and what people search for.
    fn title(&self, service: &str) -> String {
        let label = self.tags.get(service).and_then(|tag| tag.get("x-displayName")?.as_str());
        label.unwrap_or(service).to_owned()
    }

    fn description(&self, service: &str) -> String {
        let text = self.tags.get(service).and_then(|tag| tag.get("description")?.as_str());
        text.unwrap_or_default().trim().to_owned()
    }
}
