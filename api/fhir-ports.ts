/** What a clinic's machine reads FHIR with. */
export interface FhirCredential {
  readonly id: string;
  readonly clinicId: string;
  /** What the administrator calls it. */
  readonly name: string;
  readonly createdAtMs: number;
  /** `null`: by the administrator's token of the server, or before this was kept. */
  readonly createdByName: string | null;
  /** To the minute; `null`: never, as far as is known. */
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}
export interface FhirRecords {
  /** `tokenHash`: SHA-256 in hex. @throws {AnhuError} `NOT_FOUND` no such clinic */
  addFhirCredential(
    input: Pick<FhirCredential, "clinicId" | "name" | "createdAtMs" | "createdByName"> & { readonly tokenHash: string },
  ): Promise<FhirCredential>;
  /** Newest first, revoked ones too. */
  fhirCredentials(clinicId: string): Promise<readonly FhirCredential[]>;
  /** One that was not revoked. */
  fhirCredential(tokenHash: string): Promise<FhirCredential | undefined>;
  fhirCredentialUsed(credentialId: string, atMs: number): Promise<void>;
  /** @throws {AnhuError} `NOT_FOUND`: the clinic has no such credential that still holds */
  revokeFhirCredential(input: { readonly clinicId: string; readonly credentialId: string; readonly atMs: number }): Promise<void>;
}
