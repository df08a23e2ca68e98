import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCareHome, type CareHome } from "./care-home.ts";

/** From a thermometer's packet and a carer's tap to the alert, in a whole server. */
let home: CareHome;
const clients: MqttClient[] = [];
beforeAll(async () => {
  home = await openCareHome();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await home.close();
});
const open = async (): Promise<Record<string, unknown>[]> =>
  (await home.get(home.nurse, `/alerts?facility=${home.facilityId}&open=true`)).items;
const ofRule = async (rule: string) => (await open()).filter((alert) => alert["rule"] === rule);
async function device(residentId: string, kind: string): Promise<{ id: string; say(body: object): Promise<unknown> }> {
  const { body } = await home.post(home.administrator, "/devices", { facilityId: home.facilityId, kind, residentId });
  const client = await mqtt.connectAsync(home.platform.mqttUrl, { clientId: body.id, username: body.id, password: body.password });
  clients.push(client);
  return { id: body.id, say: (said) => client.publishAsync(body.topics.observations, JSON.stringify(said), { qos: 1 }) };
}
async function neighbour(room: string): Promise<string> {
  return (await home.post(home.administrator, "/residents", { facilityId: home.facilityId, name: "陈玉珍", room })).body.id;
}

describe("two thermometers", () => {
  it("fever of two residents of a building is one alert about both, by ids only, and a third joins it", async () => {
    const residents = [home.residentId, await neighbour("303"), await neighbour("304")];
    const ears = await Promise.all(residents.map((residentId) => device(residentId, "thermometer")));
    for (const ear of ears.slice(0, 2)) await ear.say({ at: Date.now(), bodyTemperature: 38.4 });
    await expect.poll(() => ofRule("fever.cluster"), { timeout: 10_000 }).toHaveLength(1);
    await ears[2]!.say({ at: Date.now(), bodyTemperature: 38.1 });
    const lists = async () =>
      ((await ofRule("fever.cluster"))[0]!["timeline"] as { code: string; detail: string | null }[])
        .filter(({ code }) => code === "evidence")
        .map(({ detail }) => detail);
    await expect.poll(lists, { timeout: 10_000 }).toEqual([`2: ${residents.slice(0, 2).join(" ")}`, `3: ${residents.join(" ")}`]);
    const [alert] = await ofRule("fever.cluster");
    expect(alert).toMatchObject({ kind: "feverCluster", severity: "warning", residentId: null });
    expect([alert!["onSite"], alert!["medical"]]).toMatchObject([{ owed: true }, { owed: false }]);
    expect(JSON.stringify(alert)).not.toMatch(/王秀英|陈玉珍/);
  });
});
describe("今天不对劲", () => {
  it("opens a task, stands in the feed, and a normal full set closes it", async () => {
    const residentId = await neighbour("305");
    const noted = await home.post(home.nurse, `/residents/${residentId}/soft-signs`, { signs: ["refusesFood"], note: "早饭没吃" });
    expect(noted.status).toBe(201);
    const mine = async () => (await open()).filter((alert) => alert["residentId"] === residentId).map((alert) => alert["rule"]);
    await expect.poll(mine, { timeout: 10_000 }).toEqual(["softSigns.observe"]);
    const feed = async () => (await home.get(home.physician, `/residents/${residentId}/feed`)).items;
    await expect
      .poll(feed)
      .toContainEqual(expect.objectContaining({ code: "softSigns", softSigns: ["refusesFood"], detail: "早饭没吃", who: "李护士" }));
    const values = {
      ...{ heartRate: 72, spo2: 97, respiratoryRate: 16, systolicPressure: 128 },
      ...{ bodyTemperature: 36.7, consciousness: "alert", oxygen: 0 },
    };
    expect((await home.post(home.nurse, `/residents/${residentId}/observations`, { values })).status).toBe(201);
    await expect.poll(mine, { timeout: 10_000 }).toEqual([]);
  });
});
describe("what could not be noticed", () => {
  it("follows the wristband: worn, off, on its charger; a scan says whose it is", async () => {
    const [residentId, other] = [await neighbour("306"), await neighbour("307")];
    const fallOf = async (id: string) => {
      const { items } = await home.get(home.nurse, `/residents/${id}/coverage`);
      return items.find(({ what }: { what: string }) => what === "fall").why;
    };
    expect(await fallOf(residentId)).toBe("noDevice");
    const band = await device(residentId, "wristband");
    const says = [
      [{ heartRate: 71, worn: true, charging: false }, null],
      [{ worn: false }, "notWorn"],
      [{ worn: false, charging: true }, "charging"],
      [{ heartRate: 70, worn: true, charging: false }, null],
    ] as const;
    for (const [said, why] of says) {
      await band.say({ at: Date.now(), ...said });
      await expect.poll(() => fallOf(residentId), { timeout: 10_000 }).toBe(why);
    }
    const confirm = (id: string) => home.post(home.nurse, `/devices/${band.id}/confirm-wearer`, { residentId: id });
    expect((await confirm(residentId)).body).toMatchObject({ residentId, wasReassigned: false });
    expect((await confirm(other)).body).toMatchObject({ residentId: other, wasReassigned: true });
    await expect.poll(async () => [await fallOf(residentId), await fallOf(other)]).toEqual(["noDevice", null]);
    const gaps = async () => (await home.get(home.nurse, `/facilities/${home.facilityId}/coverage`)).gaps;
    await expect.poll(async () => (await gaps()).map((gap: { residentId: string }) => gap.residentId)).toContain(residentId);
  });
});
