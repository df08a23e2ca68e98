import type { DevicePeriod, HistorianQueries } from "../../api/ports.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { SeriesPoint } from "../../domain/series.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { FakeApi } from "../api/fakes.ts";
import { aTile, openWorld } from "../api/world.ts";
import { aResident } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";
import { builtDashboard } from "./dashboard-build.ts";

const HOUR = 3_600_000;
export const RESIDENTS = 2_000;
/** Family names and given names, so that neighbours in the list have different initials. */
const FAMILY = "李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭".split(" ");
const GIVEN = ["国强", "桂兰", "德海", "玉珍", "振华", "淑芬", "志明", "凤英", "永福"];
const HELD: readonly DevicePeriod[] = [{ deviceId: "dev_1", fromMs: 0, toMs: null }];
const MEASURED: ReadonlySet<SignKey> = new Set(["heartRate", "bedOccupied", "steps"]);

/** A home of two thousand residents. `historian.isDown`: charts and days cannot be read. */
export async function openResidentsWorld(): Promise<FakeApi & { readonly historian: { isDown: boolean } }> {
  const historian = { isDown: false };
  const series: HistorianQueries["series"] = async ({ sign, fromMs, toMs, points: most }) => {
    if (historian.isDown) throw new AnhuError("HISTORIAN_UNAVAILABLE", "reading a series: down", { retryable: true });
    const bucketMs = Math.max(1, Math.ceil((toMs - fromMs) / most));
    const points: SeriesPoint[] = [];
    // Of the last quarter nothing was heard.
    for (let at = fromMs; at < toMs - (toMs - fromMs) / 4; at += bucketMs) points.push(point(sign, at));
    return { resolution: sign === "heartRate" ? "raw" : "1h", bucketMs, points };
  };
  const world = await openWorld(
    { dashboardDir: builtDashboard() },
    {
      historian: { series, observations: async () => [] },
      holdings: { periods: (id, sign) => (id === "res_1" && MEASURED.has(sign) ? HELD : []) },
    },
  );
  const more = Array.from({ length: RESIDENTS - 1 }, (_, index) => {
    const n = index + 2;
    const name = `${FAMILY[n % FAMILY.length]}${GIVEN[n % GIVEN.length]}`;
    const [floor, room] = [String(1 + Math.floor(n / 100)), `${1 + Math.floor(n / 100)}${String(n % 100).padStart(2, "0")}`];
    return { residentId: `res_x${n}`, name, room, floor, level: n % 5 };
  });
  for (const { residentId: id, name } of more)
    world.records.residentRows.push(aResident({ id, facilityId: "fac_1", placeId: "plc_1", name }));
  world.tiles.set("fac_1", [aTile({ residentId: "res_1" }), ...more.map((one) => aTile({ ...one, latest: [] }))]);
  return { ...world, historian };
}
function point(sign: SignKey, at: number): SeriesPoint {
  const hour = Math.floor((at + 8 * HOUR) / HOUR) % 24;
  if (sign === "bedOccupied") return { at, min: 0, max: 1, mean: hour < 6 || hour >= 22 ? 1 : 0, count: 120 };
  if (sign === "steps") return { at, min: hour * 100, max: (hour + 1) * 100, mean: hour * 100, count: 60 };
  const mean = 70 + Math.round(5 * Math.sin(at / HOUR));
  return { at, min: mean - 3, max: mean + 3, mean, count: 6 };
}
export { NOW };
