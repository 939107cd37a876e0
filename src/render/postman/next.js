// Keeps the cursor of the next page in the variable `next`: set a query parameter `next` to {{next}} to go on.
if ((pm.response.headers.get("Content-Type") || "").includes("json")) {
    let link;
    try {
        link = pm.response.json().links.next.href;
    } catch (error) {
        link = undefined;
    }
    const cursor = /[?&]next=([^&#]+)/.exec(link || "");
    if (cursor) {
        pm.collectionVariables.set("next", decodeURIComponent(cursor[1]));
    } else {
        pm.collectionVariables.unset("next");
    }
}
