// A server that judges requests by OpenAPI documents: path, query, headers, cookies and bodies are read as the
// documents say and validated by Ajv. It answers with what the collection saved, after validating that too.
import { createServer } from "node:http";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** JSON Schema 2020-12 for a schema of OpenAPI, with the references of the document. `hidden`: readOnly or writeOnly. */
function modern(schema, legacy, hidden) {
  if (Array.isArray(schema)) return schema.map((one) => modern(one, legacy, hidden));
  if (schema === null || typeof schema !== "object") return schema;
  if (legacy && schema.$ref) return { $ref: schema.$ref.replace(/^#/, "doc#") };
  const out = {};
  for (const [key, value] of Object.entries(schema)) {
    if (["example", "examples", "xml", "discriminator", "externalDocs"].includes(key) || key.startsWith("x-")) continue;
    if (key === "$ref") out.$ref = value.replace(/^#/, "doc#");
    else if (["enum", "const", "default", "required", "dependentRequired"].includes(key)) out[key] = value;
    else if (["properties", "patternProperties", "$defs", "dependentSchemas"].includes(key))
      out[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, modern(one, legacy, hidden)]));
    else out[key] = modern(value, legacy, hidden);
  }
  if (legacy) {
    for (const [exclusive, bound] of [["exclusiveMinimum", "minimum"], ["exclusiveMaximum", "maximum"]])
      if (typeof out[exclusive] === "boolean") {
        if (out[exclusive]) { out[exclusive] = out[bound]; delete out[bound]; } else delete out[exclusive];
      }
    if (out.nullable && out.type) out.type = [].concat(out.type, "null");
    delete out.nullable;
  }
  if (schema.required && schema.properties)
    out.required = schema.required.filter((name) => !schema.properties[name]?.[hidden]);
  return out;
}

class Documents {
  constructor(documents) {
    this.operations = documents.flatMap((document) => this.read(document));
    // A path without parameters before one with them.
    this.operations.sort((a, b) => a.template.split("{").length - b.template.split("{").length);
  }

  read(document) {
    const legacy = document.openapi.startsWith("3.0");
    const sides = Object.fromEntries(["readOnly", "writeOnly"].map((hidden) => {
      const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
      addFormats(ajv);
      const components = structuredClone(document.components ?? {});
      for (const [name, schema] of Object.entries(components.schemas ?? {})) components.schemas[name] = modern(schema, legacy, hidden);
      ajv.addSchema({ $id: "doc", components });
      return [hidden, (schema) => ajv.compile(modern(schema, legacy, hidden))];
    }));
    const follow = (value) => {
      let at = value;
      for (let hops = 0; at?.$ref && hops < 20; hops++)
        at = at.$ref.slice(2).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).reduce((node, part) => node?.[part], document);
      return at;
    };
    const found = [];
    for (const [template, given] of Object.entries(document.paths)) {
      const item = follow(given);
      for (const method of METHODS) if (item[method]) {
        const names = [];
        const escaped = template.split(/(\{[^}]+\})/).map((part) => part.startsWith("{")
          ? (names.push(part.slice(1, -1)), "([^/]+?)") : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("");
        const parameters = new Map();
        for (const one of [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(follow)) parameters.set(one.in + " " + one.name, one);
        found.push({ key: `${method.toUpperCase()} ${template}`, method: method.toUpperCase(), template, names, pattern: new RegExp(`^${escaped}$`),
          parameters: [...parameters.values()], operation: item[method], follow, request: sides.readOnly, response: sides.writeOnly });
      }
    }
    return found;
  }

  route(method, path) {
    for (const operation of this.operations) {
      const match = operation.method === method && operation.pattern.exec(path);
      if (match) return [operation, Object.fromEntries(operation.names.map((name, at) => [name, match[at + 1]]))];
    }
    return [];
  }
}

/** All schemas that hold together, through references and allOf. */
function parts(schema, follow, seen = new Set()) {
  const at = follow(schema);
  if (!at || typeof at !== "object" || seen.has(at)) return [];
  seen.add(at);
  return [schema, at, ...(at.allOf ?? []), ...(at.anyOf ?? []), ...(at.oneOf ?? [])].flatMap((one) => one === schema || one === at ? [one] : parts(one, follow, seen));
}

/** A text of the wire as the type that its schema names. */
function typed(text, schema, follow) {
  const all = parts(schema, follow);
  const types = new Set(all.flatMap((one) => one.type ?? []).flat());
  const constants = all.flatMap((one) => [...(one.enum ?? []), ...("const" in one ? [one.const] : [])]);
  const constant = constants.find((one) => String(one) === text);
  if (constant !== undefined && !types.has("string")) return constant;
  if ((types.has("integer") || types.has("number")) && text !== "" && !Number.isNaN(Number(text))) return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  if ((types.has("object") || types.has("array")) && !types.has("string")) try { return JSON.parse(text); } catch { return text; }
  return text;
}

const isKind = (schema, kind, follow) => parts(schema, follow).some((one) => [].concat(one.type ?? []).includes(kind));
const items = (schema, follow) => parts(schema, follow).find((one) => one.items)?.items ?? {};
const property = (schema, name, follow) => parts(schema, follow).find((one) => one.properties?.[name])?.properties[name] ?? {};

/** Entries of an object from a flat list `a,1,b,2`, or from `a=1,b=2`. */
function entries(list, exploded, schema, follow) {
  const pairs = exploded ? list.map((one) => one.split("=")) : list.flatMap((one, at) => at % 2 ? [] : [[one, list[at + 1]]]);
  return Object.fromEntries(pairs.map(([key, value]) => [key, typed(value, property(schema, key, follow), follow)]));
}

function delimited(text, separator, exploded, schema, follow) {
  const list = text.split(separator).map(decodeURIComponent);
  if (isKind(schema, "array", follow)) return list.map((one) => typed(one, items(schema, follow), follow));
  if (isKind(schema, "object", follow)) return entries(list, exploded, schema, follow);
  return typed(decodeURIComponent(text), schema, follow);
}

function pathValue(parameter, raw, follow) {
  const { schema, style = "simple", explode = false, name } = parameter;
  if (style === "label") return delimited(raw.slice(1), explode ? "." : ",", explode, schema, follow);
  if (style === "matrix") {
    const pieces = raw.split(";").slice(1);
    if (!explode) return delimited(pieces[0].slice(name.length + 1), ",", false, schema, follow);
    const values = pieces.map((one) => one.slice(one.indexOf("=") + 1));
    if (isKind(schema, "array", follow)) return values.map((one) => typed(decodeURIComponent(one), items(schema, follow), follow));
    return typed(decodeURIComponent(values[0]), schema, follow);
  }
  return delimited(raw, ",", explode, schema, follow);
}

function queryValue(parameter, pairs, follow) {
  const { schema, style = "form", name } = parameter;
  const explode = parameter.explode ?? style === "form";
  const own = pairs.filter(([key]) => key === name).map(([, value]) => value);
  if (parameter.content) return own.length ? JSON.parse(decodeURIComponent(own[0])) : undefined;
  if (style === "deepObject") {
    const found = pairs.filter(([key]) => key.startsWith(name + "[")).map(([key, value]) => [key.slice(name.length + 1, -1), decodeURIComponent(value)]);
    return found.length ? Object.fromEntries(found.map(([key, value]) => [key, typed(value, property(schema, key, follow), follow)])) : undefined;
  }
  if (isKind(schema, "object", follow) && explode) {
    const names = parts(schema, follow).flatMap((one) => Object.keys(one.properties ?? {}));
    const found = pairs.filter(([key]) => names.includes(key));
    return found.length ? Object.fromEntries(found.map(([key, value]) => [key, typed(decodeURIComponent(value), property(schema, key, follow), follow)])) : undefined;
  }
  if (!own.length) return undefined;
  if (isKind(schema, "array", follow) && explode) return own.map((one) => typed(decodeURIComponent(one), items(schema, follow), follow));
  const separator = { spaceDelimited: "%20", pipeDelimited: "%7C" }[style] ?? ",";
  return delimited(own[0], separator, false, schema, follow);
}

/** The parts of a multipart body: name, file name, media type, text. */
function multipart(body, boundary) {
  return body.toString("latin1").split(`--${boundary}`).slice(1, -1).map((piece) => {
    const end = piece.indexOf("\r\n\r\n"), head = piece.slice(0, end);
    return { name: /name="([^"]*)"/.exec(head)?.[1], file: /filename="/.test(head), type: /content-type: *([^\r]*)/i.exec(head)?.[1], text: Buffer.from(piece.slice(end + 4, -2), "latin1").toString() };
  });
}

