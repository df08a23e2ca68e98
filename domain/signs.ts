/**
 * The catalogue of signs: every quantity that Anhu stores, with its code, unit, plausible range and names.
 * Codes: LOINC and UCUM as in the FHIR R4 vital-signs profile (hl7.org/fhir/valueset-observation-vitalsignresult.html).
 * `plausible` is what a sensor can physically report about a living person or a lived-in room; outside it a value is a
 * technical fault of the sensor, never a finding about the resident. Values travel as numbers: a boolean sign is 0 or 1,
 * a state sign is the index in `states`.
 */
export interface SignInfo {
  /** `softSign`: how a person seems to those who know them (RESTORE2mini); only a person says so. */
  readonly class: "vital" | "activity" | "ambient" | "location" | "deviceHealth" | "softSign";
  readonly type: "number" | "boolean" | "state";
  readonly loinc?: string;
  /** UCUM unit of `value`; "1" for booleans and states. */
  readonly unit: string;
  readonly plausible: readonly [number, number];
  readonly plausibleSource: string;
  /** Decimals that a screen shows. */
  readonly precision: number;
  readonly states?: readonly string[];
  readonly zh: string;
  readonly en: string;
}

const PHYSIOLOGY = "general knowledge: widest values reported in living adults, unconfirmed [M]";
const SENSOR = "general knowledge: measuring range of common sensors, unconfirmed [M]";
const DEFINITION = "by definition of the quantity";
const flag = (loincless: { zh: string; en: string }, signClass: "activity" | "ambient" | "deviceHealth" | "softSign") =>
  ({ class: signClass, type: "boolean", unit: "1", plausible: [0, 1], plausibleSource: DEFINITION, precision: 0, ...loincless }) as const;

