import { holdsAt } from "../../domain/contract.ts";
import { deviceKindInfo, methodOf } from "../../domain/device-kinds.ts";
import { handoverOf, type Reader } from "../../domain/handover/build.ts";
import { TREND_BUCKET_MS, TREND_MS, type InputSeries } from "../../domain/handover/trend.ts";
import type { Background, HandoverSheet, Missing } from "../../domain/handover/sheet.ts";
import type { LatestValue } from "../../domain/live-events.ts";
import { NEWS2_INPUTS, type News2Input } from "../../domain/news2.ts";
import type { LocationSight } from "../../domain/location-sight.ts";
import type { RoundResultView } from "../../domain/round-result.ts";
import type { SeriesPoint } from "../../domain/series.ts";
import { isSignKey, signInfo, type SignKey } from "../../domain/signs.ts";
import { isOpenAt } from "../../domain/time-window.ts";
import type { ApiContext } from "../context.ts";
import { lastSeenWithin } from "../location.ts";
import type { Looked } from "../looks.ts";
import { roundResultView } from "../round-views.ts";
import type { ApiPorts, DevicePeriod } from "../ports.ts";
import type { FoundAlert } from "../targets.ts";
import { answerWithin } from "./within.ts";

const HOUR_MS = 3_600_000;
/** A doctor waits no longer for history or records: the sheet says what is missing. */
const WAIT_MS = 2_500;
/** Rounds so old say nothing any more. */
const ROUND_AGE_MS = 90 * 24 * HOUR_MS;

export interface HandoverReader extends Reader {
  /** The clinic that reads; `null`: people of the home. */
  readonly clinicId: string | null;
  /** Whether, and from when on, it is shown where the resident is. */
  readonly sight: LocationSight;
}
/**
 * The sheet of an alert for one reader. Asks records and historian at once and waits 2.5 s for them at most; what is in memory (directory,
 * record, live picture, rules) is always there. Throws nothing that a part that is down would throw.
 */
