import { PNG } from "pngjs";
import type { ApiOptions } from "../../api/context.ts";
import type { CareSetting } from "../../domain/care-settings.ts";
import type { Position } from "../../domain/fence.ts";
import type { ObservationView } from "../../domain/observation.ts";
import { movedBy } from "../../dashboard/components/map/bearing.ts";
import type { FakeApi } from "../api/fakes.ts";
import { aTile, openWorld, OWN_ALERT } from "../api/world.ts";
import { anAlert, aPlace, aResident } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";

const MINUTE = 60_000;
export const HOME: Position = { latitude: 30.2741, longitude: 120.1551 };
const PEOPLE = ["王秀英", "张桂兰", "李国强", "陈玉珍", "赵淑芬"] as const;
/** From the door to the north-east, a fix every two minutes until a minute ago. */
const WAY = Array.from({ length: 12 }, (_, step) => ({ ...movedBy(HOME, 25 * step, 18 * step), at: NOW - (23 - 2 * step) * MINUTE }));

/**
 * The home of the map tests: 302 王秀英 walked out and is looked for, 303 consented and has an old position, 304 nobody asked, 305 is at risk of
 * wandering, 306 switched it off. The third floor has a place for each.
 */
export async function openMapHome(options: Partial<ApiOptions>): Promise<FakeApi> {
  const observations = async ({ sign, fromMs, toMs, afterMs }: { sign: string; fromMs: number; toMs: number; afterMs: number | null }) =>
    WAY.filter(({ at }) => at >= fromMs && at < toMs && at > (afterMs ?? 0)).map(
      ({ at, latitude, longitude }): Omit<ObservationView, "unit"> => ({
        ...{ at, receivedAt: at, sign, quality: "good", method: "fixed", grade: "consumer", deviceId: "dev_1" },
        value: sign === "latitude" ? latitude : sign === "longitude" ? longitude : 14,
      }),
    );
  const series = async () => ({ resolution: "raw" as const, bucketMs: MINUTE, points: [] });
  const fake = await openWorld({ liveTickMs: 200, ...options }, { historian: { series, observations } });
  const { records, desk, seen, tiles } = fake;
  const ids = PEOPLE.map((_, n) => (n === 0 ? "res_1" : `res_1${n}`));
  const rooms = PEOPLE.map((_, n) => `30${2 + n}`);
  records.placeRows.splice(
    0,
    1,
    ...ids.map((_, n) => aPlace({ id: n === 0 ? "plc_1" : `plc_1${n}`, building: "A", floor: "3", name: rooms[n]! })),
  );
  records.placeRows.push(aPlace({ id: "plc_hall", building: "A", floor: "3", name: "活动室", use: "common", beacon: 7 }));
  records.placeRows.push(aPlace({ id: "plc_21", building: "A", floor: "2", name: "201" }));
  for (const [n, id] of ids.entries()) if (n > 0) records.residentRows.push(aResident({ id, name: PEOPLE[n]!, placeId: `plc_1${n}` }));
  const whereabouts = { code: "inBed", sinceMs: NOW - 12 * MINUTE } as const;
  tiles.set(
    "fac_1",
    ids.map((residentId, n) => aTile({ residentId, name: PEOPLE[n]!, room: rooms[n]!, whereabouts: { ...whereabouts, place: rooms[n]! } })),
  );
  desk.clear();
  desk.raise(
    anAlert({
      ...{ id: OWN_ALERT, rule: "wandering.fence", kind: "wandering", raisedAtMs: NOW - 2 * MINUTE, observedAtMs: NOW - 2 * MINUTE },
      ...{ residentId: "res_1", subjectId: "res_1" },
    }),
  );
  const last = WAY.at(-1) ?? { ...HOME, at: NOW };
  seen.set("res_1", { position: { latitude: last.latitude, longitude: last.longitude, accuracyM: 14, atMs: NOW - MINUTE }, beacon: null });
  for (const [n, id] of ids.entries())
    if (n > 0)
      seen.set(id, {
        position: { ...movedBy(HOME, -40 * n, 30), accuracyM: 30, atMs: NOW - (n === 1 ? 47 : 2) * MINUTE },
        beacon: n === 3 ? { number: 7, atMs: NOW - MINUTE } : null,
      });
  const word = (residentId: string, kind: CareSetting["kind"], value: number, about = ""): CareSetting => ({
    ...{ id: `set_${residentId}`, residentId, kind, about, value, detail: kind === "locationConsent" ? { giver: "resident" } : null },
    ...{ fromMs: NOW - 86_400_000, reviewMs: null, byUserId: "usr_nurse", byName: "李护士", byRole: "nurse" },
  });
  records.careSettingRows.push(
    word("res_11", "locationConsent", 1),
    word("res_13", "focusGroup", 1, "wandering"),
    word("res_14", "locationConsent", 0),
  );
  const corners = [movedBy(HOME, -120, -90), movedBy(HOME, 120, -90), movedBy(HOME, 130, 90), movedBy(HOME, -110, 110)];
  records.fenceRows.push({
    ...{ id: "fen_home", facilityId: "fac_1", residentId: null, name: "院子", fromMs: 0, toMs: null, byUserId: "usr_nurse" },
    shape: { type: "polygon", corners },
  });
  return fake;
}
/** Six rooms around a corridor. */
export function aPlanPicture(width = 900, height = 540): Buffer {
  const png = new PNG({ width, height, colorType: 2 });
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isWall =
        x < 6 ||
        y < 6 ||
        x > width - 7 ||
        y > height - 7 ||
        (y > 0.42 * height && y < 0.435 * height) ||
        (y > 0.565 * height && y < 0.58 * height);
      const isBetween = x % Math.floor(width / 3) < 5 && (y < 0.43 * height || y > 0.57 * height);
      png.data.fill(isWall || isBetween ? 90 : 250, 4 * (y * width + x), 4 * (y * width + x) + 3);
      png.data[4 * (y * width + x) + 3] = 255;
    }
  return PNG.sync.write(png);
}
