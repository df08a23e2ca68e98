import { Type, type Static } from "typebox";
import { Consent, Id, Name, Nullable, Password, Username, UserView } from "./api-schemas.ts";
import { DEVICE_KIND_KEYS, DIALECTS, HARDWARE_KINDS } from "./device-kinds.ts";
import { DeviceTopics } from "./home-document.ts";
import { Role } from "./people.ts";

/** Requests and answers of those who set a home up: devices, gateways, clinics, contacts, users, quarantine. */
const closed = { additionalProperties: false };

export const NewFacility = Type.Object({ name: Name, staffed: Type.Boolean({ default: true }) }, closed);
/** `building` and `floor` may be left out where the room's name is enough. */
export const NewResident = Type.Object(
  {
    facilityId: Id,
    name: Name,
    room: Name,
    building: Type.Optional(Name),
    floor: Type.Optional(Name),
    level: Type.Integer({ minimum: 0, maximum: 4, default: 0 }),
    birthYear: Type.Optional(Nullable(Type.Integer({ minimum: 1890, maximum: 2100 }))),
  },
  closed,
);
/** What people call a device: `三楼备用`, never who wears it. */
const DeviceLabel = Type.String({ minLength: 1, maxLength: 60 });
/** As the maker printed it. */
const DeviceSerial = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9:._/-]{3,63}$" });
/** Held by a resident or a room, never both. With `gatewayId` and `address` it has no credential of its own; `count` is then 1. */
export const NewDevice = Type.Object(
  {
    facilityId: Id,
    kind: Type.Enum(HARDWARE_KINDS),
    residentId: Type.Optional(Id),
    room: Type.Optional(Name),
    gatewayId: Type.Optional(Id),
    address: Type.Optional(Name),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  closed,
);
/** The password is shown once; all three are null for a device behind a gateway. */
export const AddedDevice = Type.Object(
  { id: Type.String(), username: Nullable(Type.String()), password: Nullable(Type.String()), topics: Nullable(DeviceTopics) },
  { $id: "AddedDevice", ...closed },
);
export type AddedDevice = Static<typeof AddedDevice>;
export const DeviceView = Type.Object(
  {
    id: Type.String(),
    facilityId: Type.String(),
    kind: Type.Enum(DEVICE_KIND_KEYS),
    gatewayId: Nullable(Type.String()),
    address: Nullable(Type.String()),
    residentId: Nullable(Type.String()),
    placeId: Nullable(Type.String()),
    heldSince: Nullable(Type.Integer()),
    revoked: Type.Boolean(),
    online: Nullable(Type.Boolean({ description: "null: not heard of since the server started" })),
    lastReceivedAt: Nullable(Type.Integer()),
    battery: Nullable(Type.Number({ description: "percent" })),
    worn: Nullable(Type.Boolean()),
    charging: Nullable(Type.Boolean()),
    signal: Type.Optional(Nullable(Type.Number({ description: "percent" }))),
    batteryAt: Type.Optional(Nullable(Type.Integer({ description: "when it said its battery" }))),
    label: Type.Optional(Nullable(Type.String({ description: "what people of the home call it" }))),
    serial: Type.Optional(Nullable(Type.String({ description: "the maker's" }))),
    retiredAt: Type.Optional(Nullable(Type.Integer({ description: "out of use for good" }))),
  },
  { $id: "Device", ...closed },
);
export type DeviceView = Static<typeof DeviceView>;
export const DeviceNoteBody = Type.Object({ label: Nullable(DeviceLabel), serial: Nullable(DeviceSerial) }, closed);
/** The device that takes the place of this one. */
export const DeviceReplacement = Type.Object({ deviceId: Id }, closed);
export const NewAssignment = Type.Object({ residentId: Nullable(Id), placeId: Type.Optional(Nullable(Id)) }, closed);
export const AssignmentView = Type.Object(
  {
    id: Type.String(),
    deviceId: Type.String(),
    residentId: Nullable(Type.String()),
    placeId: Nullable(Type.String()),
    fromMs: Type.Integer(),
    toMs: Nullable(Type.Integer()),
  },
  { $id: "Assignment", ...closed },
);
export const NewGateway = Type.Object({ facilityId: Id, dialect: Type.Enum(DIALECTS), room: Type.Optional(Name) }, closed);
export const GatewayView = Type.Object(
  { id: Type.String(), facilityId: Type.String(), dialect: Type.Enum(DIALECTS), revoked: Type.Boolean() },
  { $id: "Gateway", ...closed },
);
export const NewClinic = Type.Object({ name: Name, webhookUrl: Type.String({ minLength: 8, maxLength: 500 }) }, closed);
export const AddedClinic = Type.Object({ id: Type.String(), webhookSecret: Type.String() }, { $id: "AddedClinic", ...closed });
export const ClinicView = Type.Object({ id: Type.String(), name: Type.String(), webhookUrl: Type.String() }, { $id: "Clinic", ...closed });
const contact = {
  facilityId: Id,
  residentId: Nullable(Id),
  role: Type.Enum(["onDutyCaregiver", "nurse", "nextContact", "emergencyContact"]),
  name: Name,
  phone: Type.String({ minLength: 3, maxLength: 40 }),
};
export const NewContact = Type.Object({ ...contact, residentId: Type.Optional(Nullable(Id)) }, closed);
export const ContactView = Type.Object({ id: Type.String(), ...contact }, { $id: "Contact", ...closed });
/** Staff name their facility, clinic staff their clinic, family the residents who consented. */
export const NewUser = Type.Object(
  {
    username: Username,
    name: Name,
    role: Role,
    password: Type.Optional(Password),
    facilityId: Type.Optional(Nullable(Id)),
    clinicId: Type.Optional(Nullable(Id)),
    consents: Type.Optional(Type.Array(Consent, { maxItems: 20 })),
  },
  closed,
);
/** `password`: made by the server where none was sent, shown once, good for one sign-in in which its owner chooses another. */
export const AddedUser = Type.Object({ ...UserView.properties, password: Type.Optional(Type.String()) }, { $id: "AddedUser", ...closed });
export const NewRole = Type.Object({ role: Role }, closed);
export const GivenPassword = Type.Object({ password: Type.String() }, { $id: "GivenPassword", ...closed });
/** `payload` in base64: the bytes as they came. */
export const QuarantineView = Type.Object(
  {
    id: Type.String(),
    facilityId: Type.String(),
    principalId: Type.String(),
    topic: Type.String(),
    reason: Type.String(),
    detail: Type.String(),
    payload: Type.String(),
    receivedAt: Type.Integer(),
  },
  { $id: "QuarantineEntry", ...closed },
);
/** Without `ids`: everything. */
export const ReplayQuarantine = Type.Object({ ids: Type.Optional(Type.Array(Id, { maxItems: 1000 })) }, closed);
export const QuarantineReplayed = Type.Object({ replayed: Type.Integer(), kept: Type.Integer() }, closed);
