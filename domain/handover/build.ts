import type { Alert, TimelineEntry, TrackState } from "../alert.ts";
import type { SignBaseline } from "../baseline-view.ts";
import { settingAt, spo2ScaleAt, type CareSetting } from "../care-settings.ts";
import { comfortPlanAt } from "../comfort-plan.ts";
import { conditionsAt } from "../conditions.ts";
import type { Contact, Facility, Place, Resident } from "../directory.ts";
import type { Fence } from "../fence.ts";
import type { LatestValue, Tile } from "../live-events.ts";
import { localYear } from "../local-time.ts";
import { homeResponse, NEWS2_INPUTS, scoreNews2 } from "../news2.ts";
import { news2SetOf, type News2Readings } from "../news2-set.ts";
import { recordEntryView, recordInForce, sexOf, type RecordEntry } from "../resident-record.ts";
import type { RoundResultView } from "../round-result.ts";
import type { LimitView } from "../series.ts";
import { recommendationOf } from "./advice.ts";
import { contactsFor } from "./contacts.ts";
import { doneOf } from "./done.ts";
import type { Background, HandoverNews2, HandoverSheet, Missing } from "./sheet.ts";
import { news2Trend, TREND_BUCKET_MS, type InputSeries } from "./trend.ts";
import { vitalsOf, type SignFacts } from "./vitals.ts";
import { locationOf, type Fix } from "./where.ts";
import type { SignKey } from "../signs.ts";

/** Who reads: it decides on names, phones and the place. */
export interface Reader {
  readonly names: boolean;
  readonly staffNames: boolean;
  /** `all`: people of the home; `duty`: a clinic, which may call the home back; `none`. */
  readonly phones: "all" | "duty" | "none";
  readonly location: boolean;
}
/** Everything that a sheet is made of; what could not be read is empty, and named in `missing`. */
export interface HandoverData {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  readonly facility: Facility | undefined;
  readonly resident: Resident | undefined;
  readonly place: Place | undefined;
  readonly tile: Tile | undefined;
  readonly settings: readonly CareSetting[];
  readonly record: readonly RecordEntry[];
  readonly contracts: Background["contracts"];
  readonly lastRound: RoundResultView | null;
  readonly readings: News2Readings;
  readonly baselines: readonly SignBaseline[];
  readonly limits: readonly LimitView[];
  readonly facts: (sign: SignKey, deviceId: string) => SignFacts;
  readonly inputs: InputSeries;
  readonly contacts: readonly Contact[];
  readonly fences: readonly Fence[];
  readonly fix: Fix | null;
  readonly missing: readonly Missing[];
  readonly simulated: boolean;
}
/** The sheet of an alert at `nowMs` for one reader. Pure. */
export function handoverOf(data: HandoverData, reader: Reader, nowMs: number): HandoverSheet {
  const { alert, timeline, facility, resident, place, tile } = data;
  const latest: readonly LatestValue[] = tile?.latest ?? [];
  const { baselines, limits, facts } = data;
  const vitals = vitalsOf({ latest, facts, bucketMs: TREND_BUCKET_MS, baselines, limits });
  const where = tile?.whereabouts;
  return {
    alertId: alert.id,
    madeAt: nowMs,
    simulated: data.simulated,
    situation: {
      ...{ kind: alert.kind, rule: alert.rule, severity: alert.severity, isOpen: alert.state !== "resolved" },
      ...{ conditionActive: alert.conditionActive, late: alert.late, evidenceCount: alert.evidenceCount },
      ...{ sign: alert.sign, value: alert.value, observedAt: alert.observedAtMs, raisedAt: alert.raisedAtMs },
      ...{ resolvedAt: alert.resolvedAtMs, outcome: alert.outcome, prompt120: alert.prompt120 },
      facility: { name: facility?.name ?? "", staffed: facility?.staffed ?? true },
      ...{ room: place?.name ?? null, building: place?.building ?? "", floor: place?.floor ?? "" },
      whereabouts: where === undefined || where.code === "unknown" ? null : { code: where.code, since: where.sinceMs, place: where.place },
      ...{ onSite: track(alert.onSite, reader), medical: track(alert.medical, reader) },
      done: doneOf(alert, timeline, reader.staffNames),
    },
    background: backgroundOf(data, reader, nowMs),
    assessment: { vitals, news2: resident === undefined ? null : news2Of(data, nowMs), sparkline: [...(tile?.sparkline ?? [])] },
    recommendation: recommendationOf({ alert, timeline, record: data.record, vitals }),
    contacts: contactsFor(data.contacts, alert.residentId, reader),
    location: reader.location ? locationOf({ alert, staffed: facility?.staffed ?? true, fix: data.fix, fences: data.fences, nowMs }) : null,
    missing: [...data.missing],
  };
}
function track({ owed, state, by, acknowledgedAtMs, doneAtMs }: TrackState, { staffNames }: Reader) {
  return { owed, state, by: by === null ? null : staffNames ? by.name : by.role, at: doneAtMs ?? acknowledgedAtMs };
}
function laid({ byName, byRole, fromMs }: CareSetting, { staffNames }: Reader) {
  return { by: staffNames ? byName : byRole, role: byRole, from: fromMs };
}
function backgroundOf(data: HandoverData, reader: Reader, nowMs: number): Background {
  const { resident, settings, record } = data;
  const plan = comfortPlanAt(settings, nowMs);
  const birthYear = resident?.birthYear ?? null;
  return {
    name: reader.names ? (resident?.name ?? null) : null,
    residentId: resident?.id ?? null,
    sex: sexOf(record),
    age: birthYear === null ? null : localYear(nowMs) - birthYear,
    level: resident?.level ?? null,
    conditions: [...conditionsAt(settings, nowMs)].map(([condition, setting]) => ({ condition, ...laid(setting, reader) })),
    record: recordInForce(record)
      .filter(({ kind }) => kind !== "sex")
      .map((entry) => recordEntryView(entry, reader.staffNames)),
    comfortPlan:
      plan === null
        ? null
        : {
            ...{ treatmentLimits: plan.treatmentLimits, tellsClinic: plan.tellsClinic, prompts120: plan.prompts120 },
            ...laid(plan.setting, reader),
          },
    contracts: data.contracts,
    lastRound: data.lastRound,
  };
}
function news2Of({ readings, settings, inputs: series }: HandoverData, nowMs: number): HandoverNews2 {
  const { atMs, values } = news2SetOf(readings);
  const scale = spo2ScaleAt(settings, nowMs);
  const score = scoreNews2(values, scale);
  return {
    ...{ total: score.total, known: NEWS2_INPUTS.length - score.missing.length, of: NEWS2_INPUTS.length },
    ...{ isComplete: score.missing.length === 0, hasRed: score.hasRed, risk: score.risk, home: homeResponse(score.total) },
    ...{ at: atMs, scale, own: settingAt(settings, "ownNews2", nowMs)?.value ?? null },
    inputs: NEWS2_INPUTS.map((input) => {
      const reading = readings[input];
      if (reading === undefined) return { input, value: null, points: null, at: null, method: null, state: "missing" };
      const points = score.points[input] ?? null;
      const { value, atMs: at, method } = reading;
      return { input, value, points, at, method, state: points === null ? "tooOld" : "counts" };
    }),
    trend: news2Trend(series, scale, nowMs),
  };
}
