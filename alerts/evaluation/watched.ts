import type { Severity } from "../../domain/alert.ts";
import { spo2ScaleAt } from "../../domain/care-settings.ts";
import type { CareDirectory } from "../ports.ts";
import type { Applies } from "./applies.ts";
import type { Applying } from "./applying.ts";
import type { SubjectState } from "./state.ts";
import { worst, type SubjectRules } from "./subjects.ts";
import type { Watched } from "./watcher.ts";
import { Ways } from "./ways.ts";

/** Looks up what is asked for: most messages ask for nothing. */
export class WatchedSubject implements Watched {
  readonly #subject: SubjectState;
  readonly #applying: Applying;
  readonly #care: CareDirectory;
  readonly #rules: SubjectRules;
  constructor(subject: SubjectState, applying: Applying, care: CareDirectory, rules: SubjectRules) {
    this.#subject = subject;
    this.#applying = applying;
    this.#care = care;
    this.#rules = rules;
  }
  get id(): string {
    return this.#subject.id;
  }
  get facilityId(): string {
    return this.#subject.facilityId;
  }
  get residentId(): string | null {
    return this.#subject.residentId;
  }
  get placeId(): string | null {
    return this.#subject.placeId;
  }
  get resident(): Watched["resident"] {
    const { residentId } = this.#subject;
    return residentId === null ? undefined : this.#care.resident(residentId);
  }
  get staffed(): boolean {
    return this.#care.facility(this.#subject.facilityId)?.staffed ?? false;
  }
  get applies(): Applies {
    return this.#applying.of(this.#subject);
  }
  get movingUntilMs(): number {
    return this.#subject.movingUntilMs;
  }
  get ways(): Ways {
    return new Ways(this.#subject, this.#care);
  }
  isAlerting(atMs: number): boolean {
    return this.#rules.isAlerting(this.#subject, atMs);
  }
  firing(ruleId: string): Severity | null {
    return worst(this.#subject.firing.get(ruleId));
  }
  spo2Scale(atMs: number): ReturnType<Watched["spo2Scale"]> {
    const { residentId } = this.#subject;
    return residentId === null ? 1 : spo2ScaleAt(this.#care.careSettings(residentId), atMs);
  }
}
