// Compares what two histories were published as that differ only in the words of their documents: pages read by a browser,
// Markdown by the parser of a forge's dialect with its mentions and issues. Both must be built the same.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { unified } from "unified";
import remarkParse from "remark-parse";
import remarkGfm from "remark-gfm";
import remarkGithub from "remark-github";
import { pagesOf } from "./pages.mjs";

// The elements with the names of their attributes, and where their links lead; each once, since grouping depends on words.
const outline = () => [...new Set([...document.querySelectorAll("*")].map((element) => {
  const names = element.getAttributeNames().sort().join(" ");
  const leads = ["href", "src", "action"].map((name) => element.getAttribute(name)).filter(Boolean).map((target) => new URL(target, "https://own/").protocol);
  return `${element.localName} ${names} ${leads}`;
}))].sort();

export async function pagesAreBuiltTheSame(browser, hostile, plain, check) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const read = async (root) => {
    const found = new Map();
    for (const file of await pagesOf(root)) {
      await page.goto("file://" + path.join(root, file));
      found.set(file, await page.evaluate(outline));
    }
    return found;
  };
  const [own, other] = [await read(hostile), await read(plain)];
  check(own.size > 10 && [...own.keys()].join() === [...other.keys()].join(), "the same pages");
  for (const [file, elements] of own) {
    const known = new Set(other.get(file));
    for (const element of elements) check(known.has(element), `${file} has the element ${element}`);
  }
  await context.close();
  return own.size;
}

function nodes(tree) {
  const found = new Set();
  const visit = (node) => {
    const more = node.type === "html" ? ` ${node.value.replace(/>[^<]*/g, ">")}` : node.type === "link" ? ` ${node.url}` : "";
    found.add(node.type + more);
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  return found;
}

export async function markdownIsBuiltTheSame(hostile, plain, check) {
  const reader = unified().use(remarkParse).use(remarkGfm).use(remarkGithub, { repository: "owner/repository", mentionStrong: false });
  const read = async (file) => { const text = await readFile(file, "utf8"); return nodes(await reader.run(reader.parse(text), { value: text })); };
  const names = (await readdir(hostile)).filter((name) => name.endsWith(".md")).concat("consolidated/CHANGELOG.md");
  for (const name of names) {
    const [own, other] = [await read(path.join(hostile, name)), await read(path.join(plain, name))];
    for (const node of own) check(other.has(node), `${name} has the node ${node.slice(0, 160)}`);
  }
  return names.length;
}
