import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COVERAGE_REASONS, EMERGENCIES } from "../../domain/coverage.ts";
import {
  CLOCK_AHEAD_MS,
  familyState,
  PAGE_BLIND_MS,
  stateOnPage,
  type FamilyFacts,
  type FamilyState,
  type FamilyWhy,
  type OpenForFamily,
} from "../../domain/family-state.ts";

const NOW = 1_764_000_000_000;
const MINUTE = 60_000;
const sos: OpenForFamily = { severity: "critical", class: "physiological", progress: "told", isByPhone: false };
const mild: OpenForFamily = { ...sos, severity: "warning" };
const broken: OpenForFamily = { ...sos, severity: "warning", class: "technical" };
const gap = { what: "fall", why: "notWorn", sinceMs: NOW - MINUTE } as const;
const life = (ageMs: number, holdsMs = 10 * MINUTE) => ({ atMs: NOW - ageMs, holdsMs });
const well: FamilyFacts = { nowMs: NOW, alive: [life(MINUTE)], open: [], gaps: [], resolvedAtMs: null, awaitsWords: false };

interface Row {
  readonly name: string;
  readonly over: Partial<FamilyFacts>;
  readonly is: readonly [FamilyState, FamilyWhy];
}
const rows: readonly Row[] = [
  { name: "a pulse a minute ago, nothing open, all covered", over: {}, is: ["well", "alive"] },
  { name: "the last moment for which a sign of life holds", over: { alive: [life(10 * MINUTE)] }, is: ["well", "alive"] },
  { name: "a moment later", over: { alive: [life(10 * MINUTE + 1)] }, is: ["unclear", "silent"] },
  {
    name: "one sign too old, another that holds",
    over: { alive: [life(11 * MINUTE), life(40 * MINUTE, 60 * MINUTE)] },
    is: ["well", "alive"],
  },
  { name: "nothing was ever heard", over: { alive: [] }, is: ["unclear", "neverHeard"] },
  { name: "a clock that runs ahead a little", over: { alive: [life(-CLOCK_AHEAD_MS)] }, is: ["well", "alive"] },
  { name: "a sign from far ahead is none of now", over: { alive: [life(-CLOCK_AHEAD_MS - 1)] }, is: ["unclear", "neverHeard"] },
  { name: "something promised could not be noticed", over: { gaps: [gap] }, is: ["unclear", "gap"] },
  { name: "the button was pressed, nobody took it yet", over: { open: [sos] }, is: ["handling", "told"] },
  { name: "somebody comes", over: { open: [{ ...sos, progress: "coming" }] }, is: ["handling", "coming"] },
  { name: "somebody is there", over: { open: [{ ...sos, progress: "there" }] }, is: ["handling", "there"] },
  { name: "of two the one that nobody came to speaks", over: { open: [{ ...sos, progress: "there" }, sos] }, is: ["handling", "told"] },
  {
    name: "120 was called",
    over: { open: [{ ...sos, progress: "there", isByPhone: true }], awaitsWords: true },
    is: ["handling", "byPhone"],
  },
  { name: "over, after 120, and nobody said a word yet", over: { awaitsWords: true }, is: ["unclear", "byPhone"] },
  { name: "something milder that nobody looked at yet", over: { open: [mild] }, is: ["attention", "watching"] },
  { name: "something milder that somebody took", over: { open: [{ ...mild, progress: "coming" }] }, is: ["handling", "coming"] },
  { name: "milder, and a gap: what is open is said first", over: { open: [mild], gaps: [gap] }, is: ["attention", "watching"] },
  { name: "a device to look after, nothing missed", over: { open: [broken] }, is: ["attention", "device"] },
  { name: "a device to look after, and something missed", over: { open: [broken], gaps: [gap] }, is: ["unclear", "gap"] },
  {
    name: "a critical device alert is no emergency of a person",
    over: { open: [{ ...broken, severity: "critical" }] },
    is: ["attention", "device"],
  },
  { name: "over, and no sign of life since", over: { resolvedAtMs: NOW - MINUTE }, is: ["unclear", "afterAlert"] },
  { name: "over, and a sign of life since", over: { resolvedAtMs: NOW - MINUTE - 1 }, is: ["well", "alive"] },
  {
    name: "over; what holds is older than the end, what came since holds no longer",
    over: { resolvedAtMs: NOW - 30 * MINUTE, alive: [life(20 * MINUTE), life(40 * MINUTE, 60 * MINUTE)] },
    is: ["unclear", "silent"],
  },
];
const facts: fc.Arbitrary<FamilyFacts> = fc.record({
  nowMs: fc.constant(NOW),
  alive: fc.array(
    fc.record({ atMs: fc.integer({ min: NOW - 90 * MINUTE, max: NOW + 5 * MINUTE }), holdsMs: fc.integer({ min: 0, max: 60 * MINUTE }) }),
    { maxLength: 3 },
  ),
  open: fc.array(
    fc.record({
      severity: fc.constantFrom("info", "warning", "critical"),
      class: fc.constantFrom("physiological", "technical"),
      progress: fc.constantFrom("told", "coming", "there"),
      isByPhone: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  gaps: fc.array(
    fc.record({ what: fc.constantFrom(...EMERGENCIES), why: fc.constantFrom(...COVERAGE_REASONS), sinceMs: fc.constant(null) }),
    { maxLength: 1 },
  ),
  resolvedAtMs: fc.option(fc.integer({ min: NOW - 90 * MINUTE, max: NOW })),
  awaitsWords: fc.boolean(),
});
describe("what a family reads first", () => {
  it.each(rows)("$name", ({ over, is }) => {
    const { state, why } = familyState({ ...well, ...over });
    expect([state, why]).toEqual(is);
  });
  it("一切安好 is never said without evidence, whatever else holds", () => {
    const isEvidence = ({ nowMs, resolvedAtMs }: FamilyFacts, { atMs, holdsMs }: FamilyFacts["alive"][number]) =>
      atMs <= nowMs + CLOCK_AHEAD_MS && nowMs - atMs <= holdsMs && (resolvedAtMs === null || atMs > resolvedAtMs);
    let isWell = 0;
    fc.assert(
      fc.property(facts, (one) => {
        const { state } = familyState(one);
        const mayBe = one.open.length === 0 && one.gaps.length === 0 && !one.awaitsWords && one.alive.some((sign) => isEvidence(one, sign));
        if (state === "well") isWell += 1;
        expect(state === "well").toBe(mayBe);
      }),
      { numRuns: 5_000, seed: 28 },
    );
    expect(isWell).toBeGreaterThan(50);
  });
  it("silence only ever takes 一切安好 away: the same facts later are well only if they were before", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 120 * MINUTE }), (one, laterMs) => {
        fc.pre(one.alive.every(({ atMs }) => atMs <= NOW + CLOCK_AHEAD_MS));
        const later = familyState({ ...one, nowMs: NOW + laterMs });
        if (later.state === "well") expect(familyState(one).state).toBe("well");
      }),
      { numRuns: 2_000, seed: 28 },
    );
  });
  it("an emergency is never hidden behind a gap, silence or words that are awaited", () => {
    fc.assert(
      fc.property(facts, (one) => {
        expect(familyState({ ...one, open: [...one.open, sos] }).state).toBe("handling");
      }),
      { numRuns: 1_000, seed: 28 },
    );
  });
});
describe("a page that hears nothing more", () => {
  const answer = { state: "well", why: "alive" } as const;
  it.each([
    [0, "well"],
    [PAGE_BLIND_MS, "well"],
    [PAGE_BLIND_MS + 1, "unclear"],
  ])("after %i ms says %s", (ageMs, state) => {
    expect(stateOnPage(answer, ageMs).state).toBe(state);
  });
});
