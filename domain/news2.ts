import type { SignKey } from "./signs.ts";

/**
 * NEWS2 (Royal College of Physicians, 2017, charts 1–3; reproduced with acknowledgement): for adults of 16 years and older, not in pregnancy.
 * Values are in the units of `SIGNS`; `consciousness` is the index of its state (ACVPU), `oxygen` the flow, 0 = air.
 */
export const NEWS2_INPUTS = [
  "respiratoryRate",
  "spo2",
  "oxygen",
  "systolicPressure",
  "heartRate",
  "consciousness",
  "bodyTemperature",
] as const satisfies readonly SignKey[];
export type News2Input = (typeof NEWS2_INPUTS)[number];
/** 2: target saturation 88–92 % (hypercapnic respiratory failure), set by a physician for one resident. */
export type Spo2Scale = 1 | 2;
export const NEWS2_RISKS = ["low", "lowMedium", "medium", "high"] as const;
export type News2Risk = (typeof NEWS2_RISKS)[number];
/** Aggregate scores of the published thresholds: urgent response, emergency response. */
export const NEWS2_MEDIUM = 5;
export const NEWS2_HIGH = 7;
/** A parameter of the worst band: by itself an urgent review. */
export const NEWS2_RED = 3;

/** Upper ends of the bands, ascending, each with its points; the last holds for everything above. */
type Bands = readonly (readonly [upTo: number, points: number])[];
const BANDS = {
  respiratoryRate: [
    [8, 3],
    [11, 1],
    [20, 0],
    [24, 2],
    [Infinity, 3],
  ],
  systolicPressure: [
    [90, 3],
    [100, 2],
    [110, 1],
    [219, 0],
    [Infinity, 3],
  ],
  heartRate: [
    [40, 3],
    [50, 1],
    [90, 0],
    [110, 1],
    [130, 2],
    [Infinity, 3],
  ],
  bodyTemperature: [
    [35, 3],
    [36, 1],
    [38, 0],
    [39, 1],
    [Infinity, 2],
  ],
} as const satisfies Readonly<Partial<Record<News2Input, Bands>>>;
const SPO2_SCALE_1: Bands = [
  [91, 3],
  [93, 2],
  [95, 1],
  [Infinity, 0],
];
const SPO2_SCALE_2_ON_AIR: Bands = [
  [83, 3],
  [85, 2],
  [87, 1],
  [Infinity, 0],
];
const SPO2_SCALE_2_ON_OXYGEN: Bands = [
  [83, 3],
  [85, 2],
  [87, 1],
  [92, 0],
  [94, 1],
  [96, 2],
  [Infinity, 3],
];
const OXYGEN_POINTS = 2;

export type News2Values = Readonly<Partial<Record<News2Input, number>>>;
export interface News2Score {
  /** 0–20. Of a set with missing inputs: at least so much. */
  readonly total: number;
  readonly points: Readonly<Partial<Record<News2Input, number>>>;
  /** What the set lacks; empty: it is a NEWS2. */
  readonly missing: readonly News2Input[];
  /** Some parameter alone scores 3. */
  readonly hasRed: boolean;
  /** Of a set with missing inputs: at least this. */
  readonly risk: News2Risk;
}
/** Scores what is known; a value is rounded before it is banded, so that no value lies between two bands. */
export function scoreNews2(values: News2Values, scale: Spo2Scale): News2Score {
  const points: Partial<Record<News2Input, number>> = {};
  const missing: News2Input[] = [];
  let total = 0;
  for (const input of NEWS2_INPUTS) {
    const value = values[input];
    if (value === undefined) {
      missing.push(input);
      continue;
    }
    const scored = pointsOf(input, value, scale, values.oxygen);
    points[input] = scored;
    total += scored;
  }
  const hasRed = Object.values(points).some((scored) => scored >= NEWS2_RED);
  return { total, points, missing, hasRed, risk: riskOf(total, hasRed) };
}
/** `oxygen` undefined: unknown; then a saturation above the target of scale 2 counts as on air, the lower of both. */
function pointsOf(input: News2Input, value: number, scale: Spo2Scale, oxygen: number | undefined): number {
  switch (input) {
    case "consciousness":
      return value === 0 ? 0 : NEWS2_RED;
    case "oxygen":
      return value > 0 ? OXYGEN_POINTS : 0;
    case "spo2":
      if (scale === 1) return banded(SPO2_SCALE_1, Math.round(value));
      return banded((oxygen ?? 0) > 0 ? SPO2_SCALE_2_ON_OXYGEN : SPO2_SCALE_2_ON_AIR, Math.round(value));
    case "bodyTemperature":
      return banded(BANDS.bodyTemperature, Math.round(value * 10) / 10);
    case "respiratoryRate":
    case "systolicPressure":
    case "heartRate":
      return banded(BANDS[input], Math.round(value));
  }
}
function banded(bands: Bands, value: number): number {
  return bands.find(([upTo]) => value <= upTo)?.[1] ?? NEWS2_RED;
}
function riskOf(total: number, hasRed: boolean): News2Risk {
  if (total >= NEWS2_HIGH) return "high";
  if (total >= NEWS2_MEDIUM) return "medium";
  return hasRed ? "lowMedium" : "low";
}

/** Keys of `news2.ward.*` in the locales: the response of the published table, for a hospital ward. */
export const WARD_RESPONSES = ["routine", "nurse", "urgentWard", "urgent", "emergency"] as const;
export type WardResponse = (typeof WARD_RESPONSES)[number];
export function wardResponse({ total, risk }: Pick<News2Score, "total" | "risk">): WardResponse {
  if (risk === "high") return "emergency";
  if (risk === "medium") return "urgent";
  if (risk === "lowMedium") return "urgentWard";
  return total === 0 ? "routine" : "nurse";
}
/** Keys of `news2.home.*` in the locales: RESTORE2 for care homes, shown as 参考 (DOMAIN §2.1, §5.11). */
export const HOME_RESPONSES = ["watch", "review", "urgent", "ambulance"] as const;
export type HomeResponse = (typeof HOME_RESPONSES)[number];
/** RESTORE2: 0–2 watch and repeat, 3–4 senior and GP review, 5–6 urgent GP, 7 and more ambulance. */
export function homeResponse(total: number): HomeResponse {
  if (total >= NEWS2_HIGH) return "ambulance";
  if (total >= NEWS2_MEDIUM) return "urgent";
  return total >= NEWS2_RED ? "review" : "watch";
}
