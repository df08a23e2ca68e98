import { Type, type Static } from "typebox";
import type { Role } from "./people.ts";
import type { SignKey } from "./signs.ts";

/** What a carer notices before any sensor does (RESTORE2mini, DOMAIN §5.11): 嗜睡, 拒食, 新发糊涂, 站不稳, 呼吸费力, 家属担心. */
export const SOFT_SIGNS = [
  "drowsy",
  "refusesFood",
  "newConfusion",
  "unsteady",
  "labouredBreathing",
  "familyConcern",
] as const satisfies readonly SignKey[];
export const SoftSign = Type.Enum(SOFT_SIGNS);
export type SoftSign = Static<typeof SoftSign>;
export const LONGEST_NOTE = 200;

/** 今天不对劲: one tap or more, and a note that stays in the records of the resident. */
export const NewSoftSigns = Type.Object(
  {
    signs: Type.Array(SoftSign, { minItems: 1, maxItems: SOFT_SIGNS.length, uniqueItems: true }),
    note: Type.Optional(
      Type.Union([Type.String({ maxLength: LONGEST_NOTE }), Type.Null()], {
        description: "what was seen, in the carer's words; shown to the staff of the home only",
      }),
    ),
    id: Type.Optional(
      Type.String({
        pattern: "^[0-9a-f-]{32,36}$",
        description: "made by the sender; the same again, after an answer that was lost or a server that failed, is the same note",
      }),
    ),
    saidAt: Type.Optional(
      Type.Integer({ minimum: 0, description: "when it was said, on a handset that had no network then; at most 12 h ago" }),
    ),
  },
  { $id: "NewSoftSigns", additionalProperties: false },
);
export type NewSoftSigns = Static<typeof NewSoftSigns>;
/** `at`: when it was said, ms since the epoch. */
export const SoftSignsView = Type.Object({ id: Type.String(), at: Type.Integer() }, { $id: "SoftSigns", additionalProperties: false });

/** What was said of one resident at one time, and by whom. */
export interface SoftSignsNote {
  readonly id: string;
  readonly residentId: string;
  /** When it was said. */
  readonly atMs: number;
  /** When the server heard of it first. */
  readonly heardAtMs: number;
  readonly signs: readonly SoftSign[];
  readonly note: string | null;
  readonly byUserId: string;
  /** As it was then: the record outlives the account. */
  readonly byName: string;
  readonly byRole: Role;
}
