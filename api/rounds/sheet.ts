import type { Alert } from "../../domain/alert.ts";
import { settingAt, spo2ScaleAt } from "../../domain/care-settings.ts";
import { conditionsAt } from "../../domain/conditions.ts";
import type { Resident } from "../../domain/directory.ts";
import { isDrill } from "../../domain/drill.ts";
import { localYear } from "../../domain/local-time.ts";
import { NEWS2_INPUTS, scoreNews2 } from "../../domain/news2.ts";
import { news2SetOf } from "../../domain/news2-set.ts";
import { recordInForce } from "../../domain/resident-record.ts";
import type { RoundResult } from "../../domain/round-result.ts";
import { byConcern, roundRow, type RoundFacts, type RoundSheet } from "../../domain/round-sheet.ts";
import { answerWithin } from "../handover/within.ts";
import type { ApiPorts } from "../ports.ts";
import { roundResultView } from "../round-views.ts";
import type { Viewer } from "../viewer.ts";
import { seesNames } from "../views.ts";
import { alertsSince } from "./alerts-since.ts";
import type { RoundHome } from "./homes.ts";
import { measureAll, type Measured } from "./measurements.ts";

const DAY = 24 * 3_600_000;
/** Without a round in 30 days a sheet looks back a week. */
const ROUND_MS = 30 * DAY;
const PLAIN_MS = 7 * DAY;
/** A prescription that ends so soon is on the sheet. */
const PRESCRIPTION_MS = 7 * DAY;
const WAIT_MS = 6_000;

/** Who of the homes changed since their last round, most concern first. What could not be read stands in `missing`. */
export async function roundSheet(ports: ApiPorts, viewer: Viewer, homes: readonly RoundHome[]): Promise<RoundSheet> {
  const nowMs = ports.clock.now();
  const facilityIds = homes.map(({ facility }) => facility.id);
  const residents = homes.flatMap((home) => home.residents);
  const missing = new Set<RoundSheet["missing"][number]>();
  const records = () => missing.add("records");
  const measured = new Map<string, Measured>();
  const NO_ALERTS: readonly Alert[] = [];
  const NO_RESULTS: readonly RoundResult[] = [];
  const [results, alerts] = await Promise.all([
    answerWithin(
      WAIT_MS,
      () => ports.records.roundResults({ facilityIds, residentId: null, fromMs: nowMs - ROUND_MS }),
      NO_RESULTS,
      records,
    ),
    answerWithin(WAIT_MS, () => alertsSince(ports, facilityIds, nowMs - ROUND_MS), NO_ALERTS, records),
    answerWithin(
      WAIT_MS,
      () =>
        measureAll(
          ports,
          residents.map(({ id }) => id),
          nowMs,
          measured,
        ),
      undefined,
      () => missing.add("historian"),
    ),
  ]);
  // While the records are away the open ones are known all the same.
  const known = missing.has("records") ? facilityIds.flatMap((id) => ports.desk.open(id).map(({ alert }) => alert)) : alerts;
  const rows = residents.map((resident) => {
    const mine = known.filter((alert) => alert.residentId === resident.id && alert.class === "physiological" && !isDrill(alert));
    const last = results.find(({ residentId }) => residentId === resident.id);
    return roundRow(factsOf(ports, viewer, { resident, alerts: mine, last, measured: measured.get(resident.id), nowMs }), nowMs);
  });
  return {
    madeAt: nowMs,
    homes: homes.map(({ facility: { id, name } }) => ({ id, name })),
    rows: rows.toSorted(byConcern),
    missing: [...missing],
  };
}
function factsOf(
  ports: ApiPorts,
  viewer: Viewer,
  about: {
    readonly resident: Resident;
    readonly alerts: readonly Alert[];
    readonly last: RoundResult | undefined;
    readonly measured: Measured | undefined;
    readonly nowMs: number;
  },
): RoundFacts {
  const { resident, alerts, last, measured, nowMs } = about;
  const { directory } = ports;
  const hasNames = seesNames(ports, viewer, resident.facilityId);
  const since = last?.atMs ?? nowMs - PLAIN_MS;
  const settings = directory.careSettings(resident.id);
  const fresh = alerts.filter(({ raisedAtMs, outcome }) => raisedAtMs >= since && outcome !== "test" && outcome !== "false");
  const open = alerts.filter(({ state }) => state !== "resolved");
  const set = news2SetOf(ports.news2(resident.id));
  const score = scoreNews2(set.values, spo2ScaleAt(settings, nowMs));
  const [lastNight, ...before] = (measured?.nights ?? []).toReversed();
  return {
    ...{ facilityId: resident.facilityId, residentId: resident.id, name: hasNames ? resident.name : "", level: resident.level, since },
    room: directory.roomName(resident.id, resident.placeId),
    age: resident.birthYear === null ? null : localYear(nowMs) - resident.birthYear,
    lastRound: last === undefined ? null : roundResultView(ports, last, hasNames),
    news2:
      set.atMs === null
        ? null
        : {
            ...{ total: score.total, known: NEWS2_INPUTS.length - score.missing.length, of: NEWS2_INPUTS.length, at: set.atMs },
            own: settingAt(settings, "ownNews2", nowMs)?.value ?? null,
          },
    nights:
      lastNight === undefined
        ? null
        : {
            lastH: lastNight.hours,
            beforeH: before.length === 0 ? null : before.reduce((sum, { hours }) => sum + hours, 0) / before.length,
          },
    falls: fresh.filter(({ kind }) => kind === "fall" || kind === "longLie").length,
    alerts: {
      critical: fresh.filter(({ severity }) => severity === "critical").length,
      warning: fresh.filter(({ severity }) => severity === "warning").length,
      open: open.length,
    },
    offUsual: ports.baseline(resident.id).flatMap(({ sign, off }) => (off === null ? [] : [{ sign, since: off.since }])),
    prescriptions: recordInForce(directory.recordOf(resident.id)).flatMap(({ kind, text, detail }) =>
      kind === "medication" && detail?.untilMs !== undefined && detail.untilMs - nowMs <= PRESCRIPTION_MS
        ? [{ text, until: detail.untilMs }]
        : [],
    ),
    openCritical: open.some(({ severity }) => severity === "critical"),
    hasHeartFailure: conditionsAt(settings, nowMs).has("heartFailure"),
    weights: measured?.weights ?? [],
  };
}
