import { expect, it, onTestFinished } from "vitest";
import { AnhuError } from "../../domain/errors.ts";
import { startBroker } from "../../broker/broker.ts";
import { type Door, FakePorts, HOST, connectClient, connectPacket, connectRefusal, openDoor, publishPacket } from "./harness.ts";
import { startRunningTime } from "./running-time.ts";

const urlOf = (door: Door) => `mqtt://${HOST}:${door.broker.tcpPort}`;

it("no credential, an unknown name, a wrong secret: CONNACK 4", async () => {
  const door = await openDoor();
  door.ports.addDevice("d1");
  const signIns = [
    { clientId: "d1" },
    { clientId: "d9", username: "d9", password: "x" },
    { clientId: "d1", username: "d1", password: "wrong" },
  ];
  expect(await Promise.all(signIns.map((options) => connectRefusal(urlOf(door), options)))).toEqual([4, 4, 4]);
  expect(door.ports.entries.map(({ action }) => action)).toEqual(["connect", "connect", "connect"]);
});

it.each(["__proto__", "constructor", "toString", "anhu/#", ""])("the user name %j is nobody", async (username) => {
  const door = await openDoor();
  expect(await connectRefusal(urlOf(door), { clientId: "x", username, password: "x" })).toBe(4);
});

it("a revoked credential gets CONNACK 5, and its live connection is cut", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const device = await door.rawSignedIn(id);
  expect(door.broker.connected(id)).toBe(true);
  door.ports.revoke(id);
  expect(door.broker.disconnect(id)).toBe(true);
  await device.closed;
  const password = door.ports.secrets.get(id) ?? "";
  expect(await connectRefusal(urlOf(door), { clientId: id, username: id, password })).toBe(5);
  expect(door.broker.connected(id)).toBe(false);
});

it("a stolen client id with another credential takes over nothing", async () => {
  const door = await openDoor();
  const victim = await door.connect(door.ports.addDevice("d1"));
  const thief = door.ports.addDevice("d2");
  const password = door.ports.secrets.get(thief) ?? "";
  expect(await connectRefusal(urlOf(door), { clientId: "d1", username: thief, password })).toBe(5);
  await victim.publishAsync("anhu/v1/f1/d1/observations", "{}", { qos: 1 });
  expect(door.ports.changes).toHaveLength(1);
});

it("the same id fifty times: one live session, never an offline", async () => {
  const door = await openDoor({ connectsPerMinute: 0 });
  const id = door.ports.addDevice("d1");
  const all = await Promise.all(Array.from({ length: 50 }, () => door.raw()));
  for (const client of all)
    client.send(connectPacket(door.ports, id, { will: { topic: "anhu/v1/f1/d1/status", payload: Buffer.from("{}") } }));
  await expect.poll(() => all.filter(({ socket }) => !socket.destroyed && !socket.closed).length).toBe(1);
  const [survivor] = all.filter(({ socket }) => !socket.destroyed);
  survivor!.send(publishPacket("anhu/v1/f1/d1/observations", "{}", { messageId: 9 }));
  expect(await survivor!.next("puback")).toMatchObject({ messageId: 9 });
  expect(door.broker.connections()).toBe(1);
  expect(door.ports.changes.filter(({ online }) => !online)).toEqual([]);
  expect(door.ports.changes[0]).toMatchObject({ reason: "connected" });
  expect(door.ports.changes.at(-1)).toMatchObject({ online: true, reason: "takenOver" });
});

it("two hundred log-ins at once from one address all succeed, fifty at a time", async () => {
  const door = await openDoor();
  const ids = Array.from({ length: 200 }, (_, n) => door.ports.addDevice(`d${n}`));
  const clients = await Promise.all(ids.map(() => door.raw()));
  // The server takes one connection a turn of the loop: all stand at the gate before the first CONNECT is sent.
  for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const ranMs = startRunningTime();
  for (const [n, client] of clients.entries()) client.send(connectPacket(door.ports, ids[n]!));
  const answers = await Promise.all(clients.map((client) => client.next("connack")));
  expect(answers.filter(({ returnCode }) => returnCode === 0)).toHaveLength(200);
  expect(ranMs()).toBeLessThan(5_000);
  expect(door.broker.connections()).toBe(200);
});

