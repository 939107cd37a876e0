//! The push itself, in the order in which it happens.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Client;
use super::error::Error;
use super::idmap::IdMap;
use super::{environment, merge};

/// The form of the schema's address that the API's own description lists.
const SCHEMA: &str = "https://schema.postman.com/json/collection/v2.1.0/collection.json";

/// What is pushed, and how.
#[derive(Debug)]
pub struct Push<'a> {
    /// The rendered collection.
    pub collection: &'a Value,
    /// The rendered environments with their words.
    pub environments: &'a [(String, Value)],
    /// The workspace, by id.
    pub workspace: Option<&'a str>,
    /// What the last push left.
    pub map: IdMap,
    /// Only say what would happen.
    pub dry_run: bool,
    /// Go on when more than a tenth of the requests would vanish.
    pub accept_removals: bool,
    /// Remove requests that neither the render nor an earlier push knows.
    pub prune: bool,
}

/// What a push did.
#[derive(Debug)]
pub struct Pushed {
    /// To be kept beside the collection.
    pub map: IdMap,
    /// Whether a new collection was made.
    pub created: bool,
    /// Whether anything was written to the collection (or would be).
    pub changed: bool,
    /// Requests that are new.
    pub added: Vec<String>,
    /// Requests that differ.
    pub updated: Vec<String>,
    /// Requests that went.
    pub removed: Vec<String>,
    /// People's own requests, which stayed.
    pub kept: Vec<String>,
    /// What happened to environments.
    pub environments: Vec<String>,
}

/// Pushes, in a runtime of its own.
///
/// # Errors
/// See [`Error`]; after a failed write the collection is as it was or as it should be, and pushing again is safe.
pub fn push(client: &Client, wanted: Push<'_>) -> Result<Pushed, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Error::Setup(error.to_string()))?.block_on(run(client, wanted))
}

async fn run(client: &Client, wanted: Push<'_>) -> Result<Pushed, Error> {
    let mut pushed = match wanted.map.collection.clone() {
        Some(uid) => update(client, &wanted, &uid).await?,
        None => create(client, &wanted).await?,
    };
    for (kind, rendered) in wanted.environments {
        let known = pushed.map.environments.get(kind).cloned();
        let (uid, said) =
            environment::keep(client, wanted.workspace, known.as_deref(), rendered, wanted.dry_run).await?;
        pushed.environments.extend(said);
        pushed.map.environments.extend(uid.map(|uid| (kind.clone(), uid)));
    }
    Ok(pushed)
}

async fn create(client: &Client, wanted: &Push<'_>) -> Result<Pushed, Error> {
    let mut pushed = Pushed {
        map: wanted.map.clone(),
        created: true,
        changed: true,
        added: keys(wanted.collection),
        updated: Vec::new(),
        removed: Vec::new(),
        kept: Vec::new(),
        environments: Vec::new(),
    };
    if wanted.dry_run {
        return Ok(pushed);
    }
    let query = wanted.workspace.map(|id| format!("?workspace={id}")).unwrap_or_default();
    let answer = client.post(&format!("/collections{query}"), &body(wanted.collection)).await?;
    let uid = answer.get("collection").and_then(|one| one.get("uid")?.as_str());
    let Some(uid) = uid else {
        return Err(Error::Answer { call: "POST /collections".to_owned(), field: "collection.uid" });
    };
    pushed.map.collection = Some(uid.to_owned());
    read_back(client, uid, wanted.collection, &mut pushed.map).await?;
    Ok(pushed)
}

async fn update(client: &Client, wanted: &Push<'_>, uid: &str) -> Result<Pushed, Error> {
    let live = live(client, uid).await?;
    let merged = merge::merge(&live, wanted.collection, &wanted.map, wanted.prune);
    let removed = merged.removed.len();
    if removed * 10 > merged.known && !wanted.accept_removals {
        let examples = merged.removed.into_iter().take(3).collect();
        return Err(Error::Shrink { removed, known: merged.known, examples });
    }
    let mut map = wanted.map.clone();
    if merged.differs && !wanted.dry_run {
        client.put(&format!("/collections/{uid}"), &body(&merged.collection)).await?;
        read_back(client, uid, wanted.collection, &mut map).await?;
    } else if !wanted.dry_run {
        remember(&live, wanted.collection, &mut map);
    }
    Ok(Pushed {
        map,
        created: false,
        changed: merged.differs,
        added: merged.added,
        updated: merged.changed,
        removed: merged.removed,
        kept: merged.kept,
        environments: Vec::new(),
    })
}

async fn live(client: &Client, uid: &str) -> Result<Value, Error> {
    let mut answer = client.get(&format!("/collections/{uid}")).await?;
    let collection = answer.get_mut("collection").map(Value::take);
    collection.ok_or_else(|| Error::Answer { call: format!("GET /collections/{uid}"), field: "collection" })
}

/// The body of a write.
fn body(collection: &Value) -> Value {
    let mut collection = collection.clone();
    collection["info"]["schema"] = Value::from(SCHEMA);
    json!({"collection": collection})
}

/// Reads what is live now, says what is missing, and keeps the ids that Postman gave.
async fn read_back(client: &Client, uid: &str, rendered: &Value, map: &mut IdMap) -> Result<(), Error> {
    let live = live(client, uid).await?;
    let there = keys(&live);
    let missing: Vec<String> =
        keys(rendered).into_iter().filter(|key| there.binary_search(key).is_err()).collect();
    if !missing.is_empty() {
        return Err(Error::ReadBack { missing });
    }
    remember(&live, rendered, map);
    Ok(())
}

/// The live ids of what was rendered; people's own nodes are not ours to remember.
fn remember(live: &Value, rendered: &Value, map: &mut IdMap) {
    let (mut there, mut wanted) = (BTreeMap::new(), BTreeMap::new());
    merge::index(nodes(live), &mut there);
    merge::index(nodes(rendered), &mut wanted);
    map.requests.clear();
    map.others.clear();
    for (key, ours) in wanted {
        let Some(theirs) = there.get(&key) else { continue };
        map.requests.extend(id(theirs).map(|id| (key, id)));
        for response in list(ours, "response") {
            let same = list(theirs, "response").iter().find(|other| merge::same_response(other, response));
            map.others.extend(same.and_then(id));
        }
    }
    remember_folders(nodes(live), nodes(rendered), map);
}

fn remember_folders(live: &[Value], rendered: &[Value], map: &mut IdMap) {
    for ours in rendered {
        if let Some(theirs) = live.iter().find(|other| merge::same_folder(other, ours)) {
            map.others.extend(id(theirs));
            remember_folders(nodes(theirs), nodes(ours), map);
        }
    }
}

fn id(node: &Value) -> Option<String> {
    node.get("id").and_then(Value::as_str).map(str::to_owned)
}

fn list<'a>(node: &'a Value, key: &str) -> &'a [Value] {
    node.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn nodes(node: &Value) -> &[Value] {
    list(node, "item")
}

/// The keys of all requests, sorted.
fn keys(collection: &Value) -> Vec<String> {
    let mut found = BTreeMap::new();
    merge::index(nodes(collection), &mut found);
    found.into_keys().collect()
}
