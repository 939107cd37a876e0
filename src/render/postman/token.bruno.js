// With `clientId` and `clientSecret` set, asks for an OAuth 2.0 token (client credentials) and keeps it until it
// expires, or until another client is chosen.
const setting = (name) => bru.getVar(name) || bru.getEnvVar(name) || bru.getCollectionVar(name);
const clientId = setting("clientId");
const clientSecret = setting("clientSecret");
const url = bru.interpolate("%TOKEN_URL%");
const owner = clientId && clientSecret ? url + " " + clientId : undefined;
const known = bru.getVar("accessTokenOwner");
if (known && (known !== owner || Date.now() >= Number(bru.getVar("accessTokenExpires")))) {
    bru.deleteVar("%VARIABLE%");
    bru.deleteVar("accessTokenOwner");
}
if (owner && !bru.getVar("accessTokenOwner") && req.getAuthMode() === "bearer") {
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
    if (setting("scope")) {
        form.scope = setting("scope");
    }
    const data = Object.keys(form).map((key) => key + "=" + encodeURIComponent(form[key])).join("&");
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    try {
        const answer = (await bru.sendRequest({ url, method: "POST", headers, data })).data;
        bru.setVar("%VARIABLE%", answer.access_token);
        bru.setVar("accessTokenOwner", owner);
        bru.setVar("accessTokenExpires", Date.now() + ((answer.expires_in || 300) - 30) * 1000);
    } catch (error) {
        console.error("No token from " + url + ": " + error.message);
    }
}
