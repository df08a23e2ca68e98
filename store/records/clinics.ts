import { PLAIN_CONTRACT, type Contract, type ContractTerms } from "../../domain/contract.ts";
import type { Clinic, Contact } from "../../domain/directory.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import { flag, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Clinics, the contracts with them, and whom else to call. */
export function makeClinicRecords({ db, changed }: RecordsDatabase) {
  return {
    async clinics(): Promise<readonly Clinic[]> {
      return (await db.selectFrom("clinics").selectAll().orderBy("name").orderBy("id").execute()).map(toClinic);
    },
    async addClinic(input: { name: string; webhookUrl: string; webhookSecret: string; loopbackAllowed: boolean }): Promise<Clinic> {
      const { name, webhookUrl, webhookSecret, loopbackAllowed } = input;
      const row = { id: newId("cli"), name, webhookUrl, webhookSecret, loopbackAllowed: flag(loopbackAllowed) };
      await db.insertInto("clinics").values(row).execute();
      changed("clinics");
      return toClinic(row);
    },
    async contracts(facilityId: string): Promise<readonly Contract[]> {
      const rows = await db
        .selectFrom("contracts")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .orderBy("fromMs")
        .orderBy("id")
        .execute();
      return rows.map(toContract);
    },
    async addContract(input: Omit<Contract, "id">): Promise<Contract> {
      const { facilityId, clinicId, residentId, fromMs, toMs, tell, namesAllowed, ...terms } = input;
      const row = {
        id: newId("con"),
        facilityId,
        clinicId,
        residentId,
        fromMs,
        toMs,
        tellJson: JSON.stringify(tell),
        termsJson: JSON.stringify(terms satisfies ContractTerms),
        namesAllowed: flag(namesAllowed),
      };
      await db.insertInto("contracts").values(row).execute();
      changed("contracts");
      return toContract(row);
    },
    async contacts(facilityId: string): Promise<readonly Contact[]> {
      return db.selectFrom("contacts").selectAll().where("facilityId", "=", facilityId).orderBy("role").orderBy("id").execute();
    },
    async addContact(input: Omit<Contact, "id">): Promise<Contact> {
      const { facilityId, residentId, role, name, phone } = input;
      const contact = { id: newId("cnt"), facilityId, residentId, role, name, phone };
      await db.insertInto("contacts").values(contact).execute();
      changed("contacts");
      return contact;
    },
  };
}
export function toClinic(row: Tables["clinics"]): Clinic {
  const { id, name, webhookUrl, webhookSecret, loopbackAllowed } = row;
  return { id, name, webhookUrl, webhookSecret, loopbackAllowed: loopbackAllowed === 1 };
}
export function toContract(row: Tables["contracts"]): Contract {
  const { id, facilityId, clinicId, residentId, fromMs, toMs, tellJson, termsJson, namesAllowed } = row;
  const tell = parseOwnJson<Contract["tell"]>(tellJson);
  const terms = parseOwnJson<Partial<ContractTerms>>(termsJson);
  return { ...PLAIN_CONTRACT, ...terms, id, facilityId, clinicId, residentId, fromMs, toMs, tell, namesAllowed: namesAllowed === 1 };
}