export const SIGNS = {
  heartRate: {
    class: "vital",
    type: "number",
    loinc: "8867-4",
    unit: "/min",
    plausible: [15, 250],
    plausibleSource: PHYSIOLOGY,
    precision: 0,
    zh: "心率",
    en: "Heart rate",
  },
  spo2: {
    class: "vital",
    type: "number",
    loinc: "59408-5",
    unit: "%",
    plausible: [40, 100],
    plausibleSource: PHYSIOLOGY,
    precision: 0,
    zh: "血氧",
    en: "SpO₂",
  },
  respiratoryRate: {
    class: "vital",
    type: "number",
    loinc: "9279-1",
    unit: "/min",
    plausible: [3, 70],
    plausibleSource: PHYSIOLOGY,
    precision: 0,
    zh: "呼吸",
    en: "Respiration",
  },
  bodyTemperature: {
    class: "vital",
    type: "number",
    loinc: "8310-5",
    unit: "Cel",
    plausible: [25, 44],
    plausibleSource: PHYSIOLOGY,
    precision: 1,
    zh: "体温",
    en: "Temperature",
  },
  systolicPressure: {
    class: "vital",
    type: "number",
    loinc: "8480-6",
    unit: "mm[Hg]",
    plausible: [40, 300],
    plausibleSource: PHYSIOLOGY,
    precision: 0,
    zh: "收缩压",
    en: "Systolic pressure",
  },
  diastolicPressure: {
    class: "vital",
    type: "number",
    loinc: "8462-4",
    unit: "mm[Hg]",
    plausible: [20, 200],
    plausibleSource: PHYSIOLOGY,
    precision: 0,
    zh: "舒张压",
    en: "Diastolic pressure",
  },
  bloodGlucose: {
    class: "vital",
    type: "number",
    loinc: "15074-8",
    unit: "mmol/L",
    plausible: [0.6, 55],
    plausibleSource: SENSOR,
    precision: 1,
    zh: "血糖",
    en: "Blood glucose",
  },
  weight: {
    class: "vital",
    type: "number",
    loinc: "29463-7",
    unit: "kg",
    plausible: [20, 300],
    plausibleSource: SENSOR,
    precision: 1,
    zh: "体重",
    en: "Weight",
  },
  steps: {
    class: "activity",
    type: "number",
    loinc: "55423-8",
    unit: "{steps}",
    plausible: [0, 200_000],
    plausibleSource: SENSOR,
    precision: 0,
    zh: "步数",
    en: "Steps",
  },
  sleepState: {
    class: "activity",
    type: "state",
    unit: "1",
    states: ["awake", "light", "deep", "rem"],
    plausible: [0, 3],
    plausibleSource: DEFINITION,
    precision: 0,
    zh: "睡眠",
    en: "Sleep",
  },
  motion: flag({ zh: "活动", en: "Motion" }, "ambient"),
  presence: flag({ zh: "有人", en: "Presence" }, "ambient"),
  lowPosture: flag({ zh: "低位", en: "Low posture" }, "ambient"),
  doorOpen: flag({ zh: "门", en: "Door open" }, "ambient"),
  bedOccupied: flag({ zh: "在床", en: "In bed" }, "ambient"),
  leak: flag({ zh: "漏水", en: "Water leak" }, "ambient"),
  smoke: flag({ zh: "烟雾", en: "Smoke" }, "ambient"),
  gas: flag({ zh: "燃气", en: "Gas" }, "ambient"),
  roomTemperature: {
    class: "ambient",
    type: "number",
    unit: "Cel",
    plausible: [-40, 80],
    plausibleSource: SENSOR,
    precision: 1,
    zh: "室温",
    en: "Room temperature",
  },
  humidity: {
    class: "ambient",
    type: "number",
    unit: "%",
    plausible: [0, 100],
    plausibleSource: DEFINITION,
    precision: 0,
    zh: "湿度",
    en: "Humidity",
  },
  latitude: {
    class: "location",
    type: "number",
    unit: "deg",
    plausible: [-90, 90],
    plausibleSource: DEFINITION,
    precision: 6,
    zh: "纬度",
    en: "Latitude",
  },
  longitude: {
    class: "location",
    type: "number",
    unit: "deg",
    plausible: [-180, 180],
    plausibleSource: DEFINITION,
    precision: 6,
    zh: "经度",
    en: "Longitude",
  },
  accuracy: {
    class: "location",
    type: "number",
    unit: "m",
    plausible: [0, 100_000],
    plausibleSource: SENSOR,
    precision: 0,
    zh: "定位精度",
    en: "Accuracy",
  },
  battery: {
    class: "deviceHealth",
    type: "number",
    unit: "%",
    plausible: [0, 100],
    plausibleSource: DEFINITION,
    precision: 0,
    zh: "电量",
    en: "Battery",
  },
  signal: {
    class: "deviceHealth",
    type: "number",
    unit: "%",
    plausible: [0, 100],
    plausibleSource: DEFINITION,
    precision: 0,
    zh: "信号",
    en: "Signal",
  },
  worn: flag({ zh: "佩戴", en: "Worn" }, "deviceHealth"),
  charging: flag({ zh: "充电", en: "Charging" }, "deviceHealth"),
  // Below stands what came later: the position of a sign is stored, so a new one goes to the end.
  consciousness: {
    class: "vital",
    type: "state",
    loinc: "80288-4",
    unit: "1",
    /** ACVPU of NEWS2; confusion: new, a change from what is usual for this person. */
    states: ["alert", "confusion", "voice", "pain", "unresponsive"],
    plausible: [0, 4],
    plausibleSource: DEFINITION,
    precision: 0,
    zh: "意识",
    en: "Consciousness",
  },
  oxygen: {
    class: "vital",
    type: "number",
    loinc: "3151-8",
    unit: "L/min",
    /** 0: breathes air. High-flow devices give up to 60 L/min. */
    plausible: [0, 60],
    plausibleSource: SENSOR,
    precision: 1,
    zh: "吸氧",
    en: "Supplemental oxygen",
  },
  drowsy: flag({ zh: "嗜睡", en: "Drowsy" }, "softSign"),
  refusesFood: flag({ zh: "拒食", en: "Refuses food" }, "softSign"),
  newConfusion: flag({ zh: "新发糊涂", en: "New confusion" }, "softSign"),
  unsteady: flag({ zh: "站不稳", en: "Unsteady" }, "softSign"),
  labouredBreathing: flag({ zh: "呼吸费力", en: "Laboured breathing" }, "softSign"),
  familyConcern: flag({ zh: "家属担心", en: "Family is concerned" }, "softSign"),
  beacon: {
    class: "location",
    type: "number",
    unit: "1",
    /** Number of the nearest beacon (iBeacon minor), which a place of the facility carries. */
    plausible: [1, 65_535],
    plausibleSource: DEFINITION,
    precision: 0,
    zh: "信标",
    en: "Beacon",
  },
} as const satisfies Record<string, SignInfo>;

export type SignKey = keyof typeof SIGNS;
export const SIGN_KEYS = Object.keys(SIGNS) as readonly SignKey[];
/** Position of a sign in `SIGN_KEYS`: the number under which compact rows carry it. */
export const SIGN_INDEX = Object.fromEntries(SIGN_KEYS.map((key, index) => [key, index])) as Readonly<Record<SignKey, number>>;

export function isSignKey(key: string): key is SignKey {
  return Object.hasOwn(SIGNS, key);
}
export function signInfo(sign: SignKey): SignInfo {
  return SIGNS[sign];
}
