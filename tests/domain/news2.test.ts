import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { homeResponse, NEWS2_INPUTS, scoreNews2, wardResponse, type News2Input, type Spo2Scale } from "../../domain/news2.ts";
import { SIGNS } from "../../domain/signs.ts";
import { findShared, needShared } from "../support/platform.ts";

const WELL = { respiratoryRate: 16, spo2: 97, oxygen: 0, systolicPressure: 125, heartRate: 70, consciousness: 0, bodyTemperature: 36.8 };
const acvpu = (state: (typeof SIGNS.consciousness.states)[number]) => SIGNS.consciousness.states.indexOf(state);

/** Every edge of the published chart, and the values between two bands that only rounding puts into one. */
const EDGES: readonly (readonly [input: News2Input, values: readonly (readonly [value: number, points: number])[]])[] = [
  [
    "respiratoryRate",
    [
      [3, 3],
      [8, 3],
      [8.4, 3],
      [8.5, 1],
      [9, 1],
      [11, 1],
      [11.4, 1],
      [11.5, 0],
      [12, 0],
      [20, 0],
      [20.4, 0],
      [20.5, 2],
      [21, 2],
      [24, 2],
      [24.5, 3],
      [25, 3],
      [60, 3],
    ],
  ],
  [
    "systolicPressure",
    [
      [60, 3],
      [90, 3],
      [90.4, 3],
      [90.5, 2],
      [91, 2],
      [100, 2],
      [100.5, 1],
      [101, 1],
      [110, 1],
      [110.5, 0],
      [111, 0],
      [219, 0],
      [219.4, 0],
      [219.5, 3],
      [220, 3],
      [260, 3],
    ],
  ],
  [
    "heartRate",
    [
      [30, 3],
      [40, 3],
      [40.4, 3],
      [40.5, 1],
      [41, 1],
      [50, 1],
      [50.5, 0],
      [51, 0],
      [90, 0],
      [90.4, 0],
      [90.5, 1],
      [91, 1],
      [110, 1],
      [110.5, 2],
      [111, 2],
      [130, 2],
      [130.5, 3],
      [131, 3],
      [200, 3],
    ],
  ],
  [
    "consciousness",
    [
      [acvpu("alert"), 0],
      [acvpu("confusion"), 3],
      [acvpu("voice"), 3],
      [acvpu("pain"), 3],
      [acvpu("unresponsive"), 3],
    ],
  ],
  [
    "bodyTemperature",
    [
      [34, 3],
      [35, 3],
      [35.04, 3],
      [35.05, 1],
      [35.1, 1],
      [36, 1],
      [36.04, 1],
      [36.05, 0],
      [36.1, 0],
      [38, 0],
      [38.04, 0],
      [38.05, 1],
      [38.1, 1],
      [39, 1],
      [39.04, 1],
      [39.05, 2],
      [39.1, 2],
      [41, 2],
    ],
  ],
  [
    "oxygen",
    [
      [0, 0],
      [0.5, 2],
      [2, 2],
      [15, 2],
    ],
  ],
];
/** SpO2 by scale, and on scale 2 by air or oxygen. */
const SATURATIONS: readonly (readonly [name: string, scale: Spo2Scale, oxygen: number, values: readonly (readonly [number, number])[]])[] =
  [
    [
      "scale 1",
      1,
      0,
      [
        [80, 3],
        [91, 3],
        [91.4, 3],
        [91.5, 2],
        [92, 2],
        [93, 2],
        [93.5, 1],
        [94, 1],
        [95, 1],
        [95.5, 0],
        [96, 0],
        [100, 0],
      ],
    ],
    [
      "scale 1 on oxygen",
      1,
      2,
      [
        [91, 3],
        [92, 2],
        [94, 1],
        [96, 0],
        [100, 0],
      ],
    ],
    [
      "scale 2 on air",
      2,
      0,
      [
        [70, 3],
        [83, 3],
        [83.5, 2],
        [84, 2],
        [85, 2],
        [85.5, 1],
        [86, 1],
        [87, 1],
        [87.5, 0],
        [88, 0],
        [92, 0],
        [93, 0],
        [96, 0],
        [97, 0],
        [100, 0],
      ],
    ],
    [
      "scale 2 on oxygen",
      2,
      2,
      [
        [83, 3],
        [84, 2],
        [85, 2],
        [86, 1],
        [87, 1],
        [88, 0],
        [92, 0],
        [92.4, 0],
        [92.5, 1],
        [93, 1],
        [94, 1],
        [94.5, 2],
        [95, 2],
        [96, 2],
        [96.5, 3],
        [97, 3],
        [100, 3],
      ],
    ],
  ];

