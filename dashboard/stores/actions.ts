import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { AlertView, type Outcome, type Track } from "../../domain/alert.ts";
import type { NewDisposition } from "../../domain/disposition.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { elapsed } from "../moment.ts";
import { useLive } from "./live.ts";
import { useOutbox, type WaitingEntry } from "./outbox.ts";
import { useSession } from "./session.ts";

export type AlertAction =
  | { readonly type: "acknowledge"; readonly track: Track }
  | { readonly type: "arrive"; readonly notUrgent: boolean; readonly room?: string }
  | { readonly type: "handOver"; readonly to: string | null }
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
  /** Server time when it was pressed, ms. */
  readonly pressedAt: number;
}

const LONGEST_WAIT_MS = 8_000;
const NOTE_STAYS_MS = 6_000;

function request(alertId: string, action: AlertAction, pressedAt: number): Promise<unknown> {
  const path = `/alerts/${encodeURIComponent(alertId)}`;
  switch (action.type) {
    case "acknowledge":
      return api.post(`${path}/acknowledge`, { track: action.track, pressedAt });
    case "arrive":
      return api.post(`${path}/arrive`, {
        notUrgent: action.notUrgent,
        pressedAt,
        ...(action.room === undefined ? {} : { room: action.room }),
      });
    case "handOver":
      return api.post(`${path}/hand-over`, { to: action.to, pressedAt });
    case "dispose":
      return api.post(`${path}/disposition`, action.input);
    case "visitArrived":
      return api.post(`${path}/visit-arrived`);
    case "needDoctor":
      return api.post(`${path}/need-doctor`, { pressedAt });
    case "snooze":
      return api.post(`${path}/snooze`, { minutes: action.minutes, reason: action.reason });
    case "unsnooze":
      return api.remove(`${path}/snooze`);
    case "resolve":
      return api.post(`${path}/resolve`, { outcome: action.outcome, reason: action.reason, pressedAt });
  }
}
interface Queued {
  readonly action: AlertAction;
  readonly pressedAt: number;
  /** Under whose name it goes. */
  readonly userId: string | null;
  /** Its place in the outbox while it waits. */
  keptAs: string | null;
}
/** Written by this page or an older version of it. */
function isAction(action: unknown): action is AlertAction {
  const type: unknown = typeof action === "object" && action !== null ? Reflect.get(action, "type") : null;
  return ["acknowledge", "arrive", "handOver", "needDoctor", "resolve"].includes(String(type));
}

