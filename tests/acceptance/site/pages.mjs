// Looks at a folder of pages in headless Chromium: valid HTML, no console error, nothing loaded from elsewhere, axe finds nothing
// in light and dark, filters and permalinks, the sum since a version, the keyboard, print, and everything without JavaScript.
import { createServer } from "node:http";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { HtmlValidate } from "html-validate";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".xml": "application/xml", ".json": "application/json", ".ics": "text/calendar" };
const RULES = { extends: ["html-validate:standard"], rules: { "long-title": "off", "no-trailing-whitespace": "off", "require-sri": "off", "no-inline-style": "error" } };

async function serve(site) {
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.join(site, path.normalize(name));
    try {
      const body = await readFile(file.endsWith("/") ? file + "index.html" : file);
      response.writeHead(200, { "content-type": (TYPES[path.extname(file)] ?? "application/octet-stream") + "; charset=utf-8" });
      response.end(body);
    } catch { response.writeHead(name === "/favicon.ico" ? 204 : 404); response.end(); }
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.on("listening", done));
  return { server, base: `http://127.0.0.1:${server.address().port}/` };
}

export const pagesOf = async (site) => (await readdir(site, { recursive: true })).filter((file) => file.endsWith(".html")).sort();

export async function validHtml(site, check) {
  const validator = new HtmlValidate(RULES);
  for (const file of await pagesOf(site)) {
    const report = await validator.validateFile(path.join(site, file));
    for (const result of report.results) for (const message of result.messages.slice(0, 3))
      check(false, `${file}:${message.line}: ${message.ruleId}: ${message.message}`);
  }
}

// The pages of the navigation, and some of the many others.
async function sample(site) {
  const all = await pagesOf(site);
  const few = (folder) => { const of = all.filter((file) => file.startsWith(folder)); return [...of.slice(0, 2), ...of.slice(-2)]; };
  return [...new Set([...all.filter((file) => !file.includes("/")), ...few("entries/"), ...few("services/")])];
}

function watch(page, base, check) {
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && check(false, `console: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `script: ${error}`));
  page.on("dialog", (dialog) => { check(false, `a document opened a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => check(request.url().startsWith(base), `loads ${request.url()}`));
}

