import { localDay } from "../../domain/local-time.ts";
import { idsOf, isAlarm, isIn, type AlertHistory, type Counted, type Window } from "./history.ts";

const DAY_MS = 86_400_000;
/** ISA-18.2 (DOMAIN §2.3): more than five transitions of one source within any five minutes. */
const CHATTER_OVER = 5;
const CHATTER_WITHIN_MS = 300_000;
/** Over again before ten seconds have passed. */
const FLEETING_MS = 10_000;
/** Active for longer than a day. */
const STALE_MS = DAY_MS;
/** An alert that owes hands has told somebody within a minute (DOMAIN §2.4), or it was suppressed. */
const TOLD_WITHIN_MS = 60_000;

/** The condition of an open alert came back. */
const RETURNS: ReadonlySet<string> = new Set(["recurred", "evidence", "upgraded"]);

const sourceOf = ({ alert }: AlertHistory): string => `${alert.subjectId} ${alert.rule}`;

/** Became true and came back to normal, and true again while still open. */
function transitionsOf({ alert, timeline }: AlertHistory): number[] {
  const times = [alert.raisedAtMs];
  let isActive = true;
  for (const { at, code } of timeline) {
    if (code === "cleared" && isActive) times.push(at);
    if (RETURNS.has(code) && !isActive) times.push(at);
    if (code === "cleared") isActive = false;
    if (RETURNS.has(code)) isActive = true;
  }
  return times;
}
/** Sources that chatter. The alerts are those of the bursts. */
export function chattering(histories: readonly AlertHistory[], window: Window): Counted {
  let sources = 0;
  const alertIds = new Set<string>();
  for (const ofSource of Map.groupBy(histories, sourceOf).values()) {
    const transitions = ofSource
      .flatMap((history) => transitionsOf(history).map((atMs) => ({ atMs, id: history.alert.id })))
      .filter(({ atMs }) => isIn(atMs, window))
      .toSorted((a, b) => a.atMs - b.atMs);
    let isChattering = false;
    for (let first = 0; first + CHATTER_OVER < transitions.length; first++) {
      const burst = transitions.slice(first, first + CHATTER_OVER + 1);
      if ((burst.at(-1)?.atMs ?? 0) - (burst[0]?.atMs ?? 0) > CHATTER_WITHIN_MS) continue;
      isChattering = true;
      for (const { id } of burst) alertIds.add(id);
    }
    if (isChattering) sources += 1;
  }
  return { key: "chattering", value: sources, alertIds: [...alertIds] };
}
/** Alarms whose condition ended by itself within ten seconds. */
export function fleeting(histories: readonly AlertHistory[], window: Window): Counted {
  const found = histories.filter((history) => {
    const { raisedAtMs } = history.alert;
    const cleared = history.timeline.find(({ code }) => code === "cleared");
    return isAlarm(history) && isIn(raisedAtMs, window) && cleared !== undefined && cleared.at - raisedAtMs < FLEETING_MS;
  });
  return { key: "fleeting", value: found.length, alertIds: idsOf(found) };
}
/** Most alarms of one local day that had been open for more than 24 h. `nowMs`: an open one is as old as that. */
export function stale(histories: readonly AlertHistory[], window: Window, nowMs: number): Counted {
  const byDay = new Map<number, AlertHistory[]>();
  for (const history of histories.filter(isAlarm)) {
    const { raisedAtMs, resolvedAtMs } = history.alert;
    const fromMs = Math.max(raisedAtMs + STALE_MS, window.fromMs);
    const toMs = Math.min(resolvedAtMs ?? nowMs, window.toMs, nowMs);
    if (toMs <= fromMs) continue;
    for (let day = localDay(fromMs); day <= localDay(toMs - 1); day++) byDay.set(day, [...(byDay.get(day) ?? []), history]);
  }
  const worst = [...byDay.values()].reduce<readonly AlertHistory[]>((most, day) => (day.length > most.length ? day : most), []);
  return { key: "stale", value: worst.length, alertIds: idsOf(worst) };
}
/** Ways in which an alert may be kept from people: with an author, a reason and an end, or by another alert that tells of it. */
const AUTHORISED: ReadonlySet<string> = new Set(["silenced", "snoozed", "grouped"]);
/** Suppressed outside the authorised way: hands were owed for a minute, and nobody on site was told. */
export function untold(histories: readonly AlertHistory[], window: Window, nowMs: number): Counted {
  const found = histories.filter((history) => {
    const { onSite, raisedAtMs, resolvedAtMs } = history.alert;
    const untilMs = raisedAtMs + TOLD_WITHIN_MS;
    if (!onSite.owed || !isIn(raisedAtMs, window) || (resolvedAtMs ?? nowMs) < untilMs) return false;
    const worseAtMs = history.timeline.filter(({ code }) => code === "upgraded").map(({ at }) => at);
    const owedBy = Math.max(untilMs, ...worseAtMs.map((at) => at + TOLD_WITHIN_MS));
    return !history.timeline.some(({ code, track, at }) => AUTHORISED.has(code) || (track === "onSite" && code === "told" && at <= owedBy));
  });
  return { key: "untold", value: found.length, alertIds: idsOf(found) };
}
