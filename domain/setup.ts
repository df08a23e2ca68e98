import { Type, type Static } from "typebox";
import { AddedDevice, DeviceView } from "./api-admin-schemas.ts";
import { Id, Name, Nullable, Password, Username } from "./api-schemas.ts";
import { HARDWARE_KINDS } from "./device-kinds.ts";
import { MOST_RESIDENTS, RESIDENT_COLUMNS } from "./resident-sheet.ts";
import { MOST_ROOMS } from "./room-range.ts";

const closed = { additionalProperties: false };

/** In their order; every one can be gone back to. */
export const SETUP_STEPS = ["language", "administrator", "home", "rooms", "residents", "device", "tile", "channel", "done"] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** `code`: what `anhu start` printed. `token`: the administrator's token of the data directory, instead. */
export const Setup = Type.Object(
  {
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    username: Username,
    name: Name,
    password: Password,
  },
  closed,
);

/** How far the set-up is, for whoever goes on with it in another browser: ids only. */
export const SetupProgress = Type.Object(
  {
    step: Type.Enum(SETUP_STEPS),
    facilityId: Nullable(Id),
    /** Whose tile is waited for, and by which device. */
    residentId: Nullable(Id),
    deviceId: Nullable(Id),
    finishedAt: Nullable(Type.Integer({ minimum: 0 })),
  },
  { $id: "SetupProgress", ...closed },
);
export type SetupProgress = Static<typeof SetupProgress>;
export const NO_PROGRESS: SetupProgress = { step: "home", facilityId: null, residentId: null, deviceId: null, finishedAt: null };

/** With `facilityId`: that one is changed. Without: one is made, once, however often it is asked. */
export const SetupFacility = Type.Object(
  {
    facilityId: Type.Optional(Id),
    name: Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" }),
    staffed: Type.Boolean(),
    address: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
    callbackPhone: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
  },
  closed,
);
export type SetupFacility = Static<typeof SetupFacility>;

const RoomText = Type.String({ minLength: 1, maxLength: 50, pattern: "\\S" });
export const NewRooms = Type.Object(
  {
    rooms: Type.Array(Type.Object({ building: RoomText, floor: RoomText, name: RoomText }, closed), { minItems: 1, maxItems: MOST_ROOMS }),
  },
  closed,
);
export type NewRooms = Static<typeof NewRooms>;
export const RoomsAdded = Type.Object({ added: Type.Integer({ description: "rooms that were not there before" }) }, closed);

const Written = Type.String({ maxLength: 200 });
const writtenRow = Type.Object(
  { name: Written, room: Written, building: Written, floor: Written, level: Written, birthYear: Written },
  closed,
);
/** The lines of a table as they were written. `key`: of this confirmation; sent twice, it is done once. */
export const ResidentBatch = Type.Object(
  {
    key: Type.String({ pattern: "^[A-Za-z0-9-]{16,64}$" }),
    rows: Type.Array(writtenRow, { minItems: 1, maxItems: MOST_RESIDENTS }),
  },
  closed,
);
export type ResidentBatch = Static<typeof ResidentBatch>;
export const ResidentBatchAdded = Type.Object({ ids: Type.Array(Type.String()) }, closed);
export const isResidentColumn = (text: string): text is (typeof RESIDENT_COLUMNS)[number] =>
  RESIDENT_COLUMNS.some((column) => column === text);

/** Held by a resident or a place, or by nobody yet. */
export const NewLabelledDevice = Type.Object(
  {
    kind: Type.Enum(HARDWARE_KINDS),
    residentId: Type.Optional(Nullable(Id)),
    placeId: Type.Optional(Nullable(Id)),
    serial: Type.Optional(Nullable(Type.String({ pattern: "^[A-Z0-9][A-Z0-9:._/-]{3,63}$" }))),
  },
  closed,
);
/** Where devices connect: ports of this server; `externalUrl` instead where an own broker is used. `isLocal`: from this machine only. */
export const MqttAddress = Type.Object(
  {
    port: Nullable(Type.Integer()),
    tlsPort: Nullable(Type.Integer()),
    externalUrl: Nullable(Type.String()),
    isLocal: Type.Boolean(),
  },
  closed,
);
export type MqttAddress = Static<typeof MqttAddress>;
export const LabelledDevice = Type.Object({ device: AddedDevice, code: Type.String(), mqtt: MqttAddress }, closed);
/** Whom a scanned code is of; `device` null: nobody's yet, `serial` is what a new device would carry. */
export const DeviceByCode = Type.Object(
  { device: Nullable(DeviceView), code: Nullable(Type.String()), serial: Nullable(Type.String()), simulated: Type.Boolean() },
  closed,
);
export type DeviceByCode = Static<typeof DeviceByCode>;

export const SimulatorRequest = Type.Object({ residentId: Id }, closed);
/** `endsAt`: when it ends by itself. */
export const SimulatorRun = Type.Object({ deviceId: Type.String(), residentId: Type.String(), endsAt: Type.Integer() }, closed);
export type SimulatorRun = Static<typeof SimulatorRun>;
export const SimulatorState = Type.Object({ run: Nullable(SimulatorRun) }, closed);

/** A device's label. `simulatedUntilMs`: the server itself speaks for it until then. */
export interface DeviceLabel {
  readonly deviceId: string;
  readonly facilityId: string;
  readonly serial: string | null;
  readonly simulatedUntilMs: number | null;
}
