import { Type } from "typebox";
import { AddedClinic, ClinicView, ContactView, ContractView, NewClinic, NewContact, NewContract } from "../../domain/api-admin-schemas.ts";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { PLAIN_CONTRACT } from "../../domain/contract.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { newWebhookSecret, webhookOf } from "../make-devices.ts";
import { pageOfAll } from "../paging.ts";
import type { Target } from "../targets.ts";

const querystring = Type.Object({ ...PageQuery, facility: Type.Optional(Id) });

/** Clinics that answer, their contracts with facilities, and whom else to call. */
export function clinicRoutes(app: App, { ports }: ApiContext): void {
  const { directory, records } = ports;
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
    return reply.code(201).send({ id, webhookSecret });
  });
  const contracts = document("clinics", "listContracts", "Contracts of a facility", {
    querystring,
    response: { 200: pageOf(ContractView) },
  });
  app.get("/contracts", { config: { action: "readContracts" }, schema: contracts }, async (request) =>
    pageOfAll(await records.contracts(facilityOf(request.target)), request.query),
  );
  const addContract = document("clinics", "addContract", "Join a facility and a clinic", {
    body: NewContract,
    response: { 201: ContractView },
  });
  app.post("/contracts", { config: { action: "manageContracts" }, schema: addContract }, async (request, reply) => {
    const { facilityId, clinicId, from, to = null, tell = {}, namesAllowed } = request.body;
    if (directory.clinic(clinicId) === undefined)
      throw new AnhuError("BAD_INPUT", "adding a contract: there is no such clinic; add it first");
    const fromMs = from ?? ports.clock.now();
    if (to !== null && to <= fromMs) throw new AnhuError("BAD_INPUT", "adding a contract: it must end after it starts");
    const contract = await records.addContract({ ...PLAIN_CONTRACT, facilityId, clinicId, fromMs, toMs: to, tell, namesAllowed });
    await ports.changed("contracts");
    return reply.code(201).send(contract);
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
    return reply.code(201).send(contact);
  });
}
function facilityOf(target: Target): string {
  if (target.facilityId === null) throw new AnhuError("BAD_INPUT", "listing: say of which facility in ?facility=");
  return target.facilityId;
}
