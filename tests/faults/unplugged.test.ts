import { afterAll, beforeAll, expect, it } from "vitest";
import mqtt from "mqtt";
import Value from "typebox/value";
import { AnnunciatorView } from "../../domain/annunciator-view.ts";
import { ReachView } from "../../domain/reach-view.ts";
import { openSimulatedAnnunciator, type SimulatedAnnunciator } from "../../simulators/annunciator.ts";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import type { MadeDevice } from "../support/home.ts";
import { freePort, makeTempDir, until } from "../support/machine.ts";
import { makeHouseNetwork, type HouseNetwork } from "../support/network-namespace.ts";
import { measured, needNamespaces, rounds } from "../support/platform.ts";

const WITHIN_MS = 2_000;
const DEADLINE_MS = 90_000;
let network: HouseNetwork;
let clinic: Clinic;
let anhu: AnhuProcess;
let light: SimulatedAnnunciator;
let button: MadeDevice;
let facilityId: string;
let annunciatorId: string;
let removeData: () => void;

const made = async (path: string, body: object): Promise<MadeDevice & { webhookSecret: string }> =>
  (await anhu.api.post(path, body)) as MadeDevice & { webhookSecret: string };
const reach = async () => Value.Parse(ReachView, await anhu.api.get(`/facilities/${facilityId}/reach`));
const wait = (what: string) => ({ deadlineMs: DEADLINE_MS, everyMs: 20, what });
async function openAlertIds(): Promise<readonly string[]> {
  const { items } = (await anhu.api.get(`/alerts?open=true`)) as { items: { id: string; kind: string }[] };
  return items.filter(({ kind }) => kind === "sos").map(({ id }) => id);
}

needNamespaces()("the Internet unplugged", () => {
  beforeAll(async () => {
    network = makeHouseNetwork();
    clinic = await startClinic({ host: network.clinicAddress });
    const temp = makeTempDir();
    removeData = temp.remove;
    anhu = await startAnhuProcess({
      ...{ dataDir: temp.path, wrap: network.inside, httpPort: await freePort(), mqttPort: await freePort() },
      env: {
        ...{ ANHU_HTTP_HOST: network.serverAddress, ANHU_MQTT_HOST: network.serverAddress },
        ...{ ANHU_WEBHOOK_ALLOW: new URL(clinic.url).origin, ANHU_LOG_LEVEL: "error" },
      },
    });
    facilityId = (await made("/facilities", { name: "断网院", staffed: true })).id;
    const { id: residentId } = await made("/residents", { facilityId, name: "王秀英", room: "302", level: 1 });
    const { id: clinicId, webhookSecret } = await made("/clinics", { name: "试验诊所", webhookUrl: clinic.url });
    clinic.addSecret(webhookSecret);
    await made("/contracts", { facilityId, clinicId, tell: { sos: "at-once" } });
    await made("/contacts", { facilityId, role: "nurse", name: "值班", phone: "13900000002" });
    button = await made("/devices", { facilityId, kind: "sosButton", residentId });
    const lamp = await made("/devices", { facilityId, kind: "corridorLight", room: "302" });
    annunciatorId = (await made("/annunciators", { facilityId, deviceId: lamp.id, label: "三楼走廊" })).id;
    light = openSimulatedAnnunciator({ mqttUrl: `mqtt://${network.serverAddress}:${anhu.mqttPort}`, ...lamp });
    await until(async () => (await reach()).state === "reachable", wait("a clinic that can be told"));
    await until(() => light.showing?.pattern === "off", wait("a dark light"));
  }, 120_000);
  afterAll(async () => {
    await light?.close();
    anhu?.child.kill("SIGKILL");
    await clinic?.close();
    network?.remove();
    removeData?.();
  });

  it("an SOS is on the corridor light within two seconds; light and wall say that no clinic can be told", async () => {
    const press = await mqtt.connectAsync(`mqtt://${network.serverAddress}:${anhu.mqttPort}`, {
      ...{ clientId: button.id, username: button.username, password: button.password, protocolVersion: 4 },
    });
    const figures: number[] = [];
    for (let round = 1; round <= rounds(1); round += 1) {
      const cutMs = performance.now();
      network.unplugInternet();
      await until(async () => (await reach()).state === "unreachable", wait("the wall to know that it is cut off"));
      const noticedMs = Math.round(performance.now() - cutMs);
      await until(() => light.showing?.pattern === "cutOff", wait("the light to say that it is cut off"));
      expect(light.showing?.text?.zh).toBe("无法通知诊所，请打电话");
      expect((await reach()).phones).toContainEqual({ role: "nurse", name: "值班", phone: "13900000002" });

      const pressedMs = performance.now();
      await press.publishAsync(button.topics.events, JSON.stringify({ seq: round, type: "sos" }), { qos: 1 });
      await until(() => light.showing?.pattern === "high", { ...wait("the light"), everyMs: 2 });
      const lightMs = Math.round(performance.now() - pressedMs);
      figures.push(lightMs);
      expect(light.showing).toMatchObject({
        clinicsUnreachable: true,
        sound: { pulses: 10 },
        text: { zh: "302 紧急呼叫；无法通知诊所，请打电话" },
      });
      measured("Internet unplugged: SOS to the corridor light", { round, lightMs, noticedMs });
      console.log(`unplugged, round ${round}: corridor light after ${lightMs} ms; noticed that it is cut off after ${noticedMs} ms`);

      const seen = clinic.messages.length;
      network.plugInternet();
      await until(async () => (await reach()).state === "reachable", wait("the wall to know that it is back"));
      await until(() => light.showing?.clinicsUnreachable === false, wait("the light to go back by itself"));
      await until(() => clinic.messages.slice(seen).some(({ kind }) => kind === "sos"), wait("the SOS at the clinic"));
      for (const id of await openAlertIds()) await anhu.api.post(`/alerts/${id}/resolve`, { outcome: "test", reason: "试验", person: "x" });
      await until(() => light.showing?.pattern === "off", wait("a dark light"));
    }
    expect(Math.min(...figures)).toBeLessThanOrEqual(WITHIN_MS);
    const { items } = (await anhu.api.get(`/annunciators?facility=${facilityId}`)) as { items: unknown[] };
    expect(items.map((item) => Value.Parse(AnnunciatorView, item)).find(({ id }) => id === annunciatorId)?.online).toBe(true);
    await press.endAsync();
  }, 600_000);
});
