import { Compile } from "typebox/compile";
import { BLOOD_PRESSURE, FHIR_SIGNS, LOINC, PRESSURE_PARTS } from "./codes.ts";
import {
  Communication,
  Composition,
  Device,
  DocumentBundle,
  Flag,
  Observation,
  OperationOutcome,
  Patient,
  SearchBundle,
  ServiceRequest,
} from "./schemas.ts";

const CHECKS = {
  ...{ Patient: Compile(Patient), Device: Compile(Device), Observation: Compile(Observation), Flag: Compile(Flag) },
  ...{ Communication: Compile(Communication), ServiceRequest: Compile(ServiceRequest), Composition: Compile(Composition) },
  OperationOutcome: Compile(OperationOutcome),
};
const CheckSearch = Compile(SearchBundle);
const CheckDocument = Compile(DocumentBundle);
const IsObservation = CHECKS.Observation;

/**
 * What is wrong with a resource or bundle that we give out, in words; empty: nothing that these rules know. The shapes of `schemas.ts`, the rules of
 * the R4 vital-signs profile (hl7.org/fhir/R4/observation-vitalsigns.html), and of documents (R4 §3.3).
 */
export function fhirProblems(value: unknown): readonly string[] {
  const type = typeof value === "object" && value !== null && "resourceType" in value ? value.resourceType : null;
  if (type === "Bundle") return bundleProblems(value);
  const check = new Map<unknown, Check>(Object.entries(CHECKS)).get(type);
  if (check === undefined) return [`${String(type)} is no resource that is given out`];
  return [...shapeProblems(check, value), ...(IsObservation.Check(value) ? observationProblems(value) : [])];
}
interface Check {
  Check(value: unknown): boolean;
  Errors(value: unknown): unknown;
}
function shapeProblems(check: Check, value: unknown): readonly string[] {
  if (check.Check(value)) return [];
  const errors = check.Errors(value);
  const list: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return list.length === 0 ? ["it has not the shape of R4"] : list.map((error) => JSON.stringify(error));
}
function bundleProblems(value: unknown): readonly string[] {
  if (CheckSearch.Check(value)) return (value.entry ?? []).flatMap(({ resource }) => fhirProblems(resource));
  if (!CheckDocument.Check(value)) return shapeProblems(CheckDocument, value);
  const { entry } = value;
  const inner = entry.flatMap(({ resource }) => fhirProblems(resource));
  const first = entry[0]?.resource.resourceType === "Composition" ? [] : ["a document begins with its Composition (R4 bdl-11)"];
  const urls = entry.map(({ fullUrl }) => fullUrl);
  const twice = urls.filter((url, index) => urls.indexOf(url) !== index).map((url) => `${url} stands twice (R4 bdl-7)`);
  const known = new Set(entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
  const dangling = referencesIn(entry).filter((to) => !known.has(to));
  return [...inner, ...first, ...twice, ...dangling.map((to) => `${to} is pointed to, and not in the document`)];
}
function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "reference" && typeof inner === "string" ? [inner] : referencesIn(inner),
  );
}
/** Of vital signs: code, category, value or reason, unit (DOMAIN §2.8). */
function observationProblems(one: Observation): readonly string[] {
  const codes = (one.code.coding ?? []).filter(({ system }) => system === LOINC).map(({ code }) => code);
  const isVital = one.category.some(({ coding = [] }) => coding.some(({ code }) => code === "vital-signs"));
  const problems: string[] = [];
  const values = [one.valueQuantity, one.valueString, one.valueBoolean].filter((value) => value !== undefined);
  const isPanel = codes.includes(BLOOD_PRESSURE.codes[0]?.[0] ?? "");
  if (values.length === 0 && one.dataAbsentReason === undefined && one.component === undefined)
    problems.push("no value, no component and no reason why not (vs-2)");
  if (values.length > 0 && one.dataAbsentReason !== undefined) problems.push("a value and a reason why there is none (obs-6)");
  if (isVital && codes.length === 0) problems.push("a vital sign has a LOINC code");
  if (isVital && (one.meta?.profile ?? []).length === 0) problems.push("a vital sign names its profile");
  if (codes.includes("59408-5") && !codes.includes("2708-6")) problems.push("pulse oximetry has both codes, 2708-6 and 59408-5");
  const unit = UNITS[codes[0] ?? ""];
  if (unit !== undefined && one.valueQuantity !== undefined && one.valueQuantity.code !== unit)
    problems.push(`its unit is ${unit} in UCUM`);
  if (isPanel) problems.push(...panelProblems(one));
  return problems.map((problem) => `Observation ${one.id}: ${problem}`);
}
function panelProblems({ component = [], valueQuantity }: Observation): readonly string[] {
  const parts = Object.values(PRESSURE_PARTS).map(([code]) =>
    component.find((one) => one.code.coding?.some((coding) => coding.code === code)),
  );
  const whole = parts.every((part) => part !== undefined && (part.valueQuantity === undefined) !== (part.dataAbsentReason === undefined));
  const units = component.every((part) => part.valueQuantity === undefined || part.valueQuantity.code === "mm[Hg]");
  return [
    ...(whole ? [] : ["blood pressure has both components, each with a value or a reason (vs-3)"]),
    ...(units ? [] : ["blood pressure is in mm[Hg]"]),
    ...(valueQuantity === undefined ? [] : ["blood pressure has no value of its own"]),
  ];
}
/** By LOINC code, from the profile's tables. */
const UNITS: Readonly<Record<string, string>> = {
  ...{ "8867-4": "/min", "9279-1": "/min", "2708-6": "%", "8310-5": "Cel", "29463-7": "kg", "15074-8": "mmol/L" },
};
/** Signs that are given out. */
export const GIVEN_SIGNS = Object.keys(FHIR_SIGNS);
