import type { Desk } from "../../alerts/desk.ts";
import type { DrillPort } from "../../api/drill-ports.ts";
import type { Alert, PersonRef } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { isDrill, isDrillDue, nextDrillMs, PLAIN_DRILL_PLAN, type Drill } from "../../domain/drill.ts";
import { AnhuError, errorText } from "../../domain/errors.ts";
import type { Clock } from "../../domain/time.ts";
import type { HomeDirectory } from "../home-directory.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { Logger } from "../logger.ts";
import type { Stores } from "../stores.ts";
import { drillSignal } from "./drill-signal.ts";
import { plansOf, type PlanNow } from "./plans.ts";
import { attemptedOf, heardOf, overdue, reached, RESTARTED, STEPPED_BACK, stepsBackFor, verdictOf, type Verdict } from "./running.ts";

type DrillRecords = Pick<
  Stores["records"]["records"],
  "addDrillPlan" | "setDrillPlan" | "addDrill" | "setDrill" | "drills" | "runningDrills" | "lastDrillStarts" | "addDevice"
>;
export interface DrillParts {
  readonly clock: Clock;
  readonly directory: HomeDirectory;
  readonly desk: Pick<Desk, "open" | "find" | "resolve" | "signal">;
  readonly records: DrillRecords;
  /** Reads the directory again from the records. */
  readonly refresh: () => Promise<void>;
  /** Makes the drill device of a plan, with a credential that only the server knows. */
  readonly makeDevice: (facilityId: string, clinicId: string) => Promise<string>;
  readonly press: (
    plan: { readonly facilityId: string; readonly clinicId: string; readonly deviceId: string },
    atMs: number,
  ) => Promise<void>;
  readonly log: Logger;
  /** Real time between two looks at what is due; 1 s unless told. */
  readonly lookEveryMs?: number;
}
export interface Drills {
  readonly port: DrillPort;
  changed(alert: Alert): void;
  attempted(attempt: DeliveryAttempt): void;
}
const BY_DRILL: PersonRef = { userId: null, clinicId: null, name: "演练", role: "administrator" };
/** After one that was stopped the plan waits this long before it tries again. */
const AFTER_STOP_MS = 3_600_000;
const LISTED = 200;

/**
 * Drills of clinics: a synthetic SOS over the whole way, from the MQTT packet of a device to a person of the clinic. It waits for real emergencies,
 * steps back for one, and is told to the manager when it fails. Nothing here stands in an alert's way.
 */
