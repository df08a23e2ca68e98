import type { TSchema, Static } from "typebox";
import { Compile } from "typebox/compile";
import type { Severity } from "../../domain/alert.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Resident } from "../../domain/directory.ts";
import type { Spo2Scale } from "../../domain/news2.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { Applies } from "./applies.ts";
import type { Cause } from "./subjects.ts";
import type { Ways } from "./ways.ts";

/** Who is watched: a resident with what the local snapshot knows of them, or a place that several residents share. */
export interface Watched {
  readonly id: string;
  readonly facilityId: string;
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly resident: Resident | undefined;
  /** Somebody is on site day and night. */
  readonly staffed: boolean;
  /** Focus groups, conditions, comfort plan and durations that hold now. */
  readonly applies: Applies;
  /** Places around them, and the ways out. */
  readonly ways: Ways;
  /** Until then (observation time) a value is not one at rest; -1: nobody saw the resident move. */
  readonly movingUntilMs: number;
  /** An alert about the person is open at this server time, by any rule. */
  isAlerting(atMs: number): boolean;
  /** How bad it is at present by a rule; `null`: the rule says nothing. */
  firing(ruleId: string): Severity | null;
  /** The scale that a physician had set at this server time. */
  spo2Scale(atMs: number): Spo2Scale;
}
/** What a watcher says by one rule of the catalogue: how bad it is, or `null` that it is over. */
export interface Said {
  readonly rule: string;
  readonly severity: Severity | null;
  readonly cause: Cause;
  /** Said once more though nothing became worse: evidence of an open alert, a new one where a person closed it. */
  readonly again?: boolean;
  /** Whom it is about when that is somebody who passes the watched place. */
  readonly residentId?: string;
}
/** What a resident's watcher tells the watchers of the building; nobody is told by it. */
export const FINDINGS = ["fever"] as const;
export type Finding = (typeof FINDINGS)[number];
export interface Found {
  readonly finding: Finding;
  readonly cause: Cause;
}
/** A finding with the resident whom it is about. */
export interface FoundOf extends Found {
  readonly residentId: string;
}
/** `isConfirmed`: the holder is the same as before, and a person said so. */
export interface Assigned {
  readonly deviceId: string;
  readonly isConfirmed: boolean;
}
export interface Step<S> {
  /** The same object when nothing changed. */
  readonly state: S;
  readonly says: readonly (Said | Found)[];
}
/**
 * A rule kind that looks at one resident over time: behaviour, scores, baselines. Pure steps on plain data, one file each in `watchers/`;
 * the rules that it says stand in the catalogue. Time is that of the journal: no clock, no timer.
 */
export interface Watcher<T extends TSchema> {
  /** Names its state rows; never changed. */
  readonly name: string;
  /** Messages with one of these signs reach it, also suspect, technical and late ones: it judges them itself. */
  readonly signs: readonly SignKey[];
  /** Consumer-grade messages do not reach it. */
  readonly isMedicalOnly?: boolean;
  /** A message with a `beacon` reaches the watch of the place where that beacon hangs, whoever holds the device. */
  readonly isAtBeacon?: boolean;
  /** Shape of the state, as it is stored. A row of another shape starts anew. */
  readonly state: T;
  start(): Static<T>;
  message(state: Static<T>, message: DeviceMessage, watched: Watched): Step<Static<T>>;
  /** Server time at which `due` must be called; `null`: not at all. A function of the state, the resident, what applies and whether the home is staffed. */
  dueMs(state: Static<T>, watched: Watched): number | null;
  due(state: Static<T>, atMs: number, watched: Watched): Step<Static<T>>;
  /** Messages received before this server time do not reach it: what looks once a minute costs a comparison. Default: all reach it. */
  quietUntilMs?(state: Static<T>): number;
  /** Nobody listened for `byMs`: what waits for silence waits longer. */
  shift(state: Static<T>, byMs: number): Static<T>;
  /** Only where a person's end of an alert matters to the state. Called for every resident: compare the id with what the state raised. */
  resolved?(state: Static<T>, alertId: string, watched: Watched, atMs: number): Step<Static<T>>;
  /** A device was given to or taken from this resident, or a person said anew that it is theirs. */
  assigned?(state: Static<T>, assigned: Assigned, watched: Watched, atMs: number): Step<Static<T>>;
  /** Of a watcher of buildings: what it hears of the residents there. `watched` is then the building. */
  readonly hears?: readonly Finding[];
  found?(state: Static<T>, found: FoundOf, watched: Watched): Step<Static<T>>;
}
type Says = Step<unknown>["says"];
/** A watcher with its state of one resident. */
export interface Watch {
  /** Grows whenever the state changes. */
  readonly revision: number;
  message(message: DeviceMessage, watched: Watched): Says;
  dueMs(watched: Watched): number | null;
  due(atMs: number, watched: Watched): Says;
  shift(byMs: number): void;
  resolved(alertId: string, watched: Watched, atMs: number): Says;
  assigned(assigned: Assigned, watched: Watched, atMs: number): Says;
  found(found: FoundOf, watched: Watched): Says;
  /** Messages received before this time change nothing. */
  quietUntilMs(): number;
  /** The state as text. */
  text(): string;
  /** The state as text when it changed since the last call, else `null`. */
  takeChanged(): string | null;
}
export interface WatchKind {
  readonly name: string;
  readonly signs: readonly SignKey[];
  readonly isMedicalOnly: boolean;
  readonly isAtBeacon: boolean;
  readonly hears: readonly Finding[];
  readonly knowsResolved: boolean;
  readonly knowsAssigned: boolean;
  /** @param text a state as it was stored; `null`: a new one. @returns `null` when the text is not a state of this watcher */
  open(text: string | null): Watch | null;
}
const NOTHING: Says = [];

