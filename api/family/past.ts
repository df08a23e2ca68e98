import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { isDrill } from "../../domain/drill.ts";
import { CALL_LINES, type FamilyNotice } from "../../domain/family-notice.ts";
import type { ApiPorts } from "../ports.ts";

/** What happened to a resident lately, as far as a family's page asks. */
export interface FamilyPast {
  /** Newest first; without drills. */
  readonly alerts: readonly Alert[];
  /** Released ones, newest first. */
  readonly notices: readonly FamilyNotice[];
  readonly resolvedAtMs: number | null;
  /** Ids of alerts of which people hear by phone. */
  readonly byPhone: ReadonlySet<string>;
  readonly awaitsWords: boolean;
}
const LATEST = 20;
/** After a week without words the state says what the sensors say; they say nothing of somebody who left [M]. */
const AWAITED_MS = 7 * 24 * 3_600_000;
/** Many relatives look at the same page; the records are asked once in so long, and after each change of an alert. */
const BELIEVED_MS = 2_000;
/** Residents of whom something is remembered. */
const REMEMBERED = 2_000;

/** When people were told to ring instead of the screens; `null`: never. */
export function byPhoneSinceMs(timeline: readonly TimelineEntry[]): number | null {
  return timeline.findLast(({ code }) => CALL_LINES[code] !== undefined)?.at ?? null;
}
export type PastOf = (residentId: string) => Promise<FamilyPast>;

export function makeFamilyPast(ports: ApiPorts): PastOf {
  const { records, desk, family, clock } = ports;
  const known = new Map<string, { readonly atMs: number; readonly past: Promise<FamilyPast> }>();
  ports.onAlertChange(({ alert }) => {
    if (alert.residentId !== null) known.delete(alert.residentId);
  });
  async function read(residentId: string): Promise<FamilyPast> {
    const [page, notices] = await Promise.all([
      records.alerts({ facilityIds: null, residentId, openOnly: false, cursor: null, limit: LATEST }),
      family.releasedNotices(residentId),
    ]);
    // What is open, the desk knows better than a row that may be a moment old.
    const alerts = page.items.filter((alert) => !isDrill(alert)).map((alert) => desk.find(alert.id)?.alert ?? alert);
    const nowMs = clock.now();
    const grave = alerts.filter(({ severity, raisedAtMs }) => severity === "critical" && nowMs - raisedAtMs < AWAITED_MS);
    const since = await Promise.all(
      grave.map(async ({ id }) => [id, byPhoneSinceMs((desk.find(id) ?? (await records.alert(id)))?.timeline ?? [])] as const),
    );
    const byPhone = since.flatMap(([id, sinceMs]) => (sinceMs === null ? [] : [{ id, sinceMs }]));
    const hasWords = ({ id, sinceMs }: { readonly id: string; readonly sinceMs: number }) =>
      notices.some((notice) => notice.alertId === id && notice.type === "words" && (notice.releasedAtMs ?? 0) >= sinceMs);
    const resolved = alerts.flatMap(({ resolvedAtMs }) => resolvedAtMs ?? []);
    return {
      ...{ alerts, notices, byPhone: new Set(byPhone.map(({ id }) => id)) },
      resolvedAtMs: resolved.length === 0 ? null : Math.max(...resolved),
      awaitsWords: byPhone.some((one) => !hasWords(one)),
    };
  }
  return (residentId) => {
    const before = known.get(residentId);
    const nowMs = clock.monotonic();
    if (before !== undefined && nowMs - before.atMs < BELIEVED_MS) return before.past;
    const past = read(residentId);
    known.set(residentId, { atMs: nowMs, past });
    if (known.size > REMEMBERED) for (const oldest of [...known.keys()].slice(0, known.size - REMEMBERED)) known.delete(oldest);
    // Who asks hears of the failure; the next one asks again.
    past.catch(() => known.delete(residentId));
    return past;
  };
}
