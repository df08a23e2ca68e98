/**
 * The id under which the server keeps this browser's subscription to pushes: in IndexedDB, where the service worker can read it too
 * (`ownChannel` in worker.js). It names nobody.
 */
const [NAME, STORE, KEY] = ["anhu-push", "mine", "channel"] as const;

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE);
  const db = await asked(opening);
  try {
    return await asked(work(db.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    db.close();
  }
}
/** `null`: this browser was never subscribed here. */
export async function ownChannel(): Promise<string | null> {
  const kept: unknown = await inStore<unknown>("readonly", (store) => store.get(KEY));
  return typeof kept === "string" ? kept : null;
}
export async function keepOwnChannel(channelId: string): Promise<void> {
  await inStore("readwrite", (store) => store.put(channelId, KEY));
}
function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's own storage does not answer"));
  });
}
