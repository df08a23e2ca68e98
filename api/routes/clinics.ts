import { Type } from "typebox";
import { AddedClinic, ClinicView, ContactView, NewClinic, NewContact } from "../../domain/api-admin-schemas.ts";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { newWebhookSecret, webhookOf } from "../make-devices.ts";
import { pageOfAll } from "../paging.ts";
import type { Target } from "../targets.ts";

const querystring = Type.Object({ ...PageQuery, facility: Type.Optional(Id) });

/** Clinics that answer, and whom else to call. */
export function clinicRoutes(app: App, { ports, audit }: ApiContext): void {
  const note = noteOf(audit);
  const { records } = ports;
  const list = document("clinics", "listClinics", "Clinics", {
    querystring: Type.Object(PageQuery),
    response: { 200: pageOf(ClinicView) },
  });
  app.get("/clinics", { config: { action: "readClinics" }, schema: list }, async (request) => {
    const clinics = (await records.clinics()).map(({ id, name, webhookUrl }) => ({ id, name, webhookUrl }));
    return pageOfAll(clinics, request.query);
  });
  const add = document("clinics", "addClinic", "Add a clinic; its webhook secret is shown once", {
    body: NewClinic,
    response: { 201: AddedClinic },
  });
  app.post("/clinics", { config: { action: "manageClinics" }, schema: add }, async (request, reply) => {
    const { name, webhookUrl } = request.body;
    const webhookSecret = newWebhookSecret();
    const { id } = await records.addClinic({ name, webhookSecret, ...webhookOf(webhookUrl) });
    await ports.changed("clinics");
    note(request, "addClinic", id);
    return reply.code(201).send({ id, webhookSecret });
  });
  const contacts = document("people", "listContacts", "Whom else to call", { querystring, response: { 200: pageOf(ContactView) } });
  app.get("/contacts", { config: { action: "readContacts" }, schema: contacts }, async (request) =>
    pageOfAll(await records.contacts(facilityOf(request.target)), request.query),
  );
  const addContact = document("people", "addContact", "Add a contact", { body: NewContact, response: { 201: ContactView } });
  app.post("/contacts", { config: { action: "manageContacts" }, schema: addContact }, async (request, reply) => {
    const { residentId = null, ...rest } = request.body;
    const contact = await records.addContact({ ...rest, residentId });
    await ports.changed("contacts");
    note(request, "addContact", residentId ?? contact.facilityId, contact.id);
    return reply.code(201).send(contact);
  });
}
function facilityOf(target: Target): string {
  if (target.facilityId === null) throw new AnhuError("BAD_INPUT", "listing: say of which facility in ?facility=");
  return target.facilityId;
}
