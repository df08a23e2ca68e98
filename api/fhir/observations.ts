import type { Grade, Method, Quality } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";
import { signInfo } from "../../domain/signs.ts";
import {
  absent,
  BLOOD_PRESSURE,
  categoryOf,
  codeOf,
  concept,
  FHIR_SIGNS,
  fhirId,
  instant,
  LOINC,
  nameOfSign,
  PRESSURE_PARTS,
  quantity,
  reference,
  type FhirSign,
} from "./codes.ts";
import type { Observation } from "./schemas.ts";

/** One value of one sign, in the unit of `SIGNS`. `value` null: it was looked for, and there is none. */
export interface Measured {
  readonly sign: SignKey;
  readonly value: number | null;
  readonly atMs: number;
  readonly deviceId: string | null;
  readonly method: Method | null;
  readonly grade: Grade | null;
  readonly quality: Quality;
}
type Pressure = keyof typeof PRESSURE_PARTS;
const isPressure = (sign: SignKey): sign is Pressure => sign in PRESSURE_PARTS;

/**
 * Values as Observations of the R4 vital-signs profile, newest first; what FHIR has no code for here is left out. Both pressures of one device at
 * one moment are one Observation with components.
 */
export function observationsOf(residentId: string, measured: readonly Measured[]): readonly Observation[] {
  const pressures = Map.groupBy(
    measured.filter(({ sign }) => isPressure(sign)),
    ({ deviceId, atMs }) => `${deviceId ?? ""} ${atMs}`,
  );
  const single = measured.flatMap((one) => {
    const sign = FHIR_SIGNS[one.sign];
    return sign === undefined ? [] : [observationOf(residentId, one, sign)];
  });
  const paired = [...pressures.values()].flatMap((parts) => pressureOf(residentId, parts));
  return [...single, ...paired].toSorted((a, b) => (a.effectiveDateTime < b.effectiveDateTime ? 1 : -1));
}
/** `device.sign.time`: whoever has the id can be given the observation again. */
export function observationId(residentId: string, deviceId: string | null, sign: string, atMs: number): string {
  return `${fhirId(deviceId ?? residentId)}.${sign}.${atMs}`;
}
function observationOf(residentId: string, one: Measured, sign: FhirSign): Observation {
  const isTechnical = one.quality === "technical";
  const value = isTechnical ? null : one.value;
  return {
    ...baseOf(residentId, one, one.sign),
    ...(sign.profile.length === 0 ? {} : { meta: { profile: [...sign.profile] } }),
    ...{ category: [categoryOf(sign)], code: codeOf(sign, nameOfSign(one.sign)) },
    ...(value === null ? { dataAbsentReason: whyAbsent(isTechnical) } : { valueQuantity: quantity(value, signInfo(one.sign).unit) }),
  };
}
function pressureOf(residentId: string, parts: readonly Measured[]): readonly Observation[] {
  const first = parts[0];
  if (first === undefined) return [];
  const component = (["systolicPressure", "diastolicPressure"] as const).map((sign) => {
    const [code, display] = PRESSURE_PARTS[sign];
    const part = parts.find((one) => one.sign === sign);
    const value = part === undefined || part.quality === "technical" ? null : part.value;
    return {
      code: concept(LOINC, code, display, nameOfSign(sign)),
      ...(value === null
        ? { dataAbsentReason: whyAbsent(part?.quality === "technical") }
        : { valueQuantity: quantity(value, signInfo(sign).unit) }),
    };
  });
  const quality = parts.some((part) => part.quality === "suspect") ? "suspect" : first.quality;
  return [
    {
      ...baseOf(residentId, { ...first, quality }, "bloodPressure"),
      meta: { profile: [...BLOOD_PRESSURE.profile] },
      ...{ category: [categoryOf(BLOOD_PRESSURE)], code: codeOf(BLOOD_PRESSURE, "血压 Blood pressure"), component },
    },
  ];
}
function baseOf(residentId: string, { deviceId, atMs, method, grade, quality }: Measured, sign: string) {
  const says = [grade === "consumer" ? "消费级设备 consumer-grade device" : null, quality === "suspect" ? "存疑 suspect" : null].filter(
    (text) => text !== null,
  );
  return {
    resourceType: "Observation" as const,
    id: observationId(residentId, deviceId, sign, atMs),
    // Nobody but a machine has looked at it; a suspect value may still change.
    status: quality === "suspect" ? ("preliminary" as const) : ("final" as const),
    subject: reference("Patient", residentId),
    effectiveDateTime: instant(atMs),
    ...(deviceId === null ? {} : { device: reference("Device", deviceId) }),
    ...(method === null ? {} : { method: { text: method } }),
    ...(says.length === 0 ? {} : { note: [{ text: says.join("; ") }] }),
  };
}
function whyAbsent(isTechnical: boolean) {
  return isTechnical ? absent("error", "Error") : absent("unknown", "Unknown");
}
