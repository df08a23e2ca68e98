import { Type, type Static, type TProperties } from "typebox";

/**
 * The part of FHIR R4 (4.0.1, hl7.org/fhir/R4) that is given out. Closed: an element that is not here is a mistake of ours, and `check.ts`
 * finds it.
 */
const closed = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false });
const FhirId = Type.String({ pattern: "^[A-Za-z0-9.-]{1,64}$" });
/** A moment of a second or finer, with its zone. */
export const Instant = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$" });
const Uri = Type.String({ minLength: 1, pattern: "^\\S+$" });
const Text = Type.String({ minLength: 1, pattern: "\\S" });
const many = <T extends Parameters<typeof Type.Array>[0]>(item: T) => Type.Array(item, { minItems: 1 });

export const Coding = closed({ system: Type.Optional(Uri), code: Type.Optional(Text), display: Type.Optional(Text) });
export const Concept = closed({ coding: Type.Optional(many(Coding)), text: Type.Optional(Text) });
export const Reference = closed({ reference: Type.Optional(Text), display: Type.Optional(Text) });
export const Identifier = closed({ system: Type.Optional(Uri), value: Text });
export const Quantity = closed({ value: Type.Number(), unit: Text, system: Type.Literal("http://unitsofmeasure.org"), code: Text });
const Meta = closed({ profile: Type.Optional(many(Uri)), lastUpdated: Type.Optional(Instant) });
const Period = closed({ start: Type.Optional(Instant), end: Type.Optional(Instant) });
const Note = closed({ text: Text });
const base = { id: FhirId, meta: Type.Optional(Meta) };

export const Patient = closed({
  ...{ resourceType: Type.Literal("Patient"), ...base, identifier: many(Identifier), active: Type.Boolean() },
  name: Type.Optional(many(closed({ text: Text }))),
  gender: Type.Optional(Type.Enum(["male", "female", "other", "unknown"])),
  birthDate: Type.Optional(Type.String({ pattern: "^\\d{4}(-\\d\\d(-\\d\\d)?)?$" })),
  managingOrganization: Type.Optional(Reference),
});
export const Device = closed({
  ...{ resourceType: Type.Literal("Device"), ...base, identifier: many(Identifier), status: Type.Enum(["active", "inactive", "unknown"]) },
  deviceName: many(closed({ name: Text, type: Type.Enum(["user-friendly-name", "model-name", "other"]) })),
  type: Concept,
  patient: Type.Optional(Reference),
  note: Type.Optional(many(Note)),
});
const Component = closed({ code: Concept, valueQuantity: Type.Optional(Quantity), dataAbsentReason: Type.Optional(Concept) });
export const Observation = closed({
  ...{ resourceType: Type.Literal("Observation"), ...base, status: Type.Enum(["final", "preliminary"]) },
  ...{ category: many(Concept), code: Concept, subject: Reference, effectiveDateTime: Instant },
  ...{ valueQuantity: Type.Optional(Quantity), valueString: Type.Optional(Text), valueBoolean: Type.Optional(Type.Boolean()) },
  ...{ dataAbsentReason: Type.Optional(Concept), note: Type.Optional(many(Note)), method: Type.Optional(Concept) },
  ...{ device: Type.Optional(Reference), component: Type.Optional(many(Component)) },
});
export const Flag = closed({
  ...{ resourceType: Type.Literal("Flag"), ...base, identifier: many(Identifier), status: Type.Enum(["active", "inactive"]) },
  ...{ category: many(Concept), code: Concept, subject: Reference, period: Period, author: Type.Optional(Reference) },
});
export const Communication = closed({
  ...{ resourceType: Type.Literal("Communication"), ...base, identifier: many(Identifier) },
  status: Type.Enum(["preparation", "in-progress", "not-done", "completed", "stopped"]),
  ...{ statusReason: Type.Optional(Concept), category: many(Concept), priority: Type.Enum(["routine", "urgent", "asap", "stat"]) },
  ...{ medium: many(Concept), subject: Type.Optional(Reference), about: many(Reference) },
  ...{ sent: Type.Optional(Instant), received: Type.Optional(Instant), recipient: many(Reference), sender: Reference },
});
export const ServiceRequest = closed({
  ...{ resourceType: Type.Literal("ServiceRequest"), ...base, identifier: many(Identifier) },
  ...{ status: Type.Enum(["active", "completed", "revoked"]), intent: Type.Literal("order") },
  ...{ priority: Type.Enum(["routine", "urgent", "asap", "stat"]), code: Concept, subject: Reference, authoredOn: Instant },
  ...{ requester: Reference, performer: Type.Optional(many(Reference)), reasonCode: many(Concept), supportingInfo: many(Reference) },
});
const Narrative = closed({
  status: Type.Literal("generated"),
  div: Type.String({ pattern: '^<div xmlns="http://www.w3.org/1999/xhtml">' }),
});
export const Composition = closed({
  ...{ resourceType: Type.Literal("Composition"), ...base, identifier: Identifier, language: Type.Enum(["zh-CN", "en"]) },
  ...{
    status: Type.Literal("final"),
    type: Concept,
    subject: Type.Optional(Reference),
    date: Instant,
    author: many(Reference),
    title: Text,
  },
  custodian: Reference,
  section: many(closed({ title: Text, text: Narrative, entry: Type.Optional(many(Reference)) })),
});
export const OperationOutcome = closed({
  resourceType: Type.Literal("OperationOutcome"),
  issue: many(
    closed({
      severity: Type.Enum(["fatal", "error", "warning", "information"]),
      code: Text,
      diagnostics: Text,
      expression: Type.Optional(many(Text)),
    }),
  ),
});
export const Resource = Type.Union([Composition, Patient, Device, Observation, Flag, Communication, ServiceRequest]);
export type Resource = Static<typeof Resource>;
const Link = closed({ relation: Type.Enum(["self", "next"]), url: Uri });
export const SearchBundle = closed({
  ...{ resourceType: Type.Literal("Bundle"), type: Type.Literal("searchset"), timestamp: Instant, total: Type.Optional(Type.Integer()) },
  link: many(Link),
  entry: Type.Optional(many(closed({ fullUrl: Uri, resource: Resource, search: closed({ mode: Type.Literal("match") }) }))),
});
/** R4 §3.3: a document has an identifier and a timestamp, and begins with its Composition. */
export const DocumentBundle = closed({
  ...{ resourceType: Type.Literal("Bundle"), type: Type.Literal("document"), identifier: Identifier, timestamp: Instant },
  entry: many(closed({ fullUrl: Uri, resource: Resource })),
});
export type Concept = Static<typeof Concept>;
export type Reference = Static<typeof Reference>;
export type Quantity = Static<typeof Quantity>;
export type Patient = Static<typeof Patient>;
export type Device = Static<typeof Device>;
export type Observation = Static<typeof Observation>;
export type Flag = Static<typeof Flag>;
export type Communication = Static<typeof Communication>;
export type ServiceRequest = Static<typeof ServiceRequest>;
export type Composition = Static<typeof Composition>;
export type SearchBundle = Static<typeof SearchBundle>;
export type DocumentBundle = Static<typeof DocumentBundle>;
export type OperationOutcome = Static<typeof OperationOutcome>;
