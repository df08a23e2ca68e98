import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { makeEvaluator, type Evaluator } from "../alerts/evaluate.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import { reaches } from "../alerts/rules/threshold.ts";
import { WATCHERS } from "../alerts/watchers.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import { SIGN_INDEX, SIGN_KEYS } from "../domain/signs.ts";
import { mulberry32 } from "../simulators/random.ts";
import { careOf } from "../tests/alerts/support.ts";
import { messageOf, type Row } from "./alarms/row.ts";
import { report, round, type BenchOptions } from "./report.ts";

const PER_SECOND = 1_000_000;
const START_MS = Date.UTC(2026, 0, 5, 2);
const INTERVAL_MS = 10_000;
const NORMAL: Row["values"] = [
  ["heartRate", 70],
  ["spo2", 97],
  ["respiratoryRate", 15],
  ["bodyTemperature", 33.5],
  ["steps", 0],
];
const ABNORMAL: Row["values"] = [
  ["heartRate", 135],
  ["spo2", 90],
  ["respiratoryRate", 26],
  ["bodyTemperature", 38.2],
  ["steps", 0],
];
export interface EvaluateBenchOptions extends BenchOptions {
  readonly residents: number;
  readonly rounds: number;
}
interface Runner {
  readonly name: string;
  message(message: DeviceMessage): void;
}
/**
 * Observations a second on one core: wristbands that say five signs every ten seconds, through the evaluator with the default rules and all
 * watchers, calm and with 1 % of the messages abnormal in every vital sign; beside a loop of plain thresholds over the same messages. Messages
 * are made by ingest's own normaliser before the clock of the benchmark runs. The first third of the rounds warms up. A second is one of the
 * thread on a core (by the clock on the wall stands beside). The server exports changed states every five seconds; that cost stands in `states`.
 */
