import { idsOf, isAlarm, isIn, type AlertHistory, type Counted, type Window } from "./history.ts";

const HOUR_MS = 3_600_000;
const TEN_MINUTES_MS = 600_000;
const SHIFT_HOURS = 8;
/** ISA-18.2: a flood starts with more than ten alarms in ten minutes and ends below five. */
const FLOOD_STARTS_OVER = 10;
const FLOOD_ENDS_BELOW = 5;
const STAFF_TOLD: ReadonlySet<string> = new Set(["told", "repaged"]);

/** Moments in which an alert told staff on site, each once whoever was told in it. */
export function pagesIn({ timeline }: AlertHistory, window: Window): number {
  const moments = new Set<number>();
  for (const { at, code, track } of timeline) if (track === "onSite" && STAFF_TOLD.has(code) && isIn(at, window)) moments.add(at);
  return moments.size;
}
/** DOMAIN §5.12: pages per carer and eight hours; a mark on the wall is none. */
export function pagesPerCarer(histories: readonly AlertHistory[], window: Window, carers: number): Counted {
  const paged = histories.filter((history) => pagesIn(history, window) > 0);
  const pages = paged.reduce((sum, history) => sum + pagesIn(history, window), 0);
  const hours = (window.toMs - window.fromMs) / HOUR_MS;
  return { key: "pagesPerCarer", value: hours <= 0 ? null : (pages / carers / hours) * SHIFT_HOURS, alertIds: idsOf(paged) };
}
/** Averages, busy ten minutes and floods of the alarms raised in the window (DOMAIN §2.3, per operator position). */
export function rates(histories: readonly AlertHistory[], window: Window, carers: number): readonly Counted[] {
  const raised = histories.filter(({ alert }) => isIn(alert.raisedAtMs, window));
  const alarms = raised.filter(isAlarm);
  const marks = raised.filter((history) => !isAlarm(history));
  const spanMs = window.toMs - window.fromMs;
  const per = (ms: number) => (spanMs <= 0 ? null : alarms.length / carers / (spanMs / ms));
  const alertIds = idsOf(alarms);
  const { busy, flooded, periods } = tenMinutes(alarms, window);
  const share = (some: readonly AlertHistory[][]) => (periods === 0 ? null : some.length / periods);
  return [
    { key: "alerts", value: alarms.length, alertIds },
    { key: "marks", value: marks.length, alertIds: idsOf(marks) },
    { key: "alertsPerHour", value: per(HOUR_MS), alertIds },
    { key: "alertsPerTenMinutes", value: per(TEN_MINUTES_MS), alertIds },
    { key: "busyPeriods", value: share(busy), alertIds: idsOf(busy.flat()) },
    { key: "floodTime", value: share(flooded), alertIds: idsOf(flooded.flat()) },
  ];
}
/** Ten-minute periods from the start of the window. */
function tenMinutes(alarms: readonly AlertHistory[], { fromMs, toMs }: Window) {
  const periods = Math.ceil(Math.max(0, toMs - fromMs) / TEN_MINUTES_MS);
  const byPeriod = Map.groupBy(alarms, ({ alert }) => Math.floor((alert.raisedAtMs - fromMs) / TEN_MINUTES_MS));
  const busy: AlertHistory[][] = [];
  const flooded: AlertHistory[][] = [];
  let isFlood = false;
  for (let period = 0; period < periods; period++) {
    const inIt = byPeriod.get(period) ?? [];
    if (inIt.length > FLOOD_STARTS_OVER) busy.push(inIt);
    isFlood = inIt.length > FLOOD_STARTS_OVER || (isFlood && inIt.length >= FLOOD_ENDS_BELOW);
    if (isFlood) flooded.push(inIt);
  }
  return { busy, flooded, periods };
}
