import type { FeedEntry } from "../domain/api-schemas.ts";
import type { SignKey } from "../domain/signs.ts";
import { badCursor } from "./paging.ts";
import type { ApiPorts } from "./ports.ts";
import { alertTarget, relationsTo, type FoundAlert, type Target } from "./targets.ts";
import type { Viewer } from "./viewer.ts";
import { mayDo } from "../domain/rights.ts";
import { alertView } from "./views.ts";

/** The feed is read in windows of a day, at most this far back (raw observations are kept 14 days). */
const WINDOW_MS = 24 * 3_600_000;
const MAX_WINDOWS = 14;
const MOST_READ = 2_000;
/** Ambient signs that make a sentence when they change: [sign, code when true, code when false]. */
const TRANSITIONS = [
  ["bedOccupied", "inBed", "outOfBed"],
  ["doorOpen", "doorOpened", "doorClosed"],
  ["presence", "somebodyThere", "nobodyThere"],
] as const satisfies readonly (readonly [SignKey, string, string])[];
type Code = (typeof TRANSITIONS)[number][1 | 2];

/** What happened to and around a resident, newest first. The cursor is a time and the count of windows read. */
export async function residentFeed(
  ports: ApiPorts,
  viewer: Viewer,
  target: Target,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<{ items: FeedEntry[]; next: string | null }> {
  const residentId = target.residentId ?? "";
  const firstMs = ports.clock.now() - MAX_WINDOWS * WINDOW_MS;
  const untilMs = cursor === undefined ? ports.clock.now() + 1 : Number(cursor);
  if (!Number.isSafeInteger(untilMs)) throw badCursor();
  const sinceMs = untilMs - WINDOW_MS;
  const [alerts, ambient, soft] = await Promise.all([
    alertEntries(ports, viewer, residentId, sinceMs, untilMs),
    ambientEntries(ports, residentId, sinceMs, untilMs),
    softSignEntries(ports, viewer, target, sinceMs, untilMs),
  ]);
  const all = [...alerts, ...ambient, ...soft].toSorted((a, b) => b.at - a.at);
  // A page ends between two moments, never inside one.
  const lastAt = all[limit - 1]?.at;
  if (lastAt !== undefined && all.length > limit) return { items: all.filter((entry) => entry.at >= lastAt), next: String(lastAt) };
  return { items: all, next: sinceMs > firstMs ? String(sinceMs) : null };
}
async function alertEntries(ports: ApiPorts, viewer: Viewer, residentId: string, sinceMs: number, untilMs: number): Promise<FeedEntry[]> {
  const page = await ports.records.alerts({ facilityIds: null, residentId, openOnly: false, cursor: null, limit: 100 });
  const recent = page.items.filter((alert) => alert.resolvedAtMs === null || alert.resolvedAtMs >= sinceMs);
  const entries: FeedEntry[] = [];
  for (const { id } of recent) {
    const found: FoundAlert | undefined = ports.desk.find(id) ?? (await ports.records.alert(id));
    if (found === undefined || !mayDo(viewer.role, "readAlert", await relationsTo(ports, viewer, alertTarget(found)))) continue;
    const view = alertView(ports, viewer, found);
    for (const { at, code, track, who, detail } of view.timeline) {
      if (at < sinceMs || at >= untilMs) continue;
      const { kind, rule, severity, deviceId } = view;
      entries.push({ at, kind: "alert", code, alertId: id, alertKind: kind, rule, severity, track, who, detail, deviceId });
    }
  }
  return entries;
}
/** As private as vital signs; the carer's words are for the staff of the home. */
async function softSignEntries(ports: ApiPorts, viewer: Viewer, target: Target, fromMs: number, toMs: number): Promise<FeedEntry[]> {
  const relations = await relationsTo(ports, viewer, target);
  if (!mayDo(viewer.role, "readVitals", relations)) return [];
  const isStaff = mayDo(viewer.role, "readContacts", relations);
  const found = await ports.records.softSigns({ residentId: target.residentId ?? "", fromMs, toMs });
  const nothing = { alertId: null, alertKind: null, rule: null, severity: null, track: null, deviceId: null };
  return found.map(({ atMs, signs, note, byName, byRole }) => ({
    ...{ at: atMs, kind: "softSigns", code: "softSigns", ...nothing, softSigns: [...signs] },
    ...{ who: isStaff ? byName : byRole, detail: isStaff ? note : null },
  }));
}
async function ambientEntries(ports: ApiPorts, residentId: string, fromMs: number, toMs: number): Promise<FeedEntry[]> {
  const perSign = TRANSITIONS.map(async ([sign, whenTrue, whenFalse]) => {
    const periods = ports.holdings.periods(residentId, sign);
    if (periods.length === 0) return [];
    const found = await ports.historian.observations({ periods, sign, fromMs, toMs, limit: MOST_READ, afterMs: null });
    const last = new Map<string, number>();
    return found.flatMap(({ at, value, deviceId }) => {
      const before = last.get(deviceId);
      last.set(deviceId, value);
      return before === undefined || before === value ? [] : [ambient(at, value > 0 ? whenTrue : whenFalse, deviceId)];
    });
  });
  return (await Promise.all(perSign)).flat();
}
function ambient(at: number, code: Code, deviceId: string): FeedEntry {
  const nothing = { alertId: null, alertKind: null, rule: null, severity: null, track: null, who: null, detail: null };
  return { at, kind: "ambient", code, deviceId, ...nothing };
}
