import { afterAll, beforeAll, expect, it } from "vitest";
import { openCareHome, type CareHome } from "./care-home.ts";

let home: CareHome;
beforeAll(async () => {
  home = await openCareHome();
}, 120_000);
afterAll(() => home.close());

const foretold = async (rule: string, more = "") => {
  const at = Date.now() + 10_000;
  const { severity, items, warnings } = await home.get(
    home.nurse,
    `/residents/${home.residentId}/who-will-be-told?rule=${rule}&at=${at}${more}`,
  );
  return { severity, isSomebody: items.length > 0, warnings };
};
it("says that nobody will be told of a warning that a silence holds, and who of the same when it is critical", async () => {
  const { residentId, nurse } = home;
  const silenced = await home.post(nurse, `/residents/${residentId}/silences`, { rule: "spo2.low", minutes: 60, reason: "cold hands" });
  expect(silenced.status).toBe(201);
  const warning = await foretold("spo2.low", "&severity=warning");
  expect(warning).toEqual({ severity: "warning", isSomebody: false, warnings: [expect.stringContaining("silenced until")] });
  expect(await foretold("spo2.low")).toEqual({ severity: "critical", isSomebody: true, warnings: [] });
});
it("says that a comfort plan makes a mark of numbers, and who is told of an SOS all the same", async () => {
  const plan = { pages: ["spo2.low"], tellsClinic: false, prompts120: false, reviewAt: Date.now() + 86_400_000 };
  expect((await home.post(home.physician, `/residents/${home.residentId}/comfort-plan`, plan)).status).toBe(201);
  const number = await foretold("heartRate.high");
  expect(number).toEqual({ severity: "info", isSomebody: false, warnings: [expect.stringContaining("comfort plan")] });
  expect((await foretold("spo2.low")).isSomebody).toBe(true);
  expect(await foretold("sos")).toEqual({ severity: "critical", isSomebody: true, warnings: [] });
});
it("knows no silence of another home's device", async () => {
  const body = { rule: "heartRate.high", deviceId: "dev_none", minutes: 5, reason: "x" };
  expect((await home.post(home.nurse, `/residents/${home.residentId}/silences`, body)).status).toBe(404);
});
