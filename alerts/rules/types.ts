import type { AlertClass, AlertKind, Severity } from "../../domain/alert.ts";
import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { EventType } from "../../domain/device-message.ts";
import type { LevelName } from "../../domain/rule-change.ts";
import type { Part } from "./composite.ts";
import type { SignKey } from "../../domain/signs.ts";

/** A short text in both languages of the screens. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}
/** ISA-18.2 rationalisation: an alert is only what needs a response, so every rule says why it exists and what to do. */
export interface RuleTexts {
  readonly title: Text;
  readonly cause: Text;
  readonly consequence: Text;
  readonly response: Text;
}
interface RuleBase extends RuleTexts {
  readonly id: string;
  readonly kind: AlertKind;
  readonly class: AlertClass;
  /** Stays open until a person acts, even when the condition is gone. */
  readonly latched: boolean;
  /** Where the rule comes from. */
  readonly source: string;
}
/** One severity of a threshold rule, mildest first. Values in the unit of the sign. */
export interface Level {
  /** What a change of the rule calls it; unlike the others of its rule. */
  readonly name: LevelName;
  readonly severity: Severity;
  /** High side: reached at or above; low side: at or below. */
  readonly raiseAt: number;
  /** High side: over when below; low side: over when above. Never past `raiseAt` (hysteresis). */
  readonly clearAt: number;
  /** How long it must hold, in observation time. */
  readonly forMs: number;
  /** Reached by so many of the last `of` readings within a time, this one among them; absent: by this one. */
  readonly count?: { readonly readings: number; readonly of: number; readonly withinMs: number };
  /** A deep excursion (DOMAIN §5.9): from one medical-grade reading of a sparse sign at once; a consumer wrist may not. */
  readonly deep: boolean;
  readonly source: string;
}
export interface ThresholdRule extends RuleBase {
  readonly type: "threshold";
  readonly sign: SignKey;
  readonly side: "high" | "low";
  readonly levels: readonly Level[];
  /** Sampling that the durations need; a device that measures more rarely is judged by measure-now (DOMAIN §5.3). */
  readonly needsIntervalMs: number;
  /** How long a re-measurement may take before no answer counts as confirmed (DOMAIN §5.3). */
  readonly answerWithinMs: number;
  /** Medical-grade device to measure with; `null`: the rule is about a device, not about a body. */
  readonly measureWith: DeviceKind | null;
  /** A resting value: warnings are not raised while the resident moves (DOMAIN §2.5). */
  readonly atRest: boolean;
}
/** Raised when nothing came for the limit of the device kind. */
export interface AbsenceRule extends RuleBase {
  readonly type: "absence";
  readonly about: { readonly device: DeviceKind } | { readonly sign: SignKey };
}
export interface EventRule extends RuleBase {
  readonly type: "event";
  readonly event: EventType;
  readonly severity: Severity;
}
/** A condition that the evaluator finds itself: stillness, offline, clock fault, measure now. */
export interface ConditionRule extends RuleBase {
  readonly type: "condition";
  readonly severity: Severity;
  readonly forMs: number;
}
/** How bad a rule over time is when it has held so long, and on so many looks or readings in a row: a single outlier says nothing. */
export interface LastingLevel {
  readonly severity: Severity;
  /** Observation time. */
  readonly forMs: number;
  readonly readings: number;
  readonly source: string;
}
/** A value is far from what is usual for this person, at this hour where the sign is measured often. Only adds to the fixed limits (DOMAIN §5.9). */
export interface BaselineRule extends RuleBase {
  readonly type: "baseline";
  readonly sign: SignKey;
  readonly side: "high" | "low";
  /** Least distance from the middle, in the unit of the sign. */
  readonly change: number;
  /** And at least so many standard deviations (from the median absolute deviation). */
  readonly spreads: number;
  /** Mildest first. */
  readonly levels: readonly LastingLevel[];
  /** Values of a resident who moves are neither learned nor judged. */
  readonly atRest: boolean;
}
/** A value changed by so much against what was measured within a time before: median of three neighbours, so that one outlier is nothing. */
export interface TrendRule extends RuleBase {
  readonly type: "trend";
  readonly sign: SignKey;
  readonly side: "high" | "low";
  readonly change: number;
  readonly overMs: number;
  /** Earlier readings within `overMs` that it needs. */
  readonly needs: number;
  /** Mildest first; `forMs` 0: the next reading confirms. */
  readonly levels: readonly LastingLevel[];
}
/** Findings that mean more together: parts that were true within a time. It adds a warning and hides none of its parts. */
export interface CompositeRule extends RuleBase {
  readonly type: "composite";
  readonly severity: Severity;
  readonly needs: Part;
  /** Server time that a part counts after it was last true. */
  readonly withinMs: number;
}
export type Rule = ThresholdRule | AbsenceRule | EventRule | ConditionRule | BaselineRule | TrendRule | CompositeRule;

export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };
