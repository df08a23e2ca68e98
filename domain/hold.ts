import { Type, type Static } from "typebox";
import type { AlertClass, AlertKind, PersonRef, Severity } from "./alert.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A person put off the re-pages of one alert on site. */
export interface Snooze {
  readonly type: "snooze";
  readonly by: PersonRef;
  readonly reason: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}
/**
 * Why an open alert pages nobody for now. Every hold ends: a snooze and a silence with their time, a group with the alert that heads it.
 * What is held stays a record of its own, on the screens, with all that happens to it.
 */
export type Hold =
  | Snooze
  | { readonly type: "silence"; readonly silenceId: string; readonly sinceMs: number; readonly untilMs: number }
  | { readonly type: "group"; readonly alertId: string };

/** Planned mute of one rule for one resident, or for one device of theirs (the shelf of ISA-18.2). Over at `untilMs`, or when a person ends it. */
export interface Silence {
  readonly id: string;
  readonly facilityId: string;
  readonly residentId: string;
  readonly rule: string;
  /** Only what this device says; `null`: whatever says so. */
  readonly deviceId: string | null;
  readonly reason: string;
  readonly by: PersonRef;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly endedMs: number | null;
  readonly endedBy: PersonRef | null;
}

/** Nobody puts these off: DESIGN promise 3, DOMAIN §5.9; who may lie on the floor, burn, choke or be lost waits for nobody. */
const MUST_PAGE: ReadonlySet<AlertKind> = new Set(["sos", "fall", "stillness", "smoke", "gas", "longLie", "wandering"]);
/** Called out by a person: put off for a while, but never planned not to be heard. */
const SPOKEN: ReadonlySet<AlertKind> = new Set(["help", "concern"]);

interface Longest {
  readonly source: string;
  readonly ms: Readonly<Record<AlertClass, Readonly<Record<Severity, number>>>>;
}
/** Longest snooze of one alert, by what it says now. */
export const LONGEST_SNOOZE: Longest = {
  source: "issue 4: a snooze always ends and is shorter for worse alerts; the minutes are [M], to be adjusted by the home",
  ms: {
    physiological: { critical: 10 * MINUTE, warning: 60 * MINUTE, info: 60 * MINUTE },
    technical: { critical: 60 * MINUTE, warning: 4 * HOUR, info: 4 * HOUR },
  },
};
/** Longest silence of a rule, by its class. Whatever becomes critical breaks it. */
export const LONGEST_SILENCE: { readonly source: string; readonly ms: Readonly<Record<AlertClass, number>> } = {
  source: "ISA-18.2, DOMAIN §2.3: shelving has an end, a reason, a person; one shift for a person, a day for a device [M]",
  ms: { physiological: 12 * HOUR, technical: 24 * HOUR },
};
export function maySnooze(kind: AlertKind): boolean {
  return !MUST_PAGE.has(kind);
}
export function maySilence(kind: AlertKind): boolean {
  return !MUST_PAGE.has(kind) && !SPOKEN.has(kind);
}
export function longestSnoozeMs(alert: { readonly class: AlertClass; readonly severity: Severity }): number {
  return LONGEST_SNOOZE.ms[alert.class][alert.severity];
}

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);
export const SnoozeView = Type.Object(
  {
    by: Nullable(Type.String({ description: "a name for those who may see it, else a role" })),
    byId: Type.Optional(Type.String({ description: "their user id, where the name is shown" })),
    reason: Nullable(Type.String()),
    since: Type.Integer(),
    until: Type.Integer({ description: "told again then, if it is still open" }),
  },
  { additionalProperties: false },
);
export type SnoozeView = Static<typeof SnoozeView>;
/** A silence as REST and the live view show it. */
export const SilenceView = Type.Object(
  {
    id: Type.String(),
    facilityId: Type.String(),
    residentId: Type.String(),
    residentName: Nullable(Type.String()),
    room: Nullable(Type.String()),
    rule: Type.String(),
    deviceId: Nullable(Type.String({ description: "only what this device says" })),
    by: Nullable(Type.String({ description: "a name for those who may see it, else a role" })),
    reason: Nullable(Type.String()),
    from: Type.Integer(),
    until: Type.Integer({ description: "what still holds is told then" }),
    alertIds: Type.Array(Type.String(), { description: "open alerts that it keeps from paging" }),
  },
  { $id: "Silence", additionalProperties: false },
);
export type SilenceView = Static<typeof SilenceView>;
