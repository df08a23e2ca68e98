import type { DeviceKind } from "../../domain/device-kinds.ts";
import { deviceKindInfo } from "../../domain/device-kinds.ts";
import type { Device } from "../../domain/directory.ts";
import type { DeviceMessage, EventType } from "../../domain/device-message.ts";
import type { Quality, Sample } from "../../domain/observation.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import type { ControlEvent } from "../../domain/publish.ts";
import type { SignKey } from "../../domain/signs.ts";
import { makeEvaluator, type Evaluator } from "../../alerts/evaluate.ts";
import type { CareDirectory } from "../../alerts/ports.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { Signal } from "../../alerts/signal.ts";

export const T0 = Date.UTC(2026, 0, 5, 2, 0, 0);
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function careOf(overrides: Partial<CareDirectory> & { staffed?: boolean } = {}): CareDirectory {
  const { staffed = true, ...rest } = overrides;
  return {
    revision: 0,
    facility: (id) => ({ id, name: "Willow House", staffed }),
    resident: (id) => ({ id, facilityId: "fac", name: "Wang", placeId: "room", level: 2, birthYear: 1940 }),
    place: (id) => ({ id, facilityId: "fac", building: "A", floor: "3", name: "302", ...PLAIN_PLACE }),
    residentsOf: () => [],
    roomName: () => "302",
    contracts: () => [],
    clinic: () => undefined,
    channels: () => [],
    contacts: () => [],
    careSettings: () => [],
    placeOfBeacon: () => undefined,
    fences: () => [],
    escalationPolicies: () => [],
    rota: () => ({ shifts: [], overrides: [] }),
    staff: () => undefined,
    clinicPeople: () => [],
    ruleChanges: () => [],
    drilledClinic: () => undefined,
    ...rest,
  };
}
export interface MessageInput {
  readonly at: number;
  readonly receivedAt?: number;
  readonly deviceId?: string;
  readonly kind?: DeviceKind;
  readonly residentId?: string | null;
  readonly placeId?: string | null;
  readonly values?: Partial<Record<SignKey, number>>;
  readonly quality?: Quality;
  readonly event?: EventType;
  readonly late?: boolean;
  readonly clockFault?: "future" | "past";
  readonly identity?: string;
  readonly gatewayId?: string;
}
/** A message of a wristband that resident `res` wears, `at` ms after T0. */
export function aMessage(input: MessageInput): DeviceMessage {
  const { kind = "wristband", deviceId = "dev", values = {}, quality = "good", at } = input;
  const samples = Object.entries(values).map(([sign, value]) => ({ sign, value, quality }) as Sample);
  return {
    device: { id: deviceId, facilityId: "fac", kind, gatewayId: input.gatewayId ?? null, address: null },
    residentId: input.residentId === undefined ? "res" : input.residentId,
    placeId: input.placeId ?? null,
    observedAtMs: T0 + at,
    receivedAtMs: T0 + (input.receivedAt ?? at),
    late: input.late ?? false,
    deviceAtMs: null,
    clockFault: input.clockFault ?? null,
    identity: input.identity ?? `${deviceId}@${at}`,
    samples,
    method: null,
    grade: deviceKindInfo(kind).grade,
    event: input.event === undefined ? null : { type: input.event, detail: {} },
  };
}
export interface Run {
  readonly evaluator: Evaluator;
  readonly signals: Signal[];
  send(input: MessageInput): void;
  control(control: ControlEvent, at: number): void;
  tick(at: number): void;
  /** `type rule severity @ms after T0` of every signal so far but those of NEWS2, which stands beside the vital rules and has tests of its own. */
  lines(): string[];
  /** The same of the rules whose ids begin so. */
  linesOf(start: string): string[];
}
const lineOf = ({ type, rule, severity, atMs }: Signal): string => `${type} ${rule} ${severity} @${atMs - T0}`;
export interface RunOptions {
  readonly care?: CareDirectory;
  readonly states?: ReadonlyMap<string, string>;
  /** What the snapshot knows of a device; nothing unless told. */
  readonly device?: (deviceId: string) => Device | undefined;
}
export function startRun(options: RunOptions = {}): Run {
  const signals: Signal[] = [];
  const evaluator = makeEvaluator({
    catalogue: DEFAULT_CATALOGUE,
    care: options.care ?? careOf(),
    device: options.device ?? (() => undefined),
    gatewayFacility: (id) => (id === "gw" ? "fac" : undefined),
    emit: (signal) => signals.push(signal),
  });
  if (options.states !== undefined) evaluator.load(options.states);
  return {
    evaluator,
    signals,
    send: (input) => evaluator.message(aMessage(input)),
    control: (control, at) => evaluator.control(control, T0 + at),
    tick: (at) => evaluator.tick(T0 + at),
    lines: () => signals.filter(({ rule }) => !rule.startsWith("news2.")).map(lineOf),
    linesOf: (start) => signals.filter(({ rule }) => rule.startsWith(start)).map(lineOf),
  };
}