/** Hides the type of the state, so that watchers of different kinds stand in one list. */
export function watchKind<T extends TSchema>(watcher: Watcher<T>): WatchKind {
  const schema = Compile(watcher.state);
  return {
    name: watcher.name,
    signs: watcher.signs,
    isMedicalOnly: watcher.isMedicalOnly ?? false,
    isAtBeacon: watcher.isAtBeacon ?? false,
    hears: watcher.hears ?? [],
    knowsResolved: watcher.resolved !== undefined,
    knowsAssigned: watcher.assigned !== undefined,
    open(text) {
      if (text === null) return new OpenWatch(watcher, watcher.start());
      const stored: unknown = parse(text);
      return schema.Check(stored) ? new OpenWatch(watcher, stored) : null;
    },
  };
}
/** A watcher with one state. */
class OpenWatch<T extends TSchema> implements Watch {
  revision = 0;
  readonly #watcher: Watcher<T>;
  #state: Static<T>;
  #isChanged = false;
  /** When it is due, of which state and of whom: nothing else may decide it. */
  #plannedMs: number | null = null;
  #plannedOf = -1;
  #resident: Watched["resident"];
  #staffed = false;
  #applies: Watched["applies"] | undefined;
  constructor(watcher: Watcher<T>, state: Static<T>) {
    this.#watcher = watcher;
    this.#state = state;
  }
  message(message: DeviceMessage, watched: Watched): Says {
    return this.#take(this.#watcher.message(this.#state, message, watched));
  }
  dueMs(watched: Watched): number | null {
    const { resident, staffed, applies } = watched;
    const isSame = this.#plannedOf === this.revision && this.#resident === resident && this.#staffed === staffed;
    if (isSame && this.#applies === applies) return this.#plannedMs;
    this.#plannedOf = this.revision;
    this.#resident = resident;
    this.#staffed = staffed;
    this.#applies = applies;
    return (this.#plannedMs = this.#watcher.dueMs(this.#state, watched));
  }
  due(atMs: number, watched: Watched): Says {
    return this.#take(this.#watcher.due(this.#state, atMs, watched));
  }
  resolved(alertId: string, watched: Watched, atMs: number): Says {
    return this.#take(this.#watcher.resolved?.(this.#state, alertId, watched, atMs));
  }
  assigned(assigned: Assigned, watched: Watched, atMs: number): Says {
    return this.#take(this.#watcher.assigned?.(this.#state, assigned, watched, atMs));
  }
  found(found: FoundOf, watched: Watched): Says {
    return this.#take(this.#watcher.found?.(this.#state, found, watched));
  }
  shift(byMs: number): void {
    this.#take({ state: this.#watcher.shift(this.#state, byMs), says: NOTHING });
  }
  quietUntilMs(): number {
    return this.#watcher.quietUntilMs?.(this.#state) ?? Number.NEGATIVE_INFINITY;
  }
  text(): string {
    return JSON.stringify(this.#state);
  }
  takeChanged(): string | null {
    if (!this.#isChanged) return null;
    this.#isChanged = false;
    return this.text();
  }
  #take(step: Step<Static<T>> | undefined): Says {
    if (step === undefined) return NOTHING;
    if (step.state !== this.#state) {
      this.#state = step.state;
      this.#isChanged = true;
      this.revision += 1;
    }
    return step.says;
  }
}
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