/** Presses of people on alerts: sent until the server answers, however bad the network is, and told apart when two press at once. */
export const useActions = defineStore("actions", () => {
  const live = useLive();
  const session = useSession();
  const outbox = useOutbox();
  const presses = shallowReactive(new Map<string, Press>());
  /** Pressed while an earlier press on the same alert still waits for the network: sent after it, in order. */
  const behind = shallowReactive(new Map<string, readonly Queued[]>());
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
  async function settleConflict(alertId: string, { action, pressedAt }: Queued, error: ApiError): Promise<Press> {
    const press = { action, pressedAt, attempt: 0, error };
    const alert = await refresh(alertId);
    if (error.code === "ALERT_CLOSED" || alert?.state === "resolved") return { ...press, state: "closed", by: null };
    const track = action.type === "acknowledge" ? action.track : action.type === "dispose" ? "medical" : "onSite";
    const by = (action.type === "snooze" ? alert?.snooze?.by : alert?.[track].by) ?? null;
    // An earlier attempt of ours arrived although its answer was lost.
    if (by !== null && by === session.user?.name && action.type !== "dispose") return { ...press, state: "done", error: null, by };
    return { ...press, state: "won", by };
  }
  function fade(alertId: string): void {
    later(alertId, NOTE_STAYS_MS, () => presses.delete(alertId));
  }
  function settle(queued: Queued): void {
    if (queued.keptAs !== null) outbox.settle(queued.keptAs);
  }
  /** Tries again later, and keeps it for the case that the page is gone by then. */
  function wait(alertId: string, queued: Queued, n: number, error: ApiError | null): void {
    const { action, pressedAt } = queued;
    queued.keptAs ??= outbox.add({ kind: "press", alertId, action, pressedAt });
    presses.set(alertId, { action, pressedAt, state: "retrying", attempt: n, error, by: null });
    later(alertId, Math.min(LONGEST_WAIT_MS, 500 * 2 ** n), () => void attempt(alertId, queued, n + 1));
  }
  /** What was pressed after it goes now, or falls with it. */
  function next(alertId: string, isDone: boolean): void {
    const [first, ...rest] = behind.get(alertId) ?? [];
    behind.delete(alertId);
    if (first === undefined) return fade(alertId);
    if (!isDone) {
      for (const one of [first, ...rest]) settle(one);
      return fade(alertId);
    }
    if (rest.length > 0) behind.set(alertId, rest);
    void attempt(alertId, first, 1);
  }
  async function attempt(alertId: string, queued: Queued, n: number): Promise<void> {
    const { action, pressedAt, userId } = queued;
    const show = (press: Pick<Press, "state"> & Partial<Press>) =>
      void presses.set(alertId, { action, pressedAt, attempt: n, error: null, by: null, ...press });
    // Somebody else is on this handset now: it waits for the one who pressed.
    if ((session.user?.id ?? null) !== userId) return wait(alertId, queued, Math.min(n, 3), null);
    show({ state: n === 1 ? "sending" : "retrying" });
    try {
      const answer = await request(alertId, action, pressedAt);
      settle(queued);
      if (presses.get(alertId)?.action !== action) return;
      show({ state: "done" });
      if (typeof answer === "object" && answer !== null && "id" in answer) live.applyAlert(decode(AlertView, answer, "alert"));
      else await refresh(alertId);
      next(alertId, true);
    } catch (error) {
      if (presses.get(alertId)?.action !== action) return settle(queued);
      if (error instanceof ApiError && error.isRetryable) return wait(alertId, queued, n, error);
      settle(queued);
      if (error instanceof ApiError && error.status === 409) {
        const settled = await settleConflict(alertId, queued, error);
        presses.set(alertId, settled);
        return next(alertId, settled.state === "done");
      }
      show({ state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
      for (const one of behind.get(alertId) ?? []) settle(one);
      behind.delete(alertId);
    }
  }
  /** Server time, also long after the link was lost: this machine's clock counts on from what was heard last. */
  function serverNow(): number {
    const { clock } = live;
    return Math.round(clock === null ? Date.now() : clock.serverMs + elapsed(clock.heardAt));
  }
  function press(alertId: string, action: AlertAction, pressedAt: number = serverNow()): void {
    const queued: Queued = { action, pressedAt, userId: session.user?.id ?? null, keptAs: null };
    if (presses.get(alertId)?.state === "retrying") {
      queued.keptAs = outbox.add({ kind: "press", alertId, action, pressedAt });
      behind.set(alertId, [...(behind.get(alertId) ?? []), queued]);
      return;
    }
    clearTimeout(timers.get(alertId));
    void attempt(alertId, queued, 1);
  }
  /** Presses of this person that an earlier page of this device could not send. */
  function resume(entries: readonly WaitingEntry[]): void {
    for (const { id, userId, value } of entries) {
      if (value.kind !== "press" || !isAction(value.action)) continue;
      const { alertId, action, pressedAt } = value;
      const queued: Queued = { action, pressedAt, userId, keptAs: id };
      if (isBusy(alertId)) behind.set(alertId, [...(behind.get(alertId) ?? []), queued]);
      else void attempt(alertId, queued, 2);
    }
  }
  /** Stops sending again; what the server already has stays. */
  function stop(alertId: string): void {
    clearTimeout(timers.get(alertId));
    for (const { id, value } of outbox.mine) if (value.kind === "press" && value.alertId === alertId) outbox.settle(id);
    behind.delete(alertId);
    presses.delete(alertId);
  }
  const isBusy = (alertId: string): boolean => ["sending", "retrying"].includes(presses.get(alertId)?.state ?? "");
  /** What was pressed and is not at the server yet, oldest first. */
  function unsent(alertId: string): readonly AlertAction[] {
    const now = presses.get(alertId);
    const first = now?.state === "sending" || now?.state === "retrying" ? [now.action] : [];
    return [...first, ...(behind.get(alertId) ?? []).map(({ action }) => action)];
  }
  return { presses, press, resume, stop, isBusy, unsent, serverNow };
});
