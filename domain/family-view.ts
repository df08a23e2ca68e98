import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { CoverageReason, Emergency } from "./coverage.ts";
import { FamilyNoticeView } from "./family-notice.ts";
import { FAMILY_STATES, FAMILY_WHYS } from "./family-state.ts";
import { FAMILY_SCOPES } from "./people.ts";

const closed = { additionalProperties: false };
const At = Type.Integer({ description: "ms since the epoch" });
/** Vital signs that a family reads, in this order. */
export const FAMILY_SIGNS = ["heartRate", "spo2", "systolicPressure", "diastolicPressure", "bodyTemperature", "bloodGlucose"] as const;
/** What was noticed last; keys of the locales: `familyPage.activity.<code>`. Who lies on the floor is nobody's activity. */
export const FAMILY_ACTIVITIES = ["moving", "still", "inBed", "outOfBed"] as const;
/** Whom a family may ring; nobody by name. */
export const FAMILY_CONTACT_ROLES = ["home", "onDutyCaregiver", "nurse"] as const;
const Contact = Type.Object({ role: Type.Enum(FAMILY_CONTACT_ROLES), phone: Type.String() }, closed);
export type FamilyContact = Static<typeof Contact>;
/** What happened, by alert: what was said of it, and which role answered when. */
export const FamilyHappening = Type.Object(
  {
    alertId: Id,
    at: At,
    isOver: Type.Boolean(),
    notices: Type.Array(FamilyNoticeView, { description: "oldest first; staff by role" }),
    answered: Nullable(
      Type.Object({ role: Type.String(), tookAt: Nullable(At), arrivedAt: Nullable(At) }, { ...closed, description: "who came, by role" }),
    ),
  },
  closed,
);
export type FamilyHappening = Static<typeof FamilyHappening>;
/** Beyond `state` everything is there by scope only; what the resident did not consent to is `null`. */
export const FamilyView = Type.Object(
  {
    residentId: Id,
    name: Type.String(),
    room: Nullable(Type.String()),
    facility: Type.String(),
    now: At,
    scopes: Type.Array(Type.Enum(FAMILY_SCOPES)),
    state: Type.Enum(FAMILY_STATES),
    why: Type.Enum(FAMILY_WHYS),
    gap: Nullable(Type.Object({ what: Emergency, why: CoverageReason, sinceMs: Nullable(At) }, closed)),
    aliveAt: Nullable(Type.Integer({ description: "the last sign of life" })),
    activity: Nullable(Type.Object({ code: Type.Enum(FAMILY_ACTIVITIES), at: At }, closed)),
    vitals: Nullable(
      Type.Array(Type.Object({ sign: Type.Enum(FAMILY_SIGNS), value: Type.Number(), at: At, isStale: Type.Boolean() }, closed)),
    ),
    location: Nullable(
      Type.Object(
        {
          place: Nullable(Type.String({ description: "the room or door whose beacon was heard" })),
          latitude: Nullable(Type.Number()),
          longitude: Nullable(Type.Number()),
          accuracyM: Nullable(Type.Number()),
          at: At,
        },
        closed,
      ),
    ),
    happened: Type.Array(FamilyHappening, { description: "newest first" }),
    contacts: Type.Array(Contact),
  },
  { $id: "FamilyView", ...closed },
);
export type FamilyView = Static<typeof FamilyView>;
/** Of whom a relative may see something now; and the homes of those who no longer agree, to ring. */
export const OwnResidents = Type.Object(
  {
    items: Type.Array(Type.Object({ residentId: Id, name: Type.String(), room: Nullable(Type.String()), facility: Type.String() }, closed)),
    homes: Type.Array(Type.Object({ facility: Type.String(), contacts: Type.Array(Contact) }, closed)),
  },
  { $id: "OwnResidents", ...closed },
);
export type OwnResidents = Static<typeof OwnResidents>;
