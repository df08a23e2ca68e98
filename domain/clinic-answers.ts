import type { Alert, TimelineEntry } from "./alert.ts";
import { ANSWER_TARGETS, type ClinicAnswer, type ClinicState } from "./clinic-console.ts";
import { DISPOSITIONS, DISPOSITION_CODES, dispositionsOf } from "./disposition.ts";

export interface ToldAlert {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
/** How one clinic and one alert met. */
export interface ClinicAnswering {
  readonly toldAtMs: number;
  /** When a person of the clinic answered: took it, or decided; a refusal is an answer. */
  readonly answeredAtMs: number | null;
  /** When others had taken it, or it was over, before the clinic answered. */
  readonly elsewhereAtMs: number | null;
  readonly hasRefused: boolean;
}
const DECISIONS: ReadonlySet<string> = new Set(Object.values(DISPOSITION_CODES));

/**
 * When the clinic was told first and when it answered; `null`: it was not told. Who took the medical track is said by the decision that
 * follows, or by who has the track now.
 */
export function answeringOf({ alert, timeline }: ToldAlert, clinicId: string): ClinicAnswering | null {
  let toldAtMs: number | null = null;
  let answeredAtMs: number | null = null;
  let elsewhereAtMs: number | null = null;
  let taken: number | null = null;
  let hasRefused = false;
  const settle = (isOurs: boolean, atMs: number) => {
    if (answeredAtMs !== null || toldAtMs === null) return;
    if (isOurs) answeredAtMs = Math.max(toldAtMs, taken ?? atMs);
    else elsewhereAtMs ??= Math.max(toldAtMs, taken ?? atMs);
  };
  for (const { at, code, track, detail } of timeline) {
    const isToUs = track === "medical" && detail === clinicId && (code === "told" || code === "repaged");
    if (isToUs && (toldAtMs === null || hasRefused)) {
      toldAtMs ??= at;
      hasRefused = false;
    }
    if (code === "acknowledged" && track === "medical") taken = at;
    if (!DECISIONS.has(code)) continue;
    const isOurs = detail?.startsWith(`${clinicId}: `) === true;
    // Another one's refusal leaves it open to us.
    if (isOurs || code !== DISPOSITION_CODES.refuse) settle(isOurs, at);
    if (isOurs && code === DISPOSITION_CODES.refuse) hasRefused = true;
    taken = null;
  }
  if (toldAtMs === null) return null;
  if (taken !== null) settle(alert.medical.by?.clinicId === clinicId, taken);
  const { doneAtMs, state } = alert.medical;
  if (state === "done" && doneAtMs !== null) settle(false, doneAtMs);
  if (alert.resolvedAtMs !== null) settle(false, alert.resolvedAtMs);
  return { toldAtMs, answeredAtMs, elsewhereAtMs: answeredAtMs === null ? elsewhereAtMs : null, hasRefused };
}
/** How the alert stands to the clinic now. */
export function clinicStateOf({ alert }: Pick<ToldAlert, "alert">, answering: ClinicAnswering, clinicId: string): ClinicState {
  const { medical, state } = alert;
  if (state === "resolved") return "closed";
  if (medical.state !== "waiting") return medical.by?.clinicId === clinicId ? "mine" : answering.hasRefused ? "refused" : "others";
  if (answering.hasRefused) return "refused";
  return medical.owed ? "unanswered" : "others";
}
/** The alert as a line behind the figures. */
export function clinicAnswerOf(found: ToldAlert, clinicId: string): ClinicAnswer | null {
  const answering = answeringOf(found, clinicId);
  if (answering === null) return null;
  const { toldAtMs, answeredAtMs, elsewhereAtMs } = answering;
  const { id, kind, severity } = found.alert;
  return {
    alertId: id,
    kind,
    severity,
    toldAt: toldAtMs,
    answeredAt: answeredAtMs,
    outcome: answeredAtMs !== null ? "answered" : elsewhereAtMs !== null ? "elsewhere" : "waiting",
    dispositions: dispositionsOf(found.timeline)
      .filter((one) => one.clinicId === clinicId)
      .map(({ type }) => type),
  };
}
/** Shares, median and 95th percentile of what the clinic was told. An alert that others took, or that ended, before the limit is no miss. */
export function clinicFigures(all: readonly ToldAlert[], clinicId: string, nowMs: number) {
  const met = all.flatMap((found) => {
    const answering = answeringOf(found, clinicId);
    return answering === null ? [] : [{ found, ...answering }];
  });
  const answered = met.filter(({ answeredAtMs }) => answeredAtMs !== null);
  const times = answered.map(({ toldAtMs, answeredAtMs }) => (answeredAtMs ?? toldAtMs) - toldAtMs).toSorted((a, b) => a - b);
  const rank = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? null;
  const within = ({ withinMs, share: target }: { readonly withinMs: number; readonly share: number }) => {
    const judged = met.filter((one) => one.answeredAtMs !== null || (one.elsewhereAtMs ?? nowMs) - one.toldAtMs > withinMs);
    const inTime = times.filter((ms) => ms <= withinMs).length;
    return { within: inTime, of: judged.length, share: judged.length === 0 ? null : inTime / judged.length, target };
  };
  const decided = met.flatMap(({ found }) => dispositionsOf(found.timeline).filter((one) => one.clinicId === clinicId));
  const count = (type: string) => decided.filter((one) => one.type === type).length;
  return {
    told: met.length,
    answered: answered.length,
    elsewhere: met.filter(({ answeredAtMs, elsewhereAtMs }) => answeredAtMs === null && elsewhereAtMs !== null).length,
    waiting: met.filter(({ answeredAtMs, elsewhereAtMs }) => answeredAtMs === null && elsewhereAtMs === null).length,
    s60: within(ANSWER_TARGETS.s60),
    s180: within(ANSWER_TARGETS.s180),
    medianMs: rank(0.5),
    p95Ms: rank(0.95),
    refused: count("refuse"),
    dispositions: Object.fromEntries(DISPOSITIONS.map((type) => [type, count(type)])),
  };
}
