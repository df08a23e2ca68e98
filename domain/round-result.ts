import { Type, type Static } from "typebox";
import { Id, Nullable, Reason } from "./api-schemas.ts";
import { Role } from "./people.ts";

const closed = { additionalProperties: false };
/** What a physician found on a round (查房), and what follows. Entered once, never changed; a slip is set right by another result. */
export interface RoundResult {
  readonly id: string;
  readonly residentId: string;
  readonly facilityId: string;
  /** Whose physician; `null`: the home's own. */
  readonly clinicId: string | null;
  readonly atMs: number;
  readonly finding: string;
  readonly plan: string;
  /** When somebody comes again; `null`: with the next round. */
  readonly nextVisitMs: number | null;
  readonly byUserId: string;
  readonly byName: string;
  readonly byRole: Role;
}
export const NewRoundResult = Type.Object(
  {
    finding: Reason,
    plan: Reason,
    nextVisitAt: Type.Optional(Nullable(Type.Integer({ minimum: 0, description: "ms since the epoch; null: with the next round" }))),
  },
  closed,
);
export const RoundResultView = Type.Object(
  {
    id: Id,
    residentId: Id,
    at: Type.Integer(),
    finding: Type.String(),
    plan: Type.String(),
    nextVisitAt: Nullable(Type.Integer()),
    by: Type.String({ description: "a name for those who may see it, else a role" }),
    role: Role,
    clinic: Nullable(Type.String({ description: "null: a physician of the home" })),
  },
  { $id: "RoundResult", ...closed },
);
export type RoundResultView = Static<typeof RoundResultView>;
