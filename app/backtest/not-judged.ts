import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { NotJudged } from "../../domain/backtest.ts";
import type { BesideLive } from "./beside-live.ts";
import type { BacktestPlan } from "./plan.ts";

const DAY_MS = 86_400_000;

/** What a replay of the historian cannot say, in words. */
export function notJudged(
  plan: BacktestPlan,
  { residents, residentDays, sign, live }: { residents: number; residentDays: number; sign: string | null; live: BesideLive },
): NotJudged[] {
  const { fromMs, toMs, warmFromMs, rawFromMs, ruleId } = plan;
  const rule = DEFAULT_CATALOGUE.rule(ruleId);
  const found: NotJudged[] = [];
  const note = (code: NotJudged["code"], detail: string, from: number | null = null, to: number | null = null): void =>
    void found.push({ code, detail, from, to });
  if (rawFromMs !== null && rawFromMs > fromMs)
    note("retention", "readings are not kept that long; ANHU_RETENTION_RAW_DAYS says how long", fromMs, Math.min(rawFromMs, toMs));
  const wanted = Math.round((residents * (toMs - Math.max(fromMs, rawFromMs ?? fromMs))) / DAY_MS);
  if (residentDays < wanted)
    note(
      "noReadings",
      `${wanted - residentDays} of ${wanted} days of residents have no reading${sign === null ? "" : ` of ${sign}`}`,
      fromMs,
      toMs,
    );
  if (rule?.type === "event") note("events", "events are known by the alerts that they raised, not by the historian");
  if (rule?.kind === "device" || rule?.kind === "absence")
    note("presence", "presence of devices and gateways is not kept by the historian; what hangs on it may differ");
  if (rule?.type === "baseline" || rule?.kind === "inactivity")
    note("learning", "what is usual was learned only from here on", warmFromMs, fromMs);
  if (rule?.type !== "threshold")
    note("restarts", "restarts of the server are not kept by the historian: time in which nobody listened counts as silence");
  if (live.missing.length > 0 || live.extra.length > 0)
    note(
      "live",
      `of ${live.raised} live alerts of the rule ${live.missing.length} are not in the replay, which has ${live.extra.length} of its own: see live.missing and live.extra`,
    );
  return found;
}
