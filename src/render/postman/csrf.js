pm.collectionVariables.set("csrfToken", pm.response.headers.get(%HEADER%));
