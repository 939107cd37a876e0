// Checks what came back against the document: the status, the content type, the body.
const contract = %CONTRACT%;
const code = String(pm.response.code);
const known = [code, code[0] + "XX", "default"].find((status) => contract[status]);
pm.test("the status is " + Object.keys(contract).join(" or "), () => pm.expect(known, "HTTP " + code).to.be.a("string"));
const answer = contract[known] || {};
const type = (pm.response.headers.get("Content-Type") || "").split(";")[0].trim().toLowerCase();
if (answer.types) {
    pm.test("the content type is " + answer.types.join(" or "), () => pm.expect(answer.types).to.include(type));
}
if (answer.schema && type.includes("json")) {
    pm.test("the body matches its schema", () => {
        const definitions = JSON.parse(pm.collectionVariables.get("schemas") || "{}");
        pm.response.to.have.jsonSchema({ definitions, allOf: [answer.schema] }, { unknownFormats: "ignore" });
    });
}