describe("the published chart of NEWS2", () => {
  const rows = EDGES.flatMap(([input, values]) => values.map(([value, points]) => ({ input, value, points })));
  it.each(rows)("$input $value scores $points", ({ input, value, points }) => {
    for (const scale of [1, 2] as const) expect(scoreNews2({ ...WELL, [input]: value }, scale).points[input]).toBe(points);
  });
  const saturations = SATURATIONS.flatMap(([name, scale, oxygen, values]) =>
    values.map(([value, points]) => ({ name, scale, oxygen, value, points })),
  );
  it.each(saturations)("$name: SpO2 $value scores $points", ({ scale, oxygen, value, points }) => {
    expect(scoreNews2({ ...WELL, oxygen, spo2: value }, scale).points.spo2).toBe(points);
  });
  it("adds up to 20 at worst and 0 at best", () => {
    const worst = { respiratoryRate: 25, spo2: 91, oxygen: 4, systolicPressure: 90, heartRate: 131, consciousness: 4, bodyTemperature: 35 };
    expect(scoreNews2(worst, 1)).toMatchObject({ total: 20, missing: [], hasRed: true, risk: "high" });
    expect(scoreNews2(WELL, 1)).toMatchObject({ total: 0, missing: [], hasRed: false, risk: "low" });
  });
  it.each([
    { name: "nothing is routine", change: {}, total: 0, risk: "low", ward: "routine", home: "watch" },
    { name: "1 is for a nurse", change: { heartRate: 95 }, total: 1, risk: "low", ward: "nurse", home: "watch" },
    { name: "3 from two signs", change: { heartRate: 95, spo2: 93 }, total: 3, risk: "low", ward: "nurse", home: "review" },
    { name: "4", change: { heartRate: 115, spo2: 93 }, total: 4, risk: "low", ward: "nurse", home: "review" },
    { name: "a single 3", change: { consciousness: 1 }, total: 3, risk: "lowMedium", ward: "urgentWard", home: "review" },
    { name: "5", change: { heartRate: 95, spo2: 93, oxygen: 1 }, total: 5, risk: "medium", ward: "urgent", home: "urgent" },
    { name: "6 with a single 3", change: { heartRate: 131, spo2: 91 }, total: 6, risk: "medium", ward: "urgent", home: "urgent" },
    { name: "7", change: { heartRate: 131, spo2: 91, respiratoryRate: 9 }, total: 7, risk: "high", ward: "emergency", home: "ambulance" },
  ])("$name: risk $risk", ({ change, total, risk, ward, home }) => {
    const score = scoreNews2({ ...WELL, ...change }, 1);
    expect([score.total, score.risk, wardResponse(score), homeResponse(score.total)]).toEqual([total, risk, ward, home]);
  });
});

