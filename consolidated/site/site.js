// Filters of the timeline and of the list of changes. Everything is on the page without them; the address keeps them.
"use strict";
const form = document.querySelector("form[data-filters]");
if (form) {
  const status = form.querySelector("[role=status]");
  const items = [...document.querySelectorAll(form.dataset.filters === "entries" ? ".entry" : ".row")];
  const has = (list, wanted, by) => !wanted || (list || "").split(by).includes(wanted);
  const compare = (a, b) => {
    const [x, y] = [a, b].map((version) => version.split(/[.+-]/).map(Number));
    for (let i = 0; i < 3; i++) if ((x[i] || 0) !== (y[i] || 0)) return (x[i] || 0) - (y[i] || 0);
    return 0;
  };
  const newer = (at, since) =>
    /^\d{4}-\d{2}-\d{2}$/.test(since) ? at.date > since : /^v?\d+(\.\d+)*$/.test(since) ? compare(at.version, since.replace("v", "")) > 0 : true;
  const place = (item) => (item.closest("[data-date]") || item).dataset;
  // What came and went within the chosen time, oldest first: both sides disappear.
  const cancelled = (shown) => {
    const open = new Map(), left = new Map();
    for (const item of [...shown].reverse().filter((item) => item.dataset.topic)) {
      const keys = item.dataset.keys.split("|");
      left.set(item, keys.length);
      const topic = item.dataset.topic, opposite = (topic[0] === "+" ? "-" : "+") + topic.slice(1);
      for (const key of keys) {
        const other = open.get(opposite + key);
        if (other) {
          open.delete(opposite + key);
          left.set(other, left.get(other) - 1);
          left.set(item, left.get(item) - 1);
        } else open.set(topic + key, item);
      }
    }
    return new Set([...left].filter(([, count]) => count === 0).map(([item]) => item));
  };
  const apply = () => {
    const f = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    const since = f.since || "", text = (f.text || "").toLowerCase();
    const inTime = items.filter((item) => newer(place(item), since));
    const gone = since ? cancelled(inTime) : new Set();
    const shown = new Set(inTime.filter((item) => {
      const d = item.dataset;
      return !gone.has(item) && has(d.services, f.service, " ") && has(d.kinds || d.kind, f.kind, " ") && has(d.methods, f.method, " ") &&
        has(d.tags, f.tag, "|") && (!text || item.textContent.toLowerCase().includes(text));
    }));
    for (const item of items) item.hidden = !shown.has(item);
    for (const section of document.querySelectorAll("section.rows")) section.hidden = !section.querySelector(".row:not([hidden])");
    status.textContent = shown.size === items.length ? "" : `${shown.size} of ${items.length} shown` + (gone.size ? `; ${gone.size} came and went` : "");
    const query = new URLSearchParams(Object.entries(f).filter(([, value]) => value)).toString();
    try { history.replaceState(null, "", query ? "?" + query + location.hash : location.pathname + location.hash); } catch { /* a page from a file may refuse */ }
  };
  for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}
