import type { Alert } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { deviceKindInfo, type DeviceKind } from "../../domain/device-kinds.ts";
import { concept, fhirId, instant, reference, SYSTEM } from "./codes.ts";
import type { Communication, Device, Flag, Patient, ServiceRequest } from "./schemas.ts";

const CARE_HOME = { display: "安护 Anhu" } as const;
/** A resident; `name` null where the reader may not see it. */
export function patientOf(resident: {
  readonly id: string;
  readonly name: string | null;
  readonly sex: "male" | "female" | null;
  readonly birthYear: number | null;
  readonly facilityName: string | null;
}): Patient {
  const { id, name, sex, birthYear, facilityName } = resident;
  return {
    ...{ resourceType: "Patient", id: fhirId(id), identifier: [{ system: SYSTEM.resident, value: id }], active: true },
    ...(name === null || name.trim() === "" ? {} : { name: [{ text: name }] }),
    ...(sex === null ? {} : { gender: sex }),
    ...(birthYear === null ? {} : { birthDate: String(birthYear) }),
    ...(facilityName === null || facilityName.trim() === "" ? {} : { managingOrganization: { display: facilityName } }),
  };
}
/** A device, with whoever holds it now. */
export function deviceOf(device: {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly residentId: string | null;
  readonly isActive: boolean;
}): Device {
  const { zh, en, grade, registration } = deviceKindInfo(device.kind);
  const says =
    grade === "medical" ? `医疗器械 medical device${registration === undefined ? "" : ` (${registration})`}` : "消费级 consumer grade";
  return {
    ...{ resourceType: "Device", id: fhirId(device.id), identifier: [{ system: SYSTEM.device, value: device.id }] },
    ...{
      status: device.isActive ? "active" : "inactive",
      deviceName: [{ name: zh, type: "user-friendly-name" }],
      type: { text: `${zh} ${en}` },
    },
    ...(device.residentId === null ? {} : { patient: reference("Patient", device.residentId) }),
    note: [{ text: says }],
  };
}
export interface AlertOfPerson {
  readonly alert: Alert;
  readonly residentId: string;
  /** What it is about in words; no name. */
  readonly title: string;
}
/** An alert: active until a person closed it. */
export function flagOf({ alert, residentId, title }: AlertOfPerson): Flag {
  return {
    ...{ resourceType: "Flag", id: fhirId(alert.id), identifier: [{ system: SYSTEM.alert, value: alert.id }] },
    status: alert.state === "resolved" ? "inactive" : "active",
    category: [concept("http://terminology.hl7.org/CodeSystem/flag-category", "safety", "Safety")],
    ...{ code: { coding: [{ system: "urn:anhu:rule", code: alert.rule }], text: title }, subject: reference("Patient", residentId) },
    period: { start: instant(alert.raisedAtMs), ...(alert.resolvedAtMs === null ? {} : { end: instant(alert.resolvedAtMs) }) },
    author: CARE_HOME,
  };
}
/** One push, with all its attempts, oldest first; `null` without any. */
export function communicationOf(
  { alert, residentId }: AlertOfPerson,
  attempts: readonly DeliveryAttempt[],
  recipientName: string | null,
): Communication | null {
  const newest = attempts.at(-1);
  if (newest === undefined) return null;
  const at = (...states: readonly string[]) => attempts.find(({ state }) => states.includes(state))?.at;
  const reached = at("accepted", "delivered", "opened", "acknowledged");
  const received = at("delivered", "opened", "acknowledged");
  const sent = at("sent") ?? reached;
  return {
    ...{
      resourceType: "Communication",
      id: fhirId(newest.deliveryId),
      identifier: [{ system: SYSTEM.delivery, value: newest.deliveryId }],
    },
    status: reached !== undefined ? "completed" : (STATUS[newest.state] ?? "in-progress"),
    ...(newest.why === null || reached !== undefined ? {} : { statusReason: { text: newest.why } }),
    category: [concept("http://terminology.hl7.org/CodeSystem/communication-category", "alert", "Alert")],
    ...{ priority: priorityOf(alert), medium: [{ text: newest.channel }], subject: reference("Patient", residentId) },
    about: [reference("Flag", alert.id)],
    ...(sent === undefined ? {} : { sent: instant(sent) }),
    ...(received === undefined ? {} : { received: instant(received) }),
    ...{ recipient: [{ display: recipientName ?? newest.recipientId }], sender: CARE_HOME },
  };
}
const STATUS: Readonly<Record<string, Communication["status"]>> = {
  queued: "preparation",
  sent: "in-progress",
  failed: "not-done",
  spared: "stopped",
};
function priorityOf({ severity }: Alert): "routine" | "urgent" | "stat" {
  if (severity === "critical") return "stat";
  return severity === "warning" ? "urgent" : "routine";
}
/** What a clinic is asked to do about an alert that was sent to it. */
export function serviceRequestOf(
  { alert, residentId, title }: AlertOfPerson,
  clinic: { readonly id: string; readonly name: string },
): ServiceRequest {
  const isDone = alert.state === "resolved" || alert.medical.state === "done";
  return {
    ...{ resourceType: "ServiceRequest", id: requestId(alert.id, clinic.id), identifier: [{ system: SYSTEM.alert, value: alert.id }] },
    ...{ status: isDone ? "completed" : "active", intent: "order", priority: priorityOf(alert) },
    ...{ code: { text: "医疗响应 medical response" }, subject: reference("Patient", residentId), authoredOn: instant(alert.raisedAtMs) },
    ...{ requester: CARE_HOME, performer: [{ display: clinic.name }], reasonCode: [{ text: title }] },
    supportingInfo: [reference("Flag", alert.id)],
  };
}
/** Alert and clinic: 36 characters, a point, and the clinic's own. */
export function requestId(alertId: string, clinicId: string): string {
  return `${alertId}.${fhirId(clinicId)}`;
}
