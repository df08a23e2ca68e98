import type { SetupProgress } from "../../domain/setup.ts";
import { FACILITY, NOW } from "./mock-home.ts";

/** The device whose first reading the set-up shows. */
const DEVICE = "dev_band1";
export const PROGRESS: SetupProgress = { step: "tile", facilityId: FACILITY.id, residentId: "res_2", deviceId: DEVICE, finishedAt: null };
const page = (items: readonly unknown[]) => ({ items, next: null });
const CHANNEL = {
  ...{
    id: "chn_1",
    ownerType: "facility",
    ownerId: FACILITY.id,
    ownerName: FACILITY.name,
    order: 1,
    type: "wecom",
    label: "护理值班群",
    trusted: false,
    enabled: true,
  },
  ...{ config: {}, secretsSet: ["key"], lastTest: { at: NOW - 60_000, ok: true, why: null } },
};

/** What /setup reads of the administrator's home; a set-up that stands at its first reading. `undefined`: not of the set-up. */
export function answerSetup(path: string): unknown {
  switch (path) {
    case "/setup/progress":
      return PROGRESS;
    case "/channels":
      return page([CHANNEL]);
    case `/facilities/${FACILITY.id}/setup-simulator`:
      return { run: { deviceId: DEVICE, residentId: "res_2", endsAt: NOW + 480_000 } };
    default:
      return undefined;
  }
}
