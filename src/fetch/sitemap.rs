//! Sitemaps (<https://www.sitemaps.org/protocol.html>): XML without entities of its own.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// The most URLs that one sitemap may list, by the protocol.
const MOST_URLS: usize = 50_000;

/// How deep elements may nest; the protocol needs three.
const DEEPEST: usize = 16;

/// What a sitemap lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Other sitemaps.
    pub sitemaps: Vec<String>,
    /// Pages.
    pub pages: Vec<String>,
}

/// Reads a sitemap or a sitemap index.
///
/// # Errors
/// Text that is neither, that ends early, that declares a document type (entities could unfold without end), or that lists
/// more than the protocol allows.
pub fn read(text: &str) -> Result<Sitemap, String> {
    let mut reader = Reader::from_str(text);
    let mut state = State::default();
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return state.finish(),
            Ok(event) => state.take(&event)?,
            Err(error) => {
                return Err(format!("malformed sitemap at byte {}: {error}", reader.error_position()));
            }
        }
    }
}

#[derive(Default)]
struct State {
    open: Vec<String>,
    loc: Option<String>,
    found: Sitemap,
    seen_root: bool,
}

impl State {
    fn take(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.open(tag.local_name().as_ref()),
            Event::Empty(tag) => {
                self.open(tag.local_name().as_ref())?;
                self.close();
                Ok(())
            }
            Event::End(_) => {
                self.close();
                self.limit()
            }
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(name) => {
                let text =
                    entity(name).ok_or_else(|| format!("unknown entity `&{};` in a sitemap", &**name))?;
                self.text(text)
            }
            Event::DocType(_) => Err("a sitemap with a document type is not read".to_owned()),
            _ => Ok(()),
        }
    }

    fn open(&mut self, name: &str) -> Result<(), String> {
        if self.open.is_empty() {
            if self.seen_root || !["sitemapindex", "urlset"].contains(&name) {
                return Err(format!(
                    "found `<{name}>`; a sitemap begins with `<urlset>` or `<sitemapindex>`"
                ));
            }
            self.seen_root = true;
        }
        if self.open.len() >= DEEPEST {
            return Err("the sitemap is nested too deep".to_owned());
        }
        self.open.push(name.to_owned());
        if name == "loc" && self.open.len() == 3 {
            self.loc = Some(String::new());
        }
        Ok(())
    }

    fn close(&mut self) {
        let closed = self.open.pop();
        if closed.as_deref() != Some("loc") || self.open.len() != 2 {
            return;
        }
        let Some(loc) = self.loc.take() else { return };
        let loc = loc.trim().to_owned();
        match self.open[1].as_str() {
            "sitemap" => self.found.sitemaps.push(loc),
            "url" => self.found.pages.push(loc),
            _ => {}
        }
    }

    fn limit(&self) -> Result<(), String> {
        if self.found.pages.len().max(self.found.sitemaps.len()) > MOST_URLS {
            return Err(format!("the sitemap lists more than {MOST_URLS} URLs"));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match &mut self.loc {
            Some(loc) => loc.push_str(text),
            None if self.open.is_empty()
                && !text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() =>
            {
                return Err("text where a sitemap was expected".to_owned());
            }
            None => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Sitemap, String> {
        match self.open.last() {
            Some(name) => Err(format!("the sitemap ends inside `<{name}>`")),
            None if !self.seen_root => Err("no sitemap: the text is empty".to_owned()),
            None => Ok(self.found),
        }
    }
}

/// The five entities of XML and `&#38;`-like references to printable ASCII, which is all that a URL needs.
fn entity(name: &str) -> Option<&'static str> {
    match name {
        "amp" | "#38" | "#x26" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" | "#34" => Some("\""),
        "apos" | "#39" => Some("'"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_and_a_sitemap_are_read() {
        let index = "<?xml version=\"1.0\"?><sitemapindex xmlns=\"x\"><sitemap><loc> https://x.dev/0.xml\n</loc></sitemap></sitemapindex>";
        assert_eq!(read(index).expect("an index").sitemaps, ["https://x.dev/0.xml"]);
        let map = "\u{feff}<urlset><url><loc>https://x.dev/a?b&amp;c</loc><image:image><image:loc>no</image:loc></image:image></url>\
                   <url><loc><![CDATA[https://x.dev/d]]></loc></url></urlset>";
        assert_eq!(read(map).expect("a sitemap").pages, ["https://x.dev/a?b&c", "https://x.dev/d"]);
    }

    #[test]
    fn what_is_no_sitemap_is_refused_and_says_why() {
        let bomb = "<!DOCTYPE urlset [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><urlset><url><loc>&b;</loc></url></urlset>";
        let deep = format!("<urlset>{}", "<a>".repeat(100_000));
        let many = format!("<urlset>{}</urlset>", "<url><loc>a</loc></url>".repeat(MOST_URLS + 1));
        for (text, why) in [
            ("", "empty"),
            ("<!doctype html><html></html>", "document type"),
            ("<html><body>Sign in</body></html>", "<html>"),
            ("{\"urls\": []}", "text where"),
            ("<urlset><url><loc>https://x.dev/", "ends"),
            ("<urlset><url>", "ends inside"),
            ("<urlset></url>", "malformed"),
            ("<urlset><url><loc>&b;</loc></url></urlset>", "unknown entity"),
            ("<urlset/><urlset/>", "begins with"),
            (bomb, "document type"),
            (&deep, "too deep"),
            (&many, "more than 50000"),
        ] {
            let error = read(text).expect_err(&text[..text.len().min(80)]);
            assert!(error.contains(why), "{error}");
        }
    }
}
