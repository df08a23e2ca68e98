import { ANSWER_TARGETS } from "../../domain/clinic-console.ts";
import { DISPOSITIONS } from "../../domain/disposition.ts";
import { NOW } from "./mock-home.ts";

const within = (count: number, of: number, target: number) => ({ within: count, of, share: of === 0 ? null : count / of, target });

/** Answer times of the mock's clinics, and the alerts behind them. `undefined`: another route. */
export function answerFigures(path: string, query: URLSearchParams): unknown {
  const [, clinicId, behind] = /^\/clinics\/([^/]+)\/answer-times(\/alerts)?$/.exec(path) ?? [];
  if (clinicId === undefined) return undefined;
  const isFirst = clinicId.endsWith("1") || clinicId.includes("sun");
  const times = isFirst ? [31_000, 44_000, 171_000] : [58_000, 412_000];
  if (behind !== undefined)
    return {
      items: times.map((ms, index) => ({
        ...{ alertId: `00000000-0000-5000-8000-00000000004${index}`, kind: "vital", severity: "critical" },
        ...{ toldAt: NOW - (index + 1) * 90_000_000, answeredAt: NOW - (index + 1) * 90_000_000 + ms },
        ...{ outcome: "answered", dispositions: ["advise"] },
      })),
    };
  const count = (limit: number): number => times.filter((ms) => ms <= limit).length;
  return {
    ...{ clinicId, from: Number(query.get("from")), to: Number(query.get("to")), told: times.length + 1, answered: times.length },
    ...{ elsewhere: 1, waiting: 0, refused: 0, medianMs: times[1], p95Ms: times.at(-1) },
    s60: within(count(60_000), times.length, ANSWER_TARGETS.s60.share),
    s180: within(count(180_000), times.length, ANSWER_TARGETS.s180.share),
    dispositions: Object.fromEntries(DISPOSITIONS.map((type) => [type, type === "advise" ? times.length : 0])),
  };
}
