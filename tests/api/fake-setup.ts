import type { SetupRecords, SetupSimulator } from "../../api/setup-ports.ts";
import type { Facility, Place, Resident } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { User } from "../../domain/people.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import { NO_PROGRESS, type DeviceLabel, type MqttAddress, type SetupProgress } from "../../domain/setup.ts";

export const MQTT_ADDRESS: MqttAddress = { port: 1883, tlsPort: null, externalUrl: null, isLocal: true };
interface Rows {
  readonly facilityRows: Facility[];
  readonly placeRows: Place[];
  readonly residentRows: Resident[];
  readonly userRows: (User & { readonly passwordHash: string })[];
  answer<T>(make: () => T): Promise<T>;
}
/** What the set-up keeps, over the rows of the records in memory. */
export function fakeSetup(rows: Rows): SetupRecords {
  let codeHash: string | null = null;
  let progress: SetupProgress | null = null;
  let version = 0;
  const labels = new Map<string, DeviceLabel>();
  const written = <T>(make: () => T): Promise<T> =>
    rows.answer(() => {
      const made = make();
      version += 1;
      return made;
    });
  const conflict = (what: string) => new AnhuError("CONFLICT", `setting up: ${what}`);
  return {
    setupState: () => rows.answer(() => ({ codeHash, progress, version })),
    setSetupCode: (hash) => written(() => void (codeHash = hash)),
    saveSetupProgress: (next) => written(() => void (progress = next)),
    addFirstAdministrator: ({ passwordHash, ...input }) =>
      written(() => {
        if (rows.userRows.some(({ role }) => role === "administrator")) throw conflict("there is an administrator already");
        const nowhere = { facilityId: null, clinicId: null, consents: [], disabled: false };
        const user: User = { id: newId("usr"), ...input, role: "administrator", ...nowhere };
        rows.userRows.push({ ...user, passwordHash });
        codeHash = null;
        return user;
      }),
    setUpFacility: ({ facilityId, name, staffed }) =>
      written(() => {
        const known = facilityId ?? progress?.facilityId ?? null;
        const made = { id: known ?? newId("fac"), name, staffed };
        const index = rows.facilityRows.findIndex(({ id }) => id === known);
        if (known !== null && index < 0) throw new AnhuError("NOT_FOUND", "there is no such facility");
        if (index < 0) rows.facilityRows.push(made);
        else rows.facilityRows[index] = made;
        progress = { ...(progress ?? NO_PROGRESS), facilityId: made.id };
        return made;
      }),
    addRooms: (facilityId, rooms) =>
      written(() => {
        const fresh = rooms.filter(({ name, floor }) => !rows.placeRows.some((place) => place.name === name && place.floor === floor));
        for (const room of fresh) rows.placeRows.push({ id: newId("plc"), facilityId, ...room, ...PLAIN_PLACE });
        return fresh.length;
      }),
    removeRoom: ({ placeId }) =>
      written(() => {
        if (rows.residentRows.some((resident) => resident.placeId === placeId)) throw conflict("somebody lives there");
        const index = rows.placeRows.findIndex(({ id }) => id === placeId);
        if (index >= 0) rows.placeRows.splice(index, 1);
      }),
    knownResidents: (facilityId, ids) =>
      rows.answer(() => rows.residentRows.filter((row) => row.facilityId === facilityId && ids.includes(row.id)).map(({ id }) => id)),
    addResidents: (facilityId, residents, seen) =>
      written(() => {
        if (seen !== version) throw conflict("somebody else set up at the same time");
        rows.residentRows.push(...residents.map((row) => ({ ...row, facilityId })));
      }),
    deviceLabels: (facilityId) =>
      rows.answer(() => [...labels.values()].filter((label) => (facilityId ?? label.facilityId) === label.facilityId)),
    labelDevice: (label) =>
      rows.answer(() => {
        const isTaken = [...labels.values()].some(({ deviceId, serial }) => serial === label.serial && deviceId !== label.deviceId);
        if (label.serial !== null && isTaken) throw conflict("another device has this number");
        labels.set(label.deviceId, label);
      }),
  };
}
/** Runs nothing; remembers for whom it was started. */
export function fakeSimulator(now: () => number): SetupSimulator {
  const runs = new Map<string, NonNullable<ReturnType<SetupSimulator["running"]>>>();
  return {
    running: (facilityId) => runs.get(facilityId) ?? null,
    start: async ({ facilityId, residentId }) => {
      const run = { deviceId: "dev_simulated", residentId, endsAt: now() + 600_000 };
      runs.set(facilityId, run);
      return run;
    },
    stop: async (facilityId) => void runs.delete(facilityId),
  };
}
