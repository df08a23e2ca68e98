import type { FastifyBaseLogger } from "fastify";
import { errorText } from "../domain/errors.ts";
import type { ApiContext } from "./context.ts";
import type { ApiPorts } from "./ports.ts";

/** Writes to the audit log beside the request: what cannot be written is logged, and holds nobody up. */
export function makeAudit({ records, clock }: Pick<ApiPorts, "records" | "clock">, log: FastifyBaseLogger): ApiContext["audit"] {
  return (entry) => {
    records.audit({ ...entry, atMs: clock.now(), detail: entry.detail ?? null }).catch((error: unknown) => {
      log.error({ ...entry, why: errorText(error) }, "audit entry not written");
    });
  };
}
