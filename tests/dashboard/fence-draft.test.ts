import { expect, it } from "vitest";
import { draftOf, useFenceDraft } from "../../dashboard/components/map/use-fence-draft.ts";

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const start = () => useFenceDraft(draftOf(null));

it("every step is taken back and done again, and a new one forgets what was taken back", () => {
  const drawing = start();
  drawing.add(at(30.25, 120.17));
  drawing.add(at(30.251, 120.17));
  drawing.add(at(30.251, 120.172));
  drawing.move(1, at(30.2515, 120.17));
  drawing.remove(0);
  expect(drawing.draft.value.corners).toEqual([at(30.2515, 120.17), at(30.251, 120.172)]);
  drawing.undo();
  drawing.undo();
  expect(drawing.draft.value.corners[1]).toEqual(at(30.251, 120.17));
  drawing.redo();
  expect(drawing.draft.value.corners[1]).toEqual(at(30.2515, 120.17));
  drawing.add(at(30.25, 120.173));
  expect([drawing.mayRedo.value, drawing.draft.value.corners.length]).toEqual([false, 4]);
  for (let step = 0; step < 20; step += 1) drawing.undo();
  expect([drawing.draft.value, drawing.mayUndo.value]).toEqual([draftOf(null), false]);
});
it("an arrow key that is held, or a name that is typed, is one step", () => {
  const drawing = start();
  drawing.add(at(30.25, 120.17));
  for (let press = 0; press < 9; press += 1) drawing.nudge(0, 0, 1);
  expect(drawing.draft.value.corners[0]?.latitude).toBeCloseTo(30.250081, 5);
  drawing.undo();
  expect(drawing.draft.value.corners[0]).toEqual(at(30.25, 120.17));
  for (const name of ["院", "院子"]) drawing.change({ name }, "name");
  drawing.undo();
  expect(drawing.draft.value.name).toBe("");
});
it("a circle becomes a ring around the same middle, and a ring a circle", () => {
  const drawing = start();
  drawing.become("circle");
  drawing.add(at(30.25, 120.17));
  drawing.setRadius(200);
  drawing.become("polygon");
  expect([drawing.draft.value.corners.length, drawing.problem.value]).toEqual([8, null]);
  drawing.become("circle");
  expect(drawing.draft.value.centre?.latitude).toBeCloseTo(30.25, 4);
  expect(drawing.shape.value).toMatchObject({ type: "circle", radiusM: 200 });
});
it("what cannot be watched is said while it is drawn", () => {
  const drawing = start();
  expect([drawing.shape.value, drawing.problem.value]).toEqual([null, null]);
  for (const [latitude, longitude] of [
    [30.25, 120.17],
    [30.252, 120.172],
    [30.252, 120.17],
    [30.25, 120.172],
  ] as const)
    drawing.add(at(latitude, longitude));
  expect(drawing.problem.value).toBe("crossing");
  drawing.become("circle");
  drawing.setRadius(10);
  expect(drawing.problem.value).toBe("radius");
  drawing.setRadius(Number.NaN);
  expect(drawing.draft.value.radiusM).toBe(10);
});
