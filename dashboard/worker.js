/**
 * The service worker: pushes for everybody, and the shell of the clinic's console (its hashed files and index.html), so that it opens without a
 * network and says so. No answer of the API is ever kept. `dashboard/service-worker.ts` fills in `SHELL` when the dashboard is built; other files
 * make another worker, which replaces this one by itself.
 */
const SHELL = { version: "dev", files: [] };
const PREFIX = "anhu-shell-";
const CACHE = PREFIX + SHELL.version;
const INDEX = "/index.html";
/** A page that takes longer comes from the shell. */
const SLOW_MS = 4_000;
/** Pages that open from the shell; every other one needs the server. */
const PAGES = ["/clinic"];

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOld()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(openPage(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(openAsset(request));
});
async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll([INDEX, ...SHELL.files].map((path) => new Request(path, { cache: "no-cache", credentials: "omit" })));
  await self.skipWaiting();
}
/** The shell before this one stays: a tab that was opened by it may still ask for its files. */
async function forgetOld() {
  const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== CACHE);
  await Promise.all(old.slice(0, -1).map((key) => caches.delete(key)));
  await self.clients.claim();
}
async function openPage(request) {
  const late = new Promise((resolve) => setTimeout(resolve, SLOW_MS, null));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  if (answer !== null && answer.status < 500) return answer;
  return (await caches.match(INDEX, { cacheName: CACHE })) ?? answer ?? Response.error();
}
async function openAsset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** A push is shown whatever it holds: somebody looks. The text comes encrypted, and holds no name. */
function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
async function show({ title = "安护 Anhu", body = "", url = "/alerts", tag, urgent = false }) {
  const icons = { icon: "/icons/icon-192.png", badge: "/icons/badge-96.png" };
  const isAgain = tag !== undefined && urgent;
  await self.registration.showNotification(title, { body, tag, data: { url }, ...icons, requireInteraction: urgent, renotify: isAgain });
  // The console counts for itself while it is open.
  await self.navigator.setAppBadge?.((await self.registration.getNotifications()).length).catch(() => undefined);
}
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openAt(new URL(event.notification.data?.url ?? "/alerts", self.location.origin)));
});
/** How long a window may take to say that it shows the page. */
const ASK_MS = 2_000;
/** A window that shows the page of that address goes to the alert and comes to the front; where there is none, one is opened. */
async function openAt(url) {
  const windows = url.origin === self.location.origin ? await self.clients.matchAll({ type: "window", includeUncontrolled: true }) : [];
  // A client's own address is the one at which it was opened: only the window knows what it shows now.
  const there = await Promise.any(windows.map((one) => asked(one, url.pathname + url.search))).catch(() => null);
  if (there === null) return self.clients.openWindow(url.href);
  // Only a press may bring a window to the front; without one it shows the alert where it is.
  return there.focus().catch(() => there);
}
/** Resolves with the window when it says that it opened the path. */
function asked(client, path) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(client);
    client.postMessage({ type: "open", path }, [port2]);
    setTimeout(reject, ASK_MS);
  });
}
