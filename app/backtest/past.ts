import type { PersonStep } from "../../alerts/backtest/ledger.ts";
import { eventMessage, type MessageParts } from "../../alerts/backtest/messages.ts";
import type { Happened } from "../../alerts/backtest/replay.ts";
import type { AlertHistory } from "../../alerts/load/history.ts";
import { EVENT_TYPES } from "../../domain/device-message.ts";
import type { Assignment } from "../../domain/directory.ts";
import type { HomeDirectory } from "../home-directory.ts";
import type { BacktestPlan } from "./plan.ts";

/** Rank of what happened at one time: who holds a device is known before it speaks, and people act on what it said. */
const CONTROL = 0;
const MESSAGE = 1;
const PERSON = 2;
type Ranked = Happened & { readonly rank: number };
const rankOf = (happened: Happened): Ranked => ({
  ...happened,
  rank: "control" in happened ? CONTROL : "message" in happened ? MESSAGE : PERSON,
});
export function inOrder(happened: readonly Happened[]): readonly Happened[] {
  return happened.map(rankOf).sort((a, b) => a.atMs - b.atMs || a.rank - b.rank);
}
/** How live messages were called, where an alert remembers it; and who held what. */
export function partsOf({ evidence }: Pick<BacktestPlan, "evidence">, directory: HomeDirectory): MessageParts {
  const known = new Map<string, string>();
  for (const { deviceId, atMs, identity } of evidence)
    if (deviceId !== null && /^[sap]:/.test(identity)) known.set(`${deviceId} ${atMs}`, identity);
  return {
    device: directory.device,
    holder: directory.assignmentAt,
    identity: (deviceId, atMs) => known.get(`${deviceId} ${atMs}`),
  };
}
/** Devices that came and went among the people of a room, as the journal had it. */
export function assignmentsIn(assignments: readonly Assignment[], warmFromMs: number, toMs: number): readonly Happened[] {
  const happened: Happened[] = [];
  for (const { deviceId, residentId, placeId, fromMs, toMs: endMs } of assignments) {
    if (endMs !== null && endMs <= warmFromMs) continue;
    if (fromMs < toMs) {
      const atMs = Math.max(fromMs, warmFromMs);
      happened.push({ atMs, control: { type: "assignment", deviceId, residentId, placeId, fromMs } });
    }
    const isTakenOver = assignments.some((other) => other.deviceId === deviceId && other.fromMs === endMs);
    if (endMs !== null && endMs < toMs && !isTakenOver)
      happened.push({ atMs: endMs, control: { type: "assignment", deviceId, residentId: null, placeId: null, fromMs: endMs } });
  }
  return happened;
}
/** What people did with alerts, and the emergencies that the historian does not keep: both are known by the alerts. */
export function knownByAlerts(
  plan: BacktestPlan,
  evidenceOf: ReadonlyMap<string, BacktestPlan["evidence"]>,
  subjectIds: ReadonlySet<string>,
  parts: MessageParts,
): readonly Happened[] {
  const mine = plan.live.filter(({ alert }) => subjectIds.has(alert.subjectId));
  return [
    ...mine.flatMap(personSteps).map((person): Happened => ({ atMs: person.atMs, person })),
    ...mine.flatMap(({ alert, timeline }): Happened[] => {
      const type = EVENT_TYPES.find((one) => one === alert.kind);
      if (type === undefined) return [];
      const later = timeline.filter(({ code }) => code === "evidence").map(({ at }) => at);
      return (evidenceOf.get(alert.id) ?? []).flatMap(({ deviceId, atMs, identity }, index): Happened[] => {
        const device = deviceId === null ? undefined : parts.device(deviceId);
        if (device === undefined) return [];
        const receivedAtMs = index === 0 ? alert.raisedAtMs : (later[index - 1] ?? atMs);
        const message = eventMessage({ type, atMs, receivedAtMs }, device, { ...parts, identity: () => identity });
        return [{ atMs: receivedAtMs, message }];
      });
    }),
  ].filter(({ atMs }) => atMs >= plan.warmFromMs && atMs < plan.toMs);
}
function personSteps({ alert, timeline }: AlertHistory): PersonStep[] {
  const { subjectId, rule, outcome } = alert;
  const times = [alert.onSite, alert.medical].flatMap(({ acknowledgedAtMs, doneAtMs }) => [acknowledgedAtMs, doneAtMs]);
  const taken = times.filter((atMs) => atMs !== null);
  // The system closes without a name; what it closes, a replay closes by itself.
  const resolved = timeline.filter(({ code, who }) => code === "resolved" && who !== null).map(({ at }) => at);
  return [
    ...taken.slice(0, 1).map((atMs) => ({ atMs, subjectId, rule, step: "taken" as const, outcome: null })),
    ...resolved.map((atMs) => ({ atMs, subjectId, rule, step: "resolved" as const, outcome })),
  ];
}
