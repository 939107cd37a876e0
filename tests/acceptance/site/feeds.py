"""feeds.py CONSOLIDATED...: reads feeds and calendars with the parsers of other people.

Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 must parse without a complaint and keep the rules of their specifications; the HTML
inside must hold the elements of an entry and no others; iCalendar (RFC 5545) must parse, event by event."""
import datetime
import email.utils
import json
import pathlib
import sys
import urllib.parse
import xml.etree.ElementTree as xml

import feedparser
import html5lib
import icalendar
import jsonschema

ATOM = "{http://www.w3.org/2005/Atom}"
ELEMENTS = {"html", "head", "body", "p", "strong", "em", "h3", "h4", "ul", "li", "code", "a", "del", "ins"}
TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "format": "uri", "pattern": "^https?://"}
AUTHOR = {"type": "object", "properties": {"name": TEXT, "url": URL}, "minProperties": 1}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"}, "title": TEXT, "home_page_url": URL, "feed_url": URL,
        "description": {"type": "string"}, "language": TEXT, "authors": {"type": "array", "items": AUTHOR},
        "items": {"type": "array", "items": {
            "type": "object", "required": ["id"], "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
            "properties": {"id": TEXT, "url": URL, "title": TEXT, "content_html": {"type": "string"}, "date_published": DATE,
                           "date_modified": DATE, "tags": {"type": "array", "items": TEXT}},
            "additionalProperties": False}},
    },
    "additionalProperties": False,
}
failures = []


def check(good, what):
    if not good:
        failures.append(what)
        print("FAIL", what)


def content(file, html):
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        check(element.tag in ELEMENTS, f"{file} holds the element {element.tag}")
        check(set(element.keys()) <= {"href"}, f"{file} holds the attributes {element.keys()}")


def instant(file, text):
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        check(False, f"{file}: {text} is no date of RFC 3339")


def parsed(file, text):
    feed = feedparser.parse(text, sanitize_html=False, response_headers={"content-type": "application/xml; charset=utf-8"})
    check(not feed.bozo, f"{file}: {feed.get('bozo_exception')}")
    return feed


def one_of_each(file, names, what):
    check(len(names) == len(set(names)), f"{file}: two entries have one {what}")
    check(all(names), f"{file}: an entry has no {what}")


def atom(file, text):
    root, feed = xml.fromstring(text), parsed(file, text)
    check(feed.version == "atom10", f"{file} is {feed.version}")
    for node in [root, *root.findall(ATOM + "entry")]:
        for name in ["id", "title", "updated"]:
            check(len(node.findall(ATOM + name)) == 1, f"{file}: {node.tag} has not one {name}")
        check(bool(urllib.parse.urlsplit(node.findtext(ATOM + "id", "")).scheme), f"{file}: an id is no absolute IRI")
        instant(file, node.findtext(ATOM + "updated", ""))
    check(root.find(f"{ATOM}author/{ATOM}name") is not None, f"{file} has no author")
    links = {link.get("rel"): link.get("href") for link in root.findall(ATOM + "link")}
    check(links.get("self", "").endswith(file.name), f"{file}: the link to itself is {links.get('self')}")
    entries = root.findall(ATOM + "entry")
    one_of_each(file, [entry.findtext(ATOM + "id") for entry in entries], "id")
    for entry in entries:
        node = entry.find(ATOM + "content")
        check(node is not None and node.get("type") == "html", f"{file}: an entry has no content")
        content(file, node.text)
    updated = [instant(file, entry.findtext(ATOM + "updated")) for entry in entries]
    check(updated == sorted(updated, reverse=True), f"{file} is not newest first")
    check(not updated or instant(file, root.findtext(ATOM + "updated")) == updated[0], f"{file} was not updated with its newest entry")


def rss(file, text):
    root, feed = xml.fromstring(text), parsed(file, text)
    check(feed.version == "rss20", f"{file} is {feed.version}")
    channel = root.find("channel")
    for name in ["title", "link", "description"]:
        check(bool(channel.findtext(name)), f"{file} has no {name}")
    link = channel.find(ATOM + "link")
    check(link is not None and link.get("href").endswith(file.name), f"{file} does not name itself")
    items = channel.findall("item")
    one_of_each(file, [item.findtext("guid") for item in items], "guid")
    for item in items:
        date = email.utils.parsedate_to_datetime(item.findtext("pubDate"))
        check(email.utils.format_datetime(date, usegmt=True) == item.findtext("pubDate"), f"{file}: {item.findtext('pubDate')}")
        content(file, item.findtext("description"))


def json_feed(file, text):
    feed = json.loads(text)
    validator = jsonschema.Draft202012Validator(JSON_FEED)
    for error in validator.iter_errors(feed):
        check(False, f"{file}: {error.json_path}: {error.message[:200]}")
    one_of_each(file, [item["id"] for item in feed["items"]], "id")
    for item in feed["items"]:
        content(file, item["content_html"])


def calendar(file, data):
    check(all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b""), f"{file} has long lines")
    parsed_calendar = icalendar.Calendar.from_ical(data)
    check(not parsed_calendar.errors, f"{file}: {parsed_calendar.errors}")
    events = parsed_calendar.walk("VEVENT")
    one_of_each(file, [str(event["UID"]) for event in events], "UID")
    for event in events:
        check(not event.errors, f"{file}: {event.errors}")
        check(type(event["DTSTART"].dt) is datetime.date and "DTSTAMP" in event, f"{file}: an event is no whole day")
    check({child.name for child in parsed_calendar.walk()} <= {"VCALENDAR", "VEVENT"}, f"{file} holds other components")
    return len(events)


read = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    events = 0
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".xml":
            text = file.read_text()
            (rss if "<rss" in text[:200] else atom)(file, text)
        elif file.suffix == ".json" and '"https://jsonfeed.org/' in file.read_text()[:200]:
            json_feed(file, file.read_text())
        elif file.suffix == ".ics":
            events += calendar(file, file.read_bytes())
        else:
            continue
        read += 1
    check(events > 0, f"{folder} announces no sunset")
check(read >= 10, f"{read} feeds read")
print(f"{read} feeds and calendars read, {len(failures)} failures")
sys.exit(1 if failures else 0)
