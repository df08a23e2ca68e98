import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { ContractCoverage } from "../../domain/contract-findings.ts";
import { holdsAt } from "../../domain/contract.ts";
import { ContractSituationView } from "../../domain/contract-view.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";

const querystring = Type.Object({ facility: Type.Optional(Id) });

/** 签约覆盖率 for managers and regulators, and what a manager must mend. */
export function contractCoverageRoutes(app: App, { ports }: ApiContext): void {
  const { directory, contracts, clock } = ports;
  const figures = document("clinics", "readContractCoverage", "Share of homes and residents under a contract in force: figures only", {
    ...{ querystring, response: { 200: ContractCoverage } },
  });
  app.get("/contracts/coverage", { config: { action: "readFigures" }, schema: figures }, async ({ target: { facilityId } }) =>
    contracts.coverage(facilityId === null ? directory.facilities().map(({ id }) => id) : [facilityId]),
  );
  const situation = document("clinics", "readContractSituation", "What is missing, over or runs out, and who is told meanwhile", {
    ...{ querystring, response: { 200: ContractSituationView } },
  });
  app.get("/contracts/situation", { config: { action: "readContracts" }, schema: situation }, async ({ target: { facilityId } }) => {
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "reading the situation: say of which facility in ?facility=");
    const nowMs = clock.now();
    const inHouse = contracts.inHouse(facilityId);
    const holding = directory.contracts(facilityId).filter((one) => one.residentId === null && holdsAt(one, nowMs));
    const phones = directory
      .contacts(facilityId, null)
      .filter(({ role }) => role === "onDutyCaregiver" || role === "nurse")
      .map(({ role, name, phone }) => ({ role, name, phone }));
    const own = inHouse?.dutyPhone == null ? [] : [{ role: "inHouse", name: inHouse.name, phone: inHouse.dutyPhone }];
    return {
      at: nowMs,
      owed: inHouse === null,
      inHouse: inHouse?.name ?? null,
      findings: [...contracts.findings(facilityId)],
      fallback: { clinics: new Set(holding.map(({ clinicId }) => clinicId)).size, phones: [...own, ...phones], call120: true },
    };
  });
}
