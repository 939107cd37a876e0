// Keeps the cursor of the next page in the variable `next`: set a query parameter `next` to {{next}} to go on.
// Behind the last page the variable goes; a response without links says nothing about pages.
if ((pm.response.headers.get("Content-Type") || "").includes("json")) {
    let links;
    try {
        links = pm.response.json().links;
    } catch (error) {
        links = undefined;
    }
    const cursor = /[?&]next=([^&#]+)/.exec((links && links.next && links.next.href) || "");
    if (cursor) {
        pm.collectionVariables.set("next", decodeURIComponent(cursor[1]));
    } else if (links) {
        pm.collectionVariables.unset("next");
    }
}
