import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClockHome, type ClockHome, type Who } from "./clock-home.ts";

/** The routing through the doors: a button over MQTT, people over HTTP, and a clock that the test moves. */
type Json = ReturnType<typeof JSON.parse>;
/** 2026-03-02 (a Monday) 23:58:00 in Shanghai. */
const START = Date.UTC(2026, 2, 2, 15, 58);
const MIDNIGHT = START + 120_000;
let [staffed, alone]: ClockHome[] = [];
const clinicIds = new Map<string, string>();

async function aClinic(home: ClockHome, name: string, contract: object): Promise<string> {
  const { id } = await home.ask("/clinics", { name, webhookUrl: "http://127.0.0.1:9/" });
  await home.ask("/contracts", { facilityId: home.facilityId, clinicId: id, ...contract });
  clinicIds.set(name, id);
  return id;
}
beforeAll(async () => {
  staffed = await openClockHome({ nowMs: START });
  await aClinic(staffed, "夜间医院", { services: ["emergency"], priority: 2 });
  await aClinic(staffed, "到期诊所", { services: ["emergency"], from: START - 86_400_000, to: MIDNIGHT });
  await aClinic(staffed, "日间诊所", {
    ...{
      services: ["emergency"],
      dutyPhone: "021-5555",
      from: START - 2 * 86_400_000,
      hours: [{ from: "08:00", to: "17:30", days: ["workday"] }],
    },
  });
  await aClinic(staffed, "培训机构", { services: ["training"] });
  alone = await openClockHome({ nowMs: START, staffed: false });
  await aClinic(alone, "社区诊所", {});
}, 120_000);
afterAll(async () => {
  await staffed!.close();
  await alone!.close();
});
/** Moves the clock, and waits until the timeline says so. */
async function until(home: ClockHome, alertId: string, ms: number, code: string): Promise<void> {
  home.clock.advance(ms);
  await expect.poll(async () => (await home.lines(alertId, START)).some((line) => line.startsWith(code)), { timeout: 10_000 }).toBe(true);
}
const medical = async (home: ClockHome, alertId: string) =>
  (await home.ask(`/alerts/${alertId}`)).timeline.flatMap(({ track, code, who }: Json) =>
    track === "medical" && ["told", "toCall", "call120"].includes(code) ? [`${code} ${who}`] : [],
  );

