import { Type, type Static } from "typebox";
import { Nullable } from "./api-schemas.ts";

const closed = { additionalProperties: false };
/** What a clinic's machine reads FHIR with, as an administrator is shown it: never the token. */
export const FhirCredentialView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    createdAt: Type.Integer(),
    by: Nullable(Type.String({ description: "null: by the administrator's token of the server, or before this was kept" })),
    lastUsedAt: Nullable(Type.Integer({ description: "to the minute" })),
    revokedAt: Nullable(Type.Integer()),
  },
  { $id: "FhirCredential", ...closed },
);
export type FhirCredentialView = Static<typeof FhirCredentialView>;
export const NewFhirCredential = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" }) }, closed);
/** The one answer that has the token. */
export const MadeFhirCredential = Type.Object({ ...FhirCredentialView.properties, token: Type.String() }, closed);