it("sockets that never sign in keep others of their address waiting no longer than five seconds", async () => {
  const door = await openDoor();
  // Their five seconds begin as each of them is taken in, on a busy machine long before the last of them is.
  const startedMs = performance.now();
  const silent = await Promise.all(Array.from({ length: 50 }, () => door.raw()));
  const ranMs = startRunningTime();
  await door.connect(door.ports.addDevice("d1"), { connectTimeout: 20_000 });
  expect(performance.now() - startedMs).toBeGreaterThan(4_900);
  expect(ranMs()).toBeLessThan(6_500);
  await Promise.all(silent.map(({ closed }) => closed));
});

it("an id that flaps is banned for a minute; its neighbours are not", async () => {
  const door = await openDoor({ connectsPerMinute: 10 });
  const id = door.ports.addDevice("d1");
  const password = door.ports.secrets.get(id) ?? "";
  const connect = () => connectRefusal(urlOf(door), { clientId: id, username: id, password });
  const codes: (number | string)[] = [];
  for (let round = 0; round < 12; round += 1) codes.push(await connect());
  expect(codes).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3]);
  await door.connect(door.ports.addDevice("d2"));
  door.ports.aheadMs += 60_001;
  expect(await connect()).toBe(0);
});

it("wrong secrets for an id do not lock its owner out", async () => {
  const door = await openDoor({ connectsPerMinute: 3 });
  const id = door.ports.addDevice("d1");
  for (let round = 0; round < 10; round += 1) await connectRefusal(urlOf(door), { clientId: id, username: id, password: "guess" });
  await door.connect(id);
});

it("a device that reconnects every second is back within five seconds, each time the server restarts", async () => {
  const ports = new FakePorts();
  const id = ports.addDevice("d1");
  let broker = await startBroker({ tcp: { host: HOST, port: 0 } }, ports);
  onTestFinished(() => broker.close());
  const port = broker.tcpPort ?? 0;
  const device = await connectClient(`mqtt://${HOST}:${port}`, ports, id, { reconnectPeriod: 1_000 });
  for (let round = 0; round < 3; round += 1) {
    const back = new Promise<void>((resolve) => device.once("connect", () => resolve()));
    await broker.close();
    broker = await startBroker({ tcp: { host: HOST, port } }, ports);
    const ranMs = startRunningTime();
    await back;
    expect(ranMs()).toBeLessThan(5_000);
  }
  expect(ports.changes.filter(({ online }) => !online)).toEqual([]);
});

it("MQTT 5 and 3.1 are refused in words of their own; an empty client id with CONNACK 2, whatever clean says", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const password = door.ports.secrets.get(id) ?? "";
  expect(await connectRefusal(urlOf(door), { clientId: id, username: id, password, protocolVersion: 5 })).toBe(0x84);
  const old = { protocolId: "MQIsdp", protocolVersion: 3 } as const;
  expect(await connectRefusal(urlOf(door), { clientId: id, username: id, password, ...old })).toBe(1);
  for (const connectFlags of [0b1100_0010, 0b1100_0000]) {
    const client = await door.raw();
    client.socket.write(Buffer.from([0x10, 18, 0, 4, ...Buffer.from("MQTT"), 4, connectFlags, 0, 60, 0, 0, 0, 2, 100, 49, 0, 0]));
    expect(await client.next("connack")).toMatchObject({ returnCode: 2 });
    await client.closed;
  }
});

it.each([0, 900, 3_600])("keep-alive %i is taken, and the session works", async (keepalive) => {
  const door = await openDoor();
  const device = await door.connect(door.ports.addDevice("d1"), { keepalive });
  await device.publishAsync("anhu/v1/f1/d1/observations", "{}", { qos: 1 });
});

it("a port in use is one clear sentence", async () => {
  const door = await openDoor();
  const port = door.broker.tcpPort ?? 0;
  const failure = await startBroker({ ws: { host: HOST, port: 0 }, tcp: { host: HOST, port } }, new FakePorts()).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(AnhuError);
  expect(failure).toMatchObject({ code: "PORT_IN_USE" });
  expect(String(failure)).toContain(`${HOST}:${port}`);
});