export function startDrills(parts: DrillParts, lifecycle: Lifecycle): Drills {
  const { clock, directory, desk, records, refresh, press, log, lookEveryMs = 1_000 } = parts;
  const running = new Map<string, Drill>();
  const lastStarts = new Map<string, number>();
  /** When the drill before a running one was: one that is stopped does not count. */
  const before = new Map<string, number>();
  const notBefore = new Map<string, number>();
  /** Facilities in which one is being started. */
  const starting = new Set<string>();
  let isLoaded = false;
  const key = (facilityId: string, clinicId: string): string => `${facilityId} ${clinicId}`;
  const deviceOf = ({ facilityId, clinicId }: Drill) =>
    directory.drillPlans(facilityId).find((plan) => plan.clinicId === clinicId)?.deviceId;
  const warn = (drillId: string | null, doing: string) => (error: unknown) =>
    log.warn({ drillId, reason: errorText(error) }, `${doing} a drill: it is tried again at the next look`);

  async function ensured(plan: PlanNow) {
    if (plan.id !== null && plan.deviceId !== null) return { ...plan, id: plan.id, deviceId: plan.deviceId };
    const { facilityId, clinicId } = plan;
    const deviceId = await parts.makeDevice(facilityId, clinicId);
    const { enabled, everyDays, window, answerWithinMs, createdAtMs } = plan;
    const added = await records.addDrillPlan({ facilityId, clinicId, deviceId, createdAtMs, enabled, everyDays, window, answerWithinMs });
    await refresh();
    return added;
  }
  async function start(plan: PlanNow, byUserId: string | null): Promise<Drill> {
    const { facilityId, clinicId, answerWithinMs } = plan;
    if (starting.has(facilityId) || [...running.values()].some((drill) => drill.facilityId === facilityId))
      throw new AnhuError("CONFLICT", `starting a drill of ${clinicId}: one is running in this home; wait for its end`);
    if (desk.open(facilityId).some(({ alert }) => stepsBackFor(alert)))
      throw new AnhuError("CONFLICT", `starting a drill of ${clinicId}: a critical alert is open in this home; drill when it is resolved`);
    starting.add(facilityId);
    try {
      const { id: planId, deviceId } = await ensured(plan);
      const drill = await records.addDrill({
        ...{ planId, facilityId, clinicId, startedAtMs: clock.now(), answerWithinMs, byUserId, alertId: null, hops: {} },
        ...{ endedAtMs: null, result: "running", failedAt: null, why: null },
      });
      running.set(drill.id, drill);
      const lastMs = lastStarts.get(key(facilityId, clinicId));
      if (lastMs !== undefined) before.set(drill.id, lastMs);
      lastStarts.set(key(facilityId, clinicId), drill.startedAtMs);
      press({ facilityId, clinicId, deviceId }, clock.now()).then(
        () => change(drill.id, (one) => reached(one, "published", clock.now())),
        (error: unknown) =>
          change(drill.id, (one) => ({ ...one, why: errorText(error) }), {
            result: "failed",
            failedAt: "published",
            why: errorText(error),
          }),
      );
      return drill;
    } finally {
      starting.delete(facilityId);
    }
  }
  function change(drillId: string, step: (drill: Drill) => Drill, verdict: Verdict | null = null): void {
    const known = running.get(drillId);
    if (known === undefined) return;
    const drill = step(known);
    const ending = verdict ?? verdictOf(drill);
    if (ending !== null) return end(drill, ending);
    if (drill === known) return;
    running.set(drillId, drill);
    records.setDrill(drill).catch(warn(drillId, "keeping"));
  }
  function end(drill: Drill, verdict: Verdict): void {
    running.delete(drill.id);
    const ended: Drill = { ...drill, ...verdict, endedAtMs: clock.now() };
    const place = key(drill.facilityId, drill.clinicId);
    if (ended.result === "stopped") {
      notBefore.set(place, clock.now() + AFTER_STOP_MS);
      const lastMs = before.get(drill.id);
      if (lastMs === undefined) lastStarts.delete(place);
      else lastStarts.set(place, lastMs);
    }
    before.delete(drill.id);
    records.setDrill(ended).catch(warn(drill.id, "keeping"));
    if (drill.alertId !== null) close(drill.alertId);
    if (ended.result === "failed") desk.signal(drillSignal("raise", ended, clock.now()));
    if (ended.result === "passed") desk.signal(drillSignal("clear", ended, clock.now()));
  }
  /** Behind the change that it follows from, never in its way. */
  function close(alertId: string): void {
    setImmediate(() => {
      if (desk.find(alertId)?.alert.state === "resolved") return;
      desk.resolve(alertId, BY_DRILL, { outcome: "test", reason: "演练结束" }).catch(warn(null, "closing the alert of"));
    });
  }
  function changed(alert: Alert): void {
    if (stepsBackFor(alert)) {
      for (const drill of running.values()) if (drill.facilityId === alert.facilityId) end(drill, STEPPED_BACK);
      return;
    }
    if (!isDrill(alert)) return;
    for (const drill of running.values()) {
      if (deviceOf(drill) !== alert.deviceId || (drill.alertId !== null && drill.alertId !== alert.id)) continue;
      const heard = heardOf(drill, alert);
      change(drill.id, () => heard.drill, heard.verdict);
    }
  }
  function attempted(attempt: DeliveryAttempt): void {
    for (const drill of running.values()) if (drill.alertId === attempt.alertId) change(drill.id, (one) => attemptedOf(one, attempt));
  }
  async function load(): Promise<void> {
    const [left, starts] = await Promise.all([records.runningDrills(), records.lastDrillStarts()]);
    for (const plan of directory.facilities().flatMap(({ id }) => directory.drillPlans(id))) {
      const startedAtMs = starts.get(plan.id);
      if (startedAtMs !== undefined) lastStarts.set(key(plan.facilityId, plan.clinicId), startedAtMs);
    }
    for (const drill of left) {
      running.set(drill.id, drill);
      const alert = drill.alertId === null ? undefined : desk.find(drill.alertId)?.alert;
      if (alert !== undefined) changed(alert);
      // Part of its time nobody listened: it says nothing about the clinic.
      if (running.has(drill.id) && clock.now() > drill.startedAtMs + drill.answerWithinMs) end(drill, RESTARTED);
    }
    isLoaded = true;
  }
  function look(): void {
    const nowMs = clock.now();
    for (const drill of running.values()) {
      if (nowMs >= drill.startedAtMs + drill.answerWithinMs) end(drill, overdue(drill));
    }
    for (const { id } of directory.facilities()) {
      closeLeft(id);
      for (const plan of plansOf(directory, id, nowMs)) {
        const place = key(id, plan.clinicId);
        if (nowMs < (notBefore.get(place) ?? 0) || !isDrillDue(plan, lastStarts.get(place) ?? null, nowMs)) continue;
        start(plan, null).catch((error: unknown) => {
          notBefore.set(place, nowMs + AFTER_STOP_MS);
          log.warn({ clinicId: plan.clinicId, reason: errorText(error) }, "starting a drill that is due: it is tried again in an hour");
        });
      }
    }
  }
  /** An alert whose drill has ended, or that came after it: closed, so that no clinic is told again. */
  function closeLeft(facilityId: string): void {
    const mine = new Set([...running.values()].flatMap((drill) => [drill.alertId, deviceOf(drill)]));
    for (const { alert } of desk.open(facilityId))
      if (isDrill(alert) && !mine.has(alert.id) && !mine.has(alert.deviceId) && !starting.has(facilityId)) close(alert.id);
  }
  const timer = setInterval(() => {
    if (isLoaded) look();
    else load().catch(warn(null, "reading"));
  }, lookEveryMs);
  lifecycle.add("drills", () => clearInterval(timer));

  const planOf = (facilityId: string, clinicId: string): PlanNow => {
    const found = plansOf(directory, facilityId, clock.now()).find((plan) => plan.clinicId === clinicId);
    if (found === undefined)
      throw new AnhuError("NOT_FOUND", `drilling ${clinicId}: no contract joins it with this home now; list the contracts`);
    return found;
  };
  return {
    changed,
    attempted,
    port: {
      plans: (facilityId) =>
        plansOf(directory, facilityId, clock.now()).map(({ id, deviceId: _deviceId, createdAtMs, ...plan }) => ({
          ...plan,
          byDefault: id === null,
          nextAtMs: nextDrillMs({ ...plan, createdAtMs }, lastStarts.get(key(facilityId, plan.clinicId)) ?? null),
        })),
      async setPlan(facilityId, clinicId, settings) {
        const { id } = await ensured({ ...PLAIN_DRILL_PLAN, ...planOf(facilityId, clinicId), ...settings });
        await records.setDrillPlan(id, settings);
        await refresh();
      },
      start: async (facilityId, clinicId, byUserId) => start(planOf(facilityId, clinicId), byUserId),
      async list(facilityId, fromMs, toMs) {
        const stored = await records.drills({ facilityId, fromMs, toMs, limit: LISTED });
        return stored.map((drill) => running.get(drill.id) ?? drill);
      },
    },
  };
}
