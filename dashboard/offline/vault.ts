/** One thing that a person said and the server does not have yet. */
export interface Kept {
  readonly id: string;
  /** Whose it is: sent under this person's name alone. */
  readonly userId: string;
  readonly keptAtMs: number;
  readonly value: unknown;
}
/** What waits for the network, unreadable to whoever copies the browser's files. */
export interface Vault {
  keep(entry: Kept): Promise<void>;
  /** Oldest first. What cannot be read (of another key) is dropped. */
  of(userId: string): Promise<readonly Kept[]>;
  /** `null`: it is not there. */
  find(id: string): Promise<Kept | null>;
  drop(id: string): Promise<void>;
  /** How much of all people waits; nothing of it is read. */
  count(): Promise<number>;
  /** All of this person is gone; the key too, when nothing of anybody is left. */
  wipe(userId: string): Promise<void>;
}
interface Row {
  readonly id: string;
  readonly userId: string;
  readonly keptAtMs: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}
const NAME = "anhu-handset";
const KEY_ID = "now";
/** Longer than any shift: whoever has not come back by then never will. */
const KEPT_FOR_MS = 24 * 3_600_000;

/**
 * AES-GCM with a key that no script can read out, in IndexedDB. `null` where the browser has neither (no https): then things wait in memory alone.
 */
export async function openVault(): Promise<Vault | null> {
  if (typeof indexedDB === "undefined" || !window.isSecureContext) return null;
  const db = await asked(openDatabase());
  const store = (name: "keys" | "forms", mode: IDBTransactionMode) => db.transaction(name, mode).objectStore(name);
  async function key(): Promise<CryptoKey> {
    const known: unknown = await asked(store("keys", "readonly").get(KEY_ID));
    if (known instanceof CryptoKey) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two at once: the first one's key holds for both.
    try {
      await asked(store("keys", "readwrite").add(made, KEY_ID));
      return made;
    } catch {
      const first: unknown = await asked(store("keys", "readonly").get(KEY_ID));
      return first instanceof CryptoKey ? first : made;
    }
  }
  async function opened(row: Row): Promise<Kept | null> {
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await key(), row.data);
      const value: unknown = JSON.parse(new TextDecoder().decode(plain));
      return { id: row.id, userId: row.userId, keptAtMs: row.keptAtMs, value };
    } catch {
      await drop(row.id);
      return null;
    }
  }
  const drop = (id: string): Promise<void> => asked(store("forms", "readwrite").delete(id)).then(() => undefined);
  // Written by `keep`, in this shape.
  const all = async (): Promise<readonly Row[]> => (await asked(store("forms", "readonly").getAll())) as readonly Row[];
  const isOld = (row: Row): boolean => row.keptAtMs < Date.now() - KEPT_FOR_MS;
  return {
    drop,
    async find(id) {
      // Written by `keep`, in this shape.
      const row = (await asked(store("forms", "readonly").get(id))) as Row | undefined;
      return row === undefined ? null : opened(row);
    },
    count: async () => (await all()).filter((row) => !isOld(row)).length,
    async keep({ id, userId, keptAtMs, value }) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain);
      await asked(store("forms", "readwrite").put({ id, userId, keptAtMs, iv, data } satisfies Row));
    },
    async of(userId) {
      const rows = await all();
      const old = rows.filter(isOld);
      await Promise.all(old.map(({ id }) => drop(id)));
      const mine = rows.filter((row) => row.userId === userId && !old.includes(row)).sort((a, b) => a.keptAtMs - b.keptAtMs);
      return (await Promise.all(mine.map(opened))).filter((one) => one !== null);
    },
    async wipe(userId) {
      const rows = await all();
      await Promise.all(rows.filter((row) => row.userId === userId).map(({ id }) => drop(id)));
      if (rows.every((row) => row.userId === userId)) await asked(store("keys", "readwrite").clear());
    },
  };
}
function openDatabase(): IDBOpenDBRequest {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("forms", { keyPath: "id" });
  };
  return request;
}
function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's own storage does not answer"));
  });
}
