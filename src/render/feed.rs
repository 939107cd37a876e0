//! Feeds: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1, and the calendar of sunsets (RFC 5545).

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::changelog::tidy;
use super::template::{Error, Templates};
use super::view::{EntryView, SunsetView, View};
use crate::release::Kind;

/// The most bytes of one entry's content.
const CONTENT: usize = 20_000;
/// The most changes of one entry that are told in a feed.
const CHANGES: usize = 60;

/// Which entries a feed tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All.
    All,
    /// Those that break something, and only that part of them.
    Breaking,
    /// Those that touch a service, and only that part of them.
    Service(String),
}

impl Selection {
    /// The part of an entry that belongs into the feed.
    fn of(&self, entry: &EntryView) -> Option<EntryView> {
        let mut part = entry.clone();
        match self {
            Self::All => {}
            Self::Breaking => part.sections.retain(|section| section.kind == Kind::Breaking),
            Self::Service(service) => {
                for section in &mut part.sections {
                    section.groups.retain(|group| group.service == *service);
                }
                part.sections.retain(|section| !section.groups.is_empty());
            }
        }
        (*self == Self::All || !part.sections.is_empty()).then_some(part)
    }

    fn title(&self, title: &str) -> String {
        match self {
            Self::All => title.to_owned(),
            Self::Breaking => format!("{title}: breaking changes"),
            Self::Service(service) => format!("{title}: {service}"),
        }
    }
}

/// A feed before it is spelled.
#[derive(Debug, Serialize)]
pub struct Feed {
    id: String,
    title: String,
    author: String,
    updated: String,
    updated_rfc822: String,
    link: String,
    #[serde(skip)]
    selection: Selection,
    items: Vec<FeedItem>,
}

#[derive(Debug, Serialize)]
struct FeedItem {
    id: String,
    title: String,
    updated: String,
    updated_rfc822: String,
    link: Option<String>,
    tags: Vec<String>,
    html: String,
}

#[derive(Serialize)]
struct Told {
    entry: EntryView,
}

#[derive(Serialize)]
struct Spelled<'a> {
    file: &'a str,
    #[serde(flatten)]
    feed: &'a Feed,
}

impl Feed {
    /// The newest entries of a selection, at most so many.
    ///
    /// # Errors
    /// A template of the user's that fails.
    pub fn new(view: &View, selection: Selection, most: usize, templates: &Templates) -> Result<Self, Error> {
        let items: Vec<FeedItem> = view
            .entries
            .iter()
            .filter_map(|entry| selection.of(entry))
            .take(most)
            .map(|entry| item(view, &entry, templates))
            .collect::<Result<_, _>>()?;
        let updated = items.first().map_or("1970-01-01T00:00:00Z", |item| item.updated.as_str()).to_owned();
        let title = selection.title(&view.title);
        Ok(Self {
            id: urn(view, &title),
            updated_rfc822: rfc822(&updated),
            updated,
            title,
            author: view.author.clone(),
            link: view.link.clone(),
            selection,
            items,
        })
    }

    /// As Atom; `file` is the feed's own place below the link.
    ///
    /// # Errors
    /// A template of the user's that fails.
    pub fn atom(&self, file: &str, templates: &Templates) -> Result<String, Error> {
        templates.print("atom.xml", &Spelled { file, feed: self })
    }

    /// As RSS 2.0; `file` is the feed's own place below the link.
    ///
    /// # Errors
    /// A template of the user's that fails.
    pub fn rss(&self, file: &str, templates: &Templates) -> Result<String, Error> {
        templates.print("rss.xml", &Spelled { file, feed: self })
    }

    /// As JSON Feed 1.1; `file` is the feed's own place below the link.
    pub fn json(&self, file: &str) -> String {
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "description": format!("{}: what changed and what it breaks", self.title),
            "language": "en",
            "authors": [{"name": self.author}],
        });
        if !self.link.is_empty() {
            feed["home_page_url"] = json!(self.link);
            feed["feed_url"] = json!(format!("{}{file}", self.link));
        }
        feed["items"] = self.items.iter().map(FeedItem::json).collect();
        crate::json::canonical::print(&feed)
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What it tells.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }
}

impl FeedItem {
    fn json(&self) -> serde_json::Value {
        let mut item = json!({
            "id": self.id,
            "title": self.title,
            "content_html": self.html,
            "date_published": self.updated,
        });
        if let Some(link) = &self.link {
            item["url"] = json!(link);
        }
        if !self.tags.is_empty() {
            item["tags"] = json!(self.tags);
        }
        item
    }
}

fn item(view: &View, entry: &EntryView, templates: &Templates) -> Result<FeedItem, Error> {
    let mut most = CHANGES;
    let html = loop {
        let html = tidy(&templates.print("entry.html", &Told { entry: entry.cut(most) })?);
        if html.len() <= CONTENT || most == 0 {
            break html;
        }
        most /= 2;
    };
    Ok(FeedItem {
        id: urn(view, &entry.id),
        title: format!("{}: {}", entry.version, entry.headline),
        updated_rfc822: rfc822(&entry.updated),
        updated: entry.updated.clone(),
        link: (!view.link.is_empty()).then(|| format!("{}entries/{}.html", view.link, entry.id)),
        tags: entry.sections.iter().map(|section| section.kind.word().to_owned()).collect(),
        html,
    })
}

/// An id that stays as long as the changelog keeps its address.
fn urn(view: &View, name: &str) -> String {
    let home = if view.link.is_empty() { &view.title } else { &view.link };
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("specline changelog {home} {name}").as_bytes())
        .urn()
        .to_string()
}

/// `Fri, 24 Jul 2026 00:00:00 GMT`.
fn rfc822(time: &str) -> String {
    time.parse::<jiff::Timestamp>()
        .map(|time| time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .unwrap_or_default()
}

/// A calendar with a whole-day event on the last day of each operation or part of one that goes away.
pub fn calendar(view: &View) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//specline//changelog//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("X-WR-CALNAME:{}", ical(&format!("{}: sunsets", view.title))),
    ];
    for sunset in &view.sunsets {
        lines.extend(event(view, sunset));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn event(view: &View, sunset: &SunsetView) -> Vec<String> {
    let spoken = sunset.spoken();
    let announced = sunset.entry.get(..10).unwrap_or("1970-01-01").replace('-', "");
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", urn(view, &format!("sunset {spoken}"))),
        format!("DTSTAMP:{announced}T000000Z"),
        format!("DTSTART;VALUE=DATE:{}", sunset.last_day.strftime("%Y%m%d")),
        format!("SUMMARY:{}", ical(&format!("Sunset of {spoken}"))),
        format!("DESCRIPTION:{}", ical(&format!("The last day on which {spoken} is promised to work."))),
        "TRANSP:TRANSPARENT".to_owned(),
    ];
    if !view.link.is_empty() {
        lines.push(format!("URL:{}entries/{}.html", view.link, sunset.entry));
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

/// RFC 5545, section 3.3.11.
fn ical(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// RFC 5545, section 3.1: lines of at most 75 octets, ended by CRLF.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            octets = 1;
        }
        octets += c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
    out
}
