// With `clientId` and `clientSecret` set, asks for an OAuth 2.0 token (client credentials) and keeps it until it
// expires. newman, the Postman CLI and monitors never ask for one by themselves.
const clientId = pm.variables.get("clientId");
const clientSecret = pm.variables.get("clientSecret");
const isOpen = Boolean(pm.request.auth) && pm.request.auth.type === "noauth";
if (clientId && clientSecret && !isOpen) {
    const url = pm.variables.replaceIn("%TOKEN_URL%");
    const owner = url + " " + clientId;
    const use = (token) => pm.variables.set("%VARIABLE%", token);
    const known = pm.collectionVariables.get("accessToken");
    const expires = Number(pm.collectionVariables.get("accessTokenExpires") || 0);
    if (known && pm.collectionVariables.get("accessTokenOwner") === owner && Date.now() < expires) {
        use(known);
    } else {
        const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
        if (pm.variables.get("scope")) {
            form.scope = pm.variables.get("scope");
        }
        const urlencoded = Object.keys(form).map((key) => ({ key, value: form[key] }));
        pm.sendRequest({ url, method: "POST", body: { mode: "urlencoded", urlencoded } }, (error, response) => {
            if (error || response.code !== 200) {
                console.error("No token from " + url + ": " + (error ? error.message : "HTTP " + response.code));
                return;
            }
            const answer = response.json();
            pm.collectionVariables.set("accessToken", answer.access_token);
            pm.collectionVariables.set("accessTokenOwner", owner);
            pm.collectionVariables.set("accessTokenExpires", Date.now() + ((answer.expires_in || 300) - 30) * 1000);
            use(answer.access_token);
        });
    }
}
