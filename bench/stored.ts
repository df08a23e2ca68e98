import { setTimeout as delay } from "node:timers/promises";
import { Type } from "typebox";
import Value from "typebox/value";

/** A database of an InfluxDB 1.x. */
export interface InfluxTarget {
  readonly url: string;
  readonly database: string;
}
const Answer = Type.Object({
  results: Type.Array(
    Type.Object({
      error: Type.Optional(Type.String()),
      series: Type.Optional(Type.Array(Type.Object({ values: Type.Array(Type.Array(Type.Unknown())) }))),
    }),
  ),
});
/** A look costs the server time that it needs for storing: the pause is at least this, and three times what the last look took. */
const LEAST_PAUSE_MS = 200;
/** When the count stands still for so long the rest does not come. */
const STILL_MS = 20_000;

/** Points of measurement `vitals` that hold a heart rate: one for every message of the load. */
export async function countStored({ url, database }: InfluxTarget): Promise<number> {
  const body = new URLSearchParams({ db: database, q: 'SELECT COUNT("heartRate") FROM "vitals"' });
  const response = await fetch(`${url}/query`, { method: "POST", body });
  const [result] = Value.Parse(Answer, await response.json()).results;
  if (result?.error !== undefined) throw new Error(`counting what is stored: ${result.error}`);
  return Number(result?.series?.[0]?.values[0]?.[1] ?? 0);
}
/** Waits until `expected` points can be counted, or until no more come. @returns how many there are, and for how long it waited for the last */
export async function untilStored(target: InfluxTarget, expected: number): Promise<{ readonly stored: number; readonly seconds: number }> {
  const startedMs = performance.now();
  let stored = -1;
  let grewMs = startedMs;
  for (;;) {
    const askedMs = performance.now();
    const count = await countStored(target);
    const nowMs = performance.now();
    if (count > stored) [stored, grewMs] = [count, nowMs];
    if (stored >= expected || nowMs - grewMs > STILL_MS) return { stored, seconds: (grewMs - startedMs) / 1000 };
    await delay(Math.max(LEAST_PAUSE_MS, 3 * (nowMs - askedMs)));
  }
}
