import type { AlertKind, Severity } from "../../domain/alert.ts";
import type { Rule } from "./types.ts";

/** How soon somebody must be there, or have answered: the fourth text of a rationalised alarm (ISA-18.2). */
export interface TimeToRespond {
  /** `null`: it pages nobody and waits for the next round. */
  readonly seconds: number | null;
  readonly source: string;
}
const SECOND_TO_MINUTE = 60;
const BEDSIDE: TimeToRespond = {
  seconds: 3 * SECOND_TO_MINUTE,
  source: "DOMAIN §5.1: staff are paged again when nobody has arrived after 3 min",
};
const BY_KIND: Readonly<Partial<Record<AlertKind, TimeToRespond>>> = {
  help: { seconds: 3 * SECOND_TO_MINUTE, source: "TSA, DOMAIN §2.4: 99 % of calls answered within 180 s" },
  measureNow: { seconds: 5 * SECOND_TO_MINUTE, source: "DOMAIN §5.3: measured again within five minutes" },
  news2: {
    seconds: 60 * SECOND_TO_MINUTE,
    source: "NEWS2 (RCP 2017), DOMAIN §2.1: 5–6 within 1 h; 7 and more: 3 min to the bed, 120 first",
  },
  absence: { seconds: 30 * SECOND_TO_MINUTE, source: "DOMAIN §4: silence warns, and is urgent after half an hour" },
  device: { seconds: 2 * 60 * SECOND_TO_MINUTE, source: "DOMAIN §5.14: a charging round is two hours [M]" },
};
const MARK: TimeToRespond = { seconds: null, source: "docs/adr/0013: a mark pages nobody" };
const WARNING: TimeToRespond = {
  seconds: 15 * SECOND_TO_MINUTE,
  source: "a taken warning is asked after every quarter of an hour (alerts/escalation/escalate.ts) [M]",
};

/** Of every rule of the catalogue, by its worst severity: a critical condition of a person is answered at the bed. */
export function timeToRespond(rule: Rule): TimeToRespond {
  const worst = worstSeverity(rule);
  const ofKind = BY_KIND[rule.kind];
  if (ofKind !== undefined) return ofKind;
  if (worst === "critical") return BEDSIDE;
  return worst === "info" ? MARK : WARNING;
}
export function worstSeverity(rule: Rule): Severity {
  switch (rule.type) {
    case "threshold":
    case "baseline":
    case "trend":
      return rule.levels.at(-1)?.severity ?? "info";
    case "absence":
      return "warning";
    case "event":
    case "condition":
    case "composite":
      return rule.severity;
  }
}
