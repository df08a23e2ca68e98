import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Deadlines, type Deadline } from "../../alerts/evaluation/deadlines.ts";
import { fireDue, MOST_LOOKS_AT_ONCE, STUCK_AGAIN_MS } from "../../alerts/evaluation/fire-due.ts";

interface Owner {
  readonly id: string;
  readonly firstMs: number;
  /** Pause until the next due time after each look; the last one repeats. 0 or less: due again at once. */
  readonly pauses: readonly (number | null)[];
}
const owners = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("a", "b", "c", "d"),
    firstMs: fc.integer({ min: 0, max: 100 }),
    pauses: fc.array(fc.constantFrom(null, -50, 0, 0, 700, 9_000), { minLength: 1, maxLength: 12 }),
  }),
  { selector: ({ id }) => id, minLength: 1 },
);
const NOW = 3 * STUCK_AGAIN_MS;
function run(all: readonly Owner[]) {
  const deadlines = new Deadlines();
  const looks: Deadline[] = [];
  const stuck: Deadline[] = [];
  const counts = new Map<string, number>();
  for (const { id, firstMs } of all) deadlines.add({ dueMs: firstMs, of: "d", id });
  fireDue(
    deadlines,
    NOW,
    (deadline) => {
      if (looks.push(deadline) > 10_000) throw new Error("no progress");
      const count = counts.get(deadline.id) ?? 0;
      counts.set(deadline.id, count + 1);
      const pauses = all.find(({ id }) => id === deadline.id)!.pauses;
      const pause = pauses[Math.min(count, pauses.length - 1)]!;
      return pause === null ? null : deadline.dueMs + pause;
    },
    (deadline) => stuck.push(deadline),
  );
  return { deadlines, looks, stuck };
}
describe("firing what is due", () => {
  it("ends, in due order, looks at nobody too often at one time, and leaves nothing due", () => {
    fc.assert(
      fc.property(owners, (all) => {
        const { deadlines, looks, stuck } = run(all);
        expect(looks.map(({ dueMs }) => dueMs)).toEqual(looks.map(({ dueMs }) => dueMs).toSorted((a, b) => a - b));
        const atOneTime = Map.groupBy(looks, ({ id, dueMs }) => `${id}@${dueMs}`);
        for (const { length } of atOneTime.values()) expect(length).toBeLessThanOrEqual(MOST_LOOKS_AT_ONCE);
        for (const { id, dueMs } of stuck) expect(atOneTime.get(`${id}@${dueMs}`)).toHaveLength(MOST_LOOKS_AT_ONCE);
        expect(deadlines.nextMs).toBeGreaterThan(NOW);
      }),
      { numRuns: 300 },
    );
  });
  it("moves an owner that stays due on by a minute and tells of it, while the others go on", () => {
    const { looks, stuck } = run([
      { id: "stuck", firstMs: 5, pauses: [0] },
      { id: "well", firstMs: 6, pauses: [STUCK_AGAIN_MS] },
    ]);
    expect(stuck.map(({ id, dueMs }) => `${id}@${dueMs}`)).toEqual([0, 1, 2].map((minute) => `stuck@${5 + minute * STUCK_AGAIN_MS}`));
    expect(looks.filter(({ id }) => id === "well")).toHaveLength(3);
  });
  it("lets several things of one owner be due at one time", () => {
    const { looks, stuck } = run([{ id: "a", firstMs: 5, pauses: [0, 0, 0, null] }]);
    expect([looks.length, stuck]).toEqual([4, []]);
  });
  it("ends also when looking at somebody plans the same look again", () => {
    const deadlines = new Deadlines();
    const same: Deadline = { dueMs: 5, of: "s", id: "a" };
    let looks = 0;
    deadlines.add(same);
    fireDue(
      deadlines,
      NOW,
      () => {
        if (++looks > 100) throw new Error("no progress");
        deadlines.add(same);
        return NOW + 1;
      },
      () => {},
    );
    expect([looks, deadlines.nextMs]).toEqual([MOST_LOOKS_AT_ONCE, NOW + 1]);
  });
});
