import { compare, listed } from "../../alerts/backtest/compare.ts";
import { Replay, type Happened } from "../../alerts/backtest/replay.ts";
import { messagesOf } from "../../alerts/backtest/messages.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { BacktestResult, ReplayedAlert } from "../../domain/backtest.ts";
import { localDay } from "../../domain/local-time.ts";
import type { RuleChange } from "../../domain/rule-change.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { HistorianReader } from "../../store/historian/engine.ts";
import { HomeDirectory } from "../home-directory.ts";
import { besideLive, withOutcomes } from "./beside-live.ts";
import { notJudged } from "./not-judged.ts";
import { assignmentsIn, inOrder, knownByAlerts, partsOf } from "./past.ts";
import type { BacktestPlan } from "./plan.ts";
import { readDay } from "./read-day.ts";

const DAY_MS = 86_400_000;
/** Device clocks may run ahead so far (domain/time.ts): a message of the next day may have come on this one. */
const LEAD_MS = 5 * 60_000;

/**
 * Replays the historian through the rules as they were, and as changed, room by room and day by day: what stands in memory is a day of a room.
 * @throws {AnhuError} `HISTORIAN_UNAVAILABLE`
 */
export async function runBacktest(
  plan: BacktestPlan,
  reader: HistorianReader,
  onProgress: (done: number, total: number) => void,
): Promise<BacktestResult> {
  const rooms = roomsOf(plan);
  const daysPerRoom = Math.max(1, Math.ceil((plan.toMs - plan.warmFromMs) / DAY_MS));
  const sign = signOf(plan.ruleId);
  const before: ReplayedAlert[] = [];
  const after: ReplayedAlert[] = [];
  const days = new Set<string>();
  let readings = 0;
  let done = 0;
  const clock = { nowMs: plan.warmFromMs };
  const was = new HomeDirectory(plan.snapshot, () => clock.nowMs);
  const changed = plan.parameters === null ? null : new HomeDirectory(withChange(plan), () => clock.nowMs);
  const parts = partsOf(plan, was);
  const evidenceOf = Map.groupBy(plan.evidence, ({ alertId }) => alertId);
  for (const room of rooms) {
    const replays = [was, changed].map((care) => (care === null ? null : new Replay({ care, device: care.device })));
    const assignments = plan.snapshot.assignments.filter(
      ({ residentId, placeId }) => (residentId !== null && room.residentIds.has(residentId)) || placeId === room.placeId,
    );
    const known = inOrder([
      ...assignmentsIn(assignments, plan.warmFromMs, plan.toMs),
      ...knownByAlerts(
        plan,
        evidenceOf,
        new Set([...room.residentIds, room.placeId, ...assignments.map(({ deviceId }) => deviceId)]),
        parts,
      ),
    ]);
    let carried: readonly Happened[] = known;
    for (let dayMs = plan.warmFromMs; dayMs < plan.toMs; dayMs += DAY_MS) {
      const endMs = Math.min(dayMs + DAY_MS, plan.toMs);
      const observations = await readDay(reader, was, assignments, dayMs, endMs);
      readings += observations.length;
      for (const one of observations) {
        const residentId = parts.holder(one.deviceId, one.at)?.residentId ?? null;
        if (residentId !== null && one.at >= plan.fromMs && (sign === null || one.sign === sign))
          days.add(`${residentId} ${localDay(one.at)}`);
      }
      const messages = messagesOf(observations, parts).map((message): Happened => ({ atMs: message.receivedAtMs, message }));
      const all = inOrder([...carried, ...messages]);
      const untilMs = endMs >= plan.toMs ? endMs : endMs - LEAD_MS;
      carried = all.filter(({ atMs }) => atMs >= untilMs);
      for (const happened of all) {
        if (happened.atMs >= untilMs) continue;
        clock.nowMs = happened.atMs;
        for (const replay of replays) replay?.take(happened);
      }
      for (const replay of replays) replay?.tick(untilMs);
      onProgress((done += 1), rooms.length * daysPerRoom);
    }
    const judged = (replay: Replay | null | undefined) =>
      (replay?.alerts() ?? []).filter(({ raisedAt }) => raisedAt >= plan.fromMs && raisedAt < plan.toMs);
    before.push(...withOutcomes(judged(replays[0]), plan.live));
    after.push(...withOutcomes(judged(replays[1] ?? replays[0]), plan.live));
  }
  const comparison = compare(before, after, plan.ruleId);
  const live = besideLive(before, plan);
  return {
    residents: rooms.reduce((sum, { residentIds }) => sum + residentIds.size, 0),
    residentDays: days.size,
    readings,
    ...comparison,
    rules: comparison.rules.filter(
      ({ rule, before: a, after: b }) => rule === plan.ruleId || a.alerts !== b.alerts || a.pages !== b.pages || a.critical !== b.critical,
    ),
    perResidentDay: { before: perDay(before, days.size), after: perDay(after, days.size) },
    live: { ...live, missing: listed(live.missing), extra: listed(live.extra) },
    notJudged: notJudged(plan, {
      residents: rooms.flatMap(({ residentIds }) => [...residentIds]).length,
      residentDays: days.size,
      sign,
      live,
    }),
  };
}
function signOf(ruleId: string): SignKey | null {
  const rule = DEFAULT_CATALOGUE.rule(ruleId);
  return rule !== undefined && "sign" in rule ? rule.sign : null;
}
/** Of alerts about people; devices and silence are another matter. */
function perDay(alerts: readonly ReplayedAlert[], days: number): { alerts: number | null; pages: number | null } {
  const about = alerts.filter(({ rule }) => DEFAULT_CATALOGUE.rule(rule)?.class === "physiological");
  const pages = about.reduce((sum, alert) => sum + alert.pages, 0);
  return days === 0 ? { alerts: null, pages: null } : { alerts: about.length / days, pages: pages / days };
}
/** Who lives together is replayed together: a sensor of the room speaks of whoever lives there. */
function roomsOf({ facilityId, snapshot }: BacktestPlan): { readonly placeId: string; readonly residentIds: ReadonlySet<string> }[] {
  const mine = snapshot.residents.filter((resident) => resident.facilityId === facilityId);
  return [...Map.groupBy(mine, ({ placeId }) => placeId)].map(([placeId, residents]) => ({
    placeId,
    residentIds: new Set(residents.map(({ id }) => id)),
  }));
}
/** The home as if the change had held all the time. */
function withChange({ snapshot, facilityId, ruleId, parameters }: BacktestPlan): Snapshot {
  const others = snapshot.ruleChanges.filter((change) => change.facilityId !== facilityId || change.ruleId !== ruleId);
  const change: RuleChange = {
    ...{ id: "backtest", facilityId, ruleId, parameters: parameters ?? {}, fromMs: 0, reason: "back-test" },
    ...{ byUserId: "", byName: "", byRole: "manager" as const },
  };
  return { ...snapshot, ruleChanges: [...others, change] };
}
