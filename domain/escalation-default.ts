import type { Ladder } from "./escalation.ts";

/** Nobody is on the way after a minute: the nurse is told too (RELIABILITY F9, telecare ≤ 60 s of DOMAIN §2.4). */
export const NURSE_AFTER_MS = 60_000;
/** DOMAIN §5.1: nobody arrived after three minutes, staff are paged again, and so on. */
export const ARRIVAL_AFTER_MS = 180_000;
/** RELIABILITY F9: a clinic whose people do not answer is told again every minute. */
export const CLINIC_AGAIN_MS = 60_000;
/** A warning that somebody has taken is asked after every quarter of an hour [M]. */
export const TAKEN_WARNING_AGAIN_MS = 15 * 60_000;
/** A contract that is missing or runs out: the manager's screens are told again twice a day [M]. */
export const CONTRACT_AGAIN_MS = 12 * 3_600_000;

type Steps = Pick<Ladder, "steps" | "repeat">;
/** The caregiver at once, the nurse and a doctor posted in the house (§5.6) unless somebody is on the way, both until somebody stands at the bed. */
function untilArrival(promptsAtOnce: boolean, takenEveryMs: number): Steps {
  return {
    steps: [
      { afterMs: 0, targets: promptsAtOnce ? ["onDutyCaregiver", "call120"] : ["onDutyCaregiver"] },
      { afterMs: NURSE_AFTER_MS, targets: ["onDutyCaregiver", "nurse", "postedDoctor"], unlessTaken: true },
      { afterMs: ARRIVAL_AFTER_MS, targets: ["onDutyCaregiver", "nurse", "call120"] },
    ],
    repeat: { everyMs: ARRIVAL_AFTER_MS, takenEveryMs, targets: ["onDutyCaregiver", "nurse"] },
  };
}
/**
 * What holds where a home laid down nothing (DOMAIN §5.1, §5.4–5.6, RELIABILITY F9); every alert that owes a track finds one. Where nobody
 * is on site the prompt to call 120 comes with the first step.
 */
export const DEFAULT_LADDERS: readonly Ladder[] = [
  {
    id: "contract",
    track: "onSite",
    for: { kinds: ["contract"] },
    steps: [{ afterMs: 0, targets: ["manager"] }],
    repeat: { everyMs: CONTRACT_AGAIN_MS, targets: ["manager"] },
  },
  {
    id: "technical-critical",
    track: "onSite",
    for: { classes: ["technical"], severities: ["critical"] },
    steps: [
      { afterMs: 0, targets: ["onDutyCaregiver"] },
      { afterMs: NURSE_AFTER_MS, targets: ["onDutyCaregiver", "nurse"], unlessTaken: true },
    ],
    repeat: null,
  },
  {
    id: "technical",
    track: "onSite",
    for: { classes: ["technical"] },
    steps: [{ afterMs: 0, targets: ["onDutyCaregiver"] }],
    repeat: null,
  },
  { id: "critical", track: "onSite", for: { severities: ["critical"], staffed: true }, ...untilArrival(false, ARRIVAL_AFTER_MS) },
  { id: "critical-unstaffed", track: "onSite", for: { severities: ["critical"], staffed: false }, ...untilArrival(true, ARRIVAL_AFTER_MS) },
  {
    id: "warning",
    track: "onSite",
    for: { severities: ["info", "warning"], staffed: true },
    ...untilArrival(false, TAKEN_WARNING_AGAIN_MS),
  },
  {
    id: "warning-unstaffed",
    track: "onSite",
    for: { severities: ["info", "warning"], staffed: false },
    ...untilArrival(true, TAKEN_WARNING_AGAIN_MS),
  },
  {
    id: "medical",
    track: "medical",
    for: {},
    steps: [{ afterMs: 0, targets: ["clinics"] }],
    repeat: { everyMs: CLINIC_AGAIN_MS, targets: ["clinics"] },
  },
];
