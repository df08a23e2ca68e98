import type { Static, TSchema } from "typebox";
import { onScopeDispose, ref, shallowRef, watch } from "vue";
import { api } from "../api-client.ts";

/**
 * Reads `path()` now, whenever it changes, and every `everyMs`. Old data stays while a newer answer is awaited or fails, and
 * `error` then says why; `null` as path reads nothing.
 */
export function useResource<S extends TSchema>(schema: S, path: () => string | null, everyMs: number | null = null) {
  const data = shallowRef<Static<S> | null>(null);
  const error = shallowRef<Error | null>(null);
  const isLoading = ref(false);
  let asked = 0;

  async function reload(): Promise<void> {
    const address = path();
    const mine = ++asked;
    if (address === null) return;
    isLoading.value = true;
    try {
      const answer = await api.get(address, schema);
      if (mine !== asked) return;
      data.value = answer;
      error.value = null;
    } catch (cause) {
      if (mine === asked) error.value = cause instanceof Error ? cause : new Error(String(cause));
    } finally {
      if (mine === asked) isLoading.value = false;
    }
  }
  watch(path, () => void reload(), { immediate: true });
  const timer = everyMs === null ? undefined : setInterval(() => void reload(), everyMs);
  onScopeDispose(() => {
    asked++;
    clearInterval(timer);
  });
  return { data, error, isLoading, reload: () => void reload() };
}
