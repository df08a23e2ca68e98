import type { CoverageReason, Emergency } from "./coverage.ts";

/** 一切安好 / 请留意 / 正在处理 / 暂时看不清 (DOMAIN §5.7). */
export const FAMILY_STATES = ["well", "attention", "handling", "unclear"] as const;
export type FamilyState = (typeof FAMILY_STATES)[number];
/**
 * Why the state is what it is; keys of the locales: `familyPage.why.<code>`. `told`: staff were told, `coming`, `there`; `byPhone`: words come by
 * phone, never first on a screen; `watching`: something milder that staff look at; `device`: a device wants looking after, and nothing is missed;
 * `gap`: something promised could not be noticed right now; `afterAlert`: it is over, and no sign of life came since; `silent`: the last sign of
 * life is too old; `neverHeard`: there was none; `noLink`: this screen has not heard from the server.
 */
export const FAMILY_WHYS = [
  "alive",
  "told",
  "coming",
  "there",
  "byPhone",
  "watching",
  "device",
  "gap",
  "afterAlert",
  "silent",
  "neverHeard",
  "noLink",
] as const;
export type FamilyWhy = (typeof FAMILY_WHYS)[number];

/** Something that only a living person does. `holdsMs`: for so long it says that all is well. Times are ms since the epoch. */
export interface SignOfLife {
  readonly atMs: number;
  readonly holdsMs: number;
}
/** An alert about the resident that is open now; drills are none. */
export interface OpenForFamily {
  readonly severity: "info" | "warning" | "critical";
  readonly class: "physiological" | "technical";
  readonly progress: "told" | "coming" | "there";
  /** 120, a transfer or a death: people ring, and no screen says it first. */
  readonly isByPhone: boolean;
}
/** Something promised to the resident that nothing could notice right now. */
export interface FamilyGap {
  readonly what: Emergency;
  readonly why: CoverageReason;
  readonly sinceMs: number | null;
}
export interface FamilyFacts {
  readonly nowMs: number;
  /** The newest of each kind and device, in any order. */
  readonly alive: readonly SignOfLife[];
  readonly open: readonly OpenForFamily[];
  readonly gaps: readonly FamilyGap[];
  /** When the last alert about the resident was resolved; `null`: none lately. */
  readonly resolvedAtMs: number | null;
  /** After a call of 120, a transfer or a death nobody has released words for the family yet. */
  readonly awaitsWords: boolean;
}
export interface FamilyVerdict {
  readonly state: FamilyState;
  readonly why: FamilyWhy;
  readonly gap: FamilyGap | null;
  /** Of the newest sign of life; `null`: none is known. */
  readonly aliveAtMs: number | null;
}
/** Clocks of devices may run ahead by so much; what lies further ahead is no sign of now [M]. */
export const CLOCK_AHEAD_MS = 2 * 60_000;

/**
 * What a family reads first. Pure. 一切安好 only with positive evidence: a sign of life that still holds and is newer than the last alert, no open
 * alert, and everything promised could be noticed; silence is never 安好.
 */
export function familyState(facts: FamilyFacts): FamilyVerdict {
  const { nowMs, open, gaps, resolvedAtMs, awaitsWords } = facts;
  const alive = facts.alive.filter(({ atMs }) => atMs <= nowMs + CLOCK_AHEAD_MS);
  const newest = alive.length === 0 ? null : Math.min(nowMs, Math.max(...alive.map(({ atMs }) => atMs)));
  const since = alive.filter(({ atMs }) => resolvedAtMs === null || atMs > resolvedAtMs);
  const [gap = null] = gaps;
  const say = (state: FamilyState, why: FamilyWhy): FamilyVerdict => ({
    ...{ state, why, aliveAtMs: newest },
    gap: why === "gap" ? gap : null,
  });
  const serious = open.filter(({ severity, class: about }) => severity === "critical" && about === "physiological");
  if (open.some(({ isByPhone }) => isByPhone)) return say("handling", "byPhone");
  if (serious.length > 0) return say("handling", leastFar(serious));
  if (awaitsWords) return say("unclear", "byPhone");
  const milder = open.filter(({ class: about }) => about === "physiological");
  const taken = milder.filter(({ progress }) => progress !== "told");
  if (milder.length > taken.length) return say("attention", "watching");
  if (taken.length > 0) return say("handling", leastFar(taken));
  if (gap !== null) return say("unclear", "gap");
  if (newest === null) return say("unclear", "neverHeard");
  if (since.length === 0) return say("unclear", "afterAlert");
  if (!since.some(({ atMs, holdsMs }) => nowMs - atMs <= holdsMs)) return say("unclear", "silent");
  // A technical alert without a gap: something else notices what that device would.
  if (open.length > 0) return say("attention", "device");
  return say("well", "alive");
}
/** Of several alerts the one that nobody has come to speaks. */
function leastFar(open: readonly OpenForFamily[]): "told" | "coming" | "there" {
  const has = (one: OpenForFamily["progress"]) => open.some(({ progress }) => progress === one);
  if (has("told")) return "told";
  return has("coming") ? "coming" : "there";
}

/** A page that has not heard from the server for so long says so [M]. */
export const PAGE_OLD_MS = 30_000;
/** After this a page says 暂时看不清 by itself: an old 一切安好 is a lie [M]. */
export const PAGE_BLIND_MS = 3 * 60_000;
/** What a page may still say of an answer that is `ageMs` old. Pure. */
export function stateOnPage<T extends { readonly state: FamilyState; readonly why: FamilyWhy }>(
  answer: T,
  ageMs: number,
): Pick<T, "state" | "why"> | { readonly state: "unclear"; readonly why: "noLink" } {
  return ageMs > PAGE_BLIND_MS ? { state: "unclear", why: "noLink" } : answer;
}
