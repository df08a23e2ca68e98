import type { DeviceMessage } from "../domain/device-message.ts";
import type { Device } from "../domain/directory.ts";
import type { ControlEvent } from "../domain/publish.ts";
import { Applying } from "./evaluation/applying.ts";
import { Controls } from "./evaluation/controls.ts";
import { Due } from "./evaluation/due.ts";
import { Messages } from "./evaluation/messages.ts";
import { Readings } from "./evaluation/readings.ts";
import { turnBack } from "./evaluation/turn-back.ts";
import type { WatchKind } from "./evaluation/watcher.ts";
import { Watching } from "./evaluation/watching.ts";
import { World } from "./evaluation/world.ts";
import type { CareDirectory } from "./ports.ts";
import type { Catalogue } from "./rules/catalogue.ts";
import type { Signal } from "./signal.ts";
import { WATCHERS } from "./watchers.ts";

export interface EvaluatorOptions {
  readonly catalogue: Catalogue;
  /** Default: all of `watchers.ts`. */
  readonly watchers?: readonly WatchKind[];
  readonly care: CareDirectory;
  /** From the snapshot: a device that was assigned or went offline before it ever spoke. */
  readonly device: (deviceId: string) => Device | undefined;
  /** Facility of a gateway, from the snapshot; `undefined` for an id that is none. */
  readonly gatewayFacility: (gatewayId: string) => string | undefined;
  /** Called in journal order, from within `message`, `control` and `tick`. */
  readonly emit: (signal: Signal) => void;
  /** A device (`d`) or subject (`s`) stays due however often it is looked at, and was moved on by a minute: a fault of ours, to be logged. */
  readonly onStuck?: (stuck: { readonly of: "d" | "s"; readonly id: string; readonly dueMs: number }) => void;
}
/**
 * The rules, run over the journal. Same entries in the same order give the same signals, whether live, after `load` of exported states
 * at any point, or in a back-test; no clock is read.
 */
export interface Evaluator {
  /** A decoded message, in journal order. Deadlines up to its `receivedAtMs` fire first. */
  message(message: DeviceMessage): void;
  control(control: ControlEvent, atMs: number): void;
  /**
   * Time passed without an entry: deadlines up to `nowMs` fire, in due order, at their due time. Only from a timer while running, never
   * for a time later than an entry that was received but not yet evaluated, and not between `load` and the `start` entry.
   */
  tick(nowMs: number): void;
  /** State rows changed since the last call, `null` = delete; to be stored in one transaction with the cursor. */
  changedStates(): Map<string, string | null>;
  /** Rows as stored; on a new evaluator only. @returns keys of rows that could not be read: those devices start anew */
  load(states: ReadonlyMap<string, string>): readonly string[];
  /** What a watcher knows of a resident, as it is stored; `null`: nothing. */
  watched(watcher: string, residentId: string): string | null;
  /** Since when (server time) a gateway is taken to be offline: said so, or found by the silence of all behind it; `null`: it is not. */
  gatewayOfflineSince(gatewayId: string): number | null;
  /** `watchedBytes`: what the watchers keep of all subjects, as text, when it was last exported or loaded. */
  size(): { readonly devices: number; readonly subjects: number; readonly deadlines: number; readonly watchedBytes: number };
}
export function makeEvaluator({
  catalogue,
  watchers = WATCHERS,
  care,
  device,
  gatewayFacility,
  emit,
  onStuck = () => {},
}: EvaluatorOptions): Evaluator {
  const world = new World(catalogue, emit);
  const applying = new Applying(world, care);
  const readings = new Readings(world.rules, world.deadlines);
  const watching = new Watching(watchers, world, applying, care);
  const due = new Due(world, applying, readings, watching, care, onStuck);
  const controls = new Controls(world, watching, device, gatewayFacility);
  const messages = new Messages(world, applying, readings, watching, controls, emit);
  const turn = (atMs: number): void => {
    const byMs = turnBack(world, atMs);
    if (byMs > 0) watching.shift(-byMs);
  };
  return {
    message: (message) => {
      if (applying.isStale) applying.notice(message.receivedAtMs);
      if (message.receivedAtMs < world.heardMs) turn(message.receivedAtMs);

      if (world.deadlines.nextMs <= message.receivedAtMs) due.fire(message.receivedAtMs);
      messages.take(message);
    },
    control: (control, atMs) => {
      if (applying.isStale) applying.notice(atMs);
      if (atMs < world.heardMs) turn(atMs);
      // Time in which nobody listened does not count: the shift comes before what would have been due in it.
      if (control.type === "start") controls.shift(atMs);
      due.fire(atMs);
      controls.take(control, atMs);
      world.heardMs = Math.max(world.heardMs, atMs);
    },
    tick: (nowMs) => {
      if (applying.isStale) applying.notice(nowMs);
      due.fire(nowMs);
    },
    changedStates: () => new Map([...world.takeChanged(), ...watching.takeChanged()]),
    load(states) {
      const { others, unread } = watching.load(states);
      return [...world.load(others), ...unread];
    },
    watched: (watcher, residentId) => watching.stateOf(watcher, residentId),
    gatewayOfflineSince: (gatewayId) => world.gatewaysOffline.get(gatewayId) ?? null,
    size: () => ({
      devices: world.devices.size,
      subjects: world.subjects.size,
      deadlines: world.deadlines.size,
      watchedBytes: watching.length,
    }),
  };
}
