import type { Severity } from "../../domain/alert.ts";
import { deviceKindInfo, methodOf, signIntervalMs } from "../../domain/device-kinds.ts";
import type { Device } from "../../domain/directory.ts";
import { SIGN_KEYS, type SignKey } from "../../domain/signs.ts";
import { signLimitMs } from "../rules/absence.ts";
import type { Catalogue } from "../rules/catalogue.ts";
import { WATCHED_SIGNS } from "../rules/catalogue/devices.ts";
import { isTrendOnly, type MeasureTask } from "../rules/measure-now.ts";
import { NO_STILLNESS, type Stillness } from "../rules/stillness.ts";
import { isCalm, normalState, type ThresholdState } from "../rules/threshold.ts";
import type { ThresholdRule } from "../rules/types.ts";
import type { Applies } from "./applies.ts";
import type { OpenAlert } from "./subjects.ts";

/** One rule on one sign of one device. */
export interface RuleSlot {
  readonly rule: ThresholdRule;
  /** A value stands no longer than twice the sampling that rule and device share, ms. */
  readonly holdMs: number;
  /** The device measures too rarely for durations. */
  readonly isSparse: boolean;
  state: ThresholdState;
}
/**
 * One sign of one device, compiled for the hot path: a good value strictly between `low` and `high`, taken in the way of the device kind,
 * changes nothing in a calm slot.
 */
export interface Slot {
  readonly sign: SignKey;
  readonly rules: readonly RuleSlot[];
  readonly low: number;
  readonly high: number;
  /** A good reading is a sign of life. */
  readonly isLife: boolean;
  /** Needs more than a comparison even when normal. */
  readonly isSpecial: boolean;
  /** Silence of this sign is watched; `null`: it is not. */
  readonly limitMs: number | null;
  isCalm: boolean;
  lastObservedMs: number;
  /** Server time of the last good reading, -1 for none. */
  lastGoodMs: number;
  /** Time after `lastGoodMs` in which nobody listened. */
  shiftMs: number;
  /** Value of the last reading that was not plainly normal. */
  lastValue: number;
  /** Its silence was judged; a good reading arms it again. */
  isSilent: boolean;
}
export interface DeviceState {
  readonly device: Device;
  readonly intervalMs: number | null;
  readonly slots: (Slot | undefined)[];
  /** What the slots were compiled for; `null`: the catalogue as it is. */
  applies: Applies | null;
  residentId: string | null;
  placeId: string | null;
  subject: SubjectState | null;
  assignedFromMs: number;
  /** Server time of the last message that brought something new. */
  receivedMs: number;
  /** Time after `receivedMs` in which nobody listened. */
  shiftMs: number;
  /** Silence counts from here at the earliest: new holder, end of charging, gateway back. */
  resumedMs: number;
  silence: Severity | null;
  chargingSinceMs: number | null;
  offlineSinceMs: number | null;
  isOfflineRaised: boolean;
  hasClockFault: boolean;
  isWorn: boolean;
  /** Nobody wears it or lies on it: silence of a single sign says nothing. */
  isTakenOff: boolean;
  isInBed: boolean;
  steps: number;
  movingUntilMs: number;
  /** Identities of the last events, newest last. */
  readonly events: string[];
  isDirty: boolean;
}
/** An assignment as the journal told it at `atMs`. */
export interface WaitingAssignment {
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly fromMs: number;
  readonly atMs: number;
}
export interface SubjectState {
  readonly id: string;
  readonly facilityId: string;
  readonly residentId: string | null;
  readonly placeId: string | null;
  /** Rule → who says so (a device, a rule) → how bad. */
  readonly firing: Map<string, Map<string, Severity>>;
  /** Rule → its alert that waits for a person though its condition may be over. */
  readonly open: Map<string, OpenAlert>;
  /** Open questions by threshold rule. */
  readonly tasks: Map<string, MeasureTask>;
  /** Server time of the last pulse, breath, step or movement, -1 for none. */
  lifeMs: number;
  stillness: Stillness;
  /** Until then (observation time) a device that is worn saw the resident move; -1: never. */
  movingUntilMs: number;
  /** What applies to it at the time that was evaluated last; `null`: not asked yet. Never stored: it follows from the directory. */
  applies: Applies | null;
  appliesKey: string;
  /** Server time at which something else begins. */
  appliesUntilMs: number;
  isDirty: boolean;
}

const WATCHED: ReadonlySet<SignKey> = new Set(WATCHED_SIGNS);
const LIFE: ReadonlySet<SignKey> = new Set<SignKey>(["heartRate", "spo2", "respiratoryRate"]);
const SPECIAL: ReadonlySet<SignKey> = new Set<SignKey>(["motion", "steps", "worn", "charging", "bedOccupied"]);

export function makeSlot(catalogue: Pick<Catalogue, "thresholds">, device: Device, sign: SignKey): Slot {
  const interval = signIntervalMs(device.kind, sign);
  const rules = catalogue.thresholds(sign).map((rule): RuleSlot => ({
    rule,
    holdMs: 2 * Math.max(interval ?? 0, rule.needsIntervalMs),
    isSparse: rule.measureWith !== null && (interval === null || interval > rule.needsIntervalMs),
    state: normalState(rule),
  }));
  // A trend never starts anything, so its limit is none.
  const isHeard = ({ rule }: RuleSlot) => !isTrendOnly(rule, methodOf(device.kind, sign), deviceKindInfo(device.kind).grade);
  const bounds = (side: "high" | "low") =>
    rules.filter((slot) => slot.rule.side === side && isHeard(slot)).flatMap((slot) => slot.rule.levels.map((level) => level.raiseAt));
  return {
    sign,
    rules,
    low: Math.max(Number.NEGATIVE_INFINITY, ...bounds("low")),
    high: Math.min(Number.POSITIVE_INFINITY, ...bounds("high")),
    isLife: LIFE.has(sign),
    isSpecial: SPECIAL.has(sign),
    limitMs: WATCHED.has(sign) ? signLimitMs(interval, sign) : null,
    isCalm: false,
    lastObservedMs: -1,
    lastGoodMs: -1,
    shiftMs: 0,
    lastValue: 0,
    isSilent: true,
  };
}
export function makeDeviceState(device: Device): DeviceState {
  return {
    device,
    intervalMs: deviceKindInfo(device.kind).expectedIntervalMs,
    slots: new Array<Slot | undefined>(SIGN_KEYS.length).fill(undefined),
    applies: null,
    residentId: null,
    placeId: null,
    subject: null,
    assignedFromMs: -1,
    receivedMs: -1,
    shiftMs: 0,
    resumedMs: -1,
    silence: null,
    chargingSinceMs: null,
    offlineSinceMs: null,
    isOfflineRaised: false,
    hasClockFault: false,
    isWorn: false,
    isTakenOff: false,
    isInBed: false,
    steps: -1,
    movingUntilMs: -1,
    events: [],
    isDirty: false,
  };
}
export function makeSubjectState(subject: Pick<SubjectState, "id" | "facilityId" | "residentId" | "placeId">): SubjectState {
  return {
    ...subject,
    firing: new Map(),
    open: new Map(),
    tasks: new Map(),
    lifeMs: -1,
    stillness: NO_STILLNESS,
    movingUntilMs: -1,
    applies: null,
    appliesKey: "",
    appliesUntilMs: -1,
    isDirty: false,
  };
}
/** Calm again only when no rule counts or fires and its silence is armed. */
export function settle(slot: Slot): void {
  slot.isCalm = !slot.isSpecial && !slot.isSilent && slot.rules.every((rule) => isCalm(rule.state));
}
