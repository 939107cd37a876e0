//! Where a change stands, in words: `` `a/b` of response 200 application/json `` is `a/b` in the 200 response.

/// A part of an exchange, as the differ names it before the colon of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The path of a property, or nothing when the whole part is meant.
    pub property: Option<&'a str>,
    /// The part.
    pub part: Part<'a>,
}

/// A part of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// The request body, in a media type.
    Request(&'a str),
    /// The response of a status, in a media type.
    Response(&'a str, &'a str),
    /// A header of the response of a status.
    Header(&'a str, &'a str),
    /// A parameter: where it is sent, and its name.
    Parameter(&'a str, &'a str),
}

/// Where parameters are sent.
const LOCATIONS: [&str; 5] = ["query", "path", "header", "cookie", "querystring"];

impl<'a> Place<'a> {
    /// The place that a sentence begins with, and the rest of the sentence.
    pub fn of(text: &'a str) -> Option<(Self, &'a str)> {
        let (head, rest) = outside_code(text, ": ")?;
        let place = match head.strip_prefix('`').and_then(|head| head.split_once("` of ")) {
            Some((name, part)) => {
                let part = Part::of(part.strip_prefix("the ").unwrap_or(part))?;
                match part {
                    Part::Response(status, "") => Self { property: None, part: Part::Header(name, status) },
                    part => Self { property: Some(name), part },
                }
            }
            None => Self { property: None, part: Part::of(head)? },
        };
        Some((place, rest))
    }

    /// The thing itself, in backticks; nothing where the part has no name of its own.
    pub fn thing(&self) -> Option<String> {
        match (self.property, &self.part) {
            (Some(name), _) => Some(code(name)),
            (None, Part::Header(name, _) | Part::Parameter(_, name)) => Some(code(name)),
            (None, Part::Request(_) | Part::Response(..)) => None,
        }
    }

    /// What stands before the thing when there is one, and when there are several.
    pub fn article(&self) -> (String, String) {
        match (self.property, &self.part) {
            (Some(_), _) => (String::new(), String::new()),
            (None, Part::Header(..)) => ("the header ".to_owned(), "the headers ".to_owned()),
            (None, Part::Parameter(location, _)) => {
                (format!("the {location} parameter "), format!("the {location} parameters "))
            }
            (None, part) => (part.words(), part.words()),
        }
    }

    /// What the thing is a part of, with a preposition such as `in` before it; nothing when it is the part itself.
    pub fn within(&self, preposition: &str) -> String {
        match (self.property, &self.part) {
            (Some(_), part) => format!(" {preposition} {}", part.words()),
            (None, Part::Header(_, status)) => format!(" {preposition} the {status} response"),
            (None, _) => String::new(),
        }
    }
}

impl<'a> Part<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let words: Vec<&str> = text.splitn(4, ' ').collect();
        match words.as_slice() {
            ["response", status] => Some(Self::Response(status, "")),
            ["response", status, "header", name] => Some(Self::Header(name, status)),
            ["response", status, media] if media.contains('/') => Some(Self::Response(status, media)),
            ["request"] => Some(Self::Request("")),
            ["request", media] if media.contains('/') => Some(Self::Request(media)),
            [location, "parameter", ..] if LOCATIONS.contains(location) => {
                let name = text.splitn(3, ' ').nth(2)?;
                Some(Self::Parameter(location, name.strip_prefix('`')?.strip_suffix('`')?))
            }
            [media] if is_media(media) => Some(Self::Request(media)),
            _ => {
                let (location, name) = text.split_once(':')?;
                LOCATIONS.contains(&location).then_some(Self::Parameter(location, name))
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Request("" | "application/json") => "the request body".to_owned(),
            Self::Request(media) => format!("the {} request body", code(media)),
            Self::Response(status, "" | "application/json") => format!("the {status} response"),
            Self::Response(status, media) => format!("the {} {status} response", code(media)),
            Self::Header(name, status) => format!("the header {} of the {status} response", code(name)),
            Self::Parameter(location, name) => format!("the {location} parameter {}", code(name)),
        }
    }
}

fn is_media(word: &str) -> bool {
    word.split_once('/').is_some_and(|(kind, rest)| {
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.*".contains(c));
        !kind.is_empty() && !rest.is_empty() && plain(kind) && plain(rest)
    })
}

/// A name in backticks. One that holds backticks itself gets quotes in their place: pairs would no longer match.
pub fn code(name: &str) -> String {
    format!("`{}`", name.replace('`', "'"))
}

/// Splits a text where a mark first stands outside backticks.
fn outside_code<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices(mark)
        .find(|(at, _)| text[..*at].matches('`').count().is_multiple_of(2))
        .map(|(at, _)| (&text[..at], &text[at + mark.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_said() {
        let table = [
            ("`a/b` of response 200 application/json: x", "`a/b` in the 200 response"),
            (
                "`a` of response 404 application/problem+json: x",
                "`a` in the `application/problem+json` 404 response",
            ),
            ("`a` of request multipart/form-data: x", "`a` in the `multipart/form-data` request body"),
            ("application/json: x", "the request body"),
            ("response 202: x", "the 202 response"),
            ("`Deprecation` of response 202: x", "the header `Deprecation` in the 202 response"),
            ("response 202 header Location: x", "the header `Location` in the 202 response"),
            ("query parameter `a: b`: x", "the query parameter `a: b`"),
            ("query:sort: x", "the query parameter `sort`"),
            ("`a` of the query parameter `f`: x", "`a` in the query parameter `f`"),
        ];
        for (text, said) in table {
            let (place, rest) = Place::of(text).expect(text);
            assert_eq!(rest, "x");
            let words = place.article().0 + &place.thing().unwrap_or_default() + &place.within("in");
            assert_eq!(words, said, "{text}");
        }
        for text in ["endpoint added", "server: `x` added", "was restricted to a list: [1]"] {
            assert_eq!(Place::of(text), None, "{text}");
        }
    }
}
