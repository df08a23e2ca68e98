import { Type, type Static, type TSchema } from "typebox";
import { ALERT_KINDS, Outcome, Severity, TimelineEntry, Track } from "./alert.ts";
import { SilenceView } from "./hold.ts";
import { Tile } from "./live-events.ts";
import { FAMILY_SCOPES, Role } from "./people.ts";
import { BeaconNumber, PlaceUse } from "./place-use.ts";
import { Pressed } from "./pressed.ts";
import { SIGN_KEYS } from "./signs.ts";
import { SoftSign } from "./soft-signs.ts";

/** A short text in both languages of the screens. */
export const BilingualText = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false });
export type BilingualText = Static<typeof BilingualText>;
/** Requests and answers of people who look and act: sessions, residents, alerts. Administration: api-admin-schemas.ts. */
const closed = { additionalProperties: false };
export const Nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);
export const Id = Type.String({ minLength: 1, maxLength: 100 });
export const Name = Type.String({ minLength: 1, maxLength: 200 });
export const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String({ description: "goes into ?cursor= of the next request" })) }, closed);
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
};

/** RFC 9457. `code`: docs/errors.md. `errors`: what is wrong where in the request (RFC 6901 pointers). */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    instance: Type.String({ description: "id of the request, as in the server's log" }),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() }, closed))),
    by: Type.Optional(Type.String({ description: "409 on an alert: who was first, a name for those who may see it, else a role" })),
  },
  { $id: "Problem", ...closed },
);
export type Problem = Static<typeof Problem>;

export const Password = Type.String({ minLength: 8, maxLength: 256 });
/** `newPassword`: where the password was given by somebody else, it is good once, to choose another. */
export const SignIn = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    newPassword: Type.Optional(Password),
  },
  closed,
);
export const Username = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$" });
export const Consent = Type.Object({ residentId: Id, scopes: Type.Array(Type.Enum(FAMILY_SCOPES)) }, closed);
export const UserView = Type.Object(
  {
    id: Type.String(),
    username: Type.String(),
    name: Type.String(),
    role: Role,
    facilityId: Nullable(Type.String()),
    clinicId: Nullable(Type.String()),
    consents: Type.Array(Consent),
    disabled: Type.Boolean(),
  },
  { $id: "User", ...closed },
);
export type UserView = Static<typeof UserView>;
/** Who is signed in. `csrfToken` goes into the `x-csrf-token` header of every write. */
export const SessionView = Type.Object(
  { user: UserView, csrfToken: Type.String(), endsAt: Type.Integer({ description: "the session ends then at the latest, ms" }) },
  { $id: "Session", ...closed },
);
export type SessionView = Static<typeof SessionView>;
/** Nobody is signed in: an answer, no error, so that a page can ask before anybody signed in. */
export const SessionState = Type.Union([SessionView, Type.Object({ user: Type.Null() }, closed)]);
export type SessionState = Static<typeof SessionState>;

export const FacilityView = Type.Object(
  {
    ...{ id: Type.String(), name: Type.String(), staffed: Type.Boolean() },
    address: Type.Optional(Nullable(Type.String())),
    callbackPhone: Type.Optional(Nullable(Type.String({ description: "where 120 rings back" }))),
    familyAfterMs: Type.Optional(
      Nullable(Type.Integer({ description: "the family hears so late of what nobody has taken; absent: 10 min" })),
    ),
  },
  { $id: "Facility", ...closed },
);
export const PlaceView = Type.Object(
  {
    ...{ id: Type.String(), facilityId: Type.String(), building: Type.String(), floor: Type.String(), name: Type.String() },
    use: PlaceUse,
    servesPlaceId: Nullable(
      Type.String({ description: "the room whose residents use it: what its sensors say is about who lives there alone" }),
    ),
    beacon: Nullable(BeaconNumber),
  },
  { $id: "Place", ...closed },
);
/** Figures without persons. */
export const FiguresView = Type.Object(
  {
    facilityId: Type.String(),
    at: Type.Integer(),
    residents: Type.Integer(),
    openAlerts: Type.Object({ info: Type.Integer(), warning: Type.Integer(), critical: Type.Integer() }, closed),
    openTechnical: Type.Integer(),
    residentsWithGaps: Type.Integer({ description: "residents for whom some emergency could not be noticed right now" }),
  },
  { $id: "Figures", ...closed },
);
export const ResidentView = Type.Object(
  {
    id: Type.String(),
    facilityId: Type.String(),
    name: Type.String({ description: "empty for those who may not see names" }),
    placeId: Type.String(),
    room: Nullable(Type.String()),
    level: Type.Integer({ minimum: 0, maximum: 4 }),
    birthYear: Nullable(Type.Integer()),
  },
  { $id: "Resident", ...closed },
);
export type ResidentView = Static<typeof ResidentView>;
/** `tile`: what is known right now, cut to what the reader may see; `scopes`: what that is. */
export const ResidentPage = Type.Object(
  { resident: ResidentView, tile: Nullable(Tile), scopes: Type.Array(Type.Enum(FAMILY_SCOPES)) },
  { $id: "ResidentPage", ...closed },
);
/** Milliseconds since the epoch, or ISO 8601 with a zone. */
export const Instant = Type.String({ pattern: "^([0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}T.{5,30})$" });
export const SignsQuery = { sign: Type.Enum(SIGN_KEYS), from: Instant, to: Instant };

