import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { connect as tcpConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { FakePorts, HOST, connectClient, openDoor } from "./harness.ts";
import { startRunningTime } from "./running-time.ts";

let directory = "";
let tls = { host: HOST, port: 0, key: "", cert: "" };
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "anhu-tls-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      key,
      "-out",
      cert,
      "-days",
      "2",
      ...subject,
    ],
    {
      stdio: "ignore",
    },
  );
  tls = { ...tls, key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function openAll() {
  const ports = new FakePorts();
  const door = await openDoor({ ws: { host: HOST, port: 0 }, tls }, ports);
  const { tcpPort, wsPort, tlsPort } = door.broker;
  return { ...door, urls: { tcp: `mqtt://${HOST}:${tcpPort}`, ws: `ws://${HOST}:${wsPort}/mqtt`, tls: `mqtts://${HOST}:${tlsPort}` } };
}

it.each(["tcp", "ws", "tls"] as const)(
  "over %s: sign-in, a publish with its PUBACK, a command, presence with the address",
  async (transport) => {
    const door = await openAll();
    const device = await connectClient(door.urls[transport], door.ports, door.ports.addDevice("d1"), { ca: tls.cert });
    const heard: string[] = [];
    device.on("message", (_topic, payload) => heard.push(payload.toString()));
    await device.subscribeAsync("anhu/v1/f1/d1/commands", { qos: 1 });
    await device.publishAsync("anhu/v1/f1/d1/observations", Buffer.alloc(60_000, 97), { qos: 1 });
    expect(await door.broker.publishCommand("anhu/v1/f1/d1/commands", "locate")).toBe("sent");
    await expect.poll(() => heard).toEqual(["locate"]);
    expect(door.ports.accepted[0]!.payload).toHaveLength(60_000);
    await device.publishAsync("elsewhere", "x", { qos: 1 });
    expect(door.ports.entries).toMatchObject([{ action: "publish", address: "127.0.0.1" }]);
    await device.endAsync();
    await expect.poll(() => door.ports.changes.map(({ online }) => online)).toEqual([true, false]);
  },
);

it.each(["ws", "tls"] as const)("over %s: a packet of 64 KiB and one byte closes the connection", async (transport) => {
  const door = await openAll();
  const device = await connectClient(door.urls[transport], door.ports, door.ports.addDevice("d1"), { ca: tls.cert });
  const topic = "anhu/v1/f1/d1/observations";
  device.publish(topic, Buffer.alloc(65_537 - 2 - topic.length - 2), { qos: 1 });
  await new Promise<void>((resolve) => device.once("close", () => resolve()));
  expect(door.ports.accepted).toEqual([]);
  expect(door.ports.entries).toMatchObject([{ action: "frame", principalId: "d1" }]);
});

it("a WebSocket without the subprotocol mqtt is refused, and plain HTTP is told to upgrade", async () => {
  const door = await openAll();
  const bare = new WebSocket(door.urls.ws);
  const [error] = await once(bare, "error");
  expect(String(error)).toContain("400");
  expect((await fetch(door.urls.ws.replace("ws:", "http:"))).status).toBe(426);
  const offered = new WebSocket(door.urls.ws, ["chat", "mqtt"]);
  await once(offered, "open");
  expect(offered.protocol).toBe("mqtt");
  offered.terminate();
});

it("200 MB over a WebSocket before sign-in are cut at the first packet", async () => {
  const door = await openAll();
  const attacker = new WebSocket(door.urls.ws, ["mqtt"]);
  await once(attacker, "open");
  attacker.on("error", () => undefined);
  const closed = once(attacker, "close");
  attacker.send(Buffer.concat([Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(100_000)]));
  await closed;
  expect(door.ports.entries).toMatchObject([{ action: "frame", principalId: null }]);
});

it("TLS below 1.2 is refused", async () => {
  const door = await openAll();
  const socket = tlsConnect({
    host: HOST,
    port: door.broker.tlsPort ?? 0,
    ca: tls.cert,
    maxVersion: "TLSv1.1",
    minVersion: "TLSv1",
    ciphers: "ALL:@SECLEVEL=0",
  });
  const [error] = await once(socket, "error");
  expect(error).toBeInstanceOf(Error);
  expect(door.ports.changes).toEqual([]);
});

it.each(["tlsPort", "wsPort"] as const)("who opens a connection to %s and says nothing is cut after five seconds", async (port) => {
  const door = await openAll();
  const socket = tcpConnect(door.broker[port] ?? 0, HOST);
  socket.on("error", () => undefined);
  const startedMs = performance.now();
  const ranMs = startRunningTime();
  await once(socket.resume(), "close");
  expect(performance.now() - startedMs).toBeGreaterThan(4_000);
  expect(ranMs()).toBeLessThan(7_000);
});
