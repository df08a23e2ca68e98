import { Type, type Static } from "typebox";
import { Nullable } from "./api-schemas.ts";
import { HOME_RESPONSES, NEWS2_INPUTS, NEWS2_RISKS, WARD_RESPONSES } from "./news2.ts";
import { Method } from "./observation.ts";
import { Role } from "./people.ts";

/** NEWS2 of a resident as REST shows it. Times in ms since the epoch. */
const closed = { additionalProperties: false };
/** Who laid a setting down: a name for those who may see it, else a role. */
const SetBy = { by: Type.String(), role: Role, from: Type.Integer() };
export const News2InputView = Type.Object(
  {
    input: Type.Enum(NEWS2_INPUTS),
    value: Nullable(Type.Number({ description: "in the unit of the sign; the newest that may enter a score" })),
    points: Nullable(Type.Integer({ minimum: 0, maximum: 3, description: "null: it does not count" })),
    at: Nullable(Type.Integer()),
    method: Nullable(Method),
    deviceId: Nullable(Type.String()),
    state: Type.Enum(["counts", "tooOld", "missing"], { description: "tooOld: too far from the newest input" }),
  },
  closed,
);
export type News2InputView = Static<typeof News2InputView>;
export const News2View = Type.Object(
  {
    residentId: Type.String(),
    at: Nullable(Type.Integer({ description: "time of the newest input; null: nothing is known" })),
    total: Type.Integer({ minimum: 0, maximum: 20, description: "with missing inputs: at least so much" }),
    known: Type.Integer({ minimum: 0, maximum: NEWS2_INPUTS.length }),
    of: Type.Integer({ description: "inputs of a whole set" }),
    isComplete: Type.Boolean({ description: "false: it is not a NEWS2, the total is a lower bound" }),
    hasRed: Type.Boolean({ description: "one input alone scores 3" }),
    risk: Type.Enum(NEWS2_RISKS),
    inputs: Type.Array(News2InputView),
    ward: Type.Enum(WARD_RESPONSES, { description: "response of the published table, for a hospital" }),
    home: Type.Enum(HOME_RESPONSES, { description: "response of RESTORE2, for a home; for reference (参考)" }),
    scale: Type.Object({ value: Type.Union([Type.Literal(1), Type.Literal(2)]), set: Nullable(Type.Object(SetBy, closed)) }, closed),
    own: Nullable(Type.Object({ total: Type.Integer(), ...SetBy }, { ...closed, description: "own normal, recorded when well" })),
  },
  { $id: "News2", ...closed },
);
export type News2View = Static<typeof News2View>;
export const NewSpo2Scale = Type.Object(
  { scale: Type.Union([Type.Literal(1), Type.Literal(2)], { description: "2: target 88–92 %, hypercapnic respiratory failure" }) },
  closed,
);
export const NewOwnNews2 = Type.Object({ total: Type.Integer({ minimum: 0, maximum: 20 }) }, closed);
