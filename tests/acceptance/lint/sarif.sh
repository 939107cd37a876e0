#!/usr/bin/env bash
# The SARIF of `specline lint` against the schema of SARIF 2.1.0, as Microsoft's package for tests carries it.
#
#   tests/acceptance/lint/sarif.sh [SPECLINE]
set -euo pipefail
cd "$(dirname "$0")/../../.."
specline=$(readlink -f "${1:-target/debug/specline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm --prefix "$work" install --silent --no-audit --no-fund @microsoft/jest-sarif@1.0.0-beta.0 >/dev/null
lint() { "$specline" lint "$work/api.yaml" -r "$1" -f sarif --fail-on never --baseline "$work/known.json" "${@:2}"; }
sed 's/title: .*/title: "<Items>"/' > "$work/api.yaml" <<'YAML'
openapi: 3.0.3
info: {title: Items, version: '1'}
tags: [{name: b}, {name: a}]
paths:
  /items/{id}:
    get:
      responses:
        '200': {$ref: '#/components/responses/Gone'}
        '404': {$ref: '#/components/responses/None'}
    put:
      responses:
        '404': {$ref: '#/components/responses/None'}
components:
  responses:
    None:
      description: 'No "item" <here>'
      content: {application/json: {schema: {type: array, example: {}}}}
YAML
printf 'extends: [["spectral:oas", all], "specline:recommended", "specline:owasp"]\n' > "$work/all.yaml"
printf 'extends: spectral:oas\n' > "$work/oas.yaml"
lint "$work/oas.yaml" --update-baseline 2>/dev/null > "$work/first.sarif"
lint "$work/all.yaml" 2>/dev/null > "$work/second.sarif"
printf 'openapi: 3.0.3\ninfo: {title: none\n' > "$work/api.yaml"
lint "$work/oas.yaml" 2>/dev/null > "$work/broken.sarif"

NODE_PATH=$work/node_modules node - "$work"/*.sarif <<'JS'
const fs = require("fs");
const Ajv = require("ajv");
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore", allErrors: true, logger: false });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const fits = ajv.compile(schema);
for (const file of process.argv.slice(2)) {
  const log = JSON.parse(fs.readFileSync(file, "utf8"));
  if (!fits(log)) throw new Error(`${file}: ${ajv.errorsText(fits.errors)}`);
  if (log.runs[0].results.length === 0) throw new Error(`${file} holds no result`);
}
console.log(`${process.argv.length - 2} SARIF logs fit the schema`);
JS