export function benchEvaluate(options: EvaluateBenchOptions): void {
  const rows = [];
  const states = [];
  for (const abnormalShare of [0, 0.01]) {
    const signals = { count: 0 };
    const before = heapBytes();
    const evaluator = openEvaluator(signals, options.residents);
    const measured = run({ name: "evaluator", message: (message) => evaluator.message(message) }, options, abnormalShare);
    const heap = Math.round((heapBytes() - before) / options.residents);
    const abnormalPercent = 100 * abnormalShare;
    states.push({ abnormalPercent, heapBytesPerResident: heap, ...stored(evaluator, options) });
    rows.push({ who: "evaluator", abnormalPercent, ...measured, alerts: signals.count });
    const plain = plainThresholds();
    rows.push({ who: plain.name, abnormalPercent, ...run(plain, options, abnormalShare), alerts: plain.count() });
  }
  const own = rows.filter(({ who }) => who === "evaluator").map(({ observationsPerS }) => observationsPerS);
  const bar = Math.min(...own) >= PER_SECOND;
  const watchers = WATCHERS.map(({ name }) => name);
  report("evaluate", rows, { residents: options.residents, rules: DEFAULT_CATALOGUE.rules.length, watchers, states, bar }, options);
  process.exitCode = bar ? 0 : 1;
}
function openEvaluator(signals: { count: number }, count: number): Evaluator {
  const known = careOf();
  const residents = new Map(Array.from({ length: count }, (_, index) => [`r${index}`, known.resident(`r${index}`)]));
  return makeEvaluator({
    catalogue: DEFAULT_CATALOGUE,
    care: careOf({ resident: (id) => residents.get(id) }),
    device: () => undefined,
    gatewayFacility: () => undefined,
    emit: ({ type }) => {
      if (type === "raise") signals.count += 1;
    },
  });
}
/** What every wristband says within one interval; one object a device, whose time and values are set anew for each round. */
type Spoken = { -readonly [Key in keyof DeviceMessage]: DeviceMessage[Key] };
function makeRound({ residents }: EvaluateBenchOptions) {
  const normal = messageOf(rowOf(0, NORMAL), 0).samples;
  const abnormal = messageOf(rowOf(0, ABNORMAL), 0).samples;
  const messages = Array.from({ length: residents }, (_, resident): Spoken => ({ ...plainOf(messageOf(rowOf(resident, NORMAL), 0)) }));
  return (index: number, abnormalShare: number): readonly DeviceMessage[] => {
    const random = mulberry32(index);
    for (const [resident, message] of messages.entries()) {
      message.observedAtMs = START_MS + Math.floor(index * INTERVAL_MS + (resident * INTERVAL_MS) / residents);
      message.receivedAtMs = message.observedAtMs;
      message.samples = random() < abnormalShare ? abnormal : normal;
    }
    return messages;
  };
}
function rowOf(resident: number, values: Row["values"]): Row {
  return { atMs: START_MS, residentId: `r${resident}`, kind: "wristband", method: null, values };
}
/** The identity is read once; no rule looks at it but to name an alert. */
function plainOf(message: DeviceMessage): Spoken {
  const { device, residentId, placeId, observedAtMs, receivedAtMs, late, deviceAtMs, clockFault, identity, samples, method, grade } =
    message;
  return {
    device,
    residentId,
    placeId,
    observedAtMs,
    receivedAtMs,
    late,
    deviceAtMs,
    clockFault,
    identity,
    samples,
    method,
    grade,
    event: null,
  };
}
function run(runner: Runner, options: EvaluateBenchOptions, abnormalShare: number) {
  const speak = makeRound(options);
  const warmUp = Math.ceil(options.rounds / 3);
  let evaluateMs = 0;
  let wallMs = 0;
  for (let index = 0; index < options.rounds; index++) {
    const messages = speak(index, abnormalShare);
    const wallFromMs = performance.now();
    const startedMs = coreMs();
    for (const message of messages) runner.message(message);
    if (index < warmUp) continue;
    evaluateMs += coreMs() - startedMs;
    wallMs += performance.now() - wallFromMs;
  }
  const observations = (options.rounds - warmUp) * options.residents * NORMAL.length;
  return {
    observations,
    observationsPerS: Math.round(observations / (evaluateMs / 1000)),
    nsPerObservation: round((evaluateMs * 1e6) / observations),
    byTheClockPerS: Math.round(observations / (wallMs / 1000)),
  };
}
/** Time that this thread had a core, ms: on a machine that is shared with others the clock on the wall measures them. */
function coreMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
/** One flag a device and rule: no duration, no hysteresis, no re-measurement, no silence. */
function plainThresholds(): Runner & { count(): number } {
  const rules = SIGN_KEYS.map((sign) => DEFAULT_CATALOGUE.thresholds(sign));
  const open = new Map<string, boolean[]>();
  let count = 0;
  return {
    name: "plain thresholds",
    message({ device, samples }) {
      let flags = open.get(device.id);
      if (flags === undefined) open.set(device.id, (flags = []));
      for (const { sign, value } of samples) {
        const index = SIGN_INDEX[sign];
        for (const [place, rule] of (rules[index] ?? []).entries()) {
          const isReached = rule.levels.some((level) => reaches(rule, level, value));
          const flag = index * 4 + place;
          if (isReached && flags[flag] !== true) count += 1;
          flags[flag] = isReached;
        }
      }
    },
    count: () => count,
  };
}
/** Bytes of the rows that a restart needs, per resident, and what it costs to export all of them at once. */
function stored(evaluator: Evaluator, { residents }: EvaluateBenchOptions) {
  const startedMs = coreMs();
  const rows = evaluator.changedStates();
  const exportMs = coreMs() - startedMs;
  let bytes = 0;
  for (const [key, text] of rows) bytes += Buffer.byteLength(key) + Buffer.byteLength(text ?? "");
  return { rowBytesPerResident: Math.round(bytes / residents), exportAllMs: round(exportMs) };
}
function heapBytes(): number {
  setFlagsFromString("--expose_gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}
