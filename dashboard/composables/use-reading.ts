import { onScopeDispose, ref, shallowRef, watch } from "vue";

/**
 * Reads what stands at `path()` now, whenever it changes, and every `everyMs`; `null` as path reads nothing. Old data stays while a newer
 * answer about the same is awaited or fails, and `error` then says why; nothing stays when another `subject()` is read. The subject is the
 * path, unless the path of one subject changes, as with the time. An answer that came too late for its path is dropped.
 */
export function useReading<T>(
  path: () => string | null,
  read: (path: string) => Promise<T>,
  everyMs: number | null = null,
  subject: () => string | null = path,
) {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<Error | null>(null);
  const isLoading = ref(false);
  let asked = 0;

  async function reload(): Promise<void> {
    const address = path();
    const mine = ++asked;
    isLoading.value = address !== null;
    if (address === null) return;
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
  watch(subject, () => {
    data.value = null;
    error.value = null;
  });
  watch(path, () => void reload(), { immediate: true });
  const timer = everyMs === null ? undefined : setInterval(() => void reload(), everyMs);
  onScopeDispose(() => {
    asked++;
    clearInterval(timer);
  });
  return { data, error, isLoading, reload: () => void reload() };
}
