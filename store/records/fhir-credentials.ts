import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

const SHOWN = ["id", "clinicId", "name", "createdAtMs", "createdByName", "lastUsedAtMs", "revokedAtMs"] as const;

export interface FhirCredentialRow {
  id: string;
  clinicId: string;
  name: string;
  tokenHash: string;
  createdAtMs: number;
  createdByName: string | null;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}
/** `api/fhir-ports.ts` FhirRecords. */
export function makeFhirCredentials({ db, write }: RecordsDatabase) {
  return {
    async addFhirCredential(input: {
      clinicId: string;
      name: string;
      createdAtMs: number;
      createdByName: string | null;
      tokenHash: string;
    }) {
      const row = { id: newId("fhc"), ...input, lastUsedAtMs: null, revokedAtMs: null };
      await write([statement(db.insertInto("fhirCredentials").values(row))]);
      const { tokenHash: _, ...credential } = row;
      return credential;
    },
    fhirCredentials: (clinicId: string) =>
      db
        .selectFrom("fhirCredentials")
        .select(SHOWN)
        .where("clinicId", "=", clinicId)
        .orderBy("createdAtMs", "desc")
        .orderBy("id")
        .execute(),
    fhirCredential: (tokenHash: string) =>
      db.selectFrom("fhirCredentials").select(SHOWN).where("tokenHash", "=", tokenHash).where("revokedAtMs", "is", null).executeTakeFirst(),
    async fhirCredentialUsed(credentialId: string, atMs: number): Promise<void> {
      await write([statement(db.updateTable("fhirCredentials").set({ lastUsedAtMs: atMs }).where("id", "=", credentialId))]);
    },
    async revokeFhirCredential({ clinicId, credentialId, atMs }: { clinicId: string; credentialId: string; atMs: number }) {
      const revoke = db
        .updateTable("fhirCredentials")
        .set({ revokedAtMs: atMs })
        .where("id", "=", credentialId)
        .where("clinicId", "=", clinicId)
        .where("revokedAtMs", "is", null);
      const { written } = await write([statement(revoke, 1)]);
      if (!written) throw new AnhuError("NOT_FOUND", "revoking a FHIR credential: the clinic has none with that id that still holds");
    },
  };
}
