import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { signWebhook } from "../../simulators/clinic-signature.ts";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import { measureSos } from "../../simulators/sos-load.ts";
import { bareCredentials, credentialsOf, readCredentials } from "../../simulators/swarm-credentials.ts";
import { makeBenchDocument } from "../../simulators/home-document.ts";
import { startAedes } from "./aedes-fixture.ts";
import { importedAs } from "./home-fixture.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
async function push(clinic: Clinic, seq: number, observedAt: number): Promise<void> {
  const acknowledgeUrl = clinic.url;
  const data = { alertId: `a${seq}`, severity: "critical", kind: "sos", facility: "f", residentRef: "r", observedAt, raisedAt: observedAt };
  const body = JSON.stringify({ type: "alert.raised", timestamp: "x", data: { ...data, acknowledgeUrl, handoverUrl: acknowledgeUrl } });
  const at = String(Math.floor(Date.now() / 1000));
  const signature = signWebhook(SECRET, `msg_${seq}`, at, Buffer.from(body));
  const headers = { "webhook-id": `msg_${seq}`, "webhook-timestamp": at, "webhook-signature": signature };
  await fetch(clinic.url, { method: "POST", body, headers });
}
/** A platform in miniature: pushes every SOS but those whose `seq` is in `lost`. */
async function aPlatform(lost: readonly number[] = []) {
  const clinic = await startClinic({ secrets: [SECRET] });
  undo.push(clinic.close);
  const pushes: Promise<void>[] = [];
  undo.push(async () => void (await Promise.allSettled(pushes)));
  const broker = await startAedes();
  undo.push(broker.close);
  broker.broker.authorizePublish = (client, packet, done) => {
    const { at, type } = JSON.parse(String(packet.payload));
    const seq = Number(client?.id.slice(5));
    if (type === "sos" && !lost.includes(seq)) pushes.push(push(clinic, seq, at));
    done(null);
  };
  const document = makeBenchDocument({ residents: 60, webhookUrl: clinic.url });
  const devices = importedAs(document).devices.filter(({ key }) => key.startsWith("sos-"));
  return { clinic, broker, buttons: credentialsOf(devices, "events") };
}

describe("measureSos", () => {
  it("presses every button once and finds every webhook", async () => {
    const { clinic, broker, buttons } = await aPlatform();
    const result = await measureSos({ mqttUrl: broker.mqttUrl, buttons, clinic, intervalMs: 2 });
    expect(result).toMatchObject({ sent: 60, acknowledged: 60, received: 60, missing: 0, duplicates: 0 });
    expect(result.webhookMs.count).toBe(60);
    expect(result.webhookMs.p50).toBeGreaterThan(0);
  });
  it("says how many never arrived", async () => {
    const { clinic, broker, buttons } = await aPlatform([3, 9]);
    const result = await measureSos({ mqttUrl: broker.mqttUrl, buttons, clinic, intervalMs: 1, settleMs: 5_000 });
    expect(result).toMatchObject({ sent: 60, received: 58, missing: 2 });
  });
});
describe("credentials of a load", () => {
  it("come from a list of devices or from an import, without those behind gateways", () => {
    const imported = importedAs(makeBenchDocument({ residents: 2, webhookUrl: "http://127.0.0.1:1/" }));
    const behind = { key: "x", id: "x", username: null, password: null, topics: null };
    expect(credentialsOf([...imported.devices, behind], "observations").map(({ topic }) => topic)).toEqual([
      "anhu/v1/f/wristband-r01/observations",
      "anhu/v1/f/sos-r01/observations",
      "anhu/v1/f/wristband-r02/observations",
      "anhu/v1/f/sos-r02/observations",
    ]);
    expect(credentialsOf(imported, "events")).toHaveLength(4);
    expect(() => credentialsOf({ devices: 1 }, "events")).toThrow(/expected the JSON/);
  });
  it("are as many as asked for, or refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "anhu-credentials-"));
    undo.push(() => rm(folder, { recursive: true }));
    const file = join(folder, "c.json");
    await writeFile(file, JSON.stringify(importedAs(makeBenchDocument({ residents: 2, webhookUrl: "http://127.0.0.1:1/" }))));
    expect(await readCredentials(file, 3)).toHaveLength(3);
    await expect(readCredentials(file, 5)).rejects.toThrow(/5 asked for, 4 found/);
    await expect(readCredentials(join(folder, "none"), null)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(bareCredentials(2).map(({ password }) => password)).toEqual([null, null]);
  });
});
