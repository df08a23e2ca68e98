import type { TimelineEntry } from "../../domain/alert.ts";

/** Who of the clinics knows of an alert so far. */
export interface Told {
  /** Clinic → when it was told first, ms. */
  readonly clinics: ReadonlyMap<string, number>;
  /** Clinics whose duty phone staff were asked to ring since somebody last asked for a doctor. */
  readonly called: ReadonlySet<string>;
  /** Staff were prompted to call 120 because no clinic can be told; said once until then. */
  readonly isPrompted: boolean;
}
export const NOBODY_TOLD: Told = { clinics: new Map(), called: new Set(), isPrompted: false };
/** Who of a `toCall` line is a clinic's duty phone; its id is the line's detail. */
export const CLINIC_DUTY = "clinicDuty";
/** Detail of a `call120` line: no clinic can be told. */
export const NO_CLINIC = "noClinic";
/** Worse, again, or a doctor asked for: staff are asked anew. */
const ASKS_ANEW: ReadonlySet<TimelineEntry["code"]> = new Set(["doctorNeeded", "upgraded", "recurred"]);

/** What the timeline says about who was told. */
export class ToldLog implements Told {
  readonly clinics = new Map<string, number>();
  readonly called = new Set<string>();
  isPrompted = false;
  /** @param before who was told by then */
  constructor(lines: readonly TimelineEntry[], before: Told = NOBODY_TOLD) {
    for (const [clinicId, atMs] of before.clinics) this.clinics.set(clinicId, atMs);
    for (const clinicId of before.called) this.called.add(clinicId);
    this.isPrompted = before.isPrompted;
    this.add(lines);
  }
  /** A line that says a clinic was told, or is to be phoned, has its id as detail. */
  add(lines: readonly TimelineEntry[]): void {
    for (const { code, track, who, detail, at } of lines) {
      if (ASKS_ANEW.has(code)) {
        this.called.clear();
        this.isPrompted = false;
      }
      if (code === "call120" && detail === NO_CLINIC) this.isPrompted = true;
      if (track !== "medical" || detail === null) continue;
      if (code === "told" && !this.clinics.has(detail)) this.clinics.set(detail, at);
      if (code === "toCall" && who === CLINIC_DUTY) this.called.add(detail);
    }
  }
  /** After more lines, without the clinics that refused: they are told nothing more. */
  after(lines: readonly TimelineEntry[], refused: ReadonlySet<string>): ToldLog {
    const next = new ToldLog(lines, this);
    for (const clinicId of refused) next.clinics.delete(clinicId);
    return next;
  }
  /** The wall clock was set: what passed since somebody was told is as long as it was. */
  shift(stepMs: number): void {
    for (const [clinicId, atMs] of this.clinics) this.clinics.set(clinicId, atMs + stepMs);
  }
}
