// node check.mjs WORK [SITE]: looks at what nights.mjs made in WORK, and at the pages of one more folder.
// Screenshots go to screenshots/.
import path from "node:path";
import { chromium } from "playwright-core";
import { lookAt, validHtml } from "./pages.mjs";
import { markdownIsBuiltTheSame, pagesAreBuiltTheSame } from "./sinks.mjs";

const [work, site] = process.argv.slice(2).map((name) => path.resolve(name));
const failures = [];
const check = (good, what) => { if (!good) { failures.push(what); console.log("FAIL", what); } };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const made = (variant) => path.join(work, variant, "consolidated/site");

for (const pages of [made("hostile"), made("plain"), site].filter(Boolean)) {
  await validHtml(pages, check);
  const count = await lookAt(browser, pages, check, pages === made("hostile") ? null : path.join("screenshots", path.basename(path.resolve(pages, "../.."))));
  console.log(`${count} pages of ${path.relative(work, pages)} looked at`);
}
const same = await pagesAreBuiltTheSame(browser, made("hostile"), made("plain"), check);
const texts = await markdownIsBuiltTheSame(path.join(work, "hostile"), path.join(work, "plain"), check);
await browser.close();
console.log(`${same} pages and ${texts} Markdown files compared; ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);