describe("a set with missing inputs", () => {
  it("scores what is known and says what is not", () => {
    const { total, missing, points } = scoreNews2({ heartRate: 131, spo2: 93 }, 1);
    expect({ total, missing, points }).toEqual({
      total: 5,
      missing: ["respiratoryRate", "oxygen", "systolicPressure", "consciousness", "bodyTemperature"],
      points: { spo2: 2, heartRate: 3 },
    });
    expect(scoreNews2({}, 1)).toMatchObject({ total: 0, missing: NEWS2_INPUTS, risk: "low" });
  });
  it("never scores more than the whole set, whatever is missing", () => {
    const ill = { respiratoryRate: 23, spo2: 97, oxygen: 3, systolicPressure: 95, heartRate: 118, consciousness: 1, bodyTemperature: 39.2 };
    for (const scale of [1, 2] as const) {
      const { total } = scoreNews2(ill, scale);
      for (let mask = 0; mask < 2 ** NEWS2_INPUTS.length; mask++) {
        const known = Object.fromEntries(NEWS2_INPUTS.filter((_, index) => mask & (1 << index)).map((input) => [input, ill[input]]));
        expect(scoreNews2(known, scale).total).toBeLessThanOrEqual(total);
      }
    }
  });
});

interface Case {
  readonly id: string;
  readonly input: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string | number>>;
}
/** "111,mm[Hg]" is a quantity; "2|local::at0019|Supplemental oxygen|" a choice. */
const quantity = ({ input }: Case, key: string) => Number(input[key]!.split(",")[0]);
const text = (value: string | number | undefined) => String(value).split("|")[2];
const read = (name: string): Case[] => JSON.parse(readFileSync(join(findShared("news2-openehr-cases")!, name), "utf8"));
const RISKS: Readonly<Record<string, string>> = { Low: "low", "Low-Medium": "lowMedium", Medium: "medium", High: "high" };

needShared("news2-openehr-cases")("the cases of the openEHR models", () => {
  it("NEWS2: total, points of each parameter, and risk", () => {
    const cases = read("news2.json");
    expect(cases.length).toBeGreaterThanOrEqual(13);
    for (const one of cases) {
      const scale = text(one.input["Hypercapnic respiratory failure"]) === "Yes" ? 2 : 1;
      const score = scoreNews2(
        {
          respiratoryRate: quantity(one, "Respiration rate"),
          spo2: quantity(one, "spO2"),
          oxygen: text(one.input["Supplemental oxygen"]) === "Room air" ? 0 : 2,
          systolicPressure: quantity(one, "Systolic BP"),
          heartRate: quantity(one, "Heart rate"),
          consciousness: text(one.input["Consciousness"]) === "Alert" ? 0 : 1,
          bodyTemperature: quantity(one, "Temperature"),
        },
        scale,
      );
      const points = (key: string) => Number(String(one.expected[key]).split("|")[0]);
      expect({ id: one.id, total: score.total, risk: score.risk, missing: score.missing, points: score.points }).toMatchObject({
        id: one.id,
        total: one.expected["Total score"],
        risk: RISKS[text(one.expected["Clinical risk"])!],
        missing: [],
        points: {
          heartRate: points("Pulse"),
          bodyTemperature: points("Temperature"),
          systolicPressure: points("Systolic blood pressure"),
          respiratoryRate: points("Respiratory rate"),
          spo2: points("SpO2"),
        },
      });
    }
  });
  it("NEWS of 2012, which had one scale and no confusion: total and risk", () => {
    const cases = read("news.json");
    expect(cases.length).toBeGreaterThanOrEqual(5);
    for (const one of cases) {
      const { total, risk } = scoreNews2(
        {
          respiratoryRate: quantity(one, "Respiration rate"),
          spo2: quantity(one, "SaO2"),
          oxygen: text(one.input["Oxygen therapy"]) === "Present" ? 2 : 0,
          systolicPressure: quantity(one, "Systolic"),
          heartRate: quantity(one, "Rate"),
          consciousness: one.input["AVPU Observation"]!.includes("Alert") ? 0 : 4,
          bodyTemperature: quantity(one, "Temperature"),
        },
        1,
      );
      const group = text(one.expected["NEWS Assessment"])!.replace("-risk group", "");
      expect([one.id, total, risk]).toEqual([one.id, one.expected["Total score"], RISKS[group]]);
    }
  });
});
