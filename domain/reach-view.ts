import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";

const closed = { additionalProperties: false };
/** Can the clinics of a facility be told? Phones for those who may see them. */
export const ReachView = Type.Object(
  {
    facilityId: Id,
    state: Type.Enum(["reachable", "unreachable", "unknown"], {
      description: "unreachable: no address of any clinic under contract can be connected to; unknown: no clinic, or not tried yet",
    }),
    since: Nullable(Type.Integer()),
    phones: Type.Array(Type.Object({ role: Type.String(), name: Type.String(), phone: Type.String() }, closed), {
      description: "whom to phone instead: the duty phones of the clinics, then those of the home",
    }),
  },
  { $id: "Reach", ...closed },
);
export type ReachView = Static<typeof ReachView>;
