import { ANNOUNCING_KINDS } from "./announcing-kinds.ts";
import type { Grade, Method } from "./observation.ts";
import type { SignKey } from "./signs.ts";
import { SOFT_SIGNS } from "./soft-signs.ts";

/** What a kind of device can measure, how, how often, and which values mean "no reading". */
export interface DeviceKindInfo {
  readonly zh: string;
  readonly en: string;
  readonly signs: readonly SignKey[];
  readonly method: Method;
  /** Signs taken in another way than `method`. */
  readonly methodOf?: Readonly<Partial<Record<SignKey, Method>>>;
  readonly grade: Grade;
  /** Medical grade: number of the registration certificate; a placeholder until the facility enters its own. */
  readonly registration?: string;
  /** Normal time between messages, ms. Presence and absence are judged by it. `null`: speaks only when something happens. */
  readonly expectedIntervalMs: number | null;
  /** Signs that come more rarely than the device speaks: a monitor's cuff is inflated once an hour. Durations and silence are judged by it. */
  readonly intervalOf?: Readonly<Partial<Record<SignKey, number>>>;
  /** Values that mean "no reading" for this kind, per sign (practice §5.10: never a bare number for all devices). */
  readonly sentinels: Readonly<Partial<Record<SignKey, readonly number[]>>>;
  /** Emergencies that it can notice. */
  readonly events: readonly ("sos" | "fall" | "help" | "leak" | "smoke" | "gas")[];
}

const S = 1000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const NO_PULSE = { heartRate: [0, 255], spo2: [0, 127, 255] } as const;
const HEARS_BEACONS = { method: "fixed", grade: "consumer", sentinels: { beacon: [0] } } as const;

