import type { FastifyRequest } from "fastify";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { mayDo } from "../../domain/rights.ts";
import type { Alert } from "../../domain/alert.ts";
import { isWithinGrace, toldClinics } from "../../domain/disposition.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import type { Resident } from "../../domain/directory.ts";
import type { ApiPorts } from "../ports.ts";
import { tokenHash } from "../routes/fhir-credentials.ts";
import { relationsTo, type Target } from "../targets.ts";
import type { Viewer } from "../viewer.ts";
import { seesNames } from "../views.ts";

/** Alerts of a resident that are looked at. */
const MOST_ALERTS = 100;
/** The list of credentials says when each was used, to the minute. */
const USED_EVERY_MS = 60_000;

/** A clinic that reads: the same rights as its people, asked again at every request. */
export interface FhirReader {
  readonly clinicId: string;
  readonly credentialId: string;
  readonly viewer: Viewer;
}
/** @throws {AnhuError} `UNAUTHENTICATED` without a token that holds */
export async function readerOf({ records, clock }: ApiPorts, request: FastifyRequest): Promise<FhirReader> {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  const credential = scheme === "Bearer" && token !== undefined ? await records.fhirCredential(tokenHash(token)) : undefined;
  if (credential === undefined)
    throw new AnhuError(
      "UNAUTHENTICATED",
      "reading FHIR: give the clinic's bearer token in the Authorization header; the administrator makes one",
    );
  const { id, clinicId, name, lastUsedAtMs } = credential;
  if (lastUsedAtMs === null || Math.abs(clock.now() - lastUsedAtMs) >= USED_EVERY_MS)
    records.fhirCredentialUsed(id, clock.now()).catch((error: unknown) => {
      request.log.warn({ credentialId: id, why: errorText(error) }, "FHIR: the use of a credential was not noted");
    });
  const user = { id, username: id, name, role: "clinicStaff", facilityId: null, clinicId, consents: [], disabled: false } as const;
  return { clinicId, credentialId: id, viewer: { role: "clinicStaff", user, sessionKey: null } };
}
const targetOf = ({ id, facilityId }: Resident): Target => ({ kind: "resident", facilityId, residentId: id, found: null });

/** Whether the clinic may see the resident now, by contract or by an open alert that was sent to it. */
export async function holdsTo(ports: ApiPorts, { viewer }: FhirReader, resident: Resident): Promise<"contract" | "routed" | null> {
  const held = await relationsTo(ports, viewer, targetOf(resident));
  if (!mayDo("clinicStaff", "readVitals", held)) return null;
  return held.has("contract") ? "contract" : "routed";
}
/** @throws {AnhuError} `NOT_FOUND`, also for whom the clinic may not know of */
export async function residentFor(
  ports: ApiPorts,
  reader: FhirReader,
  residentId: string,
): Promise<{ readonly resident: Resident; readonly by: "contract" | "routed" }> {
  const resident = ports.directory.resident(residentId);
  const by = resident === undefined ? null : await holdsTo(ports, reader, resident);
  if (resident === undefined || by === null)
    throw new AnhuError("NOT_FOUND", "reading FHIR: there is no such Patient that this clinic may know of");
  return { resident, by };
}
/** All residents whom the clinic may see now, in the order of their ids. */
export async function residentsFor(ports: ApiPorts, reader: FhirReader): Promise<readonly Resident[]> {
  const all = ports.directory.facilities().flatMap(({ id }) => ports.directory.residents(id));
  const seen: Resident[] = [];
  for (const resident of all.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    if ((await holdsTo(ports, reader, resident)) !== null) seen.push(resident);
  return seen;
}
export function nameFor(ports: ApiPorts, { viewer }: FhirReader, { name, facilityId }: Resident): string | null {
  return seesNames(ports, viewer, facilityId) ? name : null;
}
export interface SeenAlert {
  readonly alert: Alert;
  /** What was sent to this clinic. */
  readonly attempts: readonly DeliveryAttempt[];
}
/** Alerts of a resident, newest first: all under a contract, else those that the clinic was told of and that are open, or were until lately. */
export async function alertsFor(
  ports: ApiPorts,
  reader: FhirReader,
  resident: Resident,
  by: "contract" | "routed",
): Promise<readonly SeenAlert[]> {
  const { items } = await ports.records.alerts({
    facilityIds: null,
    residentId: resident.id,
    openOnly: false,
    cursor: null,
    limit: MOST_ALERTS,
  });
  const seen = await Promise.all(
    items.map(async (alert) => {
      const attempts = (await ports.records.deliveryAttempts(alert.id)).filter(({ recipientId }) => recipientId === reader.clinicId);
      return { alert, attempts };
    }),
  );
  const isRouted = ({ id }: Alert): boolean => {
    const found = ports.desk.find(id);
    return found !== undefined && isWithinGrace(found.alert, ports.clock.now()) && toldClinics(found.timeline).has(reader.clinicId);
  };
  return seen.filter(({ alert }) => by === "contract" || isRouted(alert));
}
