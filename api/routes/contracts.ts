import { Type } from "typebox";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import type { ContractRecord, ContractStamp } from "../../domain/contract-record.ts";
import {
  AmendContract,
  ContractVersionView,
  ContractView,
  EndContract,
  NewContract,
  RenewContract,
  SignContract,
} from "../../domain/contract-view.ts";
import { AnhuError } from "../../domain/errors.ts";
import { amended, contractOf, ended, renewed, signedBy } from "../contract-changes.ts";
import { changeContract, contractNamed, makeStamp, toContractParams } from "../contract-requests.ts";
import { contractView, versionView } from "../contract-views.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import { viewerId, viewerOf } from "../viewer.ts";

/** Contracts 医养签约 of a facility with clinics, and family doctors' contracts of its residents (docs/contracts.md). */
export function contractRoutes(app: App, context: ApiContext): void {
  const { ports, audit } = context;
  const { directory, records, clock } = ports;
  const read = { action: "readContracts" } as const;
  const manage = { action: "manageContracts" } as const;
  const params = toContractParams;
  const viewOf = async (contract: ContractRecord) => contractView(ports, contract, await records.contracts(contract.facilityId));

  const list = document("clinics", "listContracts", "Contracts of a facility, drafts and ended ones too", {
    querystring: Type.Object({ ...PageQuery, facility: Type.Optional(Id) }),
    response: { 200: pageOf(ContractView) },
  });
  app.get("/contracts", { config: read, schema: list }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing: say of which facility in ?facility=");
    const all = await records.contracts(facilityId);
    return pageOfAll(
      all.map((contract) => contractView(ports, contract, all)),
      request.query,
    );
  });
  const add = document("clinics", "addContract", "Join a facility, or a resident of it, and a clinic", {
    body: NewContract,
    response: { 201: ContractView },
  });
  app.post("/contracts", { config: manage, schema: add }, async (request, reply) => {
    const { body } = request;
    if (directory.clinic(body.clinicId) === undefined)
      throw new AnhuError("BAD_INPUT", "adding a contract: there is no such clinic; add it first");
    const contract = contractOf(body, clock.now());
    // `anhu contract add` and machines act with the administrator's token: their entry has no person behind it.
    const stamp = makeStamp(context, request, "added", body.person ?? "administrator", "");
    return reply.code(201).send(await kept(contract, stamp, viewerOf(request)));
  });
  async function kept(contract: Parameters<typeof records.addContract>[0], stamp: ContractStamp, viewer: ReturnType<typeof viewerOf>) {
    const added = await records.addContract(contract, stamp);
    await ports.changed("contracts");
    const entry = { actor: viewerId(viewer), role: viewer.role, action: "manageContracts", target: added.facilityId };
    audit({ ...entry, result: "ok", detail: `${added.id} added${added.renewsId === null ? "" : `, renews ${added.renewsId}`}` });
    return viewOf(added);
  }
  const one = document("clinics", "readContract", "One contract", { params, response: { 200: ContractView } });
  app.get("/contracts/:contractId", { config: read, schema: one }, async ({ params: { contractId } }) =>
    viewOf(await contractNamed(ports, contractId)),
  );
  const history = document("clinics", "readContractHistory", "Every version of a contract, newest first: who, when, why", {
    params,
    response: { 200: Type.Object({ items: Type.Array(ContractVersionView) }) },
  });
  app.get("/contracts/:contractId/history", { config: read, schema: history }, async ({ params: { contractId } }) => ({
    items: (await records.contractVersions(contractId)).map((version) => versionView(version, clock.now())),
  }));
  const amend = document("clinics", "amendContract", "A new version of a contract; 409 when another was first", {
    ...{ params, body: AmendContract, response: { 200: ContractView } },
  });
  app.post("/contracts/:contractId/amend", { config: manage, schema: amend }, async (request) => {
    const { changes, reason } = request.body;
    const said = { change: "amended", reason, needsReason: true } as const;
    return viewOf(await changeContract(context, request, said, (now) => amended(now, changes, clock.now())));
  });
  const sign = document("clinics", "signContract", "One side has signed; a draft that both have signed is in force", {
    ...{ params, body: SignContract, response: { 200: ContractView } },
  });
  app.post("/contracts/:contractId/sign", { config: manage, schema: sign }, async (request) => {
    const said = { change: "signed", reason: request.body.side, needsReason: false } as const;
    return viewOf(await changeContract(context, request, said, (now) => signedBy(now, request.body, clock.now())));
  });
  const end = document("clinics", "endContract", "Ends a contract with a reason", {
    ...{ params, body: EndContract, response: { 200: ContractView } },
  });
  app.post("/contracts/:contractId/end", { config: manage, schema: end }, async (request) => {
    const said = { change: "ended", reason: request.body.reason, needsReason: true } as const;
    return viewOf(await changeContract(context, request, said, (now) => ended(now, request.body, clock.now())));
  });
  const renew = document("clinics", "renewContract", "A contract that follows this one", {
    ...{ params, body: RenewContract, response: { 201: ContractView } },
  });
  app.post("/contracts/:contractId/renew", { config: manage, schema: renew }, async (request, reply) => {
    const { body } = request;
    const before = await contractNamed(ports, request.params.contractId);
    const contract = renewed(before, body, clock.now());
    const stamp = makeStamp(context, request, "added", body.person, body.reason ?? "");
    return reply.code(201).send(await kept(contract, stamp, viewerOf(request)));
  });
}
