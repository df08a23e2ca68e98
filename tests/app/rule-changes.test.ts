import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import type { RuleView } from "../../domain/rule-book.ts";
import type { MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { openLoadHome, type LoadHome, type Who } from "./load-home.ts";

const MINUTE = 60_000;
let home: LoadHome;
let band: MadeDevice;
beforeAll(async () => {
  home = await openLoadHome();
  band = await home.device("wristband");
}, 120_000);
afterAll(() => home.close());

const change = (ruleId: string, body: object, who: Who = "manager") =>
  home.ask(who, "POST", `/facilities/${home.facilityId}/rules/${ruleId}/changes`, { reason: "too many pages at night", ...body });
async function tested(rule: string, parameters: object): Promise<string> {
  const path = `/facilities/${home.facilityId}/backtests`;
  const { body } = await home.ask("manager", "POST", path, { rule, parameters, days: 1 });
  const done = await until(
    async () => {
      const view = (await home.ask("manager", "GET", `${path}/${body.id}`)).body as BacktestView;
      return view.state !== "running" && view;
    },
    { deadlineMs: 60_000, what: "the end of the back-test" },
  );
  expect([done.state, done.problem]).toEqual(["done", null]);
  return done.id;
}
async function ruleOf(id: string): Promise<RuleView> {
  const { body } = await home.ask("nurse", "GET", `/facilities/${home.facilityId}/rules`);
  return (body.items as RuleView[]).find((rule) => rule.id === id)!;
}
const warning = (rule: RuleView) => rule.inForce.levels.find(({ level }) => level === "warning");
const worst = async () => (await home.alerts()).filter(({ rule }) => rule === "heartRate.high").map(({ severity }) => severity);

describe("the rules of a home", () => {
  it("say why they exist, what to do and how soon, with sources", async () => {
    const { body } = await home.ask("nurse", "GET", `/facilities/${home.facilityId}/rules`);
    const rules = body.items as RuleView[];
    expect(rules.length).toBeGreaterThan(50);
    for (const { id, title, cause, consequence, response, respondWithin, source, severity } of rules) {
      for (const text of [title, cause, consequence, response])
        expect([id, text.zh.length > 0, text.en.length > 0]).toEqual([id, true, true]);
      expect([id, respondWithin.source.length > 0, source.length > 0]).toEqual([id, true, true]);
      expect([id, severity === "info" || respondWithin.seconds !== null]).toEqual([id, true]);
    }
    expect((await ruleOf("sos")).respondWithin.seconds).toBe(180);
  });

  it("are changed after a back-test, judge by the change from then on, and come back as a new version", { timeout: 120_000 }, async () => {
    const parameters = { levels: [{ level: "warning", raiseAt: 111, forMs: 15 * MINUTE }] };
    const untested = await change("heartRate.high", { parameters });
    expect([untested.status, untested.body.detail]).toEqual([400, expect.stringContaining("back-test these parameters first")]);
    const backtestId = await tested("heartRate.high", parameters);
    const other = await change("heartRate.high", { parameters: { levels: [{ level: "warning", raiseAt: 115 }] }, backtestId });
    expect(other.body.detail).toContain("other parameters");
    const noReason = await change("heartRate.high", { parameters, backtestId, reason: "  " });
    expect([noReason.status, noReason.body.code]).toEqual([422, "REASON_REQUIRED"]);
    const made = await change("heartRate.high", { parameters, backtestId });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.history).toEqual([
      expect.objectContaining({ parameters, by: "测试 manager", byRole: "manager", backtestId, reason: "too many pages at night" }),
    ]);

    home.clock.advance(10_000);
    expect(warning(await ruleOf("heartRate.high"))?.forMs).toBe(15 * MINUTE);
    await home.measure(band, 12, () => ({ heartRate: 120 }));
    await expect.poll(worst).toEqual(["info"]);
    await home.measure(band, 4, () => ({ heartRate: 120 }));
    await expect.poll(worst).toEqual(["warning"]);

    const back = await change("heartRate.high", { parameters: {}, reason: "as before" }, "physician");
    expect([back.status, back.body.history.length]).toEqual([201, 2]);
    home.clock.advance(10_000);
    const now = await ruleOf("heartRate.high");
    expect([warning(now)?.forMs, now.inForce.changeId]).toEqual([10 * MINUTE, now.history[0]!.id]);
    // What held before needs no second back-test.
    expect((await change("heartRate.high", { parameters, reason: "again" })).status).toBe(201);
  });

  it.each([
    ["a critical level is not loosened", "heartRate.high", { levels: [{ level: "critical", raiseAt: 140 }] }, "physician's signed limit"],
    ["a critical level is not held longer", "spo2.low", { levels: [{ level: "critical", raiseAt: 91, forMs: 600_000 }] }, "loosens"],
    ["a deep level is not loosened", "spo2.low", { levels: [{ level: "deep", raiseAt: 80 }] }, "loosens"],
    ["a vital rule is not switched off", "spo2.low", { disabled: true }, "may not be switched off"],
    ["an SOS is not switched off", "sos", { disabled: true }, "may not be switched off"],
    ["a fall is not switched off", "fall", { disabled: true }, "may not be switched off"],
    ["stillness is not switched off", "stillness", { disabled: true }, "may not be switched off"],
    ["stillness is not waited for longer", "stillness", { forMs: 600_000 }, "fixed"],
    ["the question that confirms a critical value stays", "measureNow.spo2", { disabled: true }, "may not be switched off"],
    ["silence is noticed", "absence.wristband", { disabled: true }, "may not be switched off"],
  ])("%s, neither by a change nor in a back-test", async (_name, rule, parameters, why) => {
    const refused = await change(rule, { parameters });
    expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining(why)]);
    const test = await home.ask("manager", "POST", `/facilities/${home.facilityId}/backtests`, { rule, parameters, days: 1 });
    expect([test.status, test.body.detail]).toEqual([400, expect.stringContaining(why)]);
    expect((await ruleOf(rule)).history.every(({ reason }) => reason !== "never")).toBe(true);
  });

  it("are changed by managers and physicians only, and never into the past", async () => {
    expect((await change("bedExit.night", { parameters: {} }, "nurse")).status).toBe(403);
    expect((await change("no.such", { parameters: {} })).status).toBe(404);
    const past = await change("bedExit.night", { parameters: {}, from: home.clock.now() - 1 });
    expect([past.status, past.body.detail]).toEqual([400, expect.stringContaining("past")]);
    const token = await change("bedExit.night", { parameters: {} }, "administrator");
    expect([token.status, token.body.code]).toEqual([422, "PERSON_REQUIRED"]);
  });
});