/** Names with one or several texts as an object, by the schema and the encoding of a form. */
function form(pairs, media, follow) {
  const out = {};
  const { schema = {}, encoding = {} } = media;
  for (const [name, text] of pairs) {
    const deep = /^(.*)\[(.*)\]$/.exec(name);
    if (deep && encoding[deep[1]]?.style === "deepObject") {
      (out[deep[1]] ??= {})[deep[2]] = typed(text, property(property(schema, deep[1], follow), deep[2], follow), follow);
      continue;
    }
    const own = property(schema, name, follow);
    if (!isKind(own, "array", follow)) { out[name] = typed(text, own, follow); continue; }
    const separator = { pipeDelimited: "|", spaceDelimited: " " }[encoding[name]?.style];
    const texts = encoding[name]?.explode === false ? text.split(separator ?? ",") : [text];
    (out[name] ??= []).push(...texts.map((one) => typed(one, items(own, follow), follow)));
  }
  return out;
}

/** Whether tags close in the order in which they were opened. */
function isWellFormed(text) {
  const open = [];
  for (const [, slash, name, rest] of text.matchAll(/<(\/?)([\w:.-]+)([^>]*)>/g)) {
    if (slash) { if (open.pop() !== name) return false; } else if (!rest.endsWith("/")) open.push(name);
  }
  return open.length === 0 && /<[\w]/.test(text);
}

