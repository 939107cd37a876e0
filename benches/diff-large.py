#!/usr/bin/env python3
"""Writes two large OpenAPI documents that differ in every tenth schema.

    benches/diff-large.py FOLDER [MEGABYTES [ISLAND]]

Makes FOLDER/base.json and FOLDER/revision.json of about that size (13 unless told). So many schemas know each other (12 unless
told; 0 for all of them, so that every operation reaches every schema). The same call makes the same bytes."""
import json
import os
import sys

folder, size = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 13.0
island = int(sys.argv[3]) if len(sys.argv) > 3 else 12
BYTES_A_PATH = 7_930


def text(of, number):
    return f"The {of} number {number} as it is kept by the service that owns it, with everything that callers may know about it."


def near(number, step, count):
    """Another thing of the same island: documents are islands of things that know each other."""
    size = island or count
    return min(number - number % size + (number * 5 + step) % size, count - 1)


def schema(number, count, changed):
    properties = {f"field{at}": {"type": "string", "maxLength": 40 + at, "description": text("field", at)} for at in range(8)}
    properties["parent"] = {"$ref": f"#/components/schemas/Thing{near(number, 1, count)}"}
    properties["next"] = {"$ref": f"#/components/schemas/Thing{near(number, 4, count)}"}
    properties["tags"] = {"type": "array", "items": {"type": "string", "enum": ["new", "old", "borrowed", "blue"]}}
    if changed:
        properties["field0"] = {"type": "integer", "description": text("field", 0)}
        properties["added"] = {"type": "string"}
        del properties["field7"]
    return {"type": "object", "description": text("thing", number), "required": ["field1", "field2"], "properties": properties}


def operation(verb, number, count):
    of = lambda at: {"application/json": {"schema": {"$ref": f"#/components/schemas/Thing{at % count}"}}}
    answer = {"description": text("answer", number), "content": of(number)}
    error = {"description": "It did not work.", "content": of(0)}
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}, "description": text(name, number)} for name in ("sort", "page", "filter")]
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    made = {"operationId": f"{verb}{number}", "summary": text(verb, number), "parameters": [path, *parameters],
            "responses": {"200": answer, "400": error, "404": error}}
    if verb == "put":
        made["requestBody"] = {"required": True, "content": of(number + 1)}
    return made


def document(count, revised):
    schemas = {f"Thing{at}": schema(at, count, revised and at % 10 == 5) for at in range(count)}
    paths = {f"/things{at}/{{id}}": {verb: operation(verb, at, count) for verb in ("get", "put", "delete")} for at in range(count)}
    return {"openapi": "3.0.3", "info": {"title": "Things", "version": "1.0.0"}, "paths": paths, "components": {"schemas": schemas}}


os.makedirs(folder, exist_ok=True)
count = int(size * 1_000_000 / BYTES_A_PATH)
for name, revised in (("base", False), ("revision", True)):
    with open(os.path.join(folder, f"{name}.json"), "w") as file:
        json.dump(document(count, revised), file, indent=1)
