import type { TrendRule } from "../types.ts";

const DAY = 24 * 3_600_000;
/** Changes against earlier readings of the same person. */
export const TREND_RULES: readonly TrendRule[] = [
  {
    type: "trend",
    id: "trend.weight.high",
    kind: "vital",
    class: "physiological",
    latched: false,
    sign: "weight",
    side: "high",
    change: 2,
    overMs: 3 * DAY,
    needs: 2,
    levels: [
      { severity: "info", forMs: 0, readings: 1, source: "DOMAIN §5.3: a single reading asks for a second one" },
      { severity: "warning", forMs: 0, readings: 2, source: "ESC guidelines on heart failure 2021: > 2 kg in 3 days [M]" },
    ],
    source: "ESC guidelines on heart failure 2021: more than 2 kg in 3 days is told to the care team [M]",
    title: { zh: "体重三天内增加", en: "Weight gained within three days" },
    cause: { zh: "水钠潴留，也可能是衣物或另一台秤", en: "water retained; or clothes, or another scale" },
    consequence: { zh: "心衰加重、肺水肿", en: "heart failure gets worse, water in the lungs" },
    response: {
      zh: "同一台秤再称一次；看下肢水肿和呼吸，告知医生",
      en: "weigh again on the same scale; look for swelling and breathlessness, tell the doctor",
    },
  },
];
