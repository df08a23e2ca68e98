import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Grade } from "../../domain/observation.ts";
import { SIGN_KEYS } from "../../domain/signs.ts";
import type { CareDirectory } from "../ports.ts";
import type { Applying } from "./applying.ts";
import type { SubjectState } from "./state.ts";
import type { Assigned, Found, Said, Watch, Watched, WatchKind } from "./watcher.ts";
import { buildingOf } from "./buildings.ts";
import { WatchedSubject } from "./watched.ts";
import { beaconOf, roomServed, subjectSaid } from "./ways.ts";
import type { World } from "./world.ts";

const PREFIX = "w:";
/** One watcher's look at one resident. */
interface Entry {
  readonly watch: Watch;
  /** The earliest time at which it is sure to be asked again. */
  plannedMs: number;
  /** Its plan is looked at again by then (server time): who is watched may have changed, and not only the state. */
  replanMs: number;
  /** Length of the state when it was last written. */
  length: number;
}
/** All looks at one resident or place. The times stand together, so that most messages need nothing else. */
interface Looks {
  readonly entries: (Entry | undefined)[];
  /** By kind: messages received before this time do not reach it. */
  readonly quietUntilMs: number[];
}
const REPLAN_MS = 60_000;
/** All watchers with their states, by whom they watch. */
export class Watching {
  readonly #world: World;
  readonly #applying: Applying;
  readonly #care: CareDirectory;
  readonly #kinds: readonly WatchKind[];
  /** The one kind that hears of a beacon where it hangs. */
  readonly #atBeacon: number;
  /** Which kinds hear a sign, a bit for each, by the grade of the message. */
  readonly #hearing: Readonly<Record<Grade, readonly number[]>>;
  /** Numbers of the kinds of a set of bits. */
  readonly #numbers = new Map<number, readonly number[]>();
  readonly #looks = new Map<string, Looks>();
  readonly #touched = new Set<string>();
  #length = 0;

