import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClockHome, type ClockHome, type Who } from "./clock-home.ts";

/** What a family hears of an SOS, and whom staff ring, on a whole server. */
const MINUTE = 60_000;
/** 2026-03-02 08:00 in Shanghai. */
const START = Date.UTC(2026, 2, 2);
let home: ClockHome;
let [nurse, caregiver, son, stranger]: Who[] = [];
beforeAll(async () => {
  home = await openClockHome({ nowMs: START });
  const { facilityId, residentId } = home;
  await home.ask("/contacts", { facilityId, residentId, role: "emergencyContact", name: "王小明", phone: "13900000000" });
  await home.ask("/contacts", { facilityId, residentId, role: "nextContact", name: "邻居", phone: "13800000000" });
  nurse = await home.person("nurse");
  caregiver = await home.person("caregiver");
  son = await home.person("family", { consents: [{ residentId, scopes: ["state"] }] });
  stranger = await home.person("clinicStaff", {
    clinicId: (await home.ask("/clinics", { name: "C", webhookUrl: "http://127.0.0.1:9/" })).id,
  });
}, 120_000);
afterAll(() => home.close());

const heard = async () => {
  const { body } = await home.send(son!, "GET", `/residents/${home.residentId}/family-notices`);
  return body.items.map(({ text, releasedBy }: { text: { zh: string }; releasedBy: string | null }) =>
    releasedBy === null ? text.zh : `${releasedBy}: ${text.zh}`,
  );
};
const post = (who: Who, path: string, body: unknown) => home.send(who, "POST", path, body);
const toldOf = async (alertId: string) =>
  (await home.ask(`/alerts/${alertId}/family-notices`)).items.map(({ type }: { type: string }) => type);

describe("the family of a resident who pressed the button", () => {
  it("hears nothing before staff act; then that they come, that they are there, a nurse's word, and that it is over", async () => {
    const id = await home.press();
    home.clock.advance(2 * MINUTE - 1_000);
    await post(caregiver!, `/alerts/${id}/acknowledge`, { track: "onSite" });
    await expect.poll(heard).toEqual(["08:00 按了紧急呼叫按钮。工作人员正在赶去，有消息马上告诉您。"]);
    home.clock.advance(MINUTE);
    await post(caregiver!, `/alerts/${id}/arrive`, {});
    await expect.poll(async () => (await heard()).length).toBe(2);
    home.clock.advance(1_000);

    const draft = await post(caregiver!, `/alerts/${id}/family-notices`, { text: "没有受伤，人清醒。" });
    expect(draft.status).toBe(201);
    expect((await post(caregiver!, `/alerts/${id}/family-notices`, { text: "没有受伤", release: true })).status).toBe(403);
    expect((await post(caregiver!, `/alerts/${id}/family-notices/${draft.body.id}/release`, {})).status).toBe(403);
    expect(await heard()).toHaveLength(2);
    expect((await post(nurse!, `/alerts/${id}/family-notices/${draft.body.id}/release`, {})).status).toBe(200);
    expect((await post(nurse!, `/alerts/${id}/family-notices/${draft.body.id}/release`, {})).status).toBe(409);

    home.clock.advance(MINUTE);
    await post(nurse!, `/alerts/${id}/resolve`, { outcome: "true", reason: "扶回床上" });
    await expect
      .poll(heard)
      .toEqual([
        "08:00 按了紧急呼叫按钮。这次告警已经结束。",
        "nurse: 没有受伤，人清醒。",
        "08:00 按了紧急呼叫按钮。工作人员已到身边，正在查看。",
        "08:00 按了紧急呼叫按钮。工作人员正在赶去，有消息马上告诉您。",
      ]);
    expect(await home.lines(id, START)).toContain("familyTold 测试nurse @181");
  });
  it("hears after the home's pause of what nobody has taken, and nothing of a false alarm that was over before", async () => {
    await home.ask(`/facilities/${home.facilityId}/detail`, { address: null, callbackPhone: null, familyAfterMinutes: 4 }, "PUT");
    const quick = await home.press();
    await post(nurse!, `/alerts/${quick}/resolve`, { outcome: "false", reason: "按错" });
    const id = await home.press();
    home.clock.advance(4 * MINUTE - 1_000);
    await expect.poll(async () => (await home.lines(id, 0)).filter((line) => line.startsWith("told nurse")).length).toBe(1);
    expect(await toldOf(id)).toEqual([]);
    home.clock.advance(1_000);
    await expect.poll(() => toldOf(id)).toEqual(["begun"]);
    expect(await toldOf(quick)).toEqual([]);
    await post(nurse!, `/alerts/${id}/resolve`, { outcome: "notUrgent", reason: "喝水" });
    await expect.poll(() => toldOf(id)).toEqual(["begun", "over"]);
  });
  it("is closed to everybody without consent", async () => {
    const path = `/residents/${home.residentId}/family-notices`;
    expect((await home.send(stranger!, "GET", path)).status).toBe(404);
    expect((await home.send(son!, "GET", `/facilities/${home.facilityId}/contact-calls`)).status).toBe(404);
  });
});
describe("紧急联系人", () => {
  const open = async () => (await home.ask(`/facilities/${home.facilityId}/contact-calls`)).items;
  it("are rung at once when 120 was called, asked again until somebody is reached, also after a restart; the family reads nothing by itself then", async () => {
    const id = await home.press();
    const before = (await heard()).length;
    await post(caregiver!, `/alerts/${id}/happened`, { what: "called120" });
    await expect.poll(open).toHaveLength(1);
    const [call] = await open();
    expect(call).toMatchObject({ why: "ambulance", role: "emergencyContact", name: "王小明", phone: "13900000000", doneAt: null });
    expect(call.words.zh).toContain("您好，这里是岁安，关于王秀英。");
    expect((await post(nurse!, `/alerts/${id}/contact-calls/${call.id}`, { result: "notReached" })).status).toBe(200);
    expect((await open())[0].tries).toEqual([{ at: home.clock.now(), result: "notReached", by: "测试nurse" }]);

    // A relative hears of it by phone, never first on a screen; and reads no name of staff.
    const { timeline } = (await home.send(son!, "GET", `/alerts/${id}`)).body;
    expect(timeline.map(({ code }: { code: string }) => code)).toEqual(expect.arrayContaining(["raised"]));
    expect(JSON.stringify(timeline)).not.toMatch(/called120|transferred|died|contact|测试/);

    await home.restart();
    expect(await open()).toHaveLength(1);
    expect((await post(nurse!, `/alerts/${id}/contact-calls/${call.id}`, { result: "done" })).status).toBe(200);
    expect((await post(nurse!, `/alerts/${id}/contact-calls/${call.id}`, { result: "done" })).status).toBe(409);
    expect(await open()).toEqual([]);
    // Taken to hospital afterwards: the same person is rung again, for that.
    await post(nurse!, `/alerts/${id}/happened`, { what: "transferred" });
    await expect.poll(async () => (await open()).map(({ why }: { why: string }) => why)).toEqual(["transfer"]);
    await post(caregiver!, `/alerts/${id}/arrive`, {});
    await post(nurse!, `/alerts/${id}/resolve`, { outcome: "true", reason: "送医" });
    home.clock.advance(20 * MINUTE);
    await expect.poll(async () => (await home.lines(id, 0)).some((line) => line.startsWith("resolved"))).toBe(true);
    expect(await heard()).toHaveLength(before);
    const lines = await home.lines(id, home.clock.now());
    expect(lines.filter((line) => line.startsWith("contact")).map((line) => line.split(" ")[0])).toEqual([
      "contactNotReached",
      "contactReached",
    ]);
  });
});
