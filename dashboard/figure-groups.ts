import type { FigureKey } from "../domain/alert-load.ts";

/** The figures as the page groups them; together they are all of `FIGURE_KEYS`. */
export const FIGURE_GROUPS = [
  { key: "pages", figures: ["pagesPerCarer", "alertsPerHour", "alertsPerTenMinutes", "alerts", "marks"] },
  {
    key: "answers",
    figures: ["answered60s", "answered180s", "answerP50", "answerP95", "onSite45min", "onSite60min", "onSiteP50", "onSiteP95"],
  },
  { key: "floods", figures: ["busyPeriods", "floodTime"] },
  { key: "nuisance", figures: ["untold", "chattering", "fleeting", "stale", "topTenShare", "trueShare"] },
  { key: "mix", figures: ["mixCritical", "mixWarning", "mixInfo"] },
] as const satisfies readonly { readonly key: string; readonly figures: readonly FigureKey[] }[];

/** `near`: an aim and how far off is too far; `high`: more is better; else less is. */
export function senseOf(key: FigureKey): "near" | "high" | "low" {
  if (key.startsWith("mix")) return "near";
  return key === "trueShare" || /^answered|^onSite\d/.test(key) ? "high" : "low";
}

/** Where the target of a figure comes from: practice that a home adjusts, practice, the telecare standards, or those of alarm systems. */
export function basisOf(key: FigureKey): "own" | "practice" | "telecare" | "alarms" {
  if (key === "pagesPerCarer") return "own";
  if (key === "trueShare") return "practice";
  return /^(answer|onSite)/.test(key) ? "telecare" : "alarms";
}
