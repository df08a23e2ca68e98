import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { round } from "../report.ts";
import { countPlain } from "./plain.ts";
import { spanDays } from "./recordings.ts";
import { replay } from "./replay.ts";
import type { Row } from "./row.ts";
import { countFromSentinels, countUnbelievable } from "./sentinels.ts";

const MINUTE = 60_000;
/** A bedside monitor for sixteen hours, with a sensor that is off for hours: every alert, for a hand and an eye. */
export function judgeMimic3(rows: readonly Row[]) {
  const startMs = rows[0]?.atMs ?? 0;
  const minute = (atMs: number) => (Number.isFinite(atMs) ? Math.round((atMs - startMs) / MINUTE) : "open");
  const told = replay(rows);
  return {
    table: told.map((alert) => ({
      minute: minute(alert.raisedAtMs),
      rule: alert.rule,
      severity: alert.since.critical !== undefined ? "critical" : alert.since.warning !== undefined ? "warning" : "info",
      value: alert.value ?? "",
      until: minute(alert.clearedAtMs),
    })),
    hours: round(24 * spanDays(rows)),
    plain: countPlain(rows, DEFAULT_CATALOGUE, "warning"),
    alerts: told.filter(({ class: lane }) => lane === "physiological").length,
    silences: told.filter(({ class: lane }) => lane === "technical").length,
    unbelievable: countUnbelievable(rows),
    fromSentinels: countFromSentinels(rows, told),
  };
}