function judgeBody({ operation, follow, request: compile }, headers, body, wrong) {
  const declared = follow(operation.requestBody);
  if (!declared) return;
  const said = headers["content-type"] ?? "";
  const type = said.split(";")[0].trim().toLowerCase();
  if (!body.length) { if (declared.required) wrong.push("the body is missing"); return; }
  const fits = (name) => { const [one] = name.toLowerCase().split(";"); return one === type || one === "*/*" || (one.endsWith("/*") && type.startsWith(one.slice(0, -1))); };
  const [, media] = Object.entries(declared.content).find(([name]) => fits(name)) ?? [];
  if (!media) { wrong.push(`the content type ${type || "(none)"} is not documented`); return; }
  const schema = media.schema;
  let value;
  if (/[/+]json$/.test(type)) try { value = JSON.parse(body); } catch { wrong.push("the body is no JSON"); return; }
  else if (type === "application/x-www-form-urlencoded") value = form([...new URLSearchParams(body.toString())], media, follow);
  else if (type === "multipart/form-data") {
    const pieces = multipart(body, /boundary="?([^";]+)/.exec(said)?.[1]);
    for (const piece of pieces) {
      const wanted = media.encoding?.[piece.name]?.contentType;
      if (wanted && !piece.file && !wanted.includes(piece.type)) wrong.push(`part ${piece.name} is ${piece.type}, not ${wanted}`);
    }
    value = form(pieces.map((piece) => [piece.name, piece.text]), media, follow);
  } else if (type.endsWith("xml")) { if (!isWellFormed(body.toString())) wrong.push("the body is no XML"); return; }
  else if (type === "application/x-ndjson" || isKind(schema ?? {}, "string", follow)) value = schema && isKind(schema, "string", follow) ? body.toString() : JSON.parse(body);
  else return;
  if (schema) validate(compile, schema, value, "body", wrong);
}

