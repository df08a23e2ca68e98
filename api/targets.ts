import type { Alert, TimelineEntry } from "../domain/alert.ts";
import { holdsAt, type Contract } from "../domain/contract.ts";
import { isWithinGrace, toldClinics } from "../domain/disposition.ts";
import { AnhuError } from "../domain/errors.ts";
import type { Relation } from "../domain/rights.ts";
import type { ApiPorts } from "./ports.ts";
import { scopesOf, type Viewer } from "./viewer.ts";

/** What a request is about. All null: nothing in particular. */
export interface Target {
  readonly kind: "none" | "facility" | "resident" | "alert" | "device" | "clinic";
  readonly facilityId: string | null;
  readonly residentId: string | null;
  readonly found: FoundAlert | null;
  readonly clinicId?: string;
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
  /** A contract belongs to its facility, whatever resident it is for. */
  readonly contractId?: string | undefined;
  readonly clinicId?: string | undefined;
  readonly annunciatorId?: string | undefined;
  readonly channelId?: string | undefined;
  /** A person who signs in belongs to the facility where they work. */
  readonly userId?: string | undefined;
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
  if (asked.channelId !== undefined) {
    const channel = ports.channels.find(asked.channelId);
    if (channel === undefined || channel.ownerType === "user") throw notFound("channel");
    return channel.ownerType === "facility" ? { kind: "facility", facilityId: channel.ownerId, residentId: null, found: null } : NO_TARGET;
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
  if (asked.contractId !== undefined) {
    const facilityId = (await ports.records.contract(asked.contractId))?.facilityId;
    if (facilityId === undefined) throw notFound("contract");
    return { kind: "facility", facilityId, residentId: null, found: null };
  }
  if (asked.userId !== undefined) {
    const user = await ports.records.user(asked.userId);
    if (user === undefined) throw notFound("person");
    return user.facilityId === null ? NO_TARGET : { kind: "facility", facilityId: user.facilityId, residentId: null, found: null };
  }
  if (asked.annunciatorId !== undefined) {
    const facilityId = ports.annunciators.find(asked.annunciatorId)?.facilityId;
    if (facilityId === undefined) throw notFound("annunciator");
    return { kind: "facility", facilityId, residentId: null, found: null };
  }
  if (asked.facilityId === undefined && asked.clinicId !== undefined) {
    if (directory.clinic(asked.clinicId) === undefined) throw notFound("clinic");
    return { ...NO_TARGET, kind: "clinic", clinicId: asked.clinicId };
  }
  if (asked.facilityId === undefined) return NO_TARGET;
  if (directory.facility(asked.facilityId) === undefined) throw notFound("facility");
  return { kind: "facility", facilityId: asked.facilityId, residentId: null, found: null };
}
export function alertTarget(found: FoundAlert): Target {
  return { kind: "alert", facilityId: found.alert.facilityId, residentId: found.alert.residentId, found };
}
/** A contract of the clinic holds now: of the whole facility, or of this resident alone (家庭医生签约). `null`: nobody in particular. */
export function hasContract(
  ports: Pick<ApiPorts, "directory" | "clock">,
  facilityId: string,
  clinicId: string,
  residentId: string | null,
): boolean {
  return contractsNow(ports, facilityId, clinicId, residentId).length > 0;
}
export function contractsNow(
  { directory, clock }: Pick<ApiPorts, "directory" | "clock">,
  facilityId: string,
  clinicId: string,
  residentId: string | null,
): readonly Contract[] {
  const nowMs = clock.now();
  return directory
    .contracts(facilityId)
    .filter((one) => one.clinicId === clinicId && (one.residentId === null || one.residentId === residentId) && holdsAt(one, nowMs));
}
/** Relations of the viewer to the target, from memory: they hold while the records are down. */
export function relationsNow(ports: ApiPorts, viewer: Viewer, target: Target): Set<Relation> {
  const held = new Set<Relation>(["any"]);
  const { user, screen } = viewer;
  if (screen !== undefined && screen.facilityId === target.facilityId) held.add("own");
  if (user === null) return held;
  if (target.clinicId !== undefined) {
    if (user.clinicId === target.clinicId) held.add("own");
    const joins = ({ clinicId }: Contract) => clinicId === target.clinicId;
    if (user.facilityId !== null && ports.directory.contracts(user.facilityId).some(joins)) held.add("contract");
    return held;
  }
  if (target.facilityId === null) return held;
  if (user.facilityId === target.facilityId) held.add("own");
  if (viewer.role === "clinicStaff" && user.clinicId !== null) {
    if (hasContract(ports, target.facilityId, user.clinicId, target.residentId)) held.add("contract");
    if (isRouted(ports, user.clinicId, target)) held.add("routed");
  }
  if (viewer.role === "family") for (const scope of scopesOf(viewer, target.residentId)) held.add(scope);
  return held;
}
/** As `relationsNow`. */
export async function relationsTo(ports: ApiPorts, viewer: Viewer, target: Target): Promise<ReadonlySet<Relation>> {
  return relationsNow(ports, viewer, target);
}
/**
 * The clinic was told of this alert, and it is open, or was closed so lately that its outcome may still be written; of a resident: of an alert
 * that is open now.
 */
function isRouted({ desk, clock }: ApiPorts, clinicId: string, { kind, facilityId, residentId, found }: Target): boolean {
  if (kind === "alert" && found !== null) return isWithinGrace(found.alert, clock.now()) && toldClinics(found.timeline).has(clinicId);
  if (kind !== "resident" || facilityId === null) return false;
  return desk.open(facilityId).some(({ alert, timeline }) => alert.residentId === residentId && toldClinics(timeline).has(clinicId));
}
