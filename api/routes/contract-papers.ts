import { createHash } from "node:crypto";
import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { COPY_TYPES, copyTypeOf, LARGEST_COPY_BYTES } from "../../domain/contract-record.ts";
import { AccountView, CopyView, NewAccountEntry } from "../../domain/contract-view.ts";
import { AnhuError } from "../../domain/errors.ts";
import { ACCOUNT_USES } from "../../domain/fees.ts";
import { contractNamed, makeStamp, toContractParams } from "../contract-requests.ts";
import { copyView } from "../contract-views.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { notFound } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const read = { action: "readContracts" } as const;
const manage = { action: "manageContracts" } as const;
const params = toContractParams;

/** Uploaded copies of a contract, and its separate account (合作经费备查账, 贵州 000 (十八)). */
export function contractPaperRoutes(app: App, context: ApiContext): void {
  const { ports, audit } = context;
  const { records, clock } = ports;
  const copies = document("clinics", "listContractCopies", "Uploaded copies of a contract, newest first", {
    ...{ params, response: { 200: Type.Object({ items: Type.Array(CopyView) }) } },
  });
  app.get("/contracts/:contractId/copies", { config: read, schema: copies }, async ({ params: { contractId } }) => ({
    items: (await records.contractCopies(contractId)).map(copyView),
  }));
  const download = document("clinics", "readContractCopy", "The file itself, as an attachment", {
    params: Type.Object({ contractId: Id, copyId: Id }),
    response: { 200: Type.Unsafe<Buffer>({ type: "string", format: "binary" }) },
  });
  app.get("/contracts/:contractId/copies/:copyId", { config: read, schema: download }, async (request, reply) => {
    const { contractId, copyId } = request.params;
    const copy = (await records.contractCopies(contractId)).find(({ id }) => id === copyId);
    if (copy === undefined) throw notFound("copy");
    const content = await records.contractCopyContent(copy.id);
    const viewer = viewerOf(request);
    audit({
      actor: viewerId(viewer),
      role: viewer.role,
      action: "readContracts",
      target: request.target.facilityId,
      result: "ok",
      detail: copy.id,
    });
    return reply
      .type(copy.type)
      .header("content-disposition", `attachment; filename="contract"; filename*=UTF-8''${encodeURIComponent(copy.name)}`)
      .header("content-security-policy", "default-src 'none'; sandbox")
      .header("cache-control", "private, no-store")
      .send(Buffer.from(content));
  });
  // A scope of its own: only here is a body a file.
  app.register(async (scope: App) => {
    scope.addContentTypeParser([...COPY_TYPES], { parseAs: "buffer", bodyLimit: LARGEST_COPY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    const upload = document("clinics", "addContractCopy", "Upload a copy: PDF, JPEG or PNG, at most 10 MiB, as the body", {
      ...{ params, querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 150 }) }) },
      ...{ consumes: [...COPY_TYPES], response: { 201: CopyView } },
    });
    scope.post(
      "/contracts/:contractId/copies",
      { config: manage, schema: upload, bodyLimit: LARGEST_COPY_BYTES },
      async (request, reply) => {
        const { contractId } = request.params;
        const doing = `adding a copy to contract ${contractId}`;
        const content: unknown = request.body;
        const type = Buffer.isBuffer(content) ? copyTypeOf(content) : null;
        if (!Buffer.isBuffer(content) || type === null || type !== request.headers["content-type"]?.split(";")[0])
          throw new AnhuError("BAD_INPUT", `${doing}: it is no PDF, JPEG or PNG, or not what its type says; send one of these`);
        const contract = await contractNamed(ports, contractId);
        const stamp = makeStamp(context, request, "amended", "administrator", "");
        const sha256 = createHash("sha256").update(content).digest("hex");
        const { name } = request.query;
        const copy = await records.addContractCopy({ contractId, name, type, sha256, atMs: stamp.atMs, byName: stamp.byName }, content);
        const entry = { actor: stamp.byUserId, role: stamp.byRole, action: "manageContracts", target: contract.facilityId };
        audit({ ...entry, result: "ok", detail: `${contractId} copy ${copy.id} sha256 ${sha256}` });
        return reply.code(201).send(copyView(copy));
      },
    );
  });
  const accountOf = async (contractId: string): Promise<AccountView> => {
    const entries = (await records.accountEntries(contractId)).map(({ contractId: _, ...entry }) => entry);
    const sums = ACCOUNT_USES.flatMap((use) => {
      const own = entries.filter((entry) => entry.use === use);
      return own.length === 0 ? [] : [{ use, amountFen: own.reduce((sum, { amountFen }) => sum + amountFen, 0) }];
    });
    return { entries, sums };
  };
  const account = document("clinics", "readContractAccount", "The separate account of a contract, kept for inspection", {
    ...{ params, response: { 200: AccountView } },
  });
  app.get("/contracts/:contractId/account", { config: read, schema: account }, ({ params: { contractId } }) => accountOf(contractId));
  const note = document("clinics", "addContractAccountEntry", "An entry of the separate account; a correction is an entry of its own", {
    ...{ params, body: NewAccountEntry, response: { 201: AccountView } },
  });
  app.post("/contracts/:contractId/account", { config: manage, schema: note }, async (request, reply) => {
    const { date, amountFen, use, purpose, person } = request.body;
    const { contractId } = request.params;
    if (date > clock.now())
      throw new AnhuError("BAD_INPUT", `adding an entry to contract ${contractId}: what was not paid yet is no entry`);
    const contract = await contractNamed(ports, contractId);
    const stamp = makeStamp(context, request, "amended", person, "");
    const entry = await records.addAccountEntry({
      contractId,
      dateMs: date,
      amountFen,
      use,
      purpose,
      atMs: stamp.atMs,
      byName: stamp.byName,
    });
    const { byUserId: actor, byRole: role } = stamp;
    audit({
      actor,
      role,
      action: "manageContracts",
      target: contract.facilityId,
      result: "ok",
      detail: `${contractId} account ${entry.id}`,
    });
    return reply.code(201).send(await accountOf(contractId));
  });
}
