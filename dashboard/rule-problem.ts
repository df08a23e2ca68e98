import { ApiError } from "./api-client.ts";

/** Words of the server's refusals (alerts/rules/limit-checks.ts, app/governor.ts, app/backtest/backtests.ts) → key under `load.problem`. */
const REFUSALS = [
  ["only a physician's signed limit", "looser"],
  ["may not be switched off", "protected"],
  ["its duration is fixed", "fixed"],
  ["outside what a sensor can report", "range"],
  ["over before it is reached", "clear"],
  ["lies past the level", "order"],
  ["nobody lives in", "nobody"],
  ["back-test these parameters first", "untested"],
  ["of another rule or other parameters", "otherTest"],
  ["cannot begin in the past", "past"],
] as const;
type Refusal = (typeof REFUSALS)[number][1];

/** Why the server did not change a rule or replay it, as a key under `load.problem`; `null`: no refusal, but trouble. */
export function refusalOf(error: Error): Refusal | "running" | "reason" | "lost" | "forbidden" | "refused" | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "CONFLICT") return "running";
  if (error.code === "REASON_REQUIRED") return "reason";
  if (error.status === 403) return "forbidden";
  if (error.status === 404) return "lost";
  if (error.code !== "BAD_INPUT") return null;
  return REFUSALS.find(([words]) => error.message.includes(words))?.[1] ?? "refused";
}
