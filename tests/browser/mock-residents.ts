import { rhythmDays, rhythmNights, rhythmStartMs, RHYTHM_DAYS, type DayRhythmView } from "../../domain/day-rhythm.ts";
import { localMinute } from "../../domain/local-time.ts";
import type { WallView } from "../../domain/live-events.ts";
import { photoTypeOf, type PhotoView } from "../../domain/resident-photo.ts";
import type { SeriesPoint } from "../../domain/series.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const HOUR_MS = 3_600_000;
/** In bed by local hour, as share; a nap after lunch. */
const IN_BED = [1, 1, 1, 0.9, 1, 0.8, 0.1, 0, 0, 0, 0, 0, 0.3, 0.95, 0.2, 0, 0, 0, 0, 0, 0.2, 0.9, 1, 1];
const STEPS = [0, 0, 20, 0, 0, 60, 210, 320, 90, 610, 480, 130, 60, 0, 40, 330, 520, 210, 60, 30, 40, 10, 0, 0];

/** Two weeks of one resident with a day of which nothing was heard, and a bed mat that was silent for a night. */
function rhythm(residentId: string): DayRhythmView {
  const startMs = rhythmStartMs(NOW, RHYTHM_DAYS) - 4 * HOUR_MS;
  const bed: SeriesPoint[] = [];
  const motion: SeriesPoint[] = [];
  const steps: SeriesPoint[] = [];
  let counter = 0;
  for (let at = startMs, n = 0; at <= NOW; at += HOUR_MS, n++) {
    const hour = Math.floor(localMinute(at) / 60);
    if (hour === 0) counter = 0;
    const before = counter;
    counter += Math.round((STEPS[hour] ?? 0) * (0.7 + 0.6 * Math.abs(Math.sin(n * 1.7))));
    const isSilent = n > 196 && n < 226;
    const isMatSilent = n > 98 && n < 112;
    const share = Math.min(1, Math.max(0, (IN_BED[hour] ?? 0) - (Math.sin(n * 3.1) > 0.8 ? 0.4 : 0)));
    if (!isSilent && !isMatSilent) bed.push({ at, min: 0, max: 1, mean: share, count: 120 });
    if (isSilent) continue;
    motion.push({ at, min: 0, max: 1, mean: share > 0.5 ? 0.02 : 0.3 * Math.abs(Math.sin(n * 0.9)), count: 360 });
    steps.push({ at, min: before, max: counter, mean: (before + counter) / 2, count: 360 });
  }
  return {
    ...{ residentId, now: NOW, days: rhythmDays({ bed, motion, steps: [steps] }, NOW, RHYTHM_DAYS), nights: rhythmNights(bed, NOW) },
    has: { bed: true, motion: true, steps: true },
  };
}
/** Days, photos and the list of devices of the mock home. Nobody has a photo before one is sent. */
export function makeResidents() {
  const photos = new Map<string, Buffer>();
  return {
    clear: (): void => photos.clear(),
    read(path: string, wall: WallView): unknown {
      const [, first, id, rest] = path.split("/");
      if (path === "/devices") return { items: wall.tiles.map(({ residentId }, index) => band(residentId, index)), next: null };
      if (first !== "residents" || rest !== "rhythm") return undefined;
      return wall.tiles.some(({ residentId }) => residentId === id) ? rhythm(id ?? "") : undefined;
    },
    /** `null`: there is none; `undefined`: the path is about something else. */
    photo: (path: string): Buffer | null | undefined => {
      const id = /^\/residents\/([^/]+)\/photo$/.exec(path)?.[1];
      return id === undefined ? undefined : (photos.get(id) ?? null);
    },
    /** `null`: refused. */
    setPhoto(path: string, content: Buffer): PhotoView | null {
      const id = path.split("/")[2] ?? "";
      if (photoTypeOf(content) === null) return null;
      photos.set(id, content);
      return { residentId: id, at: NOW, bytes: content.byteLength };
    },
    removePhoto: (path: string): void => void photos.delete(path.split("/")[2] ?? ""),
  };
}
function band(residentId: string, index: number) {
  return {
    ...{ id: `dev_band${index}`, facilityId: FACILITY.id, kind: "wristband", gatewayId: null, address: null, residentId, placeId: null },
    ...{ heldSince: NOW - 30 * 24 * HOUR_MS, revoked: false, online: true, lastReceivedAt: NOW - 8_000, battery: 64, worn: true },
    ...{ charging: false, label: `手环 ${String(index + 1).padStart(3, "0")}`, serial: `SN-2026-${1000 + index}` },
  };
}
