import { onScopeDispose, ref, shallowRef, watch } from "vue";

/**
 * Reads what stands at `path()` now, whenever it changes, and every `everyMs`. Old data stays while a newer answer is awaited or fails, and
 * `error` then says why; `null` as path reads nothing. An answer that came too late for its path is dropped.
 */
export function useReading<T>(path: () => string | null, read: (path: string) => Promise<T>, everyMs: number | null = null) {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<Error | null>(null);
  const isLoading = ref(false);
  let asked = 0;

  async function reload(): Promise<void> {
    const address = path();
    const mine = ++asked;
    if (address === null) return;
    isLoading.value = true;
    try {
      const answer = await read(address);
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
