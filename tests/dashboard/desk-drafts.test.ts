import { expect, it } from "vitest";
import { changesOf, draftOf, emptyDraft, mistakeIn, settingsOf } from "../../dashboard/annunciator-draft.ts";
import { postedDraft, postedMistake, postedOf } from "../../dashboard/posted-draft.ts";
import type { TimeWindow } from "../../domain/time-window.ts";

const weekends: TimeWindow = { from: "22:00", to: "06:00", weekdays: [6, 7] };
const kept = {
  ...settingsOf({ ...emptyDraft(), label: "三楼" }, weekends),
  rota: [{ window: weekends, zone: { floors: [{ building: "A", floor: "3" }], placeIds: [] } }],
};

it("an annunciator's form changes only what was touched, and keeps days that it does not show", () => {
  expect(changesOf(draftOf(kept), kept)).toEqual({});
  expect(changesOf({ ...draftOf(kept), night: 30 }, kept)).toEqual({ volume: { ...kept.volume, night: 30 } });
  const newest = { ...kept, label: "三层", volume: { ...kept.volume, day: 60 } };
  expect(changesOf({ ...draftOf(kept), night: 30 }, kept, newest)).toEqual({ volume: { ...kept.volume, day: 60, night: 30 } });
  expect(kept.volume.nightHours.weekdays).toEqual([6, 7]);
});
it.each([
  ["label", { label: "  " }],
  ["zone", { zone: { isWhole: false, floors: [], placeIds: [] } }],
  ["severity", { severities: [] }],
  ["volume", { night: 5 }],
  ["volume", { day: Number.NaN }],
  ["hours", { nightTo: "" }],
])("an annunciator's form says what is missing: %s", (mistake, change) => {
  expect(mistakeIn({ ...draftOf(kept), ...change })).toBe(mistake);
});
it.each<readonly [TimeWindow]>([
  [{ from: "08:00", to: "12:00" }],
  [{ from: "08:00", to: "12:00", weekdays: [1, 3], days: ["workday", "weekend"] }],
  [{ from: "08:00", to: "12:00", days: ["holiday"] }],
  [{ from: "08:00", to: "12:00", days: ["workday"] }],
  [{ from: "20:00", to: "08:00", weekdays: [7], days: ["weekend", "holiday"] }],
])("hours of a posted doctor come out of the form as they went in: %j", (window) => {
  const posted = { name: "赵敏", phone: null, hours: [window] };
  const draft = { ...postedDraft("con_1", posted), reason: "x" };
  expect(postedOf(draft)).toEqual(posted);
  expect(postedMistake(draft)).toBeNull();
  expect(postedMistake({ ...draft, hours: draft.hours.map((row) => ({ ...row, weekdays: [] })) })).toBe("weekdays");
});