const compiled = new Map();
function validate(compile, schema, value, where, wrong) {
  if (!compiled.has(schema)) compiled.set(schema, new Map());
  const bySide = compiled.get(schema);
  if (!bySide.has(compile)) bySide.set(compile, compile(schema));
  const check = bySide.get(compile);
  if (!check(value)) wrong.push(...check.errors.slice(0, 3).map((error) => `${where}${error.instancePath} ${error.message}: ${JSON.stringify(value).slice(0, 200)}`));
}

function judgeParameters(found, pathValues, pairs, headers, wrong) {
  const { follow, request: compile } = found;
  const cookies = Object.fromEntries((headers.cookie ?? "").split("; ").filter(Boolean).map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));
  for (const parameter of found.parameters) {
    const { name, in: place } = parameter;
    const schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema;
    if (place === "header" && ["authorization", "accept", "content-type", "content-length"].includes(name.toLowerCase())) continue;
    let value;
    if (place === "path") value = pathValue(parameter, pathValues[name], follow);
    else if (place === "query") value = queryValue(parameter, pairs, follow);
    else {
      const raw = place === "header" ? headers[name.toLowerCase()] : cookies[name];
      if (raw !== undefined) value = isKind(schema ?? {}, "array", follow) || isKind(schema ?? {}, "object", follow)
        ? delimited(raw.replaceAll("%", "%25"), ",", parameter.explode, schema, follow) : typed(decodeURIComponent(raw), schema ?? {}, follow);
    }
    if (value === undefined) { if (parameter.required) wrong.push(`the ${place} parameter ${name} is missing`); continue; }
    if (schema) validate(compile, schema, value, `${place} ${name}`, wrong);
  }
}

/**
 * Starts the server. `answers` gives the saved response for `METHOD /template`, `hook` may answer a request itself;
 * `needsToken(path)` says where a bearer token has to be.
 */
export async function start(documents, { answers = () => undefined, hook = () => false, needsToken = () => false } = {}) {
  const all = new Documents(documents);
  const seen = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      if (hook(request, response, body)) return;
      const [path, query = ""] = request.url.split("?");
      const wrong = [];
      const [found, pathValues] = all.route(request.method, path);
      const key = found?.key ?? `${request.method} ${path}`;
      if (!found) wrong.push("no operation is there");
      else try {
        const pairs = query.split("&").filter(Boolean).map((one) => { const at = one.indexOf("="); return [decodeURIComponent(one.slice(0, at)), one.slice(at + 1).replaceAll("+", "%20")]; });
        judgeParameters(found, pathValues, pairs, request.headers, wrong);
        judgeBody(found, request.headers, body, wrong);
      } catch (error) { wrong.push(`cannot be read: ${error.stack.split("\n").slice(0, 2).join(" ")}`); }
      const token = /^Bearer \S/.test(request.headers.authorization ?? "");
      if (token !== Boolean(needsToken(path))) wrong.push(token ? "a token where none belongs" : "no token");
      if (/\{\{|%7B%7B|\/:/.test(request.url)) wrong.push(`a placeholder is left: ${request.url}`);
      const answer = found && answers(key);
      if (answer) answerOf(found, answer, wrong);
      seen.set(key, [...(seen.get(key) ?? []), ...wrong.map((one) => `${key}: ${one}`)]);
      response.writeHead(answer?.code ?? 200, answer?.type ? { "content-type": answer.type } : {});
      response.end(answer?.body ?? "");
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, seen, operations: all.operations.map((one) => one.key), close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

/** A saved response is judged, too. */
function answerOf(found, answer, wrong) {
  const declared = found.follow(found.operation.responses?.[answer.code]);
  const [, media] = Object.entries(declared?.content ?? {}).find(([name]) => name === answer.type) ?? [];
  if (media?.schema && /[/+]json/.test(answer.type) && answer.body) validate(found.response, media.schema, JSON.parse(answer.body), "saved response", wrong);
}
