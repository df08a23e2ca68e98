/** How long the answer of the browser's own storage is waited for: a press must not hang on it. */
const STORAGE_MS = 1_000;

/** What another page of this browser did with something that both hold. `unknown`: not asked, or no answer. */
export type Elsewhere = "open" | "settled" | "refused" | "unknown";
/** `busy`: another page is sending it. */
export type Turn<T> = { readonly sent: T } | { readonly not: "busy" | "settled" | "refused" };

/**
 * Sends what waits under `id` unless another page of this browser does, or did: one at a time holds its lock. Without https there is no lock,
 * and no storage that pages share.
 * @param look what became of it elsewhere, by the storage
 * @param stored resolves when the storage knows what became of it here
 */
export async function inTurn<T>(
  id: string,
  look: () => Promise<Elsewhere>,
  send: () => Promise<T>,
  stored: () => Promise<unknown>,
): Promise<Turn<T>> {
  if (!("locks" in navigator)) return { sent: await send() };
  return navigator.locks.request(`anhu.outbox.${id}`, { ifAvailable: true }, async (lock): Promise<Turn<T>> => {
    if (lock === null) return { not: "busy" };
    const elsewhere = await Promise.race([look(), after(STORAGE_MS, "unknown" as const)]);
    if (elsewhere === "settled" || elsewhere === "refused") return { not: elsewhere };
    const sent = await send();
    await Promise.race([stored(), after(STORAGE_MS, null)]);
    return { sent };
  });
}
function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms));
}
