import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { afterEach, expect, it } from "vitest";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { makeTestHome } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it("readings that an external broker took in are stored, and an SOS there opens an alert", async () => {
  const temp = makeTempDir();
  closing.push(temp.remove);
  const first = await startAnhuProcess({ dataDir: temp.path });
  closing.push(() => first.kill("SIGKILL"));
  const home = await makeTestHome(first.api);
  await first.kill("SIGTERM");

  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => new Promise<void>((resolve) => broker.close(() => server.close(() => resolve()))));
  const address = server.address();
  const url = `mqtt://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const anhu = await startAnhuProcess({ dataDir: temp.path, env: { ANHU_MQTT_URL: url } });
  closing.push(() => anhu.kill("SIGKILL"));

  const [device] = home.devices;
  const client = await mqtt.connectAsync(url, { clientId: "behind-the-broker" });
  closing.push(() => client.endAsync(true));
  const atMs = Date.now();
  await client.publishAsync(device!.topics.observations, JSON.stringify({ at: atMs, seq: 1, heartRate: 72 }), { qos: 1 });
  await client.publishAsync(device!.topics.events, JSON.stringify({ at: atMs, seq: 2, type: "sos" }), { qos: 1 });

  const query = { sign: "heartRate", from: String(atMs - 1), to: String(atMs + 1) };
  const stored = await until(async () => {
    const found = await anhu.api.all(`/residents/${home.residentIds[0]}/observations`, query);
    return found.length > 0 && found;
  });
  expect(stored).toMatchObject([{ at: atMs, value: 72 }]);
  await expect
    .poll(() => anhu.api.all("/alerts", { open: "true" }), { timeout: 30_000 })
    .toMatchObject([{ kind: "sos", residentId: home.residentIds[0] }]);
});