export async function lookAt(browser, site, check, shots) {
  const { server, base } = await serve(site);
  const looked = await sample(site);
  if (shots) await mkdir(shots, { recursive: true });
  for (const scheme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1100, height: 1000 }, bypassCSP: true });
    const page = await context.newPage();
    for (const file of looked) {
      await page.goto(base + file);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      for (const { id, impact, nodes } of violations) check(false, `axe ${scheme} ${file}: ${impact} ${id}: ${nodes[0].html.slice(0, 120)}`);
      if (shots) await page.screenshot({ path: path.join(shots, `${scheme}-${file.replace(/\W/g, "-")}.png`) });
    }
    await context.close();
  }
  const context = await browser.newContext({ viewport: { width: 1100, height: 1000 } });
  const page = await context.newPage();
  watch(page, base, check);
  for (const file of looked) await page.goto(base + file);
  const total = await filters(page, base, check);
  await timeline(page, base, check);
  await permalinks(page, base, check);
  await keyboardAndPaper(page, base, check);
  await context.close();

  const narrow = await browser.newContext({ viewport: { width: 360, height: 700 } });
  const small = await narrow.newPage();
  for (const file of looked) {
    await small.goto(base + file);
    check(await small.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${file} is wider than a telephone`);
  }
  await narrow.close();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const quiet = await plain.newPage();
  await quiet.goto(base + "changes.html");
  check((await quiet.locator(".row:visible").count()) === total && !(await quiet.locator("form").isVisible()), "without JavaScript everything is there and no filter");
  await plain.close();
  const files = await browser.newContext();
  const local = await files.newPage();
  local.on("console", (message) => message.type() === "error" && check(false, `from a file: ${message.text()}`));
  await local.goto("file://" + path.join(site, "index.html"));
  check(await local.evaluate(() => getComputedStyle(document.querySelector(".entry")).display) === "grid", "a page opened as a file has its style");
  await files.close();
  server.close();
  return looked.length;
}

// The list of changes: by kind, text, since; what came and went within the time cancels.
async function filters(page, base, check) {
  await page.goto(base + "changes.html");
  const shown = () => page.locator(".row:visible").count();
  const total = await page.locator(".row").count();
  check(total > 0 && (await shown()) === total, "all changes are shown at first");
  for (const [name, attribute] of [["kind", "kind"], ["service", "services"], ["method", "methods"], ["tag", "tags"]]) {
    const values = await page.locator(`.row[data-${attribute}]`).evaluateAll((rows, attribute) => rows.map((row) => row.dataset[attribute]), attribute);
    const value = values.map((list) => list.split(attribute === "tags" ? "|" : " ")[0]).find(Boolean);
    if (!value) continue;
    await page.selectOption(`select[name=${name}]`, value);
    const fitting = values.filter((list) => list.split(attribute === "tags" ? "|" : " ").includes(value)).length;
    check((await shown()) === fitting, `${name}=${value}: ${fitting} changes, ${await shown()} shown`);
    check(new URL(page.url()).searchParams.get(name) === value, `the address keeps ${name}`);
    await page.reload();
    check((await shown()) === fitting, `a reload keeps ${name}`);
    await page.click("button[type=reset]");
    await page.waitForTimeout(50);
    check((await shown()) === total, "all changes are back");
  }
  await page.fill("input[name=text]", "no such words anywhere");
  check((await shown()) === 0 && (await page.textContent("[role=status]")).includes(`0 of ${total}`), "a text that is nowhere");
  await page.fill("input[name=text]", "");
  const sections = page.locator("section.rows");
  const newest = await sections.first().getAttribute("data-version");
  await page.fill("input[name=since]", newest);
  check((await shown()) === 0, "nothing is newer than the newest version");
  const oldest = await sections.last().getAttribute("data-date");
  await page.fill("input[name=since]", oldest);
  check((await shown()) < total && (await page.locator("section.rows:visible").count()) < (await sections.count()), "since the oldest date less is shown");
  return total;
}

async function timeline(page, base, check) {
  await page.goto(base + "index.html");
  const entries = page.locator(".entry");
  const total = await entries.count();
  const service = (await entries.evaluateAll((all) => all.flatMap((entry) => entry.dataset.services.split(" "))))[0];
  await page.selectOption("select[name=service]", service);
  const fitting = (await entries.evaluateAll((all) => all.map((entry) => entry.dataset.services.split(" ")))).filter((list) => list.includes(service)).length;
  check((await page.locator(".entry:visible").count()) === fitting, `the timeline of ${service}`);
  await page.click("button[type=reset]");
  await page.fill("input[name=since]", await entries.nth(1).getAttribute("data-version"));
  check((await page.locator(".entry:visible").count()) === 1 && total > 1, "one entry since the one before the newest");
}

async function permalinks(page, base, check) {
  await page.goto(base + "changes.html");
  await page.locator(".row a.details").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/entries\/.*#/);
  check(await page.locator(":target").count() === 1, "a permalink leads to its change");
  const check_link = page.locator(".meta a[href*='breaking-changes']").first();
  if (await check_link.count()) {
    await check_link.click();
    check(await page.locator("tr:target").count() === 1, "a check leads to what it finds");
  }
}

async function keyboardAndPaper(page, base, check) {
  await page.goto(base + "index.html");
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.className) === "skip", "the first stop of the keyboard is the skip link");
  for (const stop of ["a", "input", "select"]) {
    const outline = await page.locator(stop).last().evaluate((element) => { element.focus({ focusVisible: true }); return getComputedStyle(element).outlineStyle; });
    check(outline === "solid", `a focused ${stop} is outlined`);
  }
  await page.emulateMedia({ media: "print" });
  check(!(await page.locator("form").isVisible()) && (await page.locator(".entry").first().isVisible()), "print shows entries, no filters");
  await page.emulateMedia({ media: "screen" });
}
