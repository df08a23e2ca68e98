import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";
import { BacktestView, type NewBacktest } from "../../domain/backtest.ts";
import { api, ApiError, decode } from "../api-client.ts";

const ASK_EVERY_MS = 1_000;

/** The back-test that this screen started last. It goes on while the person looks at other pages. */
export const useBacktest = defineStore("backtest", () => {
  const view = shallowRef<BacktestView | null>(null);
  const error = shallowRef<Error | null>(null);
  const isBusy = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const path = (facilityId: string): string => `/facilities/${encodeURIComponent(facilityId)}/backtests`;
  function hear(next: BacktestView): void {
    clearTimeout(timer);
    view.value = next;
    error.value = null;
    if (next.state === "running") timer = setTimeout(() => void ask(next), ASK_EVERY_MS);
  }
  async function ask({ id, facilityId }: BacktestView): Promise<void> {
    try {
      const next = await api.get(`${path(facilityId)}/${encodeURIComponent(id)}`, BacktestView);
      if (view.value?.id === id && view.value.state === "running") hear(next);
    } catch (cause) {
      fail(cause);
      if (view.value?.id !== id) return;
      if (cause instanceof ApiError && cause.isRetryable) timer = setTimeout(() => view.value && void ask(view.value), ASK_EVERY_MS);
      else view.value = null;
    }
  }
  function fail(cause: unknown): void {
    error.value = cause instanceof Error ? cause : new Error(String(cause));
  }
  async function press(what: () => Promise<unknown>, name: string): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    error.value = null;
    try {
      hear(decode(BacktestView, await what(), name));
    } catch (cause) {
      fail(cause);
    } finally {
      isBusy.value = false;
    }
  }
  async function start(facilityId: string, wanted: NewBacktest): Promise<void> {
    await press(() => api.post(path(facilityId), wanted), "starting a back-test");
  }
  async function stop(): Promise<void> {
    const running = view.value;
    if (running === null) return;
    await press(() => api.post(`${path(running.facilityId)}/${encodeURIComponent(running.id)}/stop`), "stopping a back-test");
  }
  function clear(): void {
    clearTimeout(timer);
    view.value = null;
    error.value = null;
  }
  return { view, error, isBusy, start, stop, clear };
});
