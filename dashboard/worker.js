/**
 * The service worker: pushes for everybody, and the shell of the pages that must open without a network (their hashed files and index.html): the
 * clinic's console, the shift, the wall. No answer of the API is ever kept. `dashboard/service-worker.ts` fills in `SHELL` when the dashboard is
 * built; other files make another worker, which replaces this one by itself.
 */
const SHELL = { version: "dev", files: [] };
const PREFIX = "anhu-shell-";
const CACHE = PREFIX + SHELL.version;
const INDEX = "/index.html";
/** A page that takes longer comes from the shell. */
const SLOW_MS = 3_000;
/** Pages that open from the shell; every other one needs the server. */
const PAGES = ["/clinic", "/shift", "/wall"];

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOld()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(openPage(request));
  else if (pathname.startsWith("/assets/") || SHELL.files.includes(pathname)) event.respondWith(openFile(request));
});
async function keepShell() {
  const cache = await caches.open(CACHE);
  // Names of assets hold their content: what the browser has already is not fetched again over a bad network.
  const kept = (path) => new Request(path, { cache: path.startsWith("/assets/") ? "default" : "no-cache", credentials: "omit" });
  try {
    await cache.addAll([INDEX, ...SHELL.files].map(kept));
  } catch (cause) {
    // Half a shell would count as the one before the next, and the tab's own would go.
    await caches.delete(CACHE);
    throw cause;
  }
  await self.skipWaiting();
}
/** The shell before this one stays: a tab that was opened by it may still ask for its files. */
async function forgetOld() {
  const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== CACHE);
  await Promise.all(old.slice(0, -1).map((key) => caches.delete(key)));
  await self.clients.claim();
}
/** The server's page, when it comes whole and in time. */
async function openPage(request) {
  const late = new Promise((resolve) => setTimeout(resolve, SLOW_MS, null));
  const answer = await Promise.race([fetch(request).then(whole, () => null), late]);
  if (answer !== null && (answer.ok || answer.type === "opaqueredirect")) return answer;
  return (await caches.match(INDEX, { cacheName: CACHE })) ?? answer ?? Response.error();
}
async function whole(answer) {
  return answer.type === "opaqueredirect"
    ? answer
    : answer.blob().then(
        (body) => new Response(body, answer),
        () => null,
      );
}
async function openFile(request) {
  // Own ones first: start.js and start.css keep their names, and an older shell may have them too.
  const own = await caches.match(request, { ignoreVary: true, cacheName: CACHE });
  return own ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
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

/** The browser's push service ended or changed its subscription. Where this fails (no network, no session) the next opening of a page does it. */
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew()));
async function renew() {
  const id = await ownChannel();
  if (id === null) return;
  const { csrfToken } = await api("GET", "/session");
  const { publicKey } = await api("GET", "/channels/push-key");
  const { pushManager } = self.registration;
  const kept = await pushManager.getSubscription();
  const subscription = kept ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
  await api("PUT", `/channels/mine/${encodeURIComponent(id)}`, body, csrfToken);
}
async function api(method, path, body, csrfToken = "") {
  const headers = { accept: "application/json", "content-type": "application/json", "x-csrf-token": csrfToken };
  const answer = await fetch(`/api/v1${path}`, { method, headers, credentials: "same-origin", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`renewing the subscription to pushes: HTTP ${answer.status}`);
  return answer.json();
}
/** The id under which the server keeps this browser; `dashboard/offline/push-memory.ts` writes it. `null`: it was never subscribed. */
async function ownChannel() {
  const asked = (request) =>
    new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = reject)));
  const opening = indexedDB.open("anhu-push", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("mine");
  const db = await asked(opening);
  try {
    return (await asked(db.transaction("mine").objectStore("mine").get("channel"))) ?? null;
  } finally {
    db.close();
  }
}
