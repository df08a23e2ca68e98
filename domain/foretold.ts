import { Type, type Static } from "typebox";
import { Severity, Track } from "./alert.ts";
import { BilingualText } from "./api-schemas.ts";
import { EscalationTarget } from "./escalation.ts";
import { ClinicDecision, type TellReason } from "./tell-reason.ts";

const closed = { additionalProperties: false };
const nullable = Type.Null();
/** `screen`: shown and sounded; `webhook`: sent; `callByStaff`: a task for staff, no channel reaches them; `prompt`: shown, Anhu never dials. */
export const TELL_WAYS = ["screen", "webhook", "callByStaff", "prompt"] as const;
export const TellWay = Type.Enum(TELL_WAYS);

/** One who will be told if nobody acts, as the pure ladder says it: ids only. */
export interface Foretold {
  readonly afterMs: number;
  readonly track: Track;
  readonly target: EscalationTarget;
  readonly how: Static<typeof TellWay>;
  /** By the rota. */
  readonly userIds: readonly string[];
  readonly clinicId: string | null;
  /** A rota is kept for the role and nobody is on duty then. */
  readonly isGap: boolean;
  readonly why: string;
  readonly reasons: readonly TellReason[];
}
/** What to foretell. `medicalGrade`: the value is of a medical device, which tells the clinic at once (DOMAIN §5.5). */
export interface ForetellAsk {
  readonly residentId: string;
  readonly rule: string;
  /** `null`: the worst that the rule raises. */
  readonly severity: Severity | null;
  readonly medicalGrade: boolean;
  readonly atMs: number;
}
export const ForetoldView = Type.Object(
  {
    afterMs: Type.Integer({ minimum: 0, description: "after the alert was raised, while nobody acts" }),
    track: Track,
    target: EscalationTarget,
    how: TellWay,
    who: Type.Array(
      Type.Object(
        {
          role: Type.String({ description: "role, kind of contact, or clinic" }),
          name: Type.Union([Type.String(), nullable], { description: "null: nobody in person, or not yours to see" }),
          phone: Type.Union([Type.String(), nullable], { description: "to be called by staff; for those who may read contacts" }),
        },
        closed,
      ),
    ),
    gap: Type.Boolean({ description: "a rota is kept for the role and nobody is on duty: the next target is told at once" }),
    why: Type.String({ description: "contract …, rota shift …, policy … ladder … step …" }),
    explained: BilingualText,
  },
  closed,
);
/** A clinic as the routing saw it, with the reasons in words. */
export const ClinicWhyView = Type.Object(
  {
    ...ClinicDecision.properties,
    explained: BilingualText,
    phone: Type.Union([Type.String(), nullable], { description: "its duty phone, to be rung by staff; for those who may read contacts" }),
  },
  closed,
);
export type ClinicWhyView = Static<typeof ClinicWhyView>;
export const WhoWillBeTold = Type.Object(
  {
    residentId: Type.String(),
    rule: Type.String(),
    severity: Severity,
    at: Type.Integer(),
    until: Type.Integer({ description: "looked so far ahead; the last steps repeat until somebody acts" }),
    policyVersion: Type.Integer({ description: "0: the default" }),
    items: Type.Array(ForetoldView),
    clinics: Type.Array(ClinicWhyView, {
      description: "every clinic with a contract, in order: told, waiting for its turn, or not, and why",
    }),
    warnings: Type.Array(Type.String()),
  },
  { $id: "WhoWillBeTold", ...closed },
);
export type WhoWillBeTold = Static<typeof WhoWillBeTold>;
