import type { Alert, AlertKind } from "../../domain/alert.ts";
import { SEVERITY_RANK } from "../rules/types.ts";
import type { Signal } from "../signal.ts";
import { againAt, changed, isMoment, line, type Step } from "./step.ts";

/** Which kinds join an open alert of the same resident as evidence. */
export interface Grouping {
  /** Rule of the alert that heads the group. */
  readonly head: string;
  readonly children: readonly AlertKind[];
  /** Technical rules that a fall explains; other technical alerts stand alone. */
  readonly rules: readonly string[];
  /** From the observation of the head to that of the child. */
  readonly withinMs: number;
  readonly reason: string;
}
export const GROUPINGS: readonly Grouping[] = [
  {
    head: "fall",
    children: ["sos", "help", "stillness", "longLie", "vital", "measureNow", "news2", "bedExit", "bathroom"],
    rules: ["device.notWorn"],
    withinMs: 10 * 60_000,
    reason:
      "issue 4: one fall is one alert with its evidence, not nine; who lies on the floor presses, lies still, has a fast pulse, loses the watch and " +
      "is not in bed, and one person goes there for all of it; ten minutes [M]",
  },
  {
    head: "sos",
    children: ["help"],
    rules: [],
    withinMs: 10 * 60_000,
    reason: "the same person calls once more by another button; the worse call is under way",
  },
];
/**
 * The heads that a new condition may join, by rule. Only a resident has groups: two people in a room are never one. Late news is about another
 * time, and stands alone.
 */
export function headsFor(signal: Pick<Signal, "residentId" | "kind" | "rule" | "late">): readonly Grouping[] {
  if (signal.residentId === null || signal.late) return [];
  return GROUPINGS.filter(
    ({ head, children, rules }) => head !== signal.rule && (children.includes(signal.kind) || rules.includes(signal.rule)),
  );
}
/**
 * The head tells of this child: it is of the same time, no milder, and somebody is being told of it now. Once somebody has arrived, what comes
 * anew is news: a critical child, or one that a person calls out, stands alone.
 */
export function mayJoin(head: Alert, { withinMs }: Grouping, signal: Signal): boolean {
  const afterMs = signal.observedAtMs - head.observedAtMs;
  if (head.residentId !== signal.residentId || afterMs < 0 || afterMs > withinMs) return false;
  if (SEVERITY_RANK[signal.severity] > SEVERITY_RANK[head.severity] || head.hold !== null || head.late) return false;
  return (signal.severity !== "critical" && !isMoment(signal)) || isTelling(head);
}
/** People are on their way or being called: what happens to the child is told through it. */
export function isTelling({ state, onSite }: Alert): boolean {
  return state !== "resolved" && onSite.owed && onSite.state !== "done";
}
/**
 * The head gets the child as evidence. A critical one or a further call, an SOS among them, pages staff again at once, and the clinics that were
 * told; a critical value of medical grade starts the medical track (DOMAIN §5.5), other children leave staff the time that they have to arrive.
 */
export function join(head: Alert, signal: Signal, nowMs: number): Step {
  const { onSite, medical } = head;
  const isLoud = signal.severity === "critical" || isMoment(signal);
  const isConfirmed = signal.severity === "critical" && signal.medicalGrade && (signal.kind === "vital" || signal.kind === "news2");
  const isTold = medical.step > 0 && medical.dueAtMs !== null;
  const isMedical = medical.owed && medical.state !== "done" && (isConfirmed || (isLoud && isTold));
  const next = changed(head, {
    evidenceCount: head.evidenceCount + 1,
    onSite: isLoud ? againAt(onSite, nowMs) : onSite,
    medical: isMedical ? { ...medical, dueAtMs: nowMs } : medical,
  });
  return { alert: next, timeline: [line(signal.atMs, "evidence", { detail: signal.rule })] };
}
