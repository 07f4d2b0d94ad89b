// Keeps the signal form of each council, so that it opens without a line. Everything else passes through untouched.
// The kept page (".../signals/offline/") names no reader; the drafts themselves lie in IndexedDB (drafts.js).
"use strict";
const CACHE = "signals-1";
const PATIENCE = 12000; // ms until a line counts as dead

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("signals-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));

const keep = async (shell) => {
  const cache = await caches.open(CACHE);
  const page = await fetch(shell, { cache: "no-store" });
  if (!page.ok) return;
  const html = await page.clone().text();
  const parts = new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"#?]+)"/g)].map((match) => match[1]));
  await Promise.all([...parts].map(async (url) => {
    const part = await fetch(url);
    if (part.ok) await cache.put(url, part);
  }));
  await cache.put(shell, page);
  for (const old of await cache.keys()) {
    const path = new URL(old.url).pathname;
    if (path.startsWith("/static/") && !parts.has(path)) await cache.delete(old);
  }
};
self.addEventListener("message", (event) => {
  const shell = event.data && event.data.keep;
  if (typeof shell === "string" && /^\/c\/[\w-]+\/signals\/offline\/$/.test(shell)) event.waitUntil(keep(shell).catch(() => {}));
});

const orElse = async (request, kept) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, request.mode === "navigate" ? {} : { signal: stop.signal });
  } catch {
    return (await caches.match(kept, { ignoreVary: true })) || Response.error();
  } finally {
    clearTimeout(timer);
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const council = request.mode === "navigate" && url.pathname.match(/^\/c\/[\w-]+\//);
  if (council) event.respondWith(orElse(request, `${council[0]}signals/offline/`));
  else if (url.pathname.startsWith("/static/")) event.respondWith(orElse(request, url.pathname));
});
