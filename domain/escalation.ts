import { Type, type Static } from "typebox";
import { AlertClass, AlertKind, Severity, Track, type Alert } from "./alert.ts";
import type { CareLevel } from "./directory.ts";
import type { Role } from "./people.ts";
import { isOpenAt, TimeWindow } from "./time-window.ts";

const closed = { additionalProperties: false };
/**
 * Whom a step is for. Screens: `onDutyCaregiver`, `nurse`, `physician`, `manager` (what is not about a body: contracts, drills). Webhooks: `clinics` (in their order, one more each step, the in-house
 * institution before them), `inHouse` alone. What no channel reaches is a task for staff: `dutyPhone`, `familyContact`, `postedDoctor` (派驻, while one is
 * in the house), `call120`.
 */
export const ESCALATION_TARGETS = [
  "onDutyCaregiver",
  "nurse",
  "physician",
  "manager",
  "inHouse",
  "clinics",
  "dutyPhone",
  "familyContact",
  "postedDoctor",
  "call120",
] as const;
export const EscalationTarget = Type.Enum(ESCALATION_TARGETS);
export type EscalationTarget = Static<typeof EscalationTarget>;
const Targets = Type.Array(EscalationTarget, { minItems: 1, maxItems: 8 });

/** One step. `unlessTaken`: skipped when somebody has taken the track. */
export const LadderStep = Type.Object(
  {
    afterMs: Type.Integer({
      minimum: 0,
      maximum: 12 * 3_600_000,
      description: "after the track began: on site the alert, medical as the contract says",
    }),
    targets: Targets,
    unlessTaken: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type LadderStep = Static<typeof LadderStep>;
/** After the last step, without end until somebody acts. `takenEveryMs`: while somebody has taken the on-site track. */
export const LadderRepeat = Type.Object(
  {
    everyMs: Type.Integer({ minimum: 30_000, maximum: 12 * 3_600_000 }),
    takenEveryMs: Type.Optional(Type.Integer({ minimum: 30_000, maximum: 12 * 3_600_000 })),
    targets: Targets,
  },
  closed,
);
/** Which alerts a ladder is for, and when; what is left out fits all. */
export const LadderFor = Type.Object(
  {
    kinds: Type.Optional(Type.Array(AlertKind, { minItems: 1, maxItems: 30 })),
    severities: Type.Optional(Type.Array(Severity, { minItems: 1, maxItems: 3 })),
    classes: Type.Optional(Type.Array(AlertClass, { minItems: 1, maxItems: 2 })),
    levels: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 4 }), { minItems: 1, maxItems: 5, description: "care levels" })),
    staffed: Type.Optional(Type.Boolean()),
    windows: Type.Optional(Type.Array(TimeWindow, { minItems: 1, maxItems: 10, description: "one of them must be open" })),
  },
  closed,
);
export const Ladder = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9-]{1,40}$" }),
    track: Track,
    for: LadderFor,
    steps: Type.Array(LadderStep, { minItems: 1, maxItems: 10 }),
    repeat: Type.Union([LadderRepeat, Type.Null()]),
  },
  closed,
);
export type Ladder = Static<typeof Ladder>;
/** 内设医疗机构 (DOMAIN §5.6): stands before contracted clinics while it is open. `clinicId`: reached by that clinic's webhook. */
export const InHouse = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    licence: Type.String({ minLength: 1, maxLength: 100 }),
    hours: Type.Array(TimeWindow, { minItems: 1, maxItems: 10 }),
    dutyPhone: Type.Union([Type.String({ minLength: 3, maxLength: 30 }), Type.Null()]),
    clinicId: Type.Union([Type.String(), Type.Null()]),
  },
  closed,
);
export type InHouse = Static<typeof InHouse>;
/** Ladders in order: the first that fits holds, and behind them all the default ones. */
export const EscalationPolicy = Type.Object(
  { ladders: Type.Array(Ladder, { maxItems: 50 }), inHouse: Type.Union([InHouse, Type.Null()]) },
  { $id: "EscalationPolicy", ...closed },
);
export type EscalationPolicy = Static<typeof EscalationPolicy>;

/** What a home laid down, and who did. Never changed or removed: the newest that has begun holds. */
export interface PolicyVersion {
  readonly id: string;
  readonly facilityId: string;
  /** 1, 2, …; 0 stands for the default. */
  readonly version: number;
  readonly policy: EscalationPolicy;
  readonly fromMs: number;
  readonly reason: string;
  readonly createdAtMs: number;
  readonly byUserId: string;
  readonly byName: string;
  readonly byRole: Role;
}
/** The version that holds at `atMs`; `undefined`: the default. */
export function policyAt(versions: readonly PolicyVersion[], atMs: number): PolicyVersion | undefined {
  let found: PolicyVersion | undefined;
  for (const one of versions) {
    if (one.fromMs > atMs) continue;
    const isNewer = found === undefined || one.fromMs > found.fromMs || (one.fromMs === found.fromMs && one.version > found.version);
    if (isNewer) found = one;
  }
  return found;
}
export interface LadderCase extends Pick<Alert, "kind" | "class" | "severity"> {
  readonly level: CareLevel | null;
  readonly staffed: boolean;
}
/** Does the ladder hold for this alert at this time? */
export function ladderFits(ladder: Ladder, track: Track, about: LadderCase, atMs: number): boolean {
  const { kinds, severities, classes, levels, staffed, windows } = ladder.for;
  return (
    ladder.track === track &&
    // A contract is the manager's: only a ladder that names the kind takes it from them.
    (kinds === undefined ? about.kind !== "contract" : kinds.includes(about.kind)) &&
    (severities === undefined || severities.includes(about.severity)) &&
    (classes === undefined || classes.includes(about.class)) &&
    (levels === undefined || (about.level !== null && levels.includes(about.level))) &&
    (staffed === undefined || staffed === about.staffed) &&
    (windows === undefined || windows.some((window) => isOpenAt(window, atMs)))
  );
}
