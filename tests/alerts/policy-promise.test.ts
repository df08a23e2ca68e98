import fc from "fast-check";
import { expect, it } from "vitest";
import { foretell } from "../../alerts/escalation/foretell.ts";
import { ESCALATION_TARGETS, type Ladder } from "../../domain/escalation.ts";
import { policyProblems } from "../../domain/escalation-check.ts";
import { aSignal } from "./desk-fakes.ts";
import { aPolicy, aShift, aStaff } from "./escalation-builders.ts";
import { careOf, MINUTE, T0 } from "./support.ts";

const targets = fc.uniqueArray(fc.constantFrom(...ESCALATION_TARGETS), { minLength: 1, maxLength: 4 });
const waitMs = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 30_000, max: 180_000 }) }, fc.integer({ min: 1, max: 3_600_000 }));
/** A repeat is never more often than the schema of the policy lets it be. */
const againMs = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 30_000, max: 180_000 }) }, fc.integer({ min: 30_000, max: 3_600_000 }));
/** Whatever a form could send: most of it is refused. */
const ladder: fc.Arbitrary<Ladder> = fc
  .record({
    id: fc.constantFrom("a", "b", "c"),
    for: fc.record(
      {
        kinds: fc.constantFrom<("sos" | "leak" | "fall")[]>(["sos"], ["leak"], ["fall", "leak"]),
        severities: fc.constantFrom<("critical" | "warning")[]>(["critical"], ["warning"]),
        classes: fc.constantFrom<("physiological" | "technical")[]>(["physiological"], ["technical"]),
        windows: fc.constant<NonNullable<Ladder["for"]["windows"]>>([{ from: "09:00", to: "10:03" }]),
      },
      { requiredKeys: [] },
    ),
    waits: fc.array(waitMs, { maxLength: 4 }),
    firstMs: fc.constantFrom(0, 0, 0, 60_000),
    steps: fc.array(fc.record({ targets, unlessTaken: fc.boolean() }), { minLength: 5, maxLength: 5 }),
    repeat: fc.option(fc.record({ everyMs: againMs, takenEveryMs: againMs, targets })),
  })
  .map(({ id, waits, firstMs, steps, repeat, ...rest }) => {
    let afterMs = firstMs;
    const times = [firstMs, ...waits.map((wait) => (afterMs += wait))];
    return { id, track: "onSite", for: rest.for, repeat, steps: times.map((time, n) => ({ afterMs: time, ...steps[n]! })) };
  });

it("a policy that the check lets through leaves no SOS untold: at once, and never three minutes without somebody's screen", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(ladder, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), (ladders, isKept, hasStaff) => {
      if (policyProblems({ ladders, inHouse: null }).length > 0) return;
      accepted += 1;
      const care = careOf({
        escalationPolicies: () => [aPolicy(ladders)],
        rota: () => ({ shifts: isKept ? [aShift({ window: { from: "08:00", to: "10:02" } })] : [], overrides: [] }),
        staff: (id) => (hasStaff ? aStaff(id) : undefined),
      });
      const screens = foretell(care, aSignal(), T0, 20 * MINUTE).filter(({ how }) => how === "screen");
      const times = screens.map(({ afterMs }) => afterMs);
      expect(times[0]).toBe(0);
      times.push(20 * MINUTE);
      expect(Math.max(...times.slice(1).map((time, n) => time - times[n]!))).toBeLessThanOrEqual(3 * MINUTE);
    }),
    { numRuns: 40_000 },
  );
  expect(accepted).toBeGreaterThan(150);
});
