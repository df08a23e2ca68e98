import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../app/clock.ts";
import { readSettings } from "../../app/config.ts";
import { start, type Platform } from "../../app/start.ts";
import type { Ladder } from "../../domain/escalation.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";
import { makeTempDir } from "../support/machine.ts";
import { aLadder } from "../alerts/escalation-builders.ts";

/** A home's own policy and rota on a whole server: what is said before is what an SOS then does, before and after a restart. */
const temp = makeTempDir();
let platform: Platform;
let [facilityId, residentId] = ["", ""];
let button: MadeDevice;
type Json = ReturnType<typeof JSON.parse>;

async function open(): Promise<void> {
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" },
  });
  platform = await start(settings, { clock: systemClock, simulation: null });
}
async function ask(path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<Json> {
  const request = () =>
    fetch(`${platform.httpUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${platform.adminToken}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  let answer = await request();
  // A busy machine sheds load: asked again after the time that the answer names.
  for (let tries = 0; answer.status === 503 && tries < 20; tries += 1) {
    await once(AbortSignal.timeout(1_000), "abort");
    answer = await request();
  }
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
const ahead = async () =>
  (await ask(`/residents/${residentId}/who-will-be-told?rule=sos`)).items
    .filter(({ afterMs }: Json) => afterMs === 0)
    .map(({ target, gap }: Json) => `${target}${gap ? " gap" : ""}`);
/** What an SOS does in its first second; resolved again. */
async function press(): Promise<string[]> {
  const client = await connectDevice(Number(new URL(platform.mqttUrl).port), button);
  await client.publishAsync(button.topics.events, JSON.stringify({ at: Date.now(), type: "sos" }), { qos: 1 });
  await client.endAsync();
  const openOnes = async () => (await ask(`/alerts?facility=${facilityId}&open=true`)).items;
  await expect.poll(openOnes).toHaveLength(1);
  const [{ id, timeline }] = await openOnes();
  await ask(`/alerts/${id}/resolve`, { outcome: "test", reason: "drill", person: "Zhou" });
  const said: Readonly<Record<string, string>> = { told: "", rotaGap: " gap", toCall: " call" };
  return timeline.flatMap(({ code, who }: Json) => (code in said ? [`${who}${said[code]}`] : []));
}
beforeAll(async () => {
  await open();
  ({ id: facilityId } = await ask("/facilities", { name: "岁安", staffed: true }));
  ({ id: residentId } = await ask("/residents", { facilityId, name: "王秀英", room: "302", level: 4 }));
  button = await ask("/devices", { facilityId, kind: "sosButton", residentId });
  await ask("/contacts", { facilityId, residentId, role: "nextContact", name: "王小明", phone: "13900000000" });
});
afterAll(async () => {
  await platform.close();
  temp.remove();
});

it("a policy by care level, a rota and somebody whose account was disabled decide whom an SOS tells, also after a restart", async () => {
  expect([await ahead(), await press()]).toEqual([["onDutyCaregiver", "call120"], ["onDutyCaregiver"]]);

  const steps: Ladder["steps"] = [
    { afterMs: 0, targets: ["onDutyCaregiver", "familyContact"] },
    { afterMs: 60_000, targets: ["physician"] },
  ];
  const policy = { ladders: [aLadder({ for: { levels: [4] }, steps })], inHouse: null };
  const path = `/facilities/${facilityId}`;
  await ask(`${path}/escalation-policies`, { policy, basedOn: 0, reason: "重度失能", person: "Zhou" }, "PUT");
  const { id: userId } = await ask("/users", { username: "li", name: "李", role: "caregiver", facilityId, password: "long enough" });
  const shift = { role: "onDutyCaregiver", userId, window: { from: "00:00", to: "00:00" }, person: "Zhou" };
  expect((await ask(`${path}/rota/shifts`, shift)).onDuty[0].people).toEqual([{ userId, name: "李" }]);
  expect((await ahead()).slice(0, 2)).toEqual(["onDutyCaregiver", "familyContact"]);
  expect(await press()).toEqual(["onDutyCaregiver", "familyContact call"]);

  await ask(`/users/${userId}/disabled`, { disabled: true });
  expect((await ask(`${path}/rota`)).onDuty[0]).toMatchObject({ kept: true, gap: true });
  const gap = ["onDutyCaregiver gap", "onDutyCaregiver", "familyContact call", "physician"];
  expect(await press()).toEqual(gap);

  await platform.close();
  await open();
  expect((await ahead()).slice(0, 3)).toEqual(["onDutyCaregiver gap", "familyContact", "physician"]);
  expect(await press()).toEqual(gap);
});
