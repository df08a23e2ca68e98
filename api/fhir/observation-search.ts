import { AnhuError } from "../../domain/errors.ts";
import { isSignKey, type SignKey } from "../../domain/signs.ts";
import type { ApiPorts } from "../ports.ts";
import { allFhirSigns, anhuId, fhirId, LOINC, signsOfCode, type FhirSignKey } from "./codes.ts";
import { observationsOf, type Measured } from "./observations.ts";
import type { Observation } from "./schemas.ts";

const DAY_MS = 86_400_000;
/** Without a date the last day is meant; nobody gets a whole life in one question. */
const MOST_DAYS = 31;

export interface ObservationQuery {
  readonly residentId: string;
  readonly signs: readonly FhirSignKey[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly afterMs: number | null;
  readonly count: number;
}
/** `8867-4`, `http://loinc.org|8867-4`, several with commas; absent: all. @throws {AnhuError} `BAD_INPUT` for a code that is not given out */
export function signsAsked(code: string | undefined): readonly FhirSignKey[] {
  if (code === undefined) return allFhirSigns();
  return code.split(",").flatMap((one) => {
    const [system, bare] = one.includes("|") ? one.split("|", 2) : [LOINC, one];
    const signs = system === LOINC || system === "" ? signsOfCode(bare ?? "") : [];
    if (signs.length === 0)
      throw new AnhuError("BAD_INPUT", `searching Observation: ${one} is no LOINC code that is given out; see docs/fhir.md`);
    return signs;
  });
}
/** `date=ge…&date=lt…`, of FHIR's prefixes those that make one period. @throws {AnhuError} `BAD_INPUT` */
export function periodAsked(dates: readonly string[], nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  let [fromMs, toMs] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const date of dates) {
    const [, prefix = "eq", text = ""] = /^(eq|ge|gt|le|lt)?(\d{4}-.*)$/.exec(date) ?? [];
    const begin = Date.parse(text);
    if (Number.isNaN(begin) || (text.length > 10 && !/(Z|[+-]\d\d:\d\d)$/.test(text)))
      throw new AnhuError(
        "BAD_INPUT",
        `searching Observation: date=${date} is none that is understood; give ge, gt, le, lt or eq with a day, or a time with its zone`,
      );
    // A day stands for all of it.
    const end = begin + (text.length === 10 ? DAY_MS : 1);
    if (prefix === "ge" || prefix === "eq") fromMs = Math.max(fromMs, begin);
    if (prefix === "gt") fromMs = Math.max(fromMs, end);
    if (prefix === "le" || prefix === "eq") toMs = Math.min(toMs, end);
    if (prefix === "lt") toMs = Math.min(toMs, begin);
  }
  const to = Math.min(toMs, nowMs + 1);
  const from = fromMs === Number.NEGATIVE_INFINITY ? to - DAY_MS : fromMs;
  if (to - from > MOST_DAYS * DAY_MS) throw new AnhuError("BAD_INPUT", `searching Observation: ask for at most ${MOST_DAYS} days at once`);
  return { fromMs: from, toMs: Math.max(from + 1, to) };
}
/** Observations oldest first, about `count` of them: what was measured in one moment stays together. `nextMs`: behind which the next page begins. */
export async function searchObservations(
  ports: Pick<ApiPorts, "historian" | "holdings">,
  query: ObservationQuery,
): Promise<{ readonly found: readonly Observation[]; readonly nextMs: number | null }> {
  const { residentId, fromMs, toMs, afterMs, count } = query;
  const signs = query.signs.flatMap((sign): readonly SignKey[] =>
    sign === "bloodPressure" ? ["systolicPressure", "diastolicPressure"] : [sign],
  );
  const limit = count + 1;
  const lists = await Promise.all(
    signs.map(async (sign) => {
      const found = await ports.historian.observations({
        periods: ports.holdings.periods(residentId, sign),
        sign,
        fromMs,
        toMs,
        limit,
        afterMs,
      });
      // A list that was cut off is known only to its last moment.
      const last = found.at(-1);
      const knownToMs = found.length >= limit && last !== undefined ? last.at - 1 : Number.POSITIVE_INFINITY;
      const measured = found.map(({ value, at: atMs, deviceId, method, grade, quality }): Measured => ({
        sign,
        value,
        atMs,
        deviceId,
        method,
        grade,
        quality,
      }));
      return { measured, knownToMs };
    }),
  );
  const knownToMs = Math.min(...lists.map((list) => list.knownToMs));
  const all = lists.flatMap(({ measured }) => measured).filter(({ atMs }) => atMs <= knownToMs);
  const times = all.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  const cutMs = times[count - 1] ?? Number.POSITIVE_INFINITY;
  const page = all.filter(({ atMs }) => atMs <= cutMs);
  const isMore = page.length < all.length || knownToMs !== Number.POSITIVE_INFINITY;
  const lastMs = page.reduce((latest, { atMs }) => Math.max(latest, atMs), Number.NEGATIVE_INFINITY);
  return { found: observationsOf(residentId, page).toReversed(), nextMs: isMore && page.length > 0 ? lastMs : null };
}
/** What an id of an Observation stands for; `null`: it is none of ours. */
export function askedById(id: string): { readonly deviceId: string; readonly sign: FhirSignKey; readonly atMs: number } | null {
  const [, device = "", sign = "", time = ""] = /^(.+)\.([A-Za-z0-9]+)\.(\d+)$/.exec(id) ?? [];
  const isKnown = sign === "bloodPressure" || (isSignKey(sign) && allFhirSigns().includes(sign));
  return isKnown && fhirId(device) === device ? { deviceId: anhuId(device), sign, atMs: Number(time) } : null;
}
