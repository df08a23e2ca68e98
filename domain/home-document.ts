import { Type, type Static } from "typebox";
import { CONTRACT_TERMS } from "./contract-view.ts";
import { DIALECTS, HARDWARE_KINDS } from "./device-kinds.ts";
import { FOCUS_GROUPS } from "./focus-groups.ts";
import { FAMILY_SCOPES, Role } from "./people.ts";
import { BeaconNumber, PlaceUse } from "./place-use.ts";

/**
 * A whole home in one document: the body of `POST /api/v1/import` and the file of `anhu import --file`.
 * A `key` is a name inside the document: unique within its list, given back in the answer, stored nowhere.
 */
const Key = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Text = Type.String({ minLength: 1, maxLength: 200 });
const closed = { additionalProperties: false };
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

/** `serves` is the name of the place whose residents use it; `beacon` is unique in the document. */
export const HomePlace = Type.Object(
  {
    building: Text,
    floor: Text,
    name: Text,
    use: Type.Optional(PlaceUse),
    serves: Type.Optional(Text),
    beacon: Type.Optional(BeaconNumber),
  },
  closed,
);
export type HomePlace = Static<typeof HomePlace>;
/** `room` is the name of a place of the document. */
export const HomeResident = Type.Object(
  {
    key: Key,
    name: Text,
    room: Text,
    level: Type.Integer({ minimum: 0, maximum: 4, description: "care level, GB/T 42195-2022" }),
    birthYear: Type.Optional(Type.Integer({ minimum: 1890, maximum: 2100 })),
    focusGroups: Type.Optional(Type.Array(Type.Enum(FOCUS_GROUPS), { description: "重点人群, tagged when the resident is added" })),
  },
  closed,
);
export type HomeResident = Static<typeof HomeResident>;
export const HomeGateway = Type.Object({ key: Key, dialect: Type.Enum(DIALECTS), room: Type.Optional(Text) }, closed);
export type HomeGateway = Static<typeof HomeGateway>;
/**
 * Held by a `resident` or a `room`, or by neither (in the cupboard); never both. With `gateway` and `address` it lives behind a
 * gateway and has no credential of its own. `count` N makes N equal devices with keys `key-1` … `key-N`; not with `address`.
 */
export const HomeDevice = Type.Object(
  {
    key: Key,
    kind: Type.Enum(HARDWARE_KINDS),
    resident: Type.Optional(Key),
    room: Type.Optional(Text),
    gateway: Type.Optional(Key),
    address: Type.Optional(Text),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  },
  closed,
);
export type HomeDevice = Static<typeof HomeDevice>;
export const HomeClinic = Type.Object({ key: Key, name: Text, webhookUrl: Type.String({ minLength: 8, maxLength: 500 }) }, closed);
/**
 * `from` (default: now) and `to` (default: open) in ms since the epoch; `tell` overrides the default per alert kind (DOMAIN §5.5). With
 * `resident`: a family doctor's contract.
 */
export const HomeContract = Type.Object(
  {
    clinic: Key,
    resident: Type.Optional(Key),
    from: Type.Optional(Type.Integer({ minimum: 0 })),
    to: Type.Optional(Type.Integer({ minimum: 0 })),
    ...CONTRACT_TERMS,
  },
  closed,
);
/** Without `resident`: of the whole facility (its duty phone). */
export const HomeContact = Type.Object(
  {
    resident: Type.Optional(Key),
    role: Type.Enum(["onDutyCaregiver", "nurse", "nextContact", "emergencyContact"]),
    name: Text,
    phone: Type.String({ minLength: 3, maxLength: 40 }),
  },
  closed,
);
/** Staff belong to the document's facility; `clinicStaff` name their `clinic`; `family` name residents and scopes. No password: one is made. */
export const HomeUser = Type.Object(
  {
    username: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$" }),
    name: Text,
    role: Role,
    password: Type.Optional(Type.String({ minLength: 8, maxLength: 256 })),
    clinic: Type.Optional(Key),
    consents: Type.Optional(Type.Array(Type.Object({ resident: Key, scopes: Type.Array(Type.Enum(FAMILY_SCOPES)) }, closed))),
  },
  closed,
);
export const HomeDocument = Type.Object(
  {
    facility: Type.Object({ name: Text, staffed: Type.Boolean() }, closed),
    places: Type.Array(HomePlace),
    residents: Type.Array(HomeResident),
    gateways: Type.Array(HomeGateway),
    devices: Type.Array(HomeDevice),
    clinics: Type.Array(HomeClinic),
    contracts: Type.Array(HomeContract),
    contacts: Type.Array(HomeContact),
    users: Type.Array(HomeUser),
  },
  { $id: "HomeDocument", ...closed },
);
export type HomeDocument = Static<typeof HomeDocument>;

/** The four topics of a device with its own credential; a gateway's `status` and `commands` lie in its mount. */
export const DeviceTopics = Type.Object(
  { observations: Type.String(), events: Type.String(), status: Type.String(), commands: Type.String() },
  closed,
);
export type DeviceTopics = Static<typeof DeviceTopics>;
/** Credential of a new device or gateway; the password is shown once. All three are null for a device behind a gateway. */
export const ImportedDevice = Type.Object(
  { key: Key, id: Type.String(), username: Nullable(Type.String()), password: Nullable(Type.String()), topics: Nullable(DeviceTopics) },
  closed,
);
export type ImportedDevice = Static<typeof ImportedDevice>;
export const ImportedGateway = Type.Object({ key: Key, id: Type.String(), username: Type.String(), password: Type.String() }, closed);
export type ImportedGateway = Static<typeof ImportedGateway>;
/** Answer of the import: ids and secrets of everything that was made, in the order of the document. */
export const HomeImported = Type.Object(
  {
    facilityId: Type.String(),
    residents: Type.Array(Type.Object({ key: Key, id: Type.String() }, closed)),
    devices: Type.Array(ImportedDevice),
    gateways: Type.Array(ImportedGateway),
    clinics: Type.Array(Type.Object({ key: Key, id: Type.String(), webhookSecret: Type.String() }, closed)),
    users: Type.Array(Type.Object({ username: Type.String(), password: Type.String() }, closed)),
  },
  { $id: "HomeImported", ...closed },
);
export type HomeImported = Static<typeof HomeImported>;
