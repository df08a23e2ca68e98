import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import type { AuditNote } from "../domain/audit.ts";
import { errorText } from "../domain/errors.ts";
import type { ApiContext } from "./context.ts";
import type { ApiPorts } from "./ports.ts";
import { asActor, viewerOf } from "./viewer.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Writes to the audit log beside the request: what cannot be written is logged, and holds nobody up. */
export function makeAudit(
  { records, clock, desk, directory }: Pick<ApiPorts, "records" | "clock" | "desk" | "directory">,
  log: FastifyBaseLogger,
): ApiContext["audit"] {
  /** Whom an id is about, as far as memory knows: nobody waits for the records here. */
  const about = (target: string | null): Pick<AuditNote, "facilityId" | "residentId" | "alertId"> => {
    if (target === null) return {};
    const alert = desk.find(target)?.alert;
    if (alert !== undefined) return { facilityId: alert.facilityId, residentId: alert.residentId, alertId: alert.id };
    const resident = directory.resident(target);
    if (resident !== undefined) return { facilityId: resident.facilityId, residentId: resident.id };
    const facilityId = directory.facility(target)?.id ?? directory.device(target)?.facilityId ?? null;
    return { facilityId, alertId: UUID.test(target) ? target : null };
  };
  return (entry) => {
    const note = { ...entry, ...about(entry.target), atMs: clock.now(), detail: entry.detail ?? null };
    records.audit(note).catch((error: unknown) => {
      log.error({ ...entry, why: errorText(error) }, "audit entry not written");
    });
  };
}
/** Writes down that what a request asked for is done; the asker is who the request comes from. `detail`: ids and figures only. */
export type Note = (request: FastifyRequest, action: string, target: string | null, detail?: string) => void;
export function noteOf(audit: ApiContext["audit"]): Note {
  return (request, action, target, detail) =>
    audit({ ...asActor(viewerOf(request)), action, target, result: "ok", ...(detail === undefined ? {} : { detail }) });
}
