import type { Static, TSchema } from "typebox";
import { onScopeDispose, ref, shallowRef, watch } from "vue";
import { pageOf } from "../../domain/api-schemas.ts";
import { api } from "../api-client.ts";

/** So many pages of 200 at most: a home of 10,000 things. */
const MOST_PAGES = 50;

/**
 * Reads a list to its end, now, whenever `path()` changes, and every `everyMs`. Old rows stay while newer ones are awaited or fail, and `error`
 * then says why; `null` as path reads nothing.
 */
export function useAllPages<S extends TSchema>(item: S, path: () => string | null, everyMs: number | null = null) {
  const schema = pageOf(item);
  type Page = Static<typeof schema>;
  const rows = shallowRef<readonly Static<S>[] | null>(null);
  const error = shallowRef<Error | null>(null);
  const isLoading = ref(false);
  let asked = 0;

  async function reload(): Promise<void> {
    const address = path();
    const mine = ++asked;
    if (address === null) return;
    isLoading.value = true;
    try {
      const all: Static<S>[] = [];
      let next: string | null = "";
      for (let n = 0; n < MOST_PAGES && next !== null && mine === asked; n += 1) {
        const cursor: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
        const page: Page = await api.get(`${address}${address.includes("?") ? "&" : "?"}limit=200${cursor}`, schema);
        all.push(...page.items);
        next = page.next;
      }
      if (mine !== asked) return;
      rows.value = all;
      error.value = null;
    } catch (cause) {
      if (mine === asked) error.value = cause instanceof Error ? cause : new Error(String(cause));
    } finally {
      if (mine === asked) isLoading.value = false;
    }
  }
  watch(
    path,
    () => {
      rows.value = null;
      void reload();
    },
    { immediate: true },
  );
  const timer = everyMs === null ? undefined : setInterval(() => void reload(), everyMs);
  onScopeDispose(() => {
    asked++;
    clearInterval(timer);
  });
  return { rows, error, isLoading, reload };
}
