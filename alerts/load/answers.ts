import { idsOf, isIn, shareOf, type AlertHistory, type Counted, type Window } from "./history.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const ANSWERED: ReadonlySet<string> = new Set(["onTheWay", "acknowledged", "arrived", "doctorNeeded"]);

/** Whether a person answered in time, and after how long; `afterMs` null: nobody did. */
interface Answer {
  readonly history: AlertHistory;
  readonly afterMs: number | null;
  /** How long somebody could have answered, when nobody did. */
  readonly openForMs: number;
}
/** Answer times beside the telecare targets (DOMAIN §2.4), of alarms about people that owe hands. */
export function answers(histories: readonly AlertHistory[], window: Window, nowMs: number): readonly Counted[] {
  const calls = histories.filter(
    ({ alert }) => isIn(alert.raisedAtMs, window) && alert.class === "physiological" && alert.onSite.owed && !alert.late,
  );
  const taken = calls.map((history) => answerOf(history, firstOf(history, ANSWERED), nowMs));
  const arrived = calls.map((history) => answerOf(history, firstOf(history, new Set(["arrived"])), nowMs));
  return [
    within("answered60s", taken, 60 * SECOND_MS),
    within("answered180s", taken, 180 * SECOND_MS),
    percentile("answerP50", taken, 0.5),
    percentile("answerP95", taken, 0.95),
    within("onSite45min", arrived, 45 * MINUTE_MS),
    within("onSite60min", arrived, 60 * MINUTE_MS),
    percentile("onSiteP50", arrived, 0.5),
    percentile("onSiteP95", arrived, 0.95),
  ];
}
function firstOf({ alert, timeline }: AlertHistory, codes: ReadonlySet<string>): number | null {
  // A person who closes it has answered it too; the system closes without a name.
  const line = timeline.find(({ code, who }) => codes.has(code) || (code === "resolved" && who !== null));
  return line === undefined ? null : Math.max(0, line.at - alert.raisedAtMs);
}
function answerOf(history: AlertHistory, afterMs: number | null, nowMs: number): Answer {
  const { raisedAtMs, resolvedAtMs } = history.alert;
  return { history, afterMs, openForMs: (resolvedAtMs ?? nowMs) - raisedAtMs };
}
/** Share answered within the limit. Whoever nobody has answered counts once the limit has passed; over by itself before it: not at all. */
function within(key: Counted["key"], all: readonly Answer[], limitMs: number): Counted {
  const counted = all.filter(({ afterMs, openForMs }) => afterMs !== null || openForMs > limitMs);
  const inTime = counted.filter(({ afterMs }) => afterMs !== null && afterMs <= limitMs);
  return { key, value: shareOf(inTime.length, counted.length), alertIds: idsOf(counted.map(({ history }) => history)) };
}
/** Nearest-rank percentile of the answers that came, in seconds. */
function percentile(key: Counted["key"], all: readonly Answer[], rank: number): Counted {
  const answered = all.filter(({ afterMs }) => afterMs !== null);
  const times = answered.map(({ afterMs }) => afterMs ?? 0).toSorted((a, b) => a - b);
  const value = times[Math.max(0, Math.ceil(rank * times.length) - 1)];
  return { key, value: value === undefined ? null : value / SECOND_MS, alertIds: idsOf(answered.map(({ history }) => history)) };
}
