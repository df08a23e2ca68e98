import { Type, type Static } from "typebox";

const closed = { additionalProperties: false };
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

/** Rules of the catalogue that the contract watch raises (issue 5). */
export const CONTRACT_RULES = ["contract.expiring", "contract.expired", "contract.missing"] as const;
export const ContractRule = Type.Enum(CONTRACT_RULES);
export type ContractRule = Static<typeof ContractRule>;

/** A contract that runs out or ran out, or one that is owed and missing. Times in ms since the epoch. */
export const ContractFinding = Type.Object(
  {
    rule: ContractRule,
    facilityId: Type.String(),
    contractId: nullable(Type.String({ description: "null: missing" })),
    residentId: nullable(Type.String({ description: "of a family doctor's contract" })),
    sinceMs: Type.Integer({ description: "since when it is so; missing and never there: since when one was owed" }),
    endsMs: nullable(Type.Integer({ description: "when the contract ends or ended" })),
    uncovered: Type.Integer({ description: "missing: residents for whom no contract holds" }),
  },
  closed,
);
export type ContractFinding = Static<typeof ContractFinding>;

const Count = Type.Integer({ minimum: 0 });
/** 签约覆盖率: figures only, no names. A home with an in-house institution owes no contract (贵州 000 (十一)). */
export const ContractCoverage = Type.Object(
  {
    at: Type.Integer(),
    homes: Type.Object({ all: Count, inHouse: Count, owed: Count, covered: Count, missing: Count }, closed),
    residents: Type.Object({ all: Count, inHouse: Count, owed: Count, covered: Count, missing: Count, familyDoctor: Count }, closed),
    homeShare: nullable(Type.Number({ description: "covered of those that owe one; null: none does" })),
    residentShare: nullable(Type.Number({ description: "residents under a contract in force, of those to whom one is owed; null: none" })),
    expiring: Type.Integer({ description: "contracts in force that end within 30 days and are not renewed" }),
  },
  { $id: "ContractCoverage", ...closed },
);
export type ContractCoverage = Static<typeof ContractCoverage>;
