import { afterEach, expect, it } from "vitest";
import { startClinic } from "../../simulators/clinic.ts";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { addWebhookChannel } from "../support/channels.ts";
import { connectDevice, makeTestHome } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const WITHIN = { timeout: 30_000 };
type Rows = readonly Readonly<Record<string, unknown>>[];

it("a channel that answers 410 is switched off, staff are told, and both pushes stand among those that nobody got", async () => {
  const temp = makeTempDir();
  const [clinic, gone] = [await startClinic(), await startClinic()];
  closing.push(
    temp.remove,
    () => clinic.close(),
    () => gone.close(),
  );
  const anhu = await startAnhuProcess({ dataDir: temp.path, env: { ANHU_WEBHOOK_ALLOW: new URL(gone.url).origin } });
  closing.push(() => anhu.kill("SIGKILL"));
  const home = await makeTestHome(anhu.api, { kind: "sosButton", webhook: clinic.url });
  clinic.addSecret(home.webhookSecret ?? "");
  const channel = await addWebhookChannel(anhu.api, home.clinicId ?? "", gone.url);
  gone.addSecret(channel.secret);
  clinic.behave({ type: "refuse", status: 500 });
  gone.behave({ type: "refuse", status: 410 });

  const device = home.devices[0]!;
  const client = await connectDevice(anhu.mqttPort, device);
  await client.publishAsync(device.topics.events, JSON.stringify({ at: Date.now(), seq: 1, type: "sos" }), { qos: 1 });
  await client.endAsync();
  const alerts = async () => (await anhu.api.all("/alerts", { facility: home.facilityId })) as Rows;
  const told = await until(async () => (await alerts()).find(({ rule }) => rule === "channel.gone"), {
    deadlineMs: 40_000,
    what: "staff to be told",
  });
  expect(told).toMatchObject({ kind: "device", severity: "warning", state: "raised" });
  const isOff = async () =>
    ((await anhu.api.all("/channels", { clinic: home.clinicId ?? "" })) as Rows).some(
      ({ id, enabled }) => id === channel.id && enabled === false,
    );
  await until(isOff, { what: "the channel to be switched off" });
  const undelivered = async () => (await anhu.api.all(`/facilities/${home.facilityId}/undelivered`)) as Rows;
  const failing = async () => (await undelivered()).map(({ channelId, state, why }) => [channelId, state, why]);
  await expect.poll(failing, WITHIN).toEqual(
    expect.arrayContaining([
      [null, "failing", "HTTP 500"],
      [channel.id, "failing", expect.any(String)],
    ]),
  );
  const sos = (await alerts()).find(({ kind }) => kind === "sos");
  const failure = async () => {
    const rows = (await anhu.api.all(`/alerts/${String(sos?.["id"])}/deliveries`)) as Rows;
    return rows.find(({ channelId, state }) => channelId === channel.id && state === "failed");
  };
  await expect.poll(failure, WITHIN).toMatchObject({
    why: expect.stringContaining("410"),
    recipientName: "试验诊所 · 值班",
  });
});
