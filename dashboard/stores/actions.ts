import { defineStore } from "pinia";
import { shallowReactive, shallowRef, watch } from "vue";
import { AlertView, type Outcome, type Track } from "../../domain/alert.ts";
import type { NewDisposition } from "../../domain/disposition.ts";
import { api, ApiError, decode } from "../api-client.ts";
import { elapsed } from "../moment.ts";
import { useLive } from "./live.ts";
import { useOutbox } from "./outbox.ts";
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
      return api.post(`${path}/disposition`, { ...action.input, pressedAt });
    case "visitArrived":
      return api.post(`${path}/visit-arrived`, { pressedAt });
    case "needDoctor":
      return api.post(`${path}/need-doctor`, { pressedAt });
    case "snooze":
      return api.post(`${path}/snooze`, { minutes: action.minutes, reason: action.reason });
    case "unsnooze":
      return api.remove(`${path}/snooze`, { pressedAt });
    case "resolve":
      return api.post(`${path}/resolve`, { outcome: action.outcome, reason: action.reason, pressedAt });
  }
}
const TYPES: Readonly<Record<AlertAction["type"], true>> = {
  acknowledge: true,
  arrive: true,
  handOver: true,
  needDoctor: true,
  dispose: true,
  visitArrived: true,
  snooze: true,
  unsnooze: true,
  resolve: true,
};
/** Is it too late to send this press? A snooze would be counted from when the server hears of it. */
const isOver = (action: AlertAction, ageMs: number): boolean => action.type === "snooze" && ageMs > action.minutes * 60_000;
interface Queued {
  readonly alertId: string;
  readonly action: AlertAction;
  readonly pressedAt: number;
  /** Under whose name it goes. */
  readonly userId: string | null;
  /** Its place in the outbox; `null`: it is not known who is signed in. */
  readonly keptAs: string | null;
  tries: number;
}
/** `null`: the press was taken, and answered with something else. */
function alertOf(answer: unknown): AlertView | null {
  try {
    return decode(AlertView, answer, "alert");
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
/** Written by this page or another version of it. */
function isAction(action: unknown): action is AlertAction {
  const type: unknown = typeof action === "object" && action !== null ? Reflect.get(action, "type") : null;
  return typeof type === "string" && Object.hasOwn(TYPES, type);
}

/**
 * Presses of people on alerts: kept in the outbox before the first attempt, sent under the name of whoever pressed until the server answers,
 * however bad the network is, and told apart when two press at once.
 */
export const useActions = defineStore("actions", () => {
  const live = useLive();
  const session = useSession();
  const outbox = useOutbox();
  const presses = shallowReactive(new Map<string, Press>());
  /** Not answered yet, of everybody who used this page, oldest first. Those of one person on one alert go one after another. */
  const waiting = shallowRef<readonly Queued[]>([]);
  const flying = new Set<Queued>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const me = (): string | null => session.user?.id ?? null;
  const line = (alertId: string): readonly Queued[] => waiting.value.filter((one) => one.alertId === alertId && one.userId === me());
  function later(alertId: string, ms: number, then: () => void): void {
    clearTimeout(timers.get(alertId));
    timers.set(alertId, setTimeout(then, ms));
  }
  /** An answer is older than what the link told since it was asked for. */
  function applyUnlessTold(alertId: string, before: AlertView | undefined, alert: AlertView): void {
    if (live.alerts.get(alertId) === before) live.applyAlert(alert);
  }
  /** Reads the alert again; the live picture may be older than the press. */
  async function refresh(alertId: string): Promise<AlertView | null> {
    const before = live.alerts.get(alertId);
    try {
      const alert = await api.get(`/alerts/${encodeURIComponent(alertId)}`, AlertView);
      applyUnlessTold(alertId, before, alert);
      return alert;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }
  async function settleConflict({ alertId, action, pressedAt, userId }: Queued, error: ApiError): Promise<Press> {
    const press = { action, pressedAt, attempt: 0, error };
    const alert = await refresh(alertId);
    if (error.code === "ALERT_CLOSED" || alert?.state === "resolved") return { ...press, state: "closed", by: null };
    const track = action.type === "acknowledge" ? action.track : action.type === "dispose" ? "medical" : "onSite";
    const { by = null, byId = null } = (action.type === "snooze" ? alert?.snooze : alert?.[track]) ?? {};
    // An earlier attempt of ours arrived although its answer was lost.
    if (byId !== null && byId === userId && action.type !== "dispose") return { ...press, state: "done", error: null, by };
    return { ...press, state: "won", by };
  }
  /** On the screen of whoever pressed. */
  function show({ alertId, userId, action, pressedAt, tries }: Queued, press: Pick<Press, "state"> & Partial<Press>): void {
    if (userId === me()) presses.set(alertId, { action, pressedAt, attempt: tries, error: null, by: null, ...press });
  }
  function leave(queued: Queued, how: "settle" | "refuse"): void {
    waiting.value = waiting.value.filter((one) => one !== queued);
    if (queued.keptAs !== null) outbox[how](queued.keptAs);
  }
  function wait(queued: Queued, error: ApiError): void {
    const { alertId, userId, tries } = queued;
    show(queued, { state: "retrying", error });
    for (const one of waiting.value) if (one.alertId === alertId && one.userId === userId && one.keptAs !== null) outbox.wait(one.keptAs);
    if (userId === me()) later(alertId, Math.min(LONGEST_WAIT_MS, 500 * 2 ** tries), () => void go(alertId));
  }
  /** Built on a press that did not hold; a doctor is needed all the same. */
  function fall({ alertId, userId }: Queued): void {
    const behind = waiting.value.filter((one) => one.alertId === alertId && one.userId === userId);
    for (const one of behind) if (one.action.type !== "needDoctor") leave(one, "refuse");
  }
  /** Sends the oldest press on this alert of who is signed in. */
  async function go(alertId: string): Promise<void> {
    const [queued] = line(alertId);
    if (queued === undefined || flying.has(queued)) return;
    clearTimeout(timers.get(alertId));
    flying.add(queued);
    queued.tries += 1;
    show(queued, { state: queued.tries === 1 ? "sending" : "retrying" });
    await attemptAlone(queued).finally(() => flying.delete(queued));
    if (waiting.value.includes(queued)) return;
    if (line(alertId).length > 0) return go(alertId);
    if (presses.get(alertId)?.state !== "failed") later(alertId, NOTE_STAYS_MS, () => presses.delete(alertId));
  }
  /** One page of this browser sends it; what another page did with it holds here too. */
  async function attemptAlone(queued: Queued): Promise<void> {
    if (queued.keptAs === null) return attempt(queued);
    const turn = await outbox.attempt(queued.keptAs, () => attempt(queued));
    if (!("not" in turn) || !waiting.value.includes(queued)) return;
    if (turn.not === "busy") return wait(queued, new ApiError(0, "SENT_ELSEWHERE", "another page of this browser is sending it"));
    waiting.value = waiting.value.filter((one) => one !== queued);
    if (queued.userId === me()) presses.delete(queued.alertId);
    await refresh(queued.alertId);
  }
  async function attempt(queued: Queued): Promise<void> {
    const { alertId, action, pressedAt } = queued;
    const before = live.alerts.get(alertId);
    let answer: unknown;
    try {
      if (isOver(action, serverNow() - pressedAt))
        throw new ApiError(400, "PRESSED_TOO_LONG_AGO", "what was pressed counts from when it is heard: press it again");
      answer = await request(alertId, action, pressedAt);
    } catch (error) {
      return refused(queued, error);
    }
    leave(queued, "settle");
    show(queued, { state: "done" });
    const alert = alertOf(answer);
    if (alert === null) await refresh(alertId);
    else applyUnlessTold(alertId, before, alert);
  }
  async function refused(queued: Queued, error: unknown): Promise<void> {
    // Stopped meanwhile.
    if (!waiting.value.includes(queued)) return;
    const isNobody = queued.userId === null && error instanceof ApiError && error.status === 401;
    const isLater = outbox.mayBeTakenLater(error, queued.userId) && !isNobody;
    if (isLater && !outbox.stumblesOn(queued.keptAs, error)) return wait(queued, error);
    if (error instanceof ApiError && error.status === 409) {
      const settled = await settleConflict(queued, error);
      // Whoever pressed is not there to see it: it waits in their outbox.
      leave(queued, settled.state === "done" || queued.userId === me() ? "settle" : "refuse");
      show(queued, settled);
      if (settled.state !== "done") fall(queued);
      return;
    }
    leave(queued, "refuse");
    show(queued, { state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
    fall(queued);
  }
  /** Server time, also long after the link was lost: this machine's clock counts on from what was heard last. */
  function serverNow(): number {
    const { clock } = live;
    return Math.round(clock === null ? Date.now() : clock.serverMs + elapsed(clock.heardAt));
  }
  function press(alertId: string, action: AlertAction, pressedAt: number = serverNow()): void {
    const userId = me();
    const keptAs = userId === null ? null : outbox.add({ kind: "press", alertId, action, pressedAt }, userId);
    waiting.value = [...waiting.value, { alertId, action, pressedAt, userId, keptAs, tries: 0 }];
    void go(alertId);
  }
  /** Presses of this person that an earlier page of this device could not send. */
  async function resume(): Promise<void> {
    for (const { id, userId, value } of await outbox.restore()) {
      if (value.kind !== "press" || value.refused === true) continue;
      const { alertId, action, pressedAt } = value;
      if (!isAction(action)) outbox.refuse(id);
      else waiting.value = [...waiting.value, { alertId, action, pressedAt, userId, keptAs: id, tries: 1 }];
    }
    for (const alertId of new Set(waiting.value.map((one) => one.alertId))) void go(alertId);
  }
  /** Stops sending again; what the server already has stays. */
  function stop(alertId: string): void {
    clearTimeout(timers.get(alertId));
    for (const one of line(alertId)) leave(one, "settle");
    for (const { id, value } of outbox.notTaken) if (value.kind === "press" && value.alertId === alertId) outbox.settle(id);
    presses.delete(alertId);
  }
  const isBusy = (alertId: string): boolean => line(alertId).length > 0;
  /** What this person pressed and is not at the server yet, oldest first. */
  const unsent = (alertId: string): readonly AlertAction[] => line(alertId).map(({ action }) => action);
  // Each sees and sends their own alone.
  watch(
    me,
    () => {
      for (const timer of timers.values()) clearTimeout(timer);
      presses.clear();
      void resume();
    },
    { immediate: true },
  );
  return { presses, press, resume, stop, isBusy, unsent, serverNow };
});
