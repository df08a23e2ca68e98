import type { CareDirectory } from "../../../alerts/ports.ts";
import type { CareSetting } from "../../../domain/care-settings.ts";
import type { Fence, Position } from "../../../domain/fence.ts";
import { PLAIN_PLACE } from "../../../domain/place-use.ts";
import { aResident } from "../../support/builders.ts";
import { careOf, T0 } from "../support.ts";

export const HOME: Position = { latitude: 31.2, longitude: 121.5 };
const METRE = 360 / (2 * Math.PI * 6_371_008);
/** So many metres east of home, as signs. */
export const east = (metres: number, accuracy = 8) => ({
  latitude: HOME.latitude,
  longitude: HOME.longitude + (metres * METRE) / Math.cos((HOME.latitude * Math.PI) / 180),
  accuracy,
});
export const FENCE: Fence = {
  ...{ id: "fence", facilityId: "fac", residentId: null, name: "院子", fromMs: 0, toMs: null, byUserId: "usr" },
  shape: { type: "circle", centre: HOME, radiusM: 100 },
};
/** 失智, tagged from `fromMs` on. */
export const DEMENTIA: CareSetting = {
  ...{ id: "set", residentId: "res", kind: "focusGroup", about: "dementia", value: 1, detail: null, fromMs: T0 - 1, reviewMs: null },
  ...{ byUserId: "usr", byName: "王芳", byRole: "nurse" },
};
export const GATE = 7;
export const HALL = 8;
/** `res` and `mate` live alone in 302 and 303; an exit with beacon 7, a hall with beacon 8, a garden with beacon 9. */
export function careOfWays(settings: readonly CareSetting[] = [DEMENTIA], change: Partial<CareDirectory> & { staffed?: boolean } = {}) {
  const residents = [
    aResident({ id: "res", facilityId: "fac", placeId: "302" }),
    aResident({ id: "mate", facilityId: "fac", placeId: "303" }),
  ];
  const place = { facilityId: "fac", building: "A", floor: "3", ...PLAIN_PLACE };
  const places = [
    { ...place, id: "302", name: "302", beacon: 12 },
    { ...place, id: "303", name: "303" },
    { ...place, id: "gate", name: "北门", use: "exit" as const, beacon: GATE },
    { ...place, id: "hall", name: "大厅", use: "common" as const, beacon: HALL },
    { ...place, id: "garden", name: "花园", use: "outdoor" as const, beacon: 9 },
    { ...place, id: "bath", name: "302 卫生间", use: "bathroom" as const, servesPlaceId: "302" },
  ];
  return careOf({
    resident: (id) => residents.find((one) => one.id === id),
    residentsOf: (placeId) => residents.filter((one) => one.placeId === placeId),
    place: (id) => places.find((one) => one.id === id),
    placeOfBeacon: (_facilityId, beacon) => places.find((one) => one.beacon === beacon),
    fences: () => [FENCE],
    careSettings: (id) => settings.filter((one) => one.residentId === id),
    ...change,
  });
}
