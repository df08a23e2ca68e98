import { Type } from "typebox";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { FhirCredentialView, MadeFhirCredential, NewFhirCredential } from "../../domain/fhir-credential.ts";
import { newSecret, sha256 } from "../../domain/ids.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import type { FhirCredential } from "../fhir-ports.ts";
import { pageOfAll } from "../paging.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const params = Type.Object({ clinicId: Id });

/** Bearer tokens with which a clinic's machine reads FHIR. */
export function fhirCredentialRoutes(app: App, { ports, audit }: ApiContext): void {
  const { records, clock } = ports;
  const config = { action: "manageClinics" } as const;
  const list = document("clinics", "listFhirCredentials", "A clinic's FHIR credentials, revoked ones too", {
    ...{ params, querystring: Type.Object(PageQuery), response: { 200: pageOf(FhirCredentialView) } },
  });
  app.get("/clinics/:clinicId/fhir-credentials", { config, schema: list }, async (request) =>
    pageOfAll((await records.fhirCredentials(request.params.clinicId)).map(view), request.query),
  );
  const add = document("clinics", "addFhirCredential", "Make a bearer token for /fhir/R4; it is shown once", {
    ...{ params, body: NewFhirCredential },
    response: { 201: MadeFhirCredential },
  });
  app.post("/clinics/:clinicId/fhir-credentials", { config, schema: add }, async (request, reply) => {
    const viewer = viewerOf(request);
    const token = `fhir_${newSecret()}`;
    const { clinicId } = request.params;
    const made = await records.addFhirCredential({
      clinicId,
      name: request.body.name.trim(),
      createdByName: viewer.user?.name ?? null,
      createdAtMs: clock.now(),
      tokenHash: tokenHash(token),
    });
    audit({ actor: viewerId(viewer), role: viewer.role, action: "addFhirCredential", target: clinicId, result: "ok", detail: made.id });
    return reply.code(201).send({ ...view(made), token });
  });
  const revoke = document("clinics", "revokeFhirCredential", "The token ends at once", {
    ...{ params: Type.Object({ clinicId: Id, credentialId: Id }), response: { 204: Type.Null() } },
  });
  app.delete("/clinics/:clinicId/fhir-credentials/:credentialId", { config, schema: revoke }, async (request, reply) => {
    const viewer = viewerOf(request);
    const { clinicId, credentialId } = request.params;
    await records.revokeFhirCredential({ clinicId, credentialId, atMs: clock.now() });
    audit({
      actor: viewerId(viewer),
      role: viewer.role,
      action: "revokeFhirCredential",
      target: clinicId,
      result: "ok",
      detail: credentialId,
    });
    return reply.code(204).send(null);
  });
}
export function tokenHash(token: string): string {
  return sha256(token).toString("hex");
}
function view({ id, name, createdAtMs, createdByName, lastUsedAtMs, revokedAtMs }: FhirCredential): FhirCredentialView {
  return { id, name, createdAt: createdAtMs, by: createdByName, lastUsedAt: lastUsedAtMs, revokedAt: revokedAtMs };
}
