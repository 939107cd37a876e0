// node check.mjs SITE: serves a folder of pages on loopback and looks at them in headless Chromium.
// Pages: valid HTML, no console error, nothing loaded from elsewhere, axe finds nothing serious in light and dark.
// Filters, permalinks, the sum since a version, and the pages without JavaScript. Screenshots go to screenshots/.
import { createServer } from "node:http";
import { readFile, readdir, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";

const site = path.resolve(process.argv[2] ?? "../../../consolidated/site");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".xml": "application/xml", ".json": "application/json", ".ics": "text/calendar" };
const failures = [];
const check = (good, what) => { if (!good) { failures.push(what); console.log("FAIL", what); } };

const server = createServer(async (request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
  const file = path.join(site, path.normalize(name));
  try {
    const body = await readFile(file.endsWith("/") ? file + "index.html" : file);
    response.writeHead(200, { "content-type": (types[path.extname(file)] ?? "application/octet-stream") + "; charset=utf-8" });
    response.end(body);
  } catch { response.writeHead(name === "/favicon.ico" ? 204 : 404); response.end(); }
}).listen(0, "127.0.0.1");
await new Promise((done) => server.on("listening", done));
const base = `http://127.0.0.1:${server.address().port}/`;

const all = (await readdir(site, { recursive: true })).filter((file) => file.endsWith(".html")).sort();
const validator = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "long-title": "off", "no-trailing-whitespace": "off", "require-sri": "off", "no-inline-style": "error" } });
for (const file of all) {
  const report = await validator.validateFile(path.join(site, file));
  for (const result of report.results) for (const message of result.messages.slice(0, 3))
    check(false, `${file}:${message.line}: ${message.ruleId}: ${message.message}`);
}

const few = (folder) => all.filter((file) => file.startsWith(folder)).slice(0, 3).concat(all.filter((file) => file.startsWith(folder)).slice(-2));
const looked = [...new Set([...all.filter((file) => !file.includes("/")), ...few("entries/"), ...few("services/")])];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
await mkdir("screenshots", { recursive: true });

for (const scheme of ["light", "dark"]) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1000, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  for (const file of looked) {
    await page.goto(base + file);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    for (const { id, impact, nodes } of violations) check(false, `axe ${scheme} ${file}: ${impact} ${id}: ${nodes[0].html.slice(0, 120)}`);
    if (scheme === "light" || !file.includes("/")) await page.screenshot({ path: `screenshots/${scheme}-${file.replace(/\W/g, "-")}.png` });
  }
  await context.close();
}

const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
const page = await context.newPage();
page.on("console", (message) => ["error", "warning"].includes(message.type()) && check(false, `console: ${message.text()}`));
page.on("pageerror", (error) => check(false, `script: ${error}`));
page.on("dialog", (dialog) => { check(false, `a document opened a dialog: ${dialog.message()}`); dialog.dismiss(); });
page.on("request", (request) => check(request.url().startsWith(base), `loads ${request.url()}`));
for (const file of looked) await page.goto(base + file);

await page.goto(base + "changes.html");
const rows = page.locator(".row");
const shown = () => page.locator(".row:visible").count();
const total = await rows.count();
check(total > 0 && (await shown()) === total, "all changes are shown at first");
const kind = await rows.first().getAttribute("data-kind");
await page.selectOption("select[name=kind]", kind);
const ofKind = await page.locator(`.row[data-kind=${kind}]`).count();
check((await shown()) === ofKind, `${ofKind} changes of the kind ${kind}, ${await shown()} shown`);
check(page.url().includes(`kind=${kind}`), "the address keeps the filter");
await page.reload();
check((await shown()) === ofKind, "a reload keeps the filter");
await page.click("button[type=reset]");
await page.waitForTimeout(50);
check((await shown()) === total, "all changes are back");
await page.fill("input[name=text]", "no such words anywhere");
check((await shown()) === 0 && (await page.textContent("[role=status]")).includes(`0 of ${total}`), "a text that is nowhere");
await page.fill("input[name=text]", "");
const newest = await page.locator("section.rows").first().getAttribute("data-version");
await page.fill("input[name=since]", newest);
check((await shown()) === 0, "nothing is newer than the newest version");
const oldest = await page.locator("section.rows").last().getAttribute("data-date");
await page.fill("input[name=since]", oldest);
check((await shown()) < total && (await page.locator("section.rows:visible").count()) < (await page.locator("section.rows").count()), "since the oldest date less is shown");
await page.screenshot({ path: "screenshots/filtered.png" });

await page.goto(base + "changes.html");
const link = page.locator(".row a:text-is('details')").first();
await link.focus();
await page.keyboard.press("Enter");
await page.waitForURL(/entries\/.*#/);
check(await page.locator(":target").count() === 1, "a permalink leads to its change");
await page.goto(base + "index.html");
await page.keyboard.press("Tab");
check(await page.evaluate(() => document.activeElement.className) === "skip", "the first stop of the keyboard is the skip link");
await page.emulateMedia({ media: "print" });
check(!(await page.locator("form").isVisible()) && (await page.locator(".entry").first().isVisible()), "print shows entries, no filters");
await context.close();

const plain = await browser.newContext({ javaScriptEnabled: false });
const quiet = await plain.newPage();
await quiet.goto(base + "changes.html");
check((await quiet.locator(".row:visible").count()) === total && !(await quiet.locator("form").isVisible()), "without JavaScript everything is there and no filter");
await plain.close();
const files = await browser.newContext();
const local = await files.newPage();
local.on("console", (message) => message.type() === "error" && check(false, `from a file: ${message.text()}`));
await local.goto("file://" + path.join(site, "index.html"));
check(await local.evaluate(() => getComputedStyle(document.querySelector(".entry")).borderLeftWidth) === "3px", "a page opened as a file has its style");
await files.close();

await browser.close();
server.close();
console.log(`${all.length} pages checked, ${looked.length} looked at, ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);
