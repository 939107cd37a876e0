#!/usr/bin/env python3
"""Makes documents for benchmarks: the same ones for the same arguments, on every machine.

    generate.py FOLDER [--services N] [--operations N] [--night K] [--megabytes N] [--lean] [--version 3.0.3]

Writes N services of about as many operations each into FOLDER. They look as services do: a list and an item of everything,
errors that all of them share word for word and errors of their own, schemas that lead back to themselves, deep `allOf`,
discriminators, examples and long descriptions. A later night differs from the one before in one operation of a hundred.
With --megabytes there is one service, and it is as large as that; with --lean operations say little, and there is one
resource for all of them."""
import argparse, json, os, random

WORDS = ("account alert asset batch budget cart channel claim contract course customer device draft employee event export "
         "feature folder grant group import invoice item job key label lease licence map meeting member message model note "
         "offer order page parcel payment plan policy product project quota rate receipt record region report role route "
         "rule schedule session share shift space stage stock survey tag task team template ticket token trip unit user "
         "vehicle visit vote wallet").split()
ERROR = {"type": "object", "required": ["errors"], "properties": {
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorItem"}}, "traceId": {"type": "string"}}}
ERROR_ITEM = {"type": "object", "required": ["code", "title"], "properties": {
    "code": {"type": "string", "example": "X-400"}, "title": {"type": "string"}, "detail": {"type": "string"},
    "causes": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorItem"}}}}


def to(name, section="schemas"):
    return {"$ref": f"#/components/{section}/{name}"}


def sentence(rng, words):
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize() + "."


class Service:
    def __init__(self, number, operations, version, night, lean=False):
        self.rng = random.Random(number)
        self.number, self.operations, self.night = number, operations, night
        self.name = f"{WORDS[number % len(WORDS)]}s-{number}"
        self.later = version != "3.0.3"
        self.schemas = {"Error": ERROR, "ErrorItem": ERROR_ITEM}
        self.paths = {}
        self.made = 0
        self.version, self.lean = version, lean

    def scalar(self, at):
        kinds = [{"type": "string"}, {"type": "string", "format": "date-time"}, {"type": "integer", "minimum": 0},
                 {"type": "boolean", "default": False}, {"type": "string", "enum": ["no", "off", "draft", "live"]},
                 {"type": "number", "maximum": 1.0}, {"type": "string", "maxLength": 64 + at}]
        return dict(self.rng.choice(kinds), description=sentence(self.rng, 8))

    def resource(self, name):
        rng, own = self.rng, {}
        for at in range(rng.randint(4, 14)):
            own[f"{rng.choice(WORDS)}{at}"] = self.scalar(at)
        own["parent"] = to(name)
        own["children"] = {"type": "array", "items": to(name)}
        base, kinds = f"{name}Base", [f"{name}Short", f"{name}Long"]
        self.schemas[f"{name}Links"] = {"type": "object", "properties": {
            "self": {"type": "object", "properties": {"href": {"type": "string"}}}, "next": to(f"{name}Links")}}
        self.schemas[base] = {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "readOnly": True}, "kind": {"type": "string"}, "links": to(f"{name}Links")}}
        layer = base
        for depth in range(rng.randint(1, 4)):
            self.schemas[f"{name}Layer{depth}"] = {"allOf": [to(layer), {"type": "object", "properties": {
                f"layer{depth}": self.scalar(depth)}}]}
            layer = f"{name}Layer{depth}"
        self.schemas[name] = {"description": sentence(rng, 20), "allOf": [to(layer), {"type": "object", "properties": own}]}
        for kind in kinds:
            self.schemas[kind] = {"allOf": [to(name), {"type": "object", "properties": {"size": self.scalar(0)}}]}
        self.schemas[f"{name}Any"] = {"oneOf": [to(kind) for kind in kinds], "discriminator": {
            "propertyName": "kind", "mapping": {kind.lower(): f"#/components/schemas/{kind}" for kind in kinds}}}
        self.schemas[f"{name}Page"] = {"type": "object", "required": ["data"], "properties": {
            "data": {"type": "array", "items": to(f"{name}Any")}, "links": to(f"{name}Links")}}

    def operation(self, verb, name, path, answer, body=None):
        self.made += 1
        changed = self.night and (self.made + self.number) % 100 == self.night % 100
        parameters = [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 90 if changed else 100}},
                      to("Trace", "parameters")]
        responses = {"200": {"description": "What was asked for.", "content": {"application/json": {
            "schema": to(answer), "examples": {"usual": {"value": {"id": f"{self.made:08x}", "data": [{"$ref": "#/no"}]}}}}}}}
        for status in ("400", "401", "404", "default"):
            responses[status] = to("Failed", "responses")
        operation = {"operationId": f"{verb}{name}", "summary": sentence(self.rng, 5), "tags": [name],
                     "description": sentence(self.rng, 30), "parameters": parameters, "responses": responses}
        if body:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": to(body)}}}
        if self.made % 7 == 0:
            operation["security"] = [{"key": []}, {"oauth": ["read"]}]
        return operation

    def add_lean(self, at):
        item = {}
        for method in ("get", "put", "post", "delete", "patch"):
            self.made += 1
            changed = self.night and (self.made + self.number) % 100 == self.night % 100
            item[method] = {"operationId": f"{method}{at}", "deprecated": bool(changed), "responses": {
                "200": {"description": "", "content": {"application/json": {"schema": to("Thing0")}}},
                "default": to("Failed", "responses")}}
        self.paths[f"/{self.name}/{at}"] = item

    def add(self, at):
        if self.lean and not at:
            self.resource("Thing0")
        if self.lean:
            return self.add_lean(at)
        name = "".join(self.rng.choice(WORDS).capitalize() for _ in range(2)) + str(at)
        path = f"/{self.name}/{name.lower()}"
        self.resource(name)
        self.paths[path] = {"get": self.operation("list", name, path, f"{name}Page"),
                            "post": self.operation("create", name, path, name, f"{name}Any")}
        self.paths[path + "/{id}"] = {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": self.operation("read", name, path, name),
            "patch": self.operation("change", name, path, name, f"{name}Long"),
            "delete": self.operation("remove", name, path, f"{name}Links")}

    def document(self, enough):
        at = 0
        while not enough(self):
            self.add(at)
            at += 1
        return {"openapi": self.version, "info": {"title": self.name, "version": "1.0.0", "description": sentence(self.rng, 40)},
                "servers": [{"url": "https://{tenant}.example.com/api/v1", "variables": {"tenant": {"default": "eu"}}}],
                "security": [{"oauth": []}], "paths": self.paths,
                "components": {"schemas": self.schemas,
                               "responses": {"Failed": {"description": "It failed.", "content": {
                                   "application/json": {"schema": to("Error")}}}},
                               "parameters": {"Trace": {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}},
                               "securitySchemes": {
                                   "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                                   "oauth": {"type": "oauth2", "flows": {"clientCredentials": {
                                       "tokenUrl": "https://example.com/token", "scopes": {"read": "Reads."}}}}}}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--services", type=int, default=80)
    parser.add_argument("--operations", type=int, default=9, help="of each service, about")
    parser.add_argument("--night", type=int, default=0)
    parser.add_argument("--megabytes", type=int, default=0)
    parser.add_argument("--lean", action="store_true")
    parser.add_argument("--version", default="3.0.3")
    wanted = parser.parse_args()
    os.makedirs(wanted.folder, exist_ok=True)
    services = 1 if wanted.megabytes else wanted.services
    for number in range(services):
        service = Service(number, wanted.operations, wanted.version, wanted.night, wanted.lean)
        if wanted.megabytes:
            # A resource with its operations is about 19 kB when it is printed.
            document = service.document(lambda one: one.made >= 5 * wanted.megabytes * 1_000_000 // 18_800)
        else:
            document = service.document(lambda one: one.made >= wanted.operations)
        with open(os.path.join(wanted.folder, f"{service.name}.json"), "w") as file:
            json.dump(document, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