/** `kind` alert: `code` is a key of `alert.timeline.*`; ambient and softSigns: of `feed.*`. */
export const FeedEntry = Type.Object(
  {
    at: Type.Integer(),
    kind: Type.Enum(["alert", "ambient", "softSigns"]),
    code: Type.String(),
    alertId: Nullable(Type.String()),
    alertKind: Nullable(Type.Enum(ALERT_KINDS)),
    rule: Nullable(Type.String()),
    severity: Nullable(Severity),
    track: TimelineEntry.properties.track,
    who: Nullable(Type.String({ description: "a name, or a role for those who may not see names" })),
    detail: Nullable(Type.String()),
    deviceId: Nullable(Type.String()),
    softSigns: Type.Optional(Type.Array(SoftSign, { description: "kind softSigns only; `detail` is then the carer's note" })),
  },
  { $id: "FeedEntry", ...closed },
);
export type FeedEntry = Static<typeof FeedEntry>;

/** With the administrator's token the acting `person` must be named; in a session it is the signed-in one. */
const Acting = { person: Type.Optional(Type.String({ maxLength: 80 })) };
export const Acknowledge = Type.Object({ track: Track, ...Pressed, ...Acting }, closed);
export const Arrive = Type.Object(
  {
    notUrgent: Type.Boolean({ default: false, description: "非紧急: the clinic is then not told" }),
    room: Type.Optional(Type.String({ maxLength: 20, description: "code of the room that was scanned at the door or bed" })),
    ...{ ...Pressed, ...Acting },
  },
  closed,
);
export const NeedDoctor = Type.Object({ ...Pressed, ...Acting }, closed);
export const HandOver = Type.Object(
  {
    to: Type.Optional(Nullable(Type.String({ maxLength: 80, description: "name of the colleague who was asked, if anybody" }))),
    ...Pressed,
    ...Acting,
  },
  closed,
);
export const Resolve = Type.Object(
  { outcome: Outcome, reason: Type.Optional(Nullable(Type.String({ maxLength: 500 }))), ...Pressed, ...Acting },
  closed,
);
/** Why somebody did it: not blank. */
export const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: "\\S" });
export const NewSnooze = Type.Object(
  {
    minutes: Type.Integer({ minimum: 1, maximum: 240, description: "critical: at most 10, warning: 60, technical: 240" }),
    reason: Reason,
    ...Acting,
  },
  closed,
);
export const NewSilence = Type.Object(
  {
    rule: Type.String({ minLength: 1, maxLength: 100 }),
    deviceId: Type.Optional(Nullable(Type.String({ maxLength: 100, description: "only what this device says" }))),
    minutes: Type.Integer({ minimum: 1, maximum: 1440, description: "about a person: at most 720, technical: 1440" }),
    reason: Reason,
    ...Acting,
  },
  closed,
);
/** `residents`: how many have a silence in force; shown wherever alerts are. */
export const SilenceList = Type.Object({ items: Type.Array(SilenceView), residents: Type.Integer() }, { $id: "Silences", ...closed });
export const EndSilence = Type.Object({ ...Acting }, closed);
/** By the link of a clinic: another track than medical is refused, a person is needed. */
export const AcknowledgeByLink = Type.Object(
  { person: Type.Optional(Type.String({ maxLength: 80 })), track: Type.Optional(Type.String({ maxLength: 20 })) },
  closed,
);
export const AcknowledgedByLink = Type.Object({ alertId: Type.String(), track: Track, state: Type.String() }, closed);
