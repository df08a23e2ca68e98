import { Type, type Static } from "typebox";
import { SIGNS } from "./signs.ts";

/** A number that a sensor could have given: what lies outside the plausible range was mistyped. */
function quantity(sign: { readonly plausible: readonly [number, number]; readonly unit: string }) {
  const [minimum, maximum] = sign.plausible;
  return Type.Optional(Type.Number({ minimum, maximum, description: sign.unit }));
}
const Values = Type.Object(
  {
    heartRate: quantity(SIGNS.heartRate),
    spo2: quantity(SIGNS.spo2),
    respiratoryRate: quantity(SIGNS.respiratoryRate),
    bodyTemperature: quantity(SIGNS.bodyTemperature),
    systolicPressure: quantity(SIGNS.systolicPressure),
    diastolicPressure: quantity(SIGNS.diastolicPressure),
    bloodGlucose: quantity(SIGNS.bloodGlucose),
    weight: quantity(SIGNS.weight),
    consciousness: Type.Optional(
      Type.Enum(SIGNS.consciousness.states, { description: "ACVPU; confusion: new, not usual for this person" }),
    ),
    oxygen: quantity(SIGNS.oxygen),
  },
  { minProperties: 1, additionalProperties: false },
);
/** What a nurse or physician measured with an instrument that is not connected, or saw. */
export const NewEntry = Type.Object(
  {
    at: Type.Optional(
      Type.Integer({ minimum: 0, description: "when it was measured, ms since the epoch; absent: now. The same again is stored once" }),
    ),
    values: Values,
  },
  { $id: "NewEntry", additionalProperties: false },
);
export type NewEntry = Static<typeof NewEntry>;
export const EntryView = Type.Object({ at: Type.Integer(), deviceId: Type.String() }, { $id: "Entry", additionalProperties: false });
