import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { carePlanView } from "../../api/care-plan-view.ts";
import { limitsOf } from "../../app/limits.ts";
import { ruleViews } from "../../app/rule-book.ts";
import type { CareSetting, SettingDetail } from "../../domain/care-settings.ts";
import { BASELINE_LEARN_DAYS, type BaselineView } from "../../domain/baseline-view.ts";
import type { Resident } from "../../domain/directory.ts";
import type { SilenceView } from "../../domain/hold.ts";
import type { Tile } from "../../domain/live-events.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const DAY_MS = 86_400_000;
const RULES = ruleViews([], NOW);
/** The resident for whom people laid things down; of everybody else the catalogue says. */
const CARED_FOR = "res_2";

export type Answer = readonly [status: number, body: unknown];
/** Silences, limits, care plans and baselines of the mock home: by the server's own rules, out of memory. */
export function makeCare() {
  let settings: CareSetting[] = [];
  let silences: SilenceView[] = [];
  function lay(kind: CareSetting["kind"], about: string, value: number, more: Partial<CareSetting> = {}): void {
    settings.push({
      ...{ id: `set_${settings.length}`, residentId: CARED_FOR, kind, about, value, detail: null, reviewMs: null, fromMs: NOW },
      ...{ byUserId: "usr_1", byName: "李娜", byRole: "nurse" },
      ...more,
    });
  }
  function clear(): void {
    settings = [];
    const chen = { byName: "陈医生", byRole: "physician", fromMs: NOW - 200 * DAY_MS } as const;
    const levels = [
      { level: "warning", raiseAt: 120 },
      { level: "critical", raiseAt: 140 },
    ] as const;
    const detail: SettingDetail = { levels: levels.map((one) => ({ ...one })), reason: "永久性房颤" };
    lay("physicianLimit", "heartRate.high", 1, { ...chen, detail, reviewMs: NOW - 20 * DAY_MS });
    lay("condition", "hypertension", 1, { fromMs: NOW - 90 * DAY_MS });
    lay("condition", "diabetes", 1, { fromMs: NOW - 40 * DAY_MS });
    lay("focusGroup", "wandering", 1, { fromMs: NOW - 90 * DAY_MS });
    const pages = ["spo2.low"];
    const comfort: SettingDetail = { pages, tellsClinic: true, prompts120: false, treatmentLimits: "不插管，镇痛优先" };
    lay("comfortPlan", "", 1, { ...chen, residentId: "res_3", detail: comfort, reviewMs: NOW + 30 * DAY_MS });
    silences = [aSilence("sil_1", "bodyTemperature.high", "医生已看过，两小时后复测", NOW + 100 * 60_000, "张伟")];
  }
  function aSilence(id: string, rule: string, reason: string, until: number, by: string): SilenceView {
    const who = { residentId: CARED_FOR, residentName: "李国强", room: "302", deviceId: null };
    return { id, facilityId: FACILITY.id, ...who, rule, by, reason, from: NOW - 600_000, until, alertIds: [] };
  }
  const list = () => ({ items: silences, residents: silences.length === 0 ? 0 : 1 });
  const of = (tile: Tile) => settings.filter(({ residentId }) => residentId === tile.residentId);
  function limits(tile: Tile): unknown {
    const items = limitsOf(DEFAULT_CATALOGUE, { changes: [], settings: of(tile), resident: { birthYear: tile.birthYear } }, NOW);
    return { items, next: null };
  }
  function plan({ residentId, room, name, level, birthYear }: Tile): unknown {
    const about = { id: residentId, facilityId: FACILITY.id, name, placeId: `plc_${room}`, level, birthYear };
    return carePlanView(
      about as Resident,
      settings.filter((one) => one.residentId === residentId),
      NOW,
      true,
    );
  }
  clear();
  return {
    clear,
    /** Somebody else silences the rule before whoever presses next. */
    silence(rule: string, by: string): void {
      silences = [...silences, aSilence("sil_other", rule, "", NOW + 3_600_000, by)];
    },
    /** `undefined`: not about this. */
    read(path: string, tile: Tile | undefined): unknown {
      if (path === "/silences") return list();
      if (path === `/facilities/${FACILITY.id}/rules`) return { items: RULES, next: null };
      if (tile === undefined) return undefined;
      if (path.endsWith("/limits")) return limits(tile);
      if (path.endsWith("/care-plan")) return plan(tile);
      return path.endsWith("/baseline") ? baseline(tile.residentId) : undefined;
    },
    write(method: string, path: string, body: Record<string, unknown>, tile: Tile | undefined): Answer | undefined {
      if (method === "DELETE" && path.startsWith("/silences/")) {
        silences = silences.filter(({ id }) => path !== `/silences/${id}`);
        return [200, list()];
      }
      if (tile === undefined) return undefined;
      const { residentId } = tile;
      const text = (key: string) => String(body[key]);
      if (path.endsWith("/silences")) {
        const other = silences.find(({ rule }) => rule === body["rule"]);
        if (other !== undefined) return [409, { code: "CONFLICT", title: "Somebody was first", by: other.by }];
        const made = aSilence(`sil_${silences.length + 2}`, text("rule"), text("reason"), NOW + Number(body["minutes"]) * 60_000, "李娜");
        silences = [...silences, made];
        return [201, made];
      }
      if (path.endsWith("/limits/end")) {
        lay("physicianLimit", text("rule"), 0, { residentId });
        return [201, limits(tile)];
      }
      if (path.endsWith("/limits")) {
        const detail = { levels: body["levels"], reason: text("reason") } as SettingDetail;
        lay("physicianLimit", text("rule"), 1, { residentId, detail, reviewMs: Number(body["reviewAt"]), byRole: "physician" });
        return [201, limits(tile)];
      }
      if (path.endsWith("/conditions")) lay("condition", text("condition"), body["holds"] === true ? 1 : 0, { residentId });
      else if (path.endsWith("/focus-groups")) lay("focusGroup", text("group"), body["holds"] === true ? 1 : 0, { residentId });
      else return undefined;
      return [201, plan(tile)];
    },
  };
}
/** The heart rate is learned, the respiration still being learned. */
function baseline(residentId: string): BaselineView {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const about = { heardAt: NOW - 60_000, off: null } as const;
  return {
    residentId,
    learnDays: BASELINE_LEARN_DAYS,
    signs: [
      {
        ...{ sign: "heartRate", unit: "/min", method: "wrist", ...about },
        places: hours.map((hour) => {
          const median = hour < 6 || hour > 21 ? 66 : 72 + (hour % 3);
          return { hour, days: 12, median, low: median - 6, high: median + 7 };
        }),
      },
      {
        ...{ sign: "respiratoryRate", unit: "/min", method: "bedMat", ...about },
        places: hours.map((hour) => ({ hour, days: 3, median: null, low: null, high: null })),
      },
    ],
  };
}
