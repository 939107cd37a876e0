// node check.mjs [SPECLINE], from the top of the checkout: renders collections and opens them where people open them.
//
// newman sends every request to a mock that judges it by the documents; the scripts (token, contract tests, next page,
// CSRF) run against servers that behave and misbehave; the Postman CLI, Bruno and Insomnia import every format.
import { execFile, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import yaml from "js-yaml";
import newman from "newman";
import { start } from "./mock.mjs";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const top = process.cwd();
const specline = path.resolve(process.argv[2] ?? process.env.SPECLINE ?? path.join(top, "target/debug/specline"));
const scratch = mkdtempSync(path.join(os.tmpdir(), "specline-postman-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const failures = [];
const check = (good, what) => { if (!good) { failures.push(what); console.log("FAIL", what); } };
const readDocument = (file) => yaml.load(readFileSync(file, "utf8"));
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const run = (...args) => execFileSync(specline, args, { cwd: scratch, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });

/** Renders into the scratch folder; returns the path of what was made. */
function render(document, name, ...more) {
  const output = path.join(scratch, name);
  run("postman", "render", document, "-o", output, ...more);
  return output;
}

function* requestsOf(node) {
  for (const item of node.item) if (item.item) yield* requestsOf(item); else yield item;
}

/** Runs a collection; `values` are those of an environment. */
function send(collection, values, more = {}) {
  const environment = { values: Object.entries(values).map(([key, value]) => ({ key, value, enabled: true })) };
  writeFileSync(path.join(scratch, "upload.bin"), "bytes");
  return new Promise((done, fail) => newman.run(
    { collection, environment, workingDir: scratch, ignoreRedirects: true, timeoutRequest: 15000, reporters: [], ...more },
    (error, summary) => error ? fail(error) : done(summary)));
}

/** `METHOD /template` of a request as the document writes it; names of parameters are read from the mock's list. */
function keyOf(item, operations) {
  const blank = (text) => text.replaceAll(/\{\{?[^}]*\}?\}/g, "{}");
  const segments = item.request.url.path.map((one) => one.startsWith(":") ? "{}" : blank(one));
  const wanted = `${item.request.method} /${segments.join("/")}`;
  return operations.find((key) => blank(key) === wanted);
}

const isOpen = (at) => ["/login", "/oauth", "/.well-known"].some((one) => at === one || at.startsWith(one + "/"));

/** Every request of a document is sent and valid, every saved response is what the document says. */
async function everyRequestIsValid(document, sources) {
  const label = path.basename(document);
  const collection = readJson(render(document, "all.json", "--saved", "one", "--tests"));
  const saved = new Map();
  const mock = await start(sources.map(readDocument), { answers: (key) => saved.get(key), needsToken: (at) => !isOpen(at) });
  for (const item of requestsOf(collection)) {
    const key = keyOf(item, mock.operations);
    check(key, `${label}: ${item.name} is no operation of the document`);
    const [response] = item.response;
    if (response) saved.set(key, { code: response.code, type: response.header[0]?.value, body: response.body });
  }
  const summary = await send(collection, { baseUrl: mock.url, apiKey: "key" });
  await mock.close();
  for (const key of mock.operations) check(mock.seen.has(key), `${label}: ${key} was not sent`);
  for (const wrong of [...mock.seen.values()].flat()) check(false, `${label}: ${wrong}`);
  const failed = summary.run.failures.filter(({ error }) => error.name !== "AssertionError");
  for (const { source, error } of failed) check(false, `${label}: ${source.name}: ${error.message}`);
  // The mock answers as the document says, so every contract test must hold.
  const broken = summary.run.failures.filter(({ error, source }) => error.name === "AssertionError" && source.response !== undefined);
  for (const { source, error } of broken) {
    const [response] = source.toJSON().response;
    if (response?.body || response?.code === 204) check(false, `${label}: ${source.name}: ${error.test}: ${error.message}`);
  }
  console.log(`${label}: ${mock.operations.length} operations, ${summary.run.stats.assertions.total} contract tests, ${summary.run.stats.assertions.failed} failed`);
}

/** A server of one path that records what it is sent. */
async function server(answer) {
  const seen = [];
  const http = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => { body += chunk; });
    request.on("end", () => {
      seen.push({ at: `${request.method} ${request.url}`, token: request.headers.authorization, body, headers: request.headers });
      const { code = 200, headers = {}, json = {} } = answer(request, body, seen) ?? {};
      response.writeHead(code, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(json));
    });
  });
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${http.address().port}`, seen, close: () => new Promise((done) => { http.closeAllConnections(); http.close(done); }) };
}

const small = (paths) => {
  const file = path.join(scratch, "small.json");
  writeFileSync(file, JSON.stringify({ openapi: "3.0.3", info: { title: "Small", version: "1" }, paths }));
  return file;
};
const ok = { responses: { 200: { description: "" } } };

/** One token for all requests; another one when it expires; none for paths that are open. */
async function tokensAreFetchedOnceAndAgainWhenTheyExpire() {
  const document = small({ "/a": { get: ok }, "/b": { get: ok }, "/login": { get: ok } });
  for (const auth of ["bearer", "oauth2"]) for (const [lifetime, expected] of [[3600, 1], [30, 4]]) {
    let made = 0;
    const api = await server((request) => request.url === "/oauth/token" ? { json: { access_token: `token-${++made}`, token_type: "bearer", expires_in: lifetime } } : {});
    const secrets = { baseUrl: api.url, clientId: "id", clientSecret: "se&cret", scope: "user_default" };
    const summary = await send(readJson(render(document, "small.c.json", "--auth", auth)), secrets, { iterationCount: 2 });
    await api.close();
    check(summary.run.failures.length === 0, `${auth}: ${summary.run.failures[0]?.error.message}`);
    check(made === expected, `${auth}: a token of ${lifetime} s was fetched ${made} times, not ${expected}`);
    const [first] = api.seen.filter(({ at }) => at === "POST /oauth/token");
    const sent = Object.fromEntries(new URLSearchParams(first?.body));
    check(isDeepStrictEqual(sent, { grant_type: "client_credentials", client_id: "id", client_secret: "se&cret", scope: "user_default" }), `${auth}: the token was asked for with ${first?.body}`);
    const calls = api.seen.filter(({ at }) => at !== "POST /oauth/token");
    for (const { at, token } of calls) check(at === "GET /login" ? token === undefined : /^Bearer token-\d$/.test(token ?? ""), `${auth}: ${at} was sent with ${token}`);
    check(calls.length === 6, `${auth}: ${calls.length} calls`);
  }
}

/** Without a client nothing is fetched and the key is sent; a refused client is said, and its secret is not. */
async function aKeyNeedsNoTokenAndARefusalIsSaid() {
  const collection = readJson(render(small({ "/a": { get: ok } }), "small.c.json"));
  const api = await server((request) => request.url === "/oauth/token" ? { code: 401 } : {});
  await send(collection, { baseUrl: api.url, apiKey: "key" });
  check(isDeepStrictEqual(api.seen.map(({ at, token }) => [at, token]), [["GET /a", "Bearer key"]]), `with a key: ${JSON.stringify(api.seen)}`);
  const said = [];
  await new Promise((done, fail) => newman.run({ collection, environment: { values: [["baseUrl", api.url], ["clientId", "id"], ["clientSecret", "hush"]].map(([key, value]) => ({ key, value })) }, reporters: [] }, (error) => error ? fail(error) : done())
    .on("console", (_, event) => said.push(event.messages.join(" "))));
  await api.close();
  check(said.some((line) => line.includes("HTTP 401")), `a refused client is not said: ${said}`);
  check(!said.join().includes("hush"), "the secret is said");
}

/** Contract tests notice a wrong status, a wrong content type and a wrong body, and nothing else. */
async function contractsNoticeWhatIsWrong() {
  const schema = { type: "object", required: ["id"], properties: { id: { type: "integer" }, note: { type: "string", nullable: true } } };
  const document = small({ "/a": { get: { responses: { 200: { description: "", content: { "application/json": { schema } } } } } } });
  const collection = readJson(render(document, "small.c.json", "--tests"));
  for (const [answer, expected] of [
    [{ json: { id: 1, note: null } }, []],
    [{ json: { id: "1" } }, ["the body matches its schema"]],
    [{ json: { id: 1 }, headers: { "content-type": "text/html" } }, ["the content type is application/json"]],
    [{ code: 500 }, ["the status is 200"]],
  ]) {
    const api = await server(() => answer);
    const summary = await send(collection, { baseUrl: api.url });
    await api.close();
    const failed = summary.run.failures.map(({ error }) => error.test ?? error.message);
    check(isDeepStrictEqual(failed, expected), `${JSON.stringify(answer)} fails ${JSON.stringify(failed)}, not ${JSON.stringify(expected)}`);
  }
}

/** The cursor of the next page is kept while there is one; the CSRF token is kept for those who send it. */
async function helpersKeepWhatComesNext() {
  const document = small({ "/csrf-token": { get: ok }, "/items": { get: { ...ok, parameters: [{ name: "next", in: "query", schema: { type: "string" } }] }, post: ok } });
  const plain = readJson(render(document, "small.c.json"));
  check(!JSON.stringify(plain).includes("csrfToken") && !JSON.stringify(plain).includes("links.next"), "helpers are there unasked");
  writeFileSync(path.join(scratch, "specline.toml"), '[postman]\npagination = true\n[postman.csrf]\nheader = "x-csrf"\npath = "/csrf-token"\n');
  const collection = readJson(render(document, "small.c.json"));
  rmSync(path.join(scratch, "specline.toml"));
  for (const item of requestsOf(collection)) {
    for (const one of item.request.url.query ?? []) Object.assign(one, { value: "{{next}}", disabled: false });
    for (const one of item.request.header ?? []) one.disabled = false;
  }
  const page = (request) => /[?&]next=([^&]*)/.exec(request.url)?.[1];
  const api = await server((request) => {
    if (request.url === "/csrf-token") return { headers: { "x-csrf": "c-1" } };
    if (request.method === "POST") return {};
    const at = page(request);
    return { json: at === "p%2F3" || at === "p/3" ? { data: [], links: {} } : { links: { next: { href: `${api.url}/items?next=${at === "p2" ? "p%2F3" : "p2"}` } } } };
  });
  await send(collection, { baseUrl: api.url }, { iterationCount: 3 });
  await api.close();
  const pages = api.seen.filter(({ at }) => at.startsWith("GET /items")).map(({ at }) => at.split("next=")[1]);
  check(isDeepStrictEqual(pages.slice(1), ["p2", "p%2F3"]) || isDeepStrictEqual(pages.slice(1), ["p2", "p/3"]), `pages ${pages}`);
  const posts = api.seen.filter(({ at }) => at.startsWith("POST /items"));
  check(posts.length === 3 && posts.every(({ headers }) => headers["x-csrf"] === "c-1"), `tokens ${posts.map(({ headers }) => headers["x-csrf"])}`);
}

/** The files of a folder with what is in them. */
function folder(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(files.map((one) => { const file = path.join(one.parentPath, one.name); return [path.relative(root, file), yaml.load(readFileSync(file, "utf8"), { schema: yaml.FAILSAFE_SCHEMA })]; }));
}

/** The Postman CLI migrates the collection, finds nothing wrong, and makes of it what we write as its third format. */
function thePostmanCliTakesIt(document) {
  const label = path.basename(document);
  const cli = (...args) => execFileSync(process.execPath, [require.resolve("postman-cli/bin/postman.js"), ...args], { cwd: scratch, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const collection = render(document, "cli.json", "--saved", "all", "--tests");
  const [ours, theirs] = [render(document, "cli-ours", "--saved", "all", "--tests", "--format", "v3"), path.join(scratch, "cli-theirs")];
  cli("collection", "migrate", collection, "-o", theirs);
  for (const one of [theirs, ours]) {
    let said;
    try { said = cli("collection", "lint", one); } catch (error) { said = error.stdout + error.stderr; }
    check(/Errors: 0/.test(said), `${label}: lint of ${path.basename(one)}: ${said.slice(-600)}`);
  }
  const [a, b] = [folder(ours), folder(theirs)];
  // The migration draws a random id for the collection's authentication.
  for (const one of [a, b]) for (const auth of one[".resources/definition.yaml"].auth ?? []) delete auth.id;
  for (const file of new Set([...Object.keys(a), ...Object.keys(b)])) check(isDeepStrictEqual(a[file], b[file]), `${label}: ${file} differs from what the Postman CLI makes`);
  console.log(`${label}: ${Object.keys(b).length} files of the Postman CLI, the same as ours`);
  for (const one of [ours, theirs]) rmSync(one, { recursive: true });
}

/** Bruno opens the collection in both formats and finds every request. */
async function brunoTakesIt(document) {
  const label = path.basename(document);
  const { openCollectionToBruno, postmanToBruno } = require("@usebruno/converters");
  const { collectionSchema } = require("@usebruno/schema");
  const leaves = (items) => items.flatMap((one) => one.type === "folder" ? leaves(one.items) : [one]);
  const collection = readJson(render(document, "bruno.json"));
  const expected = [...requestsOf(collection)].length;
  for (const [format, made] of [
    ["the collection", await postmanToBruno(collection)],
    ["OpenCollection", openCollectionToBruno(readDocument(render(document, "bruno.yml", "--format", "opencollection")))],
  ]) {
    // A note of the converter, which the app takes out as well.
    const { packageReport: _, ...bruno } = made.collection ?? made;
    try { collectionSchema.validateSync(bruno); } catch (error) { check(false, `${label}: Bruno refuses ${format}: ${error.message}`); }
    const found = leaves(bruno.items);
    check(found.length === expected, `${label}: Bruno reads ${found.length} of ${expected} requests of ${format}`);
    check(found.every((one) => one.request.url.startsWith("{{baseUrl")), `${label}: Bruno loses addresses of ${format}`);
  }
  console.log(`${label}: ${expected} requests in Bruno, twice`);
}

/** The files of an OpenCollection folder: what Bruno makes of a bundled document when it opens one. */
function unbundled(document, root) {
  const { items, config, bundled: _, ...rest } = document;
  const write = (file, value) => { mkdirSync(path.dirname(file), { recursive: true }); writeFileSync(file, yaml.dump(value)); };
  write(path.join(root, "opencollection.yml"), rest);
  for (const one of config.environments) write(path.join(root, "environments", `${one.name}.yml`), one);
  const place = (list, below) => list.forEach(({ items, ...one }, at) => {
    if (!items) return write(path.join(below, `${at}.yml`), one);
    write(path.join(below, String(at), "folder.yml"), one);
    place(items, path.join(below, String(at)));
  });
  place(items, root);
}

/** Bruno runs the scripts: the token is fetched once, contract tests judge, the CSRF token is kept. */
async function brunoRunsTheScripts() {
  writeFileSync(path.join(scratch, "specline.toml"), '[postman]\npagination = true\n[postman.csrf]\nheader = "x-csrf"\npath = "/csrf"\n');
  const get = { responses: { 200: { description: "", content: { "application/json": { schema: { type: "object", required: ["id"], properties: { id: { type: "integer" } } } } } } } };
  const file = render(small({ "/a": { get }, "/b": { get }, "/csrf": { get: ok }, "/login": { get: ok } }), "bruno-run.yml", "--format", "opencollection", "--tests");
  rmSync(path.join(scratch, "specline.toml"));
  const root = path.join(scratch, "bruno-run");
  unbundled(readDocument(file), root);
  for (const [lifetime, expected] of [[3600, 1], [1, 3]]) {
    let made = 0;
    const api = await server((request) => {
      if (request.url === "/oauth/token") return { json: { access_token: `token-${++made}`, expires_in: lifetime } };
      return { headers: { "x-csrf": "c-1" }, json: request.url === "/b" ? { id: "no number" } : { id: 1 } };
    });
    const environment = readdirSync(path.join(root, "environments")).find((name) => /m2m|oauth/i.test(name)).replace(/\.yml$/, "");
    const values = { baseUrl: api.url, clientId: "id", clientSecret: "se&cret", scope: "user_default" };
    const report = path.join(scratch, "bruno-run.json");
    const words = ["run", "-r", "--env", environment, "--reporter-json", report, ...Object.entries(values).flatMap(([key, value]) => ["--env-var", `${key}=${value}`])];
    await new Promise((done) => execFile(process.execPath, [require.resolve("@usebruno/cli/bin/bru.js"), ...words], { cwd: root }, done));
    await api.close();
    check(made === expected, `Bruno: a token of ${lifetime} s was fetched ${made} times, not ${expected}`);
    const [first] = api.seen.filter(({ at }) => at === "POST /oauth/token");
    const sent = Object.fromEntries(new URLSearchParams(first?.body));
    check(isDeepStrictEqual(sent, { grant_type: "client_credentials", client_id: "id", client_secret: "se&cret", scope: "user_default" }), `Bruno: the token was asked for with ${first?.body}`);
    for (const { at, token } of api.seen) {
      const open = at === "POST /oauth/token" || at === "GET /login";
      check(open ? token === undefined : /^Bearer token-\d$/.test(token ?? ""), `Bruno: ${at} was sent with ${token}`);
    }
    const results = existsSync(report) ? readJson(report).flatMap((one) => one.results) : [];
    check(results.length === 4, `Bruno sent ${results.length} of 4 requests`);
    const failed = results.flatMap((one) => one.testResults.filter(({ status }) => status !== "pass").map(({ description }) => `${new URL(one.request.url).pathname}: ${description}`));
    check(isDeepStrictEqual(failed, ["/b: the body matches its schema"]), `Bruno: failed ${JSON.stringify(failed)}`);
  }
  console.log("scripts: the token, the tests and the helpers run in Bruno");
}

/** Insomnia's importer finds every request and folder. */
async function insomniaTakesIt(document) {
  const label = path.basename(document);
  const text = readFileSync(render(document, "insomnia.json"), "utf8");
  const { data } = await require("insomnia-importers").convert(text);
  const count = (kind) => data.resources.filter((one) => one._type === kind).length;
  const expected = [...requestsOf(JSON.parse(text))].length;
  check(count("request") === expected, `${label}: Insomnia reads ${count("request")} of ${expected} requests`);
  console.log(`${label}: ${count("request")} requests and ${count("request_group")} folders in Insomnia`);
}

check(existsSync(specline), `${specline} is not there; build it first: cargo build`);
const specs = path.join(top, "specs");
const services = readdirSync(specs).map((name) => path.join(specs, name));
const own = ["requests-3.0.yaml", "requests-3.1.yaml"].map((name) => path.join(here, name));
const published = path.join(top, "consolidated/qlik-cloud.json");

for (const document of own) await everyRequestIsValid(document, [document]);
await everyRequestIsValid(published, services);
await tokensAreFetchedOnceAndAgainWhenTheyExpire();
await aKeyNeedsNoTokenAndARefusalIsSaid();
await contractsNoticeWhatIsWrong();
await helpersKeepWhatComesNext();
await brunoRunsTheScripts();
for (const document of [...own, published]) {
  thePostmanCliTakesIt(document);
  await brunoTakesIt(document);
  await insomniaTakesIt(document);
}
console.log(failures.length ? `${failures.length} failures` : "all good");
process.exit(failures.length ? 1 : 0);