export const DEVICE_KINDS = {
  wristband: {
    zh: "手环",
    en: "Wristband",
    signs: ["heartRate", "spo2", "respiratoryRate", "bodyTemperature", "steps", "sleepState", "battery", "worn", "charging", "motion"],
    method: "wrist",
    methodOf: { bodyTemperature: "skin" },
    grade: "consumer",
    expectedIntervalMs: 10 * S,
    sentinels: { ...NO_PULSE, respiratoryRate: [0], bodyTemperature: [0] },
    events: ["sos", "fall", "help"],
  },
  watch: {
    zh: "定位手表",
    en: "GPS watch",
    signs: [
      "heartRate",
      "spo2",
      "bodyTemperature",
      "systolicPressure",
      "diastolicPressure",
      "steps",
      "battery",
      "worn",
      "latitude",
      "longitude",
      "accuracy",
    ],
    method: "wrist",
    methodOf: { bodyTemperature: "skin", systolicPressure: "cuffless", diastolicPressure: "cuffless" },
    grade: "consumer",
    expectedIntervalMs: 10 * MIN,
    sentinels: { ...NO_PULSE, bodyTemperature: [0], systolicPressure: [0], diastolicPressure: [0] },
    events: ["sos", "fall"],
  },
  oximeter: {
    zh: "指夹血氧仪",
    en: "Fingertip oximeter",
    signs: ["spo2", "heartRate", "battery"],
    method: "fingertip",
    grade: "medical",
    registration: "to be entered by the facility",
    expectedIntervalMs: 24 * HOUR,
    sentinels: NO_PULSE,
    events: [],
  },
  bedsideMonitor: {
    zh: "床旁监护仪",
    en: "Bedside monitor",
    signs: ["heartRate", "spo2", "respiratoryRate", "bodyTemperature", "systolicPressure", "diastolicPressure"],
    method: "chest",
    methodOf: { spo2: "fingertip", systolicPressure: "cuff", diastolicPressure: "cuff", bodyTemperature: "axillary" },
    grade: "medical",
    registration: "to be entered by the facility",
    expectedIntervalMs: MIN,
    intervalOf: { systolicPressure: HOUR, diastolicPressure: HOUR, bodyTemperature: 4 * HOUR },
    sentinels: { ...NO_PULSE, respiratoryRate: [0], bodyTemperature: [0], systolicPressure: [0], diastolicPressure: [0] },
    events: [],
  },
  bpCuff: {
    zh: "袖带血压计",
    en: "Blood pressure cuff",
    signs: ["systolicPressure", "diastolicPressure", "heartRate", "battery"],
    method: "cuff",
    grade: "medical",
    registration: "to be entered by the facility",
    expectedIntervalMs: 24 * HOUR,
    sentinels: { systolicPressure: [0], diastolicPressure: [0], heartRate: [0] },
    events: [],
  },
  thermometer: {
    zh: "耳温计",
    en: "Ear thermometer",
    signs: ["bodyTemperature", "battery"],
    method: "ear",
    grade: "medical",
    registration: "to be entered by the facility",
    expectedIntervalMs: 24 * HOUR,
    sentinels: { bodyTemperature: [0] },
    events: [],
  },
  glucometer: {
    zh: "血糖仪",
    en: "Glucometer",
    signs: ["bloodGlucose", "battery"],
    method: "fingertip",
    grade: "medical",
    registration: "to be entered by the facility",
    expectedIntervalMs: 24 * HOUR,
    sentinels: { bloodGlucose: [0] },
    events: [],
  },
  scale: {
    zh: "体重秤",
    en: "Scale",
    signs: ["weight", "battery"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 7 * 24 * HOUR,
    sentinels: { weight: [0] },
    events: [],
  },
  bedMat: {
    zh: "床垫传感器",
    en: "Bed mat",
    signs: ["bedOccupied", "heartRate", "respiratoryRate", "sleepState", "motion", "battery"],
    method: "bedMat",
    grade: "consumer",
    expectedIntervalMs: 30 * S,
    sentinels: { heartRate: [0, 255], respiratoryRate: [0, 255] },
    events: [],
  },
  fallRadar: {
    zh: "跌倒雷达",
    en: "Fall radar",
    signs: ["presence", "motion", "lowPosture", "bedOccupied", "respiratoryRate", "signal"],
    method: "radar",
    grade: "consumer",
    expectedIntervalMs: 5 * MIN,
    sentinels: { respiratoryRate: [0] },
    events: ["fall"],
  },
  motionSensor: {
    zh: "人体传感器",
    en: "Motion sensor",
    signs: ["motion", "presence", "battery", "signal", "roomTemperature"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 4 * HOUR,
    sentinels: {},
    events: [],
  },
  doorSensor: {
    zh: "门磁",
    en: "Door sensor",
    signs: ["doorOpen", "battery", "signal"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 25 * HOUR,
    sentinels: {},
    events: [],
  },
  sosButton: {
    zh: "呼叫按钮",
    en: "SOS button",
    signs: ["battery", "signal"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 25 * HOUR,
    sentinels: {},
    events: ["sos", "help"],
  },
  leakSensor: {
    zh: "水浸传感器",
    en: "Leak sensor",
    signs: ["leak", "battery", "signal"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 25 * HOUR,
    sentinels: {},
    events: ["leak"],
  },
  smokeDetector: {
    zh: "烟雾报警器",
    en: "Smoke detector",
    signs: ["smoke", "battery", "signal"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 25 * HOUR,
    sentinels: {},
    events: ["smoke"],
  },
  gasDetector: {
    zh: "燃气报警器",
    en: "Gas detector",
    signs: ["gas", "battery", "signal"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: 25 * HOUR,
    sentinels: {},
    events: ["gas"],
  },
  roomClimate: {
    zh: "温湿度计",
    en: "Room climate sensor",
    signs: ["roomTemperature", "humidity", "battery", "signal"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: HOUR,
    sentinels: {},
    events: [],
  },
  phone: {
    zh: "手机定位",
    en: "Phone location",
    signs: ["latitude", "longitude", "accuracy", "battery"],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: HOUR,
    sentinels: {},
    events: ["sos"],
  },
  tag: {
    zh: "防走失标签",
    en: "Wandering tag",
    signs: ["beacon", "worn", "charging", "battery"],
    ...HEARS_BEACONS,
    expectedIntervalMs: 5 * MIN,
    events: ["sos", "help"],
  },
  badge: {
    zh: "员工胸牌",
    en: "Staff badge",
    signs: ["beacon", "battery"],
    ...HEARS_BEACONS,
    expectedIntervalMs: 25 * HOUR,
    events: ["sos"],
  },
  ...ANNOUNCING_KINDS,
  entry: {
    zh: "人工录入",
    en: "Typed entry",
    signs: [
      "heartRate",
      "spo2",
      "respiratoryRate",
      "bodyTemperature",
      "systolicPressure",
      "diastolicPressure",
      "bloodGlucose",
      "weight",
      "consciousness",
      "oxygen",
      ...SOFT_SIGNS,
    ],
    method: "typed",
    grade: "medical",
    registration: "that of the instrument that was read",
    expectedIntervalMs: null,
    sentinels: {},
    events: [],
  },
} as const satisfies Record<string, DeviceKindInfo>;

export type DeviceKind = keyof typeof DEVICE_KINDS;
export const DEVICE_KIND_KEYS = Object.keys(DEVICE_KINDS) as readonly DeviceKind[];
/** What a person types for a resident stands in the journal as the words of this kind; it is made by the server, and nobody signs in as it. */
export const ENTRY_KIND = "entry" as const satisfies DeviceKind;
/** The server's own button for drills (domain/drill.ts): whatever it says is a drill, and nothing else is. */
export const DRILL_KIND = "drillDevice" as const satisfies DeviceKind;
/** Kinds that a home can be given. */
export const HARDWARE_KINDS = DEVICE_KIND_KEYS.filter((kind) => kind !== ENTRY_KIND && kind !== DRILL_KIND);
export const DIALECTS = ["zigbee2mqtt", "owntracks"] as const;
/** What a gateway speaks inside its mount. */
export type Dialect = (typeof DIALECTS)[number];

export function deviceKindInfo(kind: DeviceKind): DeviceKindInfo {
  return DEVICE_KINDS[kind];
}
export function methodOf(kind: DeviceKind, sign: SignKey): Method {
  const info = deviceKindInfo(kind);
  return info.methodOf?.[sign] ?? info.method;
}
/** Normal time between values of a sign, ms; `null`: it comes only when something happens. */
export function signIntervalMs(kind: DeviceKind, sign: SignKey): number | null {
  const info = deviceKindInfo(kind);
  return info.intervalOf?.[sign] ?? info.expectedIntervalMs;
}