  constructor(kinds: readonly WatchKind[], world: World, applying: Applying, care: CareDirectory) {
    this.#world = world;
    this.#applying = applying;
    this.#care = care;
    this.#kinds = kinds;
    this.#atBeacon = kinds.findIndex(({ isAtBeacon }) => isAtBeacon);
    const hearing = (hears: (kind: WatchKind) => boolean) =>
      SIGN_KEYS.map((sign) =>
        kinds.reduce((bits, kind, index) => (hears(kind) && kind.signs.includes(sign) ? bits | (1 << index) : bits), 0),
      );
    this.#hearing = { medical: hearing(() => true), consumer: hearing((kind) => !kind.isMedicalOnly) };
  }
  /** Which kinds hear a sign: a bit for each, by the place of the sign. */
  hearing(grade: Grade): readonly number[] {
    return this.#hearing[grade];
  }
  /**
   * A message of a device that a resident holds, or that watches a place. What a device that speaks rarely says is never passed over.
   * @param heard the bits of all its signs
   */
  message(subject: SubjectState, message: DeviceMessage, isDense: boolean, heard: number): void {
    const kinds = this.#numbers.get(heard) ?? this.#kindsOf(heard);
    const { receivedAtMs } = message;
    const about = this.#aboutOf(subject);
    const { entries, quietUntilMs } = this.#looksOf(about.id);
    let watched: Watched | null = null;
    for (let place = 0; place < kinds.length; place++) {
      const index = kinds[place] ?? 0;
      if (index === this.#atBeacon && this.#tookAtBeacon(index, subject, message)) continue;
      if (isDense && receivedAtMs < (quietUntilMs[index] ?? 0)) continue;
      watched ??= this.#watched(about);
      const entry = entries[index] ?? this.#entry(about.id, index);
      const { watch } = entry;
      const before = watch.revision;
      const says = watch.message(message, watched);
      if (says.length > 0) this.#say(watched, says);
      if (watch.revision !== before) this.#settle(watched, index, entry);
      else if (receivedAtMs >= entry.replanMs) {
        entry.replanMs = receivedAtMs + REPLAN_MS;
        this.#plan(watched, entry);
      }
    }
  }
  /** When a watcher of this subject must be asked; `null`: no one. */
  dueMs(subject: SubjectState): number | null {
    const entries = this.#looks.get(subject.id)?.entries;
    if (entries === undefined) return null;
    const watched = this.#watched(subject);
    let firstMs: number | null = null;
    for (const entry of entries) {
      const dueMs = entry?.watch.dueMs(watched) ?? null;
      if (dueMs !== null && (firstMs === null || dueMs < firstMs)) firstMs = dueMs;
      if (entry !== undefined) entry.plannedMs = dueMs ?? Number.POSITIVE_INFINITY;
    }
    return firstMs;
  }
  due(subject: SubjectState, atMs: number): void {
    const looks = this.#looks.get(subject.id);
    if (looks === undefined) return;
    const watched = this.#watched(subject);
    for (const [index, entry] of looks.entries.entries()) {
      const dueMs = entry?.watch.dueMs(watched) ?? null;
      if (entry === undefined || dueMs === null || dueMs > atMs) continue;
      this.#say(watched, entry.watch.due(atMs, watched));
      looks.quietUntilMs[index] = entry.watch.quietUntilMs();
    }
    this.#touched.add(subject.id);
  }
  /** A person closed an alert. */
  resolved(alertId: string, atMs: number): void {
    const knowing = this.#kinds.flatMap(({ knowsResolved }, index) => (knowsResolved ? [index] : []));
    for (const [id, { entries }] of this.#looks) {
      for (const index of knowing) {
        const entry = entries[index];
        const subject = this.#world.subjects.get(id);
        if (entry === undefined || subject === undefined) continue;
        const watched = this.#watched(subject);
        this.#say(watched, entry.watch.resolved(alertId, watched, atMs));
        this.#settle(watched, index, entry);
      }
    }
  }
  /** A device was given to or taken from somebody, or a person said anew that it is theirs. */
  assigned(assigned: Assigned, subject: SubjectState, atMs: number): void {
    for (const [index, { knowsAssigned }] of this.#kinds.entries()) {
      const entry = knowsAssigned ? this.#looks.get(subject.id)?.entries[index] : undefined;
      if (entry === undefined) continue;
      const watched = this.#watched(subject);
      this.#say(watched, entry.watch.assigned(assigned, watched, atMs));
      this.#settle(watched, index, entry);
    }
  }
  /** Nobody listened for `byMs`. */
  shift(byMs: number): void {
    for (const [id, { entries, quietUntilMs }] of this.#looks) {
      for (const [index, entry] of entries.entries()) {
        if (entry === undefined) continue;
        entry.watch.shift(byMs);
        entry.replanMs = 0;
        quietUntilMs[index] = entry.watch.quietUntilMs();
      }
      this.#touched.add(id);
    }
  }
  /** Characters of all states as they were last written or loaded. */
  get length(): number {
    return this.#length;
  }
  /** State of a watcher about a resident or place; `null`: it has none. */
  stateOf(name: string, id: string): string | null {
    const index = this.#kinds.findIndex((kind) => kind.name === name);
    return this.#looks.get(id)?.entries[index]?.watch.text() ?? null;
  }
  /** Rows that changed since the last call. */
  *takeChanged(): Generator<readonly [key: string, text: string]> {
    for (const id of this.#touched) {
      for (const [index, entry] of (this.#looks.get(id)?.entries ?? []).entries()) {
        const text = entry?.watch.takeChanged() ?? null;
        if (entry === undefined || text === null) continue;
        this.#written(entry, text);
        yield [`${PREFIX}${this.#kinds[index]?.name}:${id}`, text];
      }
    }
    this.#touched.clear();
  }
  /** Takes its own rows; the others are returned. `unread`: rows of a shape that is not known any more. */
  load(rows: ReadonlyMap<string, string>): { readonly others: ReadonlyMap<string, string>; readonly unread: readonly string[] } {
    const others = new Map<string, string>();
    const unread: string[] = [];
    for (const [key, text] of rows) {
      if (!key.startsWith(PREFIX)) {
        others.set(key, text);
        continue;
      }
      const [name = "", id = ""] = key.slice(PREFIX.length).split(":", 2);
      const index = this.#kinds.findIndex((kind) => kind.name === name);
      const watch = this.#kinds[index]?.open(text) ?? null;
      if (watch === null) {
        unread.push(key);
        continue;
      }
      const looks = this.#looksOf(id);
      const entry = { watch, plannedMs: 0, replanMs: 0, length: 0 };
      looks.entries[index] = entry;
      this.#written(entry, text);
      looks.quietUntilMs[index] = watch.quietUntilMs();
      this.#world.deadlines.add({ dueMs: 0, of: "s", id });
    }
    return { others, unread };
  }

  #kindsOf(heard: number): readonly number[] {
    const numbers = this.#kinds.flatMap((_kind, index) => ((heard & (1 << index)) === 0 ? [] : [index]));
    this.#numbers.set(heard, numbers);
    return numbers;
  }
  /** What a sensor of a room says is about the resident who lives there alone; else about the room. */
  #aboutOf(subject: SubjectState): SubjectState {
    if (subject.residentId !== null || subject.placeId === null) return subject;
    const [resident, ...others] = this.#care.residentsOf(roomServed(this.#care, subject.placeId));
    if (resident === undefined || others.length > 0) return subject;
    return this.#world.subject({ id: resident.id, facilityId: subject.facilityId, residentId: resident.id, placeId: null });
  }
  /** Whoever carries what saw a beacon is heard where the beacon hangs. @returns false when the message names none */
  #tookAtBeacon(index: number, { facilityId }: SubjectState, message: DeviceMessage): boolean {
    const beacon = beaconOf(message);
    if (beacon === null) return false;
    const place = this.#care.placeOfBeacon(facilityId, beacon);
    if (place === undefined) return true;
    const watched = this.#watched(this.#aboutOf(this.#world.subject({ id: place.id, facilityId, residentId: null, placeId: place.id })));
    const entry = this.#entry(watched.id, index);
    this.#say(watched, entry.watch.message(message, watched));
    this.#settle(watched, index, entry);
    return true;
  }
  #watched(subject: SubjectState): Watched {
    return new WatchedSubject(subject, this.#applying, this.#care, this.#world.rules);
  }
  #looksOf(id: string): Looks {
    const known = this.#looks.get(id);
    if (known !== undefined) return known;
    const count = this.#kinds.length;
    const made = {
      entries: new Array<Entry | undefined>(count).fill(undefined),
      quietUntilMs: new Array<number>(count).fill(Number.NEGATIVE_INFINITY),
    };
    this.#looks.set(id, made);
    return made;
  }
  #entry(id: string, index: number): Entry {
    const { entries } = this.#looksOf(id);
    const known = entries[index];
    if (known !== undefined) return known;
    const watch = this.#kinds[index]?.open(null) ?? null;
    if (watch === null) throw new Error("a watcher did not take its own first state");
    const made = { watch, plannedMs: Number.POSITIVE_INFINITY, replanMs: 0, length: 0 };
    entries[index] = made;
    // Who has a watch is loaded with it, though no device be theirs.
    const subject = this.#world.subjects.get(id);
    if (subject !== undefined) this.#world.touchSubject(subject);
    return made;
  }
  #written(entry: Entry, { length }: string): void {
    this.#length += length - entry.length;
    entry.length = length;
  }
  #settle(watched: Watched, index: number, entry: Entry): void {
    this.#looksOf(watched.id).quietUntilMs[index] = entry.watch.quietUntilMs();
    this.#plan(watched, entry);
    this.#touched.add(watched.id);
  }
  #plan(watched: Watched, entry: Entry): void {
    const dueMs = entry.watch.dueMs(watched);
    if (dueMs === null || dueMs >= entry.plannedMs) return;
    entry.plannedMs = dueMs;
    this.#world.deadlines.add({ dueMs, of: "s", id: watched.id });
  }
  #say(watched: Watched, says: readonly (Said | Found)[]): void {
    if (says.length === 0) return;
    const { id, facilityId, residentId, placeId } = watched;
    const subject = this.#world.subject({ id, facilityId, residentId, placeId });
    for (const said of says) {
      if ("finding" in said) this.#tellBuilding(watched, said);
      else this.#world.rules.say(subjectSaid(this.#world, said, subject), said.rule, "watcher", said.severity, said.cause, said.again);
    }
  }
  /** A finding about a resident, to whoever watches the building. */
  #tellBuilding({ facilityId, residentId }: Watched, found: Found): void {
    if (residentId === null) return;
    const building = buildingOf(this.#care, residentId, facilityId);
    const watched = this.#watched(this.#world.subject(building));
    for (const [index, { hears }] of this.#kinds.entries()) {
      if (!hears.includes(found.finding)) continue;
      const entry = this.#entry(building.id, index);
      this.#say(watched, entry.watch.found({ ...found, residentId }, watched));
      this.#settle(watched, index, entry);
    }
  }
}
