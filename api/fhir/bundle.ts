import type { Alert } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import type { DeviceKind } from "../../domain/device-kinds.ts";
import { derivedId } from "../../domain/ids.ts";
import { concept, instant, LOINC, reference, SYSTEM } from "./codes.ts";
import { observationsOf, type Measured } from "./observations.ts";
import { communicationOf, deviceOf, flagOf, patientOf, serviceRequestOf } from "./resources.ts";
import type { Composition, DocumentBundle, Resource } from "./schemas.ts";

/** A part of the sheet in words; `about`: which resources belong to it. */
export interface HandoverSection {
  readonly title: string;
  readonly lines: readonly string[];
  readonly about: "alert" | "observations" | "requests" | "none";
}
/** What a handover sheet says, already cut to what its reader may see. Times in ms since the epoch. */
export interface HandoverSource {
  /** `https://…/fhir/R4`, without a slash at its end. */
  readonly baseUrl: string;
  readonly language: "zh-CN" | "en";
  readonly madeAtMs: number;
  readonly title: string;
  readonly alert: Alert;
  /** What the alert is about in words; no name. */
  readonly alertTitle: string;
  readonly facilityName: string;
  /** `name` null: the reader may not see it. */
  readonly resident: {
    readonly id: string;
    readonly name: string | null;
    readonly sex: "male" | "female" | null;
    readonly birthYear: number | null;
  };
  readonly devices: readonly { readonly id: string; readonly kind: DeviceKind }[];
  readonly measured: readonly Measured[];
  readonly attempts: readonly DeliveryAttempt[];
  readonly recipientName: (attempt: DeliveryAttempt) => string | null;
  /** Clinics that were asked. */
  readonly clinics: readonly { readonly id: string; readonly name: string }[];
  readonly sections: readonly HandoverSection[];
}
/**
 * The handover sheet as a FHIR R4 document: Composition first, then Patient, Flag, Observation, Device, Communication, ServiceRequest. Pure; the same
 * sheet gives the same document.
 */
export function handoverBundle(source: HandoverSource): DocumentBundle {
  const { baseUrl, alert, resident, madeAtMs } = source;
  const about = { alert, residentId: resident.id, title: source.alertTitle };
  const flag = flagOf(about);
  const observations = observationsOf(resident.id, source.measured);
  const held = new Set(source.devices.map(({ id }) => id));
  const devices = source.devices.map((device) => deviceOf({ ...device, residentId: resident.id, isActive: true }));
  const communications = [...Map.groupBy(source.attempts, ({ deliveryId }) => deliveryId).values()].flatMap((attempts) => {
    const last = attempts.at(-1);
    const made = last === undefined ? null : communicationOf(about, attempts, source.recipientName(last));
    return made === null ? [] : [made];
  });
  const requests = source.clinics.map((clinic) => serviceRequestOf(about, clinic));
  const documentId = derivedId("handover-document", alert.id, madeAtMs, source.language);
  const entries: Record<HandoverSection["about"], readonly Resource[]> = {
    ...{ alert: [flag], observations, requests: [...requests, ...communications], none: [] },
  };
  const composition: Composition = {
    ...{
      resourceType: "Composition",
      id: documentId,
      identifier: { system: SYSTEM.document, value: documentId },
      language: source.language,
    },
    // LOINC 18761-7 is what a transfer of care is called there [M].
    ...{ status: "final", type: concept(LOINC, "18761-7", "Transfer summary note"), subject: reference("Patient", resident.id) },
    ...{ date: instant(madeAtMs), author: [{ display: "安护 Anhu" }], title: source.title, custodian: { display: source.facilityName } },
    section: source.sections.map(({ title, lines, about: part }) => ({
      ...{ title, text: { status: "generated", div: narrative(lines) } },
      ...(entries[part].length === 0 ? {} : { entry: entries[part].map(({ resourceType, id }) => reference(resourceType, id)) }),
    })),
  };
  const patient = patientOf({ ...resident, facilityName: source.facilityName });
  // A device that the sheet does not list is not in the document, so nothing may point to it.
  const observed = observations.map((one) => (isHeld(one.device?.reference, held) ? one : withoutDevice(one)));
  const resources: readonly Resource[] = [composition, patient, flag, ...observed, ...devices, ...communications, ...requests];
  return {
    ...{
      resourceType: "Bundle",
      type: "document",
      identifier: { system: SYSTEM.document, value: documentId },
      timestamp: instant(madeAtMs),
    },
    entry: resources.map((resource) => ({ fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`, resource })),
  };
}
function isHeld(to: string | undefined, held: ReadonlySet<string>): boolean {
  return [...held].some((id) => reference("Device", id).reference === to);
}
function withoutDevice<T extends { readonly device?: unknown }>({ device: _, ...rest }: T): Omit<T, "device"> {
  return rest;
}
function narrative(lines: readonly string[]): string {
  return `<div xmlns="http://www.w3.org/1999/xhtml">${(lines.length === 0 ? ["—"] : lines).map((line) => `<p>${escaped(line)}</p>`).join("")}</div>`;
}
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
