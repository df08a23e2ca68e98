import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { EventType } from "../../domain/device-message.ts";
import { eventsBetween, type ScenarioRun } from "../effects.ts";
import type { ResidentLife } from "../physiology.ts";
import { smoothNoise } from "../random.ts";
import { batteryAt, rounded, timesBetween } from "./device.ts";
import { doorSample, makeChanges, movingSample, radarSample } from "./room-signals.ts";

/** Fields of one Zigbee2MQTT message, as the converters of the named models expose them (DOMAIN §3.1). */
export type ZigbeeState = Readonly<Record<string, unknown>>;
export interface ZigbeeChild {
  readonly kind: DeviceKind;
  /** FRIENDLY_NAME. */
  readonly name: string;
  /** Silent through a scenario at this time: the gateway then calls it offline. */
  isSilent(atMs: number, run: ScenarioRun | null): boolean;
  step(fromMs: number, toMs: number, run: ScenarioRun | null): readonly { readonly atMs: number; readonly state: ZigbeeState }[];
}
type Change = { readonly atMs: number; readonly state: ZigbeeState };
type Changes = (fromMs: number, toMs: number, run: ScenarioRun | null) => readonly Change[];
/** Battery devices report now and then; a radar hangs on the mains and speaks every two minutes. */
const REPORT_MS = 50 * 60_000;
const RADAR_REPORT_MS = 2 * 60_000;
const BATTERY_DAYS = 365;
const ALARM_MS = 60_000;

/** What a child says at all, and what its events look like; `null` for kinds that no Zigbee device simulates. */
function wordsOf(
  kind: DeviceKind,
  life: ResidentLife,
  isBathroom: boolean,
): { readonly idle: ZigbeeState; readonly changes: Changes; readonly alarm: string | null } | null {
  const none: Changes = () => [];
  const mapped = <Value>(changes: ReturnType<typeof makeChanges<Value>>, state: (value: Value) => ZigbeeState): Changes => {
    return (fromMs, toMs, run) => changes(fromMs, toMs, run).map(({ atMs, value }) => ({ atMs, state: state(value) }));
  };
  switch (kind) {
    case "doorSensor":
      return { idle: {}, changes: mapped(makeChanges(doorSample(life)), (isOpen) => ({ contact: !isOpen, tamper: false })), alarm: null };
    case "motionSensor":
      return {
        idle: {},
        changes: mapped(makeChanges(movingSample(life, isBathroom)), (isMoving) => ({ occupancy: isMoving })),
        alarm: null,
      };
    case "fallRadar":
      return { idle: {}, changes: mapped(makeChanges(radarSample(life)), (status) => ({ status })), alarm: null };
    case "sosButton":
      return { idle: {}, changes: none, alarm: "action" };
    case "leakSensor":
      return { idle: { water_leak: false, tamper: false, battery_low: false }, changes: none, alarm: "water_leak" };
    case "smokeDetector":
      return { idle: { smoke: false, test: false, battery_low: false }, changes: none, alarm: "smoke" };
    case "gasDetector":
      return { idle: { gas: false, tamper: false }, changes: none, alarm: "gas" };
    default:
      return null;
  }
}
/** A button says its action once; a detector stays in alarm for a minute. */
function alarmChanges(alarm: string, type: EventType, atMs: number): readonly Change[] {
  if (alarm === "action") return [{ atMs, state: { action: type === "help" ? "help" : "emergency" } }];
  return [
    { atMs, state: { [alarm]: true } },
    { atMs: atMs + ALARM_MS, state: { [alarm]: false } },
  ];
}
/** A device behind the gateway: every message is its whole known state, as Zigbee2MQTT publishes it, with `last_seen` in ISO 8601. */
export function makeZigbeeChild(input: {
  kind: DeviceKind;
  name: string;
  seed: number;
  life: ResidentLife;
  isBathroom?: boolean;
}): ZigbeeChild | null {
  const { kind, name, seed, life, isBathroom = false } = input;
  const words = wordsOf(kind, life, isBathroom);
  if (words === null) return null;
  const { changes, alarm } = words;
  let known: ZigbeeState = words.idle;
  let pending: readonly Change[] = [];
  let hasReported = false;

  function alarmsIn(fromMs: number, toMs: number, run: ScenarioRun | null): readonly Change[] {
    if (alarm === null) return [];
    const fresh = eventsBetween(run, fromMs, toMs).filter((event) => event.kind === kind);
    const all = [...pending, ...fresh.flatMap(({ type, atMs }) => alarmChanges(alarm, type, atMs))];
    pending = all.filter(({ atMs }) => atMs > toMs);
    return all.filter(({ atMs }) => atMs <= toMs);
  }
  function reports(fromMs: number, toMs: number): readonly Change[] {
    const due = timesBetween(fromMs, toMs, kind === "fallRadar" ? RADAR_REPORT_MS : REPORT_MS, seed).map((atMs) => ({ atMs, state: {} }));
    if (hasReported || due.length > 0) return due;
    return [{ atMs: toMs, state: {} }];
  }
  const isSilent = (atMs: number, run: ScenarioRun | null): boolean => life.at(atMs, run).effects.silent.includes(kind);
  return {
    kind,
    name,
    isSilent,
    step(fromMs, toMs, run) {
      const all = [...reports(fromMs, toMs), ...changes(fromMs, toMs, run), ...alarmsIn(fromMs, toMs, run)];
      hasReported ||= all.length > 0;
      return all
        .filter(({ atMs }) => !isSilent(atMs, run))
        .sort((left, right) => left.atMs - right.atMs)
        .map(({ atMs, state }) => {
          const { action, ...lasting } = state;
          known = { ...known, ...lasting };
          const link = { battery: batteryAt(seed, atMs, BATTERY_DAYS), linkquality: linkQuality(seed, atMs), voltage: 3025 };
          const radar = known["status"] === undefined ? {} : { breathing_rate: rounded(life.at(atMs, run).body.respiratoryRate, 0) };
          const momentary = action === undefined ? {} : { action };
          return { atMs, state: { ...known, ...radar, ...momentary, ...link, last_seen: new Date(atMs).toISOString() } };
        });
    },
  };
}
function linkQuality(seed: number, atMs: number): number {
  return Math.round(120 + 60 * smoothNoise(seed, "link", atMs, 600_000));
}
