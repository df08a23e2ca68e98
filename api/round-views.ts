import type { RoundResult, RoundResultView } from "../domain/round-result.ts";
import type { ApiPorts } from "./ports.ts";

/** What a physician found, as this reader may see it. */
export function roundResultView({ directory }: Pick<ApiPorts, "directory">, result: RoundResult, hasNames: boolean): RoundResultView {
  const { id, residentId, clinicId, atMs, finding, plan, nextVisitMs, byName, byRole } = result;
  return {
    ...{ id, residentId, at: atMs, finding, plan, nextVisitAt: nextVisitMs, by: hasNames ? byName : byRole, role: byRole },
    clinic: clinicId === null ? null : (directory.clinic(clinicId)?.name ?? null),
  };
}
