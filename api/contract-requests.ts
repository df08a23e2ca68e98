import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Id } from "../domain/api-schemas.ts";
import type { ContractRecord, ContractStamp } from "../domain/contract-record.ts";
import { AnhuError } from "../domain/errors.ts";
import type { ApiContext } from "./context.ts";
import { SomebodyWasFirst } from "./error-handler.ts";
import type { ApiPorts } from "./ports.ts";
import { notFound } from "./targets.ts";
import { personOf, personRole, viewerId, viewerOf } from "./viewer.ts";

export const toContractParams = Type.Object({ contractId: Id });

/** @throws {AnhuError} `NOT_FOUND` */
export async function contractNamed({ records }: Pick<ApiPorts, "records">, contractId: string): Promise<ContractRecord> {
  const contract = await records.contract(contractId);
  if (contract === undefined) throw notFound("contract");
  return contract;
}
/** Who does it, when and why. @throws {AnhuError} `PERSON_REQUIRED`: a token names nobody */
export function makeStamp(
  { ports }: ApiContext,
  request: FastifyRequest,
  change: ContractStamp["change"],
  person: string | undefined,
  reason: string,
): ContractStamp {
  const viewer = viewerOf(request);
  const { name } = personOf(viewer, person);
  return { change, atMs: ports.clock.now(), reason: reason.trim(), byUserId: viewerId(viewer), byName: name, byRole: personRole(viewer) };
}
interface ChangeRequest extends FastifyRequest {
  readonly params: { readonly contractId: string };
  readonly body: { readonly basedOn: number; readonly person?: string };
}
interface Said {
  readonly change: ContractStamp["change"];
  readonly reason: string;
  readonly needsReason: boolean;
}
/**
 * Writes the next version. @throws {AnhuError} `CONFLICT` with the winner's name when `basedOn` is not the newest; `REASON_REQUIRED`, and what
 * `make` throws
 */
export async function changeContract(
  context: ApiContext,
  request: ChangeRequest,
  said: Said,
  make: (now: ContractRecord) => ContractRecord,
): Promise<ContractRecord> {
  const { ports, audit } = context;
  const { basedOn, person } = request.body;
  const { contractId } = request.params;
  const doing = `changing contract ${contractId}`;
  const stamp = makeStamp(context, request, said.change, person, said.reason);
  if (said.needsReason && stamp.reason === "") throw new AnhuError("REASON_REQUIRED", `${doing}: say why`);
  const before = await contractNamed(ports, contractId);
  if (before.version !== basedOn) throw await wasFirst(ports, before.id, doing);
  const next = make(before);
  if (!(await ports.records.changeContract(before, next, stamp))) throw await wasFirst(ports, before.id, doing);
  await ports.changed("contracts");
  const { byUserId: actor, byRole: role } = stamp;
  audit({
    actor,
    role,
    action: "manageContracts",
    target: before.facilityId,
    result: "ok",
    detail: `${before.id} ${said.change}, version ${next.version}`,
  });
  return next;
}
async function wasFirst({ records }: ApiPorts, contractId: string, doing: string): Promise<AnhuError> {
  const [newest] = await records.contractVersions(contractId);
  const failure = new AnhuError(
    "CONFLICT",
    `${doing}: version ${newest?.contract.version ?? 1} is newer than the one that was read; read it and try again`,
  );
  return newest === undefined ? failure : new SomebodyWasFirst(failure, newest.byName);
}
