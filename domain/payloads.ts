import { Type, type Static, type TSchema } from "typebox";
import { EVENT_TYPES } from "./device-message.ts";
import { Method } from "./observation.ts";
import { SIGNS, type SignKey } from "./signs.ts";

/** What devices send on their own topics, for docs and OpenAPI. `ingest/decode/native*.ts` reads them; a test keeps both equal. */
const WholeNumber = (description: string) => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
const At = Type.Optional(WholeNumber("when it was measured, ms since the epoch; absent: when it was received"));
const Seq = Type.Optional(WholeNumber("counts up by one with every message of the device"));

const Quantity = Type.Optional(Type.Number());
const Flag = Type.Optional(Type.Union([Type.Boolean(), Type.Literal(0), Type.Literal(1)]));
const State = (states: readonly string[]) =>
  Type.Optional(Type.Union([Type.Enum([...states]), Type.Integer({ minimum: 0, maximum: states.length - 1 })]));

const SIGN_FIELDS = {
  heartRate: Quantity,
  spo2: Quantity,
  respiratoryRate: Quantity,
  bodyTemperature: Quantity,
  systolicPressure: Quantity,
  diastolicPressure: Quantity,
  bloodGlucose: Quantity,
  weight: Quantity,
  steps: Quantity,
  sleepState: State(SIGNS.sleepState.states),
  motion: Flag,
  presence: Flag,
  lowPosture: Flag,
  doorOpen: Flag,
  bedOccupied: Flag,
  leak: Flag,
  smoke: Flag,
  gas: Flag,
  roomTemperature: Quantity,
  humidity: Quantity,
  latitude: Quantity,
  longitude: Quantity,
  accuracy: Quantity,
  battery: Quantity,
  signal: Quantity,
  worn: Flag,
  charging: Flag,
  consciousness: State(SIGNS.consciousness.states),
  oxygen: Quantity,
  drowsy: Flag,
  refusesFood: Flag,
  newConfusion: Flag,
  unsteady: Flag,
  labouredBreathing: Flag,
  familyConcern: Flag,
  beacon: Quantity,
} as const satisfies Record<SignKey, TSchema>;

/** One object on `…/observations`: at least one sign, in the units of `SIGNS`. */
export const ObservationPayload = Type.Object(
  {
    at: At,
    seq: Seq,
    method: Type.Optional(Method),
    location: Type.Optional(
      Type.Object({ lat: Type.Number(), lon: Type.Number(), accuracy: Type.Optional(Type.Number()) }, { additionalProperties: false }),
    ),
    ...SIGN_FIELDS,
  },
  { $id: "ObservationPayload", additionalProperties: false },
);
export type ObservationPayload = Static<typeof ObservationPayload>;

/** `…/observations`: one, an array, or a batch. */
export const ObservationsPayload = Type.Union([
  ObservationPayload,
  Type.Array(ObservationPayload, { minItems: 1 }),
  Type.Object({ batch: Type.Array(ObservationPayload, { minItems: 1 }) }, { additionalProperties: false }),
]);
export type ObservationsPayload = Static<typeof ObservationsPayload>;

/** `…/events`. */
export const EventPayload = Type.Object(
  {
    at: At,
    seq: Seq,
    type: Type.Enum(EVENT_TYPES),
    detail: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: "EventPayload", additionalProperties: false },
);
export type EventPayload = Static<typeof EventPayload>;

/** `…/status`, retained; also the will. */
export const StatusPayload = Type.Object(
  {
    online: Type.Boolean(),
    showing: Type.Optional(Type.String({ description: "of an annunciator: the id of the command that it shows" })),
  },
  { $id: "StatusPayload", additionalProperties: false },
);
export type StatusPayload = Static<typeof StatusPayload>;
