import type { SignKey } from "../../domain/signs.ts";
import { signInfo } from "../../domain/signs.ts";
import type { Concept, Quantity, Reference } from "./schemas.ts";

export const LOINC = "http://loinc.org";
const UCUM = "http://unitsofmeasure.org";
const CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
const ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
const PROFILE = "http://hl7.org/fhir/StructureDefinition/";
/** Names of things in this server, for identifiers. */
export const SYSTEM = {
  resident: "urn:anhu:resident",
  device: "urn:anhu:device",
  alert: "urn:anhu:alert",
  delivery: "urn:anhu:delivery",
  document: "urn:anhu:document",
} as const;

/** An id of Anhu as FHIR allows one: `res_x` → `res-x`; derived ids and time are plain already. */
export function fhirId(id: string): string {
  return id.replaceAll("_", "-");
}
/** The id behind it: ids of records have one prefix. A UUID stays as it is. */
export function anhuId(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(id) ? id : id.replace("-", "_");
}
export function reference(type: string, id: string, display?: string | null): Reference {
  return { reference: `${type}/${fhirId(id)}`, ...(display === undefined || display === null || display === "" ? {} : { display }) };
}
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
export function concept(system: string, code: string, display: string, text: string = display): Concept {
  return { coding: [{ system, code, display }], text };
}
export function quantity(value: number, unit: string): Quantity {
  return { value, unit: UNITS[unit] ?? unit, system: UCUM, code: unit };
}
/** How people write the unit; the code stays UCUM. */
const UNITS: Readonly<Record<string, string>> = { Cel: "°C", "mm[Hg]": "mmHg" };
export const absent = (code: "unknown" | "error" | "not-performed", display: string): Concept => concept(ABSENT, code, display);

/** Observations of one kind in FHIR: its LOINC codes (DOMAIN §2.8), and the profile where R4 has one. */
export interface FhirSign {
  readonly codes: readonly (readonly [code: string, display: string])[];
  readonly profile: readonly string[];
  readonly category: "vital-signs" | "laboratory" | "activity";
}
const vital = (profile: string, ...codes: FhirSign["codes"]): FhirSign => ({
  codes,
  profile: [`${PROFILE}vitalsigns`, `${PROFILE}${profile}`],
  category: "vital-signs",
});
/** Both pressures are one observation, `bloodPressure`. */
export const BLOOD_PRESSURE = vital("bp", ["85354-9", "Blood pressure panel with all children optional"]);
export const PRESSURE_PARTS = {
  systolicPressure: ["8480-6", "Systolic blood pressure"],
  diastolicPressure: ["8462-4", "Diastolic blood pressure"],
} as const;
export const FHIR_SIGNS: Readonly<Partial<Record<SignKey, FhirSign>>> = {
  heartRate: vital("heartrate", ["8867-4", "Heart rate"]),
  respiratoryRate: vital("resprate", ["9279-1", "Respiratory rate"]),
  // The profile asks for 2708-6; 59408-5 says that it was a pulse oximeter.
  spo2: vital(
    "oxygensat",
    ["2708-6", "Oxygen saturation in Arterial blood"],
    ["59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"],
  ),
  bodyTemperature: vital("bodytemp", ["8310-5", "Body temperature"]),
  weight: vital("bodyweight", ["29463-7", "Body weight"]),
  // Not in the vital-signs profile.
  bloodGlucose: { codes: [["15074-8", "Glucose [Moles/volume] in Blood"]], profile: [], category: "laboratory" },
  steps: { codes: [["55423-8", "Number of steps in unspecified time Pedometer"]], profile: [], category: "activity" },
};
/** What may be asked for: a sign or both pressures together. */
export type FhirSignKey = SignKey | "bloodPressure";
export function categoryOf({ category }: FhirSign): Concept {
  const display = { "vital-signs": "Vital Signs", laboratory: "Laboratory", activity: "Activity" }[category];
  return concept(CATEGORY, category, display);
}
export function codeOf({ codes }: FhirSign, text: string): Concept {
  return { coding: codes.map(([code, display]) => ({ system: LOINC, code, display })), text };
}
/** Signs that a LOINC code names. */
export function signsOfCode(code: string): readonly FhirSignKey[] {
  if ([BLOOD_PRESSURE.codes[0]?.[0], ...Object.values(PRESSURE_PARTS).map(([part]) => part)].includes(code)) return ["bloodPressure"];
  return allFhirSigns().filter((sign) => sign !== "bloodPressure" && (FHIR_SIGNS[sign]?.codes ?? []).some(([known]) => known === code));
}
export function allFhirSigns(): readonly FhirSignKey[] {
  return ["bloodPressure", ...Object.keys(FHIR_SIGNS).filter((key): key is SignKey => signInfoOrNull(key))];
}
function signInfoOrNull(key: string): key is SignKey {
  return key in FHIR_SIGNS;
}
export function nameOfSign(sign: SignKey): string {
  return `${signInfo(sign).zh} ${signInfo(sign).en}`;
}
