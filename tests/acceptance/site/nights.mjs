// node nights.mjs SPECLINE WORK: makes WORK/hostile and WORK/plain, five published nights each. They differ in nothing but the
// words of the documents: those of the first would like to be markup, links, mentions and commands.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const [specline, work] = process.argv.slice(2).map((name) => path.resolve(name));
const LINE = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> ]]><b> </details> @everyone fixes #1 GH-2 a/b#3 ${{ github.token }} \u001b[31m \u001b]8;;http://e.test\u0007 \u202etxt javascript:alert(1) www.e.test https://e.test ![x](http://t.test/x.png) [x](javascript:alert(1)) | a | `x` ##[error]y --> &lt; ' <!-- 0123456789abcdef0123456789abcdef01234567";
const LINES = `a\r\n::set-output name=version::9\n# Heading\n<script>\n\n---\n- item\n> quote\n${LINE}`;

const operation = (summary, extra = {}) => ({ summary, responses: { 204: { description: "done" } }, ...extra });
// The night's number decides what there is; the words decide nothing.
function service(night, words, lines) {
  const changed = night >= 2;
  const thing = (name) => `${name} ${words}`;
  const paths = {
    "/items": {
      get: operation(lines, {
        description: changed ? `${words} again` : words, tags: [thing("tag")], operationId: thing("id"),
        parameters: [
          { name: thing("q"), in: "query", required: changed, description: words, schema: { type: "string", enum: changed ? [words, lines] : [words, lines, "third"] } },
        ],
        responses: { 200: { description: words, content: { "application/json": { schema: { $ref: "#/components/schemas/Item" }, example: { a: lines } } } } },
      }),
      ...(changed ? {} : { post: operation(words) }),
    },
    "/items/{id}": {
      get: operation(words, {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        responses: { 200: { description: words, content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } } } },
        ...(night >= 5 ? { deprecated: true, "x-sunset": "2031-03-31", "x-qlik-deprecated": true, "x-qlik-deprecated-sunset": "2031-03", "x-qlik-replaced-by": [{ namespace: words, uniqueIdentifier: `GET:/items ${words}` }] } : {}),
      }),
    },
    ...(night === 3 ? { "/passing": { get: operation(words) } } : {}),
    ...(night >= 4 ? { "/later": { put: operation(words, { tags: [thing("other")] }) } } : {}),
  };
  const property = changed ? { type: "integer", description: lines } : { type: "string", description: words };
  return {
    openapi: "3.0.3",
    info: { title: words, version: "1", description: words },
    servers: [{ url: "https://shop.example" }],
    tags: [{ name: thing("tag"), description: lines }, { name: thing("other") }],
    paths,
    components: { schemas: { Item: { type: "object", title: words, description: words, properties: { [thing("p")]: property, plain: { type: "string", nullable: changed } } } } },
  };
}

for (const [variant, words, lines] of [["hostile", LINE, LINES], ["plain", "plain words", "plain words"]]) {
  const root = path.join(work, variant);
  mkdirSync(path.join(root, "services"), { recursive: true });
  writeFileSync(path.join(root, "specline.toml"), 'name = "shop"\n[[sources]]\nkind = "folder"\npath = "services"\n[changelog]\ntitle = "Shop API"\nlink = "https://changes.example/shop/"\n');
  for (const night of [1, 2, 3, 4, 5]) {
    writeFileSync(path.join(root, "services/shop.json"), JSON.stringify(service(night, words, lines)));
    if (night >= 3) writeFileSync(path.join(root, "services/stock.json"), JSON.stringify({ openapi: "3.0.3", info: { title: words, version: "1" }, servers: [{ url: "https://stock.example" }], paths: { "/stock": { get: operation(words) }, "/stock/{id}": { get: operation(words, { parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }] }) } } }));
    const env = { ...process.env, GITHUB_STEP_SUMMARY: path.join(root, `summary-${night}.md`), GITHUB_OUTPUT: path.join(root, `output-${night}`) };
    execFileSync(specline, ["run", "--date", `2030-01-0${night}`, "--accept-removal", "shop"], { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  }
  for (const format of ["pull-request", "release-notes", "markdown"]) {
    const text = execFileSync(specline, ["changelog", "show", "2030-01-02", "-f", format], { cwd: root });
    writeFileSync(path.join(root, `${format}.md`), text);
  }
}
