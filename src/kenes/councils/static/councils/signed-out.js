// After sign-out nothing of a person stays on a shared device: drafts, queued signals, cached pages.
// The reply to sign-out asks for the same by its header; this is for browsers that do not follow it (plain HTTP, older Safari).
"use strict";
(async () => {
  try { localStorage.clear(); sessionStorage.clear(); } catch { /* storage is off */ }
  const known = ["kenes", "kenes-drafts", "drafts"];
  try {
    const found = indexedDB.databases ? (await indexedDB.databases()).map((database) => database.name) : [];
    for (const name of new Set([...found, ...known])) indexedDB.deleteDatabase(name);
  } catch { /* no database is kept */ }
  try { for (const name of await caches.keys()) await caches.delete(name); } catch { /* no cache is kept */ }
})();
