import type { Clinic, Contact } from "../../domain/directory.ts";
import { newId } from "../../domain/ids.ts";
import { flag, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Clinics, and whom else to call. */
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
