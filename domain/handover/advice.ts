import type { Alert, TimelineEntry } from "../alert.ts";
import { recordInForce, isAnticoagulant, type RecordEntry } from "../resident-record.ts";
import { CHECKS_120, type BEDSIDE_CHECKS, type HandoverVital, type Recommendation } from "./sheet.ts";

type Check = (typeof BEDSIDE_CHECKS)[number];
/** What somebody at the bed looks at first: §5.4 of the practice, and what a fall or a number asks for [M]. */
const CHECKS_OF: Readonly<Partial<Record<Alert["kind"], readonly Check[]>>> = {
  fall: ["conscious", "headHit", "hip", "pressure", "glucose"],
  longLie: ["conscious", "headHit", "hip", "pressure", "glucose"],
  sos: ["conscious", "pain", "breathing", "remeasure"],
  stillness: ["conscious", "breathing", "pressure", "glucose"],
  vital: ["conscious", "remeasure", "breathing"],
  news2: ["conscious", "remeasure", "breathing"],
  concern: ["conscious", "soft", "remeasure"],
  softSigns: ["conscious", "soft", "remeasure"],
};
/** SpO2 below this: 120 first (DOMAIN §5.4). */
const SPO2_120 = 85;

/** What the home asks of who reads this, and what is looked at before anybody is waited for. */
export function recommendationOf(input: {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  readonly record: readonly RecordEntry[];
  readonly vitals: readonly HandoverVital[];
}): Recommendation {
  const { alert, timeline, vitals } = input;
  const medication = recordInForce(input.record).find(({ kind, text }) => kind === "medication" && isAnticoagulant(text));
  const saidDoctor = timeline.some(({ code }) => code === "doctorNeeded");
  const isOpen = alert.state !== "resolved";
  const asks: Recommendation["asks"] = [];
  if (isOpen && alert.prompt120) asks.push("call120", "transfer");
  if (isOpen && saidDoctor) asks.push("doctor");
  if (isOpen && alert.medical.state === "waiting") asks.push("answer");
  if (isOpen && alert.kind === "wandering") asks.push("search");
  if (asks.length === 0) asks.push("inform");
  const spo2 = vitals.find(({ sign, isOld, isSuspect, grade }) => sign === "spo2" && !isOld && !isSuspect && grade === "medical");
  return {
    asks,
    checks120: CHECKS_120.map((check) => ({ check, applies: check === "spo2" && spo2 !== undefined ? spo2.value < SPO2_120 : null })),
    checks: [...(CHECKS_OF[alert.kind] ?? ["conscious", "remeasure"])],
    takesAnticoagulant: medication?.text ?? null,
  };
}
