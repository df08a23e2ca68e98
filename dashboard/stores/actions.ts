import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { AlertView, type Outcome, type Track } from "../../domain/alert.ts";
import type { NewDisposition } from "../../domain/disposition.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { useLive } from "./live.ts";
import { useSession } from "./session.ts";

export type AlertAction =
  | { readonly type: "acknowledge"; readonly track: Track }
  | { readonly type: "arrive"; readonly notUrgent: boolean }
  | { readonly type: "needDoctor" }
  | { readonly type: "dispose"; readonly input: NewDisposition }
  | { readonly type: "visitArrived" }
  | { readonly type: "snooze"; readonly minutes: number; readonly reason: string }
  | { readonly type: "unsnooze" }
  | { readonly type: "resolve"; readonly outcome: Outcome; readonly reason: string | null };

/** How the last press on an alert is getting on. `won`: somebody else was first. */
export interface Press {
  readonly action: AlertAction;
  readonly state: "sending" | "retrying" | "done" | "won" | "closed" | "failed";
  readonly attempt: number;
  readonly error: Error | null;
  /** Who was first, when the server says so. */
  readonly by: string | null;
}

const LONGEST_WAIT_MS = 8_000;
const NOTE_STAYS_MS = 6_000;

function request(alertId: string, action: AlertAction): Promise<unknown> {
  const path = `/alerts/${encodeURIComponent(alertId)}`;
  switch (action.type) {
    case "acknowledge":
      return api.post(`${path}/acknowledge`, { track: action.track });
    case "arrive":
      return api.post(`${path}/arrive`, { notUrgent: action.notUrgent });
    case "dispose":
      return api.post(`${path}/disposition`, action.input);
    case "visitArrived":
      return api.post(`${path}/visit-arrived`);
    case "needDoctor":
      return api.post(`${path}/need-doctor`);
    case "snooze":
      return api.post(`${path}/snooze`, { minutes: action.minutes, reason: action.reason });
    case "unsnooze":
      return api.remove(`${path}/snooze`);
    case "resolve":
      return api.post(`${path}/resolve`, { outcome: action.outcome, reason: action.reason });
  }
}

/** Presses of people on alerts: sent until the server answers, however bad the network is, and told apart when two press at once. */
export const useActions = defineStore("actions", () => {
  const live = useLive();
  const session = useSession();
  const presses = shallowReactive(new Map<string, Press>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function later(alertId: string, ms: number, then: () => void): void {
    clearTimeout(timers.get(alertId));
    timers.set(alertId, setTimeout(then, ms));
  }
  /** Reads the alert again; the live picture may be older than the press. */
  async function refresh(alertId: string): Promise<AlertView | null> {
    try {
      const alert = await api.get(`/alerts/${encodeURIComponent(alertId)}`, AlertView);
      live.applyAlert(alert);
      return alert;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }
  async function settleConflict(alertId: string, action: AlertAction, error: ApiError): Promise<Press> {
    const alert = await refresh(alertId);
    if (error.code === "ALERT_CLOSED" || alert?.state === "resolved") return { action, state: "closed", attempt: 0, error, by: null };
    const track = action.type === "acknowledge" ? action.track : action.type === "dispose" ? "medical" : "onSite";
    const by = (action.type === "snooze" ? alert?.snooze?.by : alert?.[track].by) ?? null;
    // An earlier attempt of ours arrived although its answer was lost.
    if (by !== null && by === session.user?.name && action.type !== "dispose")
      return { action, state: "done", attempt: 0, error: null, by };
    return { action, state: "won", attempt: 0, error, by };
  }
  function fade(alertId: string): void {
    later(alertId, NOTE_STAYS_MS, () => presses.delete(alertId));
  }
  async function attempt(alertId: string, action: AlertAction, n: number): Promise<void> {
    presses.set(alertId, { action, state: n === 1 ? "sending" : "retrying", attempt: n, error: null, by: null });
    try {
      const answer = await request(alertId, action);
      if (presses.get(alertId)?.action !== action) return;
      presses.set(alertId, { action, state: "done", attempt: n, error: null, by: null });
      if (typeof answer === "object" && answer !== null && "id" in answer) live.applyAlert(decode(AlertView, answer, "alert"));
      else await refresh(alertId);
      fade(alertId);
    } catch (error) {
      if (presses.get(alertId)?.action !== action) return;
      if (error instanceof ApiError && error.isRetryable) {
        presses.set(alertId, { action, state: "retrying", attempt: n, error, by: null });
        later(alertId, Math.min(LONGEST_WAIT_MS, 500 * 2 ** n), () => void attempt(alertId, action, n + 1));
        return;
      }
      if (error instanceof ApiError && error.status === 409) {
        presses.set(alertId, await settleConflict(alertId, action, error));
        fade(alertId);
        return;
      }
      presses.set(alertId, {
        action,
        state: "failed",
        attempt: n,
        error: error instanceof Error ? error : new Error(String(error)),
        by: null,
      });
    }
  }
  function press(alertId: string, action: AlertAction): void {
    clearTimeout(timers.get(alertId));
    void attempt(alertId, action, 1);
  }
  /** Stops sending again; what the server already has stays. */
  function stop(alertId: string): void {
    clearTimeout(timers.get(alertId));
    presses.delete(alertId);
  }
  const isBusy = (alertId: string): boolean => ["sending", "retrying"].includes(presses.get(alertId)?.state ?? "");
  return { presses, press, stop, isBusy };
});
