import type { Alert, TimelineEntry } from "../domain/alert.ts";
import { holdsAt } from "../domain/contract.ts";
import { AnhuError } from "../domain/errors.ts";
import type { Relation } from "../domain/rights.ts";
import type { ApiPorts } from "./ports.ts";
import { scopesOf, type Viewer } from "./viewer.ts";

/** What a request is about. All null: nothing in particular. */
export interface Target {
  readonly kind: "none" | "facility" | "resident" | "alert" | "device";
  readonly facilityId: string | null;
  readonly residentId: string | null;
  readonly found: FoundAlert | null;
}
export interface FoundAlert {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
export const NO_TARGET: Target = { kind: "none", facilityId: null, residentId: null, found: null };

/** Ids of what is asked for, from path, query and body, most special first. */
export interface Asked {
  readonly alertId?: string | undefined;
  readonly silenceId?: string | undefined;
  readonly residentId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly facilityId?: string | undefined;
}
export function notFound(what: string): AnhuError {
  return new AnhuError("NOT_FOUND", `looking for this ${what}: there is none that you may know of; check the id`);
}
/** @throws {AnhuError} `NOT_FOUND` */
export async function findTarget(ports: ApiPorts, asked: Asked): Promise<Target> {
  const { directory } = ports;
  if (asked.alertId !== undefined) {
    const found = ports.desk.find(asked.alertId) ?? (await ports.records.alert(asked.alertId));
    if (found === undefined) throw notFound("alert");
    return alertTarget(found);
  }
  if (asked.silenceId !== undefined) {
    const silence = ports.desk.findSilence(asked.silenceId);
    if (silence === undefined) throw notFound("silence");
    return { kind: "resident", facilityId: silence.facilityId, residentId: silence.residentId, found: null };
  }
  if (asked.residentId !== undefined) {
    const resident = directory.resident(asked.residentId);
    if (resident === undefined || (asked.facilityId ?? resident.facilityId) !== resident.facilityId) throw notFound("resident");
    return { kind: "resident", facilityId: resident.facilityId, residentId: resident.id, found: null };
  }
  if (asked.deviceId !== undefined) {
    const facilityId = (directory.device(asked.deviceId) ?? directory.gateway(asked.deviceId))?.facilityId;
    if (facilityId === undefined) throw notFound("device");
    return { kind: "device", facilityId, residentId: null, found: null };
  }
  if (asked.facilityId === undefined) return NO_TARGET;
  if (directory.facility(asked.facilityId) === undefined) throw notFound("facility");
  return { kind: "facility", facilityId: asked.facilityId, residentId: null, found: null };
}
export function alertTarget(found: FoundAlert): Target {
  return { kind: "alert", facilityId: found.alert.facilityId, residentId: found.alert.residentId, found };
}
export function hasContract(ports: ApiPorts, facilityId: string, clinicId: string): boolean {
  return ports.directory.contracts(facilityId).some((contract) => contract.clinicId === clinicId && holdsAt(contract, ports.clock.now()));
}
/** Relations that are known without asking the records: all but `routed`. */
export function relationsNow(ports: ApiPorts, viewer: Viewer, target: Target): Set<Relation> {
  const held = new Set<Relation>(["any"]);
  const { user } = viewer;
  if (user === null || target.facilityId === null) return held;
  if (user.facilityId === target.facilityId) held.add("own");
  if (user.clinicId !== null && hasContract(ports, target.facilityId, user.clinicId)) held.add("contract");
  if (viewer.role === "family") for (const scope of scopesOf(viewer, target.residentId)) held.add(scope);
  return held;
}
/** All relations of the viewer to the target; asks the records only for clinic staff without a contract. */
export async function relationsTo(ports: ApiPorts, viewer: Viewer, target: Target): Promise<ReadonlySet<Relation>> {
  const held = relationsNow(ports, viewer, target);
  const clinicId = viewer.user?.clinicId ?? null;
  if (viewer.role === "clinicStaff" && clinicId !== null && (await isRouted(ports, clinicId, target))) held.add("routed");
  return held;
}
async function isRouted(ports: ApiPorts, clinicId: string, target: Target): Promise<boolean> {
  if (target.kind === "alert" && target.found !== null) return wasSent(ports, clinicId, target.found.alert.id);
  if (target.kind !== "resident" || target.facilityId === null) return false;
  for (const { alert } of ports.desk.open(target.facilityId)) {
    if (alert.residentId === target.residentId && (await wasSent(ports, clinicId, alert.id))) return true;
  }
  return false;
}
async function wasSent(ports: ApiPorts, clinicId: string, alertId: string): Promise<boolean> {
  const attempts = await ports.records.deliveryAttempts(alertId);
  return attempts.some((attempt) => attempt.channel === "webhook" && attempt.recipientId === clinicId);
}
