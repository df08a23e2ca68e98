import type { Severity } from "../../domain/alert.ts";
import { isInPlan, isQuiet } from "../../domain/comfort-plan.ts";
import { alertIdOf } from "../../domain/ids.ts";
import type { Catalogue } from "../rules/catalogue.ts";
import type { MeasureTask } from "../rules/measure-now.ts";
import { SEVERITY_RANK, type Rule } from "../rules/types.ts";
import type { Signal } from "../signal.ts";
import type { Applies } from "./applies.ts";
import type { SubjectState } from "./state.ts";

/** What a signal tells beside subject and rule. */
export interface Cause {
  readonly deviceId: string | null;
  readonly identity: string;
  readonly sign: string | null;
  readonly value: number | null;
  readonly observedAtMs: number;
  readonly atMs: number;
  readonly late?: boolean;
  readonly medicalGrade?: boolean;
  readonly measureWith?: Signal["measureWith"];
  readonly why?: Signal["why"];
  readonly devices?: Signal["devices"];
  readonly residents?: Signal["residents"];
  readonly usual?: Signal["usual"];
}
/** A cause that is a time and no observation. */
export function deadlineCause(deviceId: string | null, identity: string, atMs: number, why: Signal["why"] = null): Cause {
  return { deviceId, identity, sign: null, value: null, observedAtMs: atMs, atMs, why };
}
/** An alert that nobody closed hinders no learning after a day [M]: homes forget to close. */
const OPEN_AT_MOST_MS = 24 * 3_600_000;
/** An alert about the person that stays open when its condition is over: a person must act (`lifecycle.ts`). */
export interface OpenAlert {
  readonly alertId: string;
  /** Server time. */
  readonly atMs: number;
}
/** Says who is ill by which rule: many devices may say so, one alert comes of it. */
export class SubjectRules {
  readonly #catalogue: Catalogue;
  readonly #emit: (signal: Signal) => void;
  readonly #changed: (subject: SubjectState) => void;
  constructor(catalogue: Catalogue, emit: (signal: Signal) => void, changed: (subject: SubjectState) => void) {
    this.#catalogue = catalogue;
    this.#emit = emit;
    this.#changed = changed;
  }
  /** `source` (a device, or a rule that asks) says how bad it is by this rule, or `null` that it is not. `worse`: say so again. */
  say(subject: SubjectState, ruleId: string, source: string, severity: Severity | null, cause: Cause, worse = false): void {
    const sources = subject.firing.get(ruleId);
    const before = planned(this.#catalogue, subject, ruleId, worst(sources));
    if (severity === null) {
      if (sources === undefined || !sources.delete(source)) return;
      if (sources.size === 0) subject.firing.delete(ruleId);
    } else if (sources === undefined) subject.firing.set(ruleId, new Map([[source, severity]]));
    else sources.set(source, severity);
    this.#changed(subject);
    const told = planned(this.#catalogue, subject, ruleId, severity);
    const after = planned(this.#catalogue, subject, ruleId, worst(subject.firing.get(ruleId)));
    const isWorse = worse && told !== null && after === told;
    if (before === null && after !== null) this.#signal("raise", subject, ruleId, after, cause);
    else if (after === null && before !== null) this.#signal("clear", subject, ruleId, before, cause);
    else if (after !== null && (after !== before || isWorse)) this.#signal("update", subject, ruleId, after, cause);
  }
  /** Asks for a reading of the named medical device (DOMAIN §5.2, §5.3). Nothing when it is asked already. */
  ask(subject: SubjectState, task: MeasureTask, cause: Cause): boolean {
    if (subject.tasks.has(task.ruleId)) return false;
    subject.tasks.set(task.ruleId, task);
    this.say(subject, `measureNow.${task.sign}`, task.ruleId, "warning", { ...cause, measureWith: task.measureWith });
    this.#changed(subject);
    return true;
  }
  answered(subject: SubjectState, task: MeasureTask, cause: Cause): void {
    subject.tasks.delete(task.ruleId);
    this.#changed(subject);
    this.say(subject, `measureNow.${task.sign}`, task.ruleId, null, cause);
  }
  /** An alert about the person is open: its condition holds, or it waits for a person. */
  isAlerting({ firing, open }: SubjectState, atMs: number): boolean {
    if (firing.size === 0 && open.size === 0) return false;
    for (const ruleId of firing.keys()) if (this.#catalogue.rule(ruleId)?.class === "physiological") return true;
    for (const alert of open.values()) if (atMs - alert.atMs < OPEN_AT_MOST_MS) return true;
    return false;
  }
  /** An event was told: a moment, of which a person sees the end. */
  opened(subject: SubjectState, signal: Pick<Signal, "rule" | "class" | "latched" | "severity" | "identity" | "atMs">): void {
    if (signal.class !== "physiological" || !(signal.latched || signal.severity === "critical")) return;
    const known = subject.open.get(signal.rule);
    if (known !== undefined && signal.atMs - known.atMs < OPEN_AT_MOST_MS) return;
    const alertId = alertIdOf(subject.id, signal.rule, signal.identity);
    subject.open.set(signal.rule, { alertId, atMs: signal.atMs });
    this.#changed(subject);
  }
  /** A person closed it. */
  closed(subject: SubjectState, alertId: string): void {
    for (const [ruleId, alert] of subject.open) if (alert.alertId === alertId && subject.open.delete(ruleId)) this.#changed(subject);
  }
  /** Something else applies, as a comfort plan: what fires is told anew as bad as it counts now. `before`: what applied until now. */
  applied(subject: SubjectState, before: Applies, cause: Cause): void {
    for (const [ruleId, sources] of subject.firing) {
      const severity = worst(sources);
      const told = underPlan(before, this.#catalogue.rule(ruleId), severity);
      const after = planned(this.#catalogue, subject, ruleId, severity);
      if (told === after) continue;
      if (told === null && after !== null) this.#signal("raise", subject, ruleId, after, cause);
      else if (after === null && told !== null) this.#signal("clear", subject, ruleId, told, cause);
      else if (after !== null) this.#signal("update", subject, ruleId, after, cause);
    }
  }
  #signal(type: Signal["type"], subject: SubjectState, ruleId: string, severity: Severity, cause: Cause): void {
    const rule = this.#catalogue.rule(ruleId);
    if (rule === undefined) return;
    const signal: Signal = {
      type,
      subjectId: subject.id,
      facilityId: subject.facilityId,
      residentId: subject.residentId,
      placeId: subject.placeId,
      deviceId: cause.deviceId,
      rule: ruleId,
      kind: rule.kind,
      class: rule.class,
      severity,
      latched: rule.latched,
      identity: cause.identity,
      sign: cause.sign,
      value: cause.value,
      observedAtMs: cause.observedAtMs,
      atMs: cause.atMs,
      late: cause.late ?? false,
      medicalGrade: cause.medicalGrade ?? false,
      measureWith: cause.measureWith ?? null,
      why: type === "clear" ? (cause.why ?? "over") : null,
      ...(isSparedCall(subject, rule) ? { prompts120: false } : {}),
      ...(cause.devices === undefined ? {} : { devices: cause.devices }),
      ...(cause.residents === undefined ? {} : { residents: cause.residents }),
      ...(cause.usual === undefined ? {} : { usual: cause.usual }),
    };
    if (type !== "clear") this.opened(subject, signal);
    this.#emit(signal);
  }
}
/** The plan says that nobody is to call 120 for numbers. */
function isSparedCall({ applies }: SubjectState, rule: Rule): boolean {
  const plan = applies?.comfort ?? null;
  return plan !== null && !plan.prompts120 && isInPlan(rule.kind);
}
/** How bad it counts for a resident: less under a comfort plan, not at all by a rule that the facility switched off. */
function planned(catalogue: Catalogue, { applies }: SubjectState, ruleId: string, severity: Severity | null): Severity | null {
  const isPlain = applies === null || (applies.comfort === null && applies.off.size === 0);
  return isPlain ? severity : underPlan(applies, catalogue.rule(ruleId), severity);
}
function underPlan({ comfort, off }: Applies, rule: Rule | undefined, severity: Severity | null): Severity | null {
  if (severity === null || rule === undefined) return severity;
  if (off.has(rule.id)) return null;
  return comfort !== null && isQuiet(comfort, rule.kind, rule.id) ? "info" : severity;
}
/** The worst that any source says; `null`: nobody says anything. */
export function worst(sources: ReadonlyMap<string, Severity> | undefined): Severity | null {
  let result: Severity | null = null;
  for (const severity of sources?.values() ?? []) if (result === null || SEVERITY_RANK[severity] > SEVERITY_RANK[result]) result = severity;
  return result;
}