describe("an SOS of a staffed home", () => {
  let id = "";
  it("is foretold with the reasons, and why every other clinic is not told", async () => {
    const ahead = await staffed!.ask(`/residents/${staffed!.residentId}/who-will-be-told?rule=sos&at=${MIDNIGHT}`);
    const clinics = ahead.clinics.map(({ name, state, phone, explained }: Json) => [name, state, phone, explained.zh]);
    expect(clinics).toEqual([
      ["夜间医院", "waiting", null, "签约有效，优先级 2；签约含急诊急救绿色通道服务；现在在服务时间内"],
      ["日间诊所", "dutyPhone", "021-5555", "签约有效，优先级 1；签约含急诊急救绿色通道服务；不在服务时间内，请员工拨打其值班电话"],
      ["培训机构", "notTold", null, "签约未包含急诊急救绿色通道服务"],
      ["到期诊所", "notTold", null, "签约已于 2026-03-03 00:00 结束"],
    ]);
    expect(ahead.items[0].explained).toEqual({
      zh: "默认流程（危急告警）第 1 步；该岗位没有排班，通知全部屏幕",
      en: "Default for critical alerts, step 1; No rota for this role: all its screens",
    });
  });
  it("tells no clinic for 90 s, then the first and the duty phone before it; at midnight a contract ends and the next one is told", async () => {
    id = await staffed!.press();
    await until(staffed!, id, 60_000, "told nurse");
    expect(await medical(staffed!, id)).toEqual([]);
    await until(staffed!, id, 30_000, "told 到期诊所");
    // A clinic outside its hours that stands before: only its duty phone, and by staff.
    expect(await medical(staffed!, id)).toEqual(["toCall clinicDuty", "told 到期诊所"]);
    await until(staffed!, id, 60_000, "told 夜间医院");
    const repaged = (await staffed!.lines(id, START)).filter((line) => line.startsWith("repaged 到期诊所"));
    expect(repaged).toEqual([]);
  });
  it("a clinic's acknowledgement with nobody at the bed: staff are paged again at three minutes", async () => {
    const clinicStaff: Who = await staffed!.person("clinicStaff", { clinicId: clinicIds.get("夜间医院") });
    const taken = await staffed!.send(clinicStaff, "POST", `/alerts/${id}/acknowledge`, { track: "medical" });
    expect([taken.status, taken.body.medical.state, taken.body.onSite.state]).toEqual([200, "acknowledged", "waiting"]);
    await until(staffed!, id, 30_000, "repaged nurse");
    const at = (await staffed!.lines(id, START)).filter((line) => line.startsWith("repaged nurse") || line.startsWith("call120"));
    expect(at).toEqual(["call120 @181", "repaged nurse @181"]);
  });
  it("says afterwards who was told and why, step by step, and why others were not", async () => {
    await staffed!.ask(`/alerts/${id}/resolve`, { outcome: "true", reason: "seen", person: "Zhou" });
    await expect.poll(async () => (await staffed!.ask(`/alerts/${id}/why`)).decisions.length).toBe(2);
    const { now, decisions } = await staffed!.ask(`/alerts/${id}/why`);
    expect(now).toBeNull();
    const said = decisions.map(({ clinics }: Json) => clinics.map(({ name, state }: Json) => `${name} ${state}`));
    expect(said).toEqual([
      ["到期诊所 told", "夜间医院 waiting", "日间诊所 dutyPhone", "培训机构 notTold"],
      ["夜间医院 told", "日间诊所 dutyPhone", "培训机构 notTold", "到期诊所 notTold"],
    ]);
    expect(decisions[1].clinics.at(-1).explained.en).toBe("Contract ended 2026-03-03 00:00");
    const caregiver = await staffed!.person("caregiver");
    expect((await staffed!.send(caregiver, "GET", `/alerts/${id}/why`)).body.decisions[0].clinics[2].phone).toBe("021-5555");
  });
});
describe("an SOS of an unstaffed home", () => {
  it("tells the clinic at once, and prompts to call 120 with the words to read out", async () => {
    const path = `/facilities/${alone!.facilityId}/detail`;
    await alone!.ask(path, { address: "虹口区四川北路 1 号", callbackPhone: "021-1234", familyAfterMinutes: null }, "PUT");
    const id = await alone!.press();
    await until(alone!, id, 0, "told 社区诊所");
    const { timeline, raisedAt } = await alone!.ask(`/alerts/${id}`);
    const first = timeline.filter(({ at }: Json) => at === raisedAt).map(({ code }: Json) => code);
    expect(first).toEqual(expect.arrayContaining(["told", "call120"]));
    alone!.clock.advance(3 * 60_000);
    const { text, missing } = await alone!.ask(`/alerts/${id}/call-120`);
    expect(missing).toEqual([]);
    expect(text.zh).toBe(
      "这里是岁安。地址：虹口区四川北路 1 号。位置：1 号楼 3 层 302 室。老人，86 岁，按了紧急呼叫按钮。23:58 发现，已 3 分钟。" +
        "意识和呼吸情况：尚不清楚，请以现场人员所见为准。回拨电话：021-1234。会有人在门口接车。",
    );
    expect(text.en).toContain("Consciousness and breathing: not known yet");
  });
  it("lets only people of the home read those words, and staff who may not lay down the address cannot", async () => {
    const family = await alone!.person("family", { consents: [{ residentId: alone!.residentId, scopes: ["state"] }] });
    const nurse = await alone!.person("nurse");
    const id = (await alone!.ask(`/alerts?facility=${alone!.facilityId}`)).items[0].id;
    expect((await alone!.send(family, "GET", `/alerts/${id}/call-120`)).status).toBe(403);
    expect((await alone!.send(nurse, "GET", `/alerts/${id}/call-120`)).status).toBe(200);
    const put = await alone!.send(nurse, "PUT", `/facilities/${alone!.facilityId}/detail`, {
      ...{ address: null, callbackPhone: null, familyAfterMinutes: null },
    });
    expect(put.status).toBe(403);
  });
});
