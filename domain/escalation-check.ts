import { maySnooze } from "./hold.ts";
import type { EscalationPolicy, EscalationTarget, Ladder } from "./escalation.ts";
import { ARRIVAL_AFTER_MS, CLINIC_AGAIN_MS } from "./escalation-default.ts";

/** Whom a channel reaches; the others are tasks for staff, and telling staff of a task is telling nobody else. */
const REACHED: Readonly<Record<Ladder["track"], ReadonlySet<EscalationTarget>>> = {
  onSite: new Set(["onDutyCaregiver", "nurse", "physician"]),
  medical: new Set(["inHouse", "clinics", "physician", "nurse"]),
};
/** DOMAIN §5.1 and RELIABILITY F9: nobody is left untold for longer while a critical alert waits. */
const LONGEST_MS: Readonly<Record<Ladder["track"], number>> = { onSite: ARRIVAL_AFTER_MS, medical: CLINIC_AGAIN_MS };

/** What is about contracts alone is the manager's. */
const isOfContracts = ({ for: { kinds } }: Ladder): boolean => kinds?.every((kind) => kind === "contract") === true;

/** May a critical alert about a person, or one that nobody puts off, come to this ladder? */
function mayBeEmergency(ladder: Ladder): boolean {
  const { kinds, severities, classes } = ladder.for;
  if (isOfContracts(ladder)) return false;
  if (classes !== undefined && !classes.includes("physiological")) return false;
  const isOfEmergency = kinds?.some((kind) => !maySnooze(kind)) === true;
  return severities === undefined || severities.includes("critical") || isOfEmergency;
}
function stepProblems(ladder: Ladder): string[] {
  const { steps, track } = ladder;
  const problems: string[] = [];
  const reached = isOfContracts(ladder) && track === "onSite" ? new Set([...REACHED[track], "manager"]) : REACHED[track];
  const [first] = steps;
  if (first === undefined) return ["has no step: it would tell nobody"];
  if (!first.targets.some((target) => reached.has(target)))
    problems.push(
      `its first step would tell nobody: name one of ${[...reached].join(", ")} (a phone call is a task, and reaches nobody yet)`,
    );
  if (first.unlessTaken === true) problems.push("its first step may not hang on whether somebody has taken it");
  if (steps.some(({ afterMs }, index) => index > 0 && afterMs <= (steps[index - 1]?.afterMs ?? 0)))
    problems.push("its steps must stand in the order of their time, each later than the one before");
  const all = [...steps.flatMap(({ targets }) => targets), ...(ladder.repeat?.targets ?? [])];
  if (track === "onSite" && all.some((target) => target === "clinics" || target === "inHouse"))
    problems.push("a clinic is no on-site target, its answer never ends that track: put it on a ladder of the medical track");
  if (track === "medical" && first.afterMs !== 0)
    problems.push("its first step must be at 0: when a clinic is told is a field of its contract");
  return problems;
}
function longestGapMs(steps: readonly { readonly afterMs: number }[]): number {
  return Math.max(0, ...steps.map(({ afterMs }, index) => afterMs - (steps[index - 1]?.afterMs ?? 0)));
}
/** DESIGN, promises 2 and 3: an emergency is told at once, and again without end until somebody acts. */
function emergencyProblems({ steps, repeat, track }: Ladder): string[] {
  const problems: string[] = [];
  const reached = REACHED[track];
  const longestMs = LONGEST_MS[track];
  const most = `${longestMs / 1_000} s`;
  if (steps[0]?.afterMs !== 0) problems.push("its first step is late: an SOS, a fall and every critical alert is told at 0 s");
  if (longestGapMs(steps) > longestMs) problems.push(`it leaves more than ${most} between two steps of a critical alert`);
  if (repeat === null) return [...problems, `it ends: a critical alert is told again at least every ${most} until somebody acts`];
  if (repeat.everyMs > longestMs || (track === "onSite" && (repeat.takenEveryMs ?? repeat.everyMs) > longestMs))
    problems.push(`it repeats too rarely: a critical alert is told again at least every ${most} until somebody acts`);
  const always = steps.filter(({ unlessTaken }) => unlessTaken !== true);
  const again = { afterMs: (steps.at(-1)?.afterMs ?? 0) + (repeat.takenEveryMs ?? repeat.everyMs) };
  if (track === "onSite" && longestGapMs([...always, again]) > longestMs)
    problems.push(`somebody who has taken a critical alert and does not arrive is not asked for more than ${most}`);
  if (!repeat.targets.some((target) => reached.has(target))) problems.push("its repeat would tell nobody");
  if (track === "medical" && !repeat.targets.includes("clinics"))
    problems.push("its repeat leaves out the clinics, whose contracts say that they are told");
  return problems;
}
/**
 * Why a policy may not hold, in words for whoever wrote it; empty: it may. A ladder is judged alone, by every alert that may come to it:
 * what fits none of them goes to the default ladders.
 */
export function policyProblems({ ladders }: EscalationPolicy): readonly string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const ladder of ladders) {
    if (ids.has(ladder.id)) problems.push(`two ladders are called ${ladder.id}: give one another id`);
    ids.add(ladder.id);
    const found = [...stepProblems(ladder), ...(mayBeEmergency(ladder) ? emergencyProblems(ladder) : [])];
    problems.push(...found.map((problem) => `ladder ${ladder.id}: ${problem}`));
  }
  return problems;
}