export async function gatherHandover(
  ports: ApiPorts,
  { alert, timeline }: FoundAlert,
  reader: HandoverReader,
  simulated: boolean,
): Promise<HandoverSheet> {
  const { directory, live } = ports;
  const nowMs = ports.clock.now();
  const { facilityId, residentId } = alert;
  const missing = new Set<Missing>();
  const resident = residentId === null ? undefined : directory.resident(residentId);
  const tile = residentId === null ? undefined : live.tile(residentId);
  if (resident !== undefined && tile === undefined) missing.add("live");
  const latest: readonly LatestValue[] = tile?.latest ?? [];
  const [before, inputs, lastRound] = await Promise.all([
    answerWithin(
      WAIT_MS,
      () => hoursBefore(ports, residentId, latest),
      new Map<SignKey, readonly SeriesPoint[]>(),
      () => missing.add("historian"),
    ),
    answerWithin(
      WAIT_MS,
      () => inputSeries(ports, residentId, nowMs),
      {},
      () => missing.add("historian"),
    ),
    answerWithin(
      WAIT_MS,
      () => newestRound(ports, facilityId, residentId, reader, nowMs),
      null,
      () => missing.add("records"),
    ),
  ]);
  const data = {
    ...{ alert, timeline, resident, tile, simulated, inputs, lastRound },
    facility: directory.facility(facilityId),
    place: alert.placeId === null ? placeOf(ports, resident?.placeId) : placeOf(ports, alert.placeId),
    settings: residentId === null ? [] : directory.careSettings(residentId),
    record: residentId === null ? [] : directory.recordOf(residentId),
    contracts: contractsOf(ports, facilityId, residentId, reader.clinicId, nowMs),
    readings: residentId === null ? {} : ports.news2(residentId),
    baselines: residentId === null ? [] : ports.baseline(residentId),
    limits: residentId === null ? [] : ports.limits(residentId, nowMs),
    facts: (sign: SignKey, deviceId: string) => ({ ...takenBy(ports, sign, deviceId), series: before.get(sign) ?? [] }),
    contacts: directory.contacts(facilityId, residentId),
    fences: directory.fences(facilityId),
    fix: residentId === null ? null : lastSeenWithin(ports, residentId, reader.sight).position,
    missing: [...missing],
  };
  return handoverOf(data, reader, nowMs);
}
/** The sheet showed its reader where the resident is: written down as a look. */
export function lookedIn(
  { looked }: Pick<ApiContext, "looked">,
  { location, background: { residentId } }: HandoverSheet,
  by: Parameters<Looked>[0],
  { sight }: HandoverReader,
): void {
  if (location !== null && residentId !== null) looked(by, residentId, sight.why);
}
function placeOf({ directory }: ApiPorts, placeId: string | undefined) {
  return placeId === undefined ? undefined : directory.place(placeId);
}
function takenBy({ directory }: ApiPorts, sign: SignKey, deviceId: string) {
  const kind = directory.device(deviceId)?.kind;
  return kind === undefined ? { method: null, grade: null } : { method: methodOf(kind, sign), grade: deviceKindInfo(kind).grade };
}
/** Of each last value what the same device said in the hour before it. */
async function hoursBefore({ historian }: ApiPorts, residentId: string | null, latest: readonly LatestValue[]) {
  const found = new Map<SignKey, readonly SeriesPoint[]>();
  if (residentId === null) return found;
  const asked = latest.flatMap(({ sign, at, deviceId }) =>
    isSignKey(sign) && signInfo(sign).type === "number" ? [{ sign, at, deviceId }] : [],
  );
  await Promise.all(
    asked.map(async ({ sign, at, deviceId }) => {
      const fromMs = at - HOUR_MS - TREND_BUCKET_MS;
      const periods: DevicePeriod[] = [{ deviceId, fromMs: 0, toMs: null }];
      const { points } = await historian.series({ periods, sign, fromMs, toMs: at + 1, points: 5 });
      found.set(sign, points);
    }),
  );
  return found;
}
/** A day of every input of the score, of medical-grade devices alone. */
async function inputSeries({ historian, holdings, directory }: ApiPorts, residentId: string | null, nowMs: number): Promise<InputSeries> {
  if (residentId === null) return {};
  const fromMs = Math.floor((nowMs - TREND_MS - HOUR_MS) / TREND_BUCKET_MS) * TREND_BUCKET_MS;
  const points = Math.ceil((nowMs - fromMs) / TREND_BUCKET_MS);
  const found: Partial<Record<News2Input, readonly SeriesPoint[]>> = {};
  await Promise.all(
    NEWS2_INPUTS.map(async (sign) => {
      const periods = holdings.periods(residentId, sign).filter(({ deviceId }) => {
        const kind = directory.device(deviceId)?.kind;
        return kind !== undefined && deviceKindInfo(kind).grade === "medical";
      });
      if (periods.length === 0) return;
      found[sign] = (await historian.series({ periods, sign, fromMs, toMs: nowMs, points })).points;
    }),
  );
  return found;
}
async function newestRound(
  ports: ApiPorts,
  facilityId: string,
  residentId: string | null,
  reader: HandoverReader,
  nowMs: number,
): Promise<RoundResultView | null> {
  if (residentId === null) return null;
  const [newest] = await ports.records.roundResults({ facilityIds: [facilityId], residentId, fromMs: nowMs - ROUND_AGE_MS });
  return newest === undefined ? null : roundResultView(ports, newest, reader.staffNames);
}
/** Contracts that hold for this resident now, in the order in which clinics are told; a clinic reads its own alone. */
function contractsOf(
  { directory }: ApiPorts,
  facilityId: string,
  residentId: string | null,
  clinicId: string | null,
  nowMs: number,
): Background["contracts"] {
  return directory
    .contracts(facilityId)
    .filter((one) => holdsAt(one, nowMs) && (one.residentId === null || one.residentId === residentId))
    .filter((one) => clinicId === null || one.clinicId === clinicId)
    .toSorted((a, b) => Number(b.residentId !== null) - Number(a.residentId !== null) || a.priority - b.priority)
    .map((one) => ({
      clinic: directory.clinic(one.clinicId)?.name ?? "",
      isReaders: one.clinicId === clinicId,
      isFamilyDoctor: one.residentId !== null,
      ...{ physician: one.responsiblePhysician, dutyPhone: one.dutyPhone, services: [...one.services], until: one.toMs },
      isOpenNow: one.hours.length === 0 || one.hours.some((window) => isOpenAt(window, nowMs)),
    }));
}
