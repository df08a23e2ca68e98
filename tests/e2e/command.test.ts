import { chmodSync, writeFileSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeHomeDocument } from "../../simulators/home-document.ts";
import { askAnhu, runAnhu, type CommandResult } from "../support/anhu-command.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";

const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
let anhu: AnhuProcess;
beforeAll(async () => {
  anhu = await startAnhuProcess({ dataDir: join(temp.path, "data") });
  closing.push(() => anhu.kill("SIGKILL"));
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
const ask = <T = { readonly id: string }>(...args: readonly string[]) => askAnhu(anhu, ...args) as Promise<T>;
const ID = { id: expect.stringMatching(/^\S+$/) };

describe("the anhu command, as the README uses it", () => {
  it("adds a home by hand, and lists what its devices say", async () => {
    const facility = await ask("facility", "add", "--name", "岁安养老院");
    expect(facility).toMatchObject(ID);
    const resident = await ask("resident", "add", "--facility", facility.id, "--name", "张桂兰", "--room", "302", "--level", "2");
    expect(resident).toMatchObject(ID);

    const device = await ask<MadeDevice>("device", "add", "--facility", facility.id, "--kind", "wristband", "--resident", resident.id);
    const base = `anhu/v1/${facility.id}/${device.id}`;
    const credential = (id: string) => ({
      id,
      username: id,
      password: expect.stringMatching(/^\S{22,}$/),
      topics: {
        observations: `anhu/v1/${facility.id}/${id}/observations`,
        events: `anhu/v1/${facility.id}/${id}/events`,
        status: `anhu/v1/${facility.id}/${id}/status`,
        commands: `anhu/v1/${facility.id}/${id}/commands`,
      },
    });
    expect(device).toEqual(credential(device.id));
    const many = await ask<MadeDevice[]>("device", "add", "--facility", facility.id, "--kind", "bedMat", "--count", "3");
    expect(many).toEqual(many.map(({ id }) => credential(id)));
    expect(new Set(many.map(({ id }) => id)).size).toBe(3);
    const gateway = await ask<MadeDevice>("gateway", "add", "--facility", facility.id, "--dialect", "zigbee2mqtt");
    expect(Object.keys(gateway).sort()).toEqual(["id", "password", "topics", "username"]);
    expect(Object.keys(gateway.topics).sort()).toEqual(["commands", "events", "observations", "status"]);

    const clinic = await ask<{ id: string; webhookSecret: string }>(
      "clinic",
      "add",
      "--name",
      "社区诊所",
      "--webhook",
      "http://127.0.0.1:9/hook",
    );
    expect(clinic).toMatchObject({ ...ID, webhookSecret: expect.stringMatching(/^whsec_\S{20,}$/) });
    expect(await ask("contract", "add", "--facility", facility.id, "--clinic", clinic.id)).toMatchObject(ID);

    const client = await connectDevice(anhu.mqttPort, device);
    closing.push(() => client.endAsync(true));
    const at = Date.now();
    await client.publishAsync(`${base}/observations`, JSON.stringify({ at, seq: 1, heartRate: 71, spo2: 97 }), { qos: 1 });
    await client.publishAsync(`${base}/events`, JSON.stringify({ at, seq: 2, type: "sos" }), { qos: 1 });
    const alerts = await until(async () => {
      const found = await ask<object[]>("alert", "list", "--resident", resident.id, "--open");
      return found.length > 0 && found;
    });
    expect(alerts).toEqual([
      expect.objectContaining({
        id: expect.any(String),
        residentId: resident.id,
        rule: "sos",
        kind: "sos",
        severity: "critical",
        state: "raised",
        raisedAt: expect.any(Number),
      }),
    ]);
    const span = ["--from", new Date(at - 1_000).toISOString(), "--to", String(at + 1_000)];
    const readings = await until(async () => {
      const found = await ask<object[]>("observation", "list", "--resident", resident.id, "--sign", "heartRate", ...span);
      return found.length > 0 && found;
    });
    expect(readings).toEqual([expect.objectContaining({ at, value: 71, quality: "good", method: "wrist" })]);
    expect(await ask("quarantine", "list")).toEqual([]);

    // For people the same as sentences.
    const plain = await runAnhu(["facility", "list"], { ANHU_URL: anhu.httpUrl, ANHU_DATA_DIR: anhu.dataDir });
    expect([plain.code, plain.stderr]).toEqual([0, ""]);
    expect(plain.stdout).toContain("岁安养老院");
  });

  it("imports the home of docs/operations.md", async () => {
    const file = join(temp.path, "documented.json");
    const text = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
    writeFileSync(file, /```json\n(\{\n {2}"facility".*?)```/s.exec(text)?.[1] ?? "");
    const imported = await ask<{ facilityId: string; users: { password: string }[] }>("import", "--file", file);
    expect(imported.users[0]?.password).toMatch(/\S{16,}/);
    expect(await ask("resident", "list", "--facility", imported.facilityId)).toMatchObject([{ name: "张桂兰", room: "302" }]);
  });
  it("imports a whole home from one file, once", async () => {
    const file = join(temp.path, "home.json");
    const document = makeHomeDocument({ residents: 2, facilityName: "颐和苑" });
    writeFileSync(file, JSON.stringify(document));
    const imported = await ask<{ facilityId: string; residents: object[]; devices: object[] }>("import", "--file", file);
    expect(imported.residents).toHaveLength(2);
    expect(imported.devices).toHaveLength(document.devices.length);
    const facilities = await ask<{ id: string }[]>("facility", "list");
    expect(facilities.map(({ id }) => id)).toContain(imported.facilityId);
    writeFileSync(file, JSON.stringify({ ...document, residents: [{ key: "r01" }] }));
    expectSentence(await runAnhu(["import", "--file", file], { ANHU_URL: anhu.httpUrl, ANHU_DATA_DIR: anhu.dataDir }), /residents/);
    expect(await ask<object[]>("facility", "list")).toHaveLength(facilities.length);
  });
});

/** Non-zero, nothing on standard output, what is wrong on standard error, and no stack. */
function expectSentence({ code, stdout, stderr }: CommandResult, says: RegExp): void {
  expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^anhu: \S/);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|unexpected failure/);
}
describe("what goes wrong is one clear sentence", () => {
  const own = (name: string) => ({
    ANHU_DATA_DIR: join(temp.path, name),
    ANHU_HTTP_HOST: "127.0.0.1",
    ANHU_MQTT_HOST: "127.0.0.1",
    ANHU_HTTP_PORT: "0",
    ANHU_MQTT_PORT: "0",
    ANHU_LOG_LEVEL: "warn",
  });
  const taken = async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    const address = server.address();
    return typeof address === "object" && address !== null ? String(address.port) : "";
  };

  it("a port in use, of HTTP and of MQTT", async () => {
    const port = await taken();
    expectSentence(await runAnhu(["start"], { ...own("http"), ANHU_HTTP_PORT: port }), new RegExp(`${port}.*in use|in use.*${port}`));
    expectSentence(await runAnhu(["start"], { ...own("mqtt"), ANHU_MQTT_PORT: port }), new RegExp(`${port}.*in use|in use.*${port}`));
  });
  it("a data directory that another server uses", async () => {
    const second = await runAnhu(["start"], { ...own("x"), ANHU_DATA_DIR: anhu.dataDir });
    expectSentence(second, new RegExp(`process ${anhu.child.pid} uses it`));
    expect((await fetch(`${anhu.httpUrl}/livez`)).status).toBe(200);
    expectSentence(await runAnhu(["journal", "replay", "--data-dir", anhu.dataDir]), /uses it/);
  });
  it("a data directory that is a file, or lies below one", async () => {
    const file = join(temp.path, "a-file");
    writeFileSync(file, "");
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_DATA_DIR: file }), /a-file.*cannot be written/);
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_DATA_DIR: join(file, "below") }), /cannot be written/);
  });
  it("a wrong token, no token, no server", async () => {
    const wrong = { ANHU_URL: anhu.httpUrl, ANHU_ADMIN_TOKEN: "not-the-token-of-this-server" };
    expectSentence(await runAnhu(["alert", "list", "--json"], wrong), /token was refused/);
    const none = { ANHU_URL: anhu.httpUrl, ANHU_DATA_DIR: join(temp.path, "nowhere") };
    expectSentence(await runAnhu(["alert", "list"], none), /ANHU_ADMIN_TOKEN/);
    const nobody = { ANHU_URL: "http://127.0.0.1:9", ANHU_DATA_DIR: anhu.dataDir };
    expectSentence(await runAnhu(["alert", "list"], nobody), /no answer; is the server running/);
  });
  it("a setting that is wrong, unknown or missing", async () => {
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_MQTT_PORT: "eighteen" }), /ANHU_MQTT_PORT/);
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_MQTT_PORT: "70000" }), /ANHU_MQTT_PORT/);
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_LOG_LEVEL: "loud" }), /ANHU_LOG_LEVEL/);
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_MQTT_PROT: "1883" }), /ANHU_MQTT_PROT is not a setting/);
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_ADMIN_TOKEN_FILE: "/nowhere/token" }), /ANHU_ADMIN_TOKEN_FILE/);
    expectSentence(await runAnhu(["start"], { ANHU_DATA_DIR: join(temp.path, "x") }), /ANHU_HTTP_HOST is not set/);
    expectSentence(await runAnhu(["start", "--clock-start", "yesterday"], own("x")), /--clock-start/);
    expectSentence(await runAnhu(["start", "--clock-start", "2026-01-05T08:00:00Z", "--clock-rate", "0"], own("x")), /--clock-rate/);
  });
  it("something that does not exist, or is not what was asked for", async () => {
    const server = { ANHU_URL: anhu.httpUrl, ANHU_DATA_DIR: anhu.dataDir };
    expectSentence(await runAnhu(["resident", "add", "--facility", "fac_nowhere", "--name", "x", "--room", "1"], server), /facility/);
    expectSentence(await runAnhu(["device", "add", "--facility", "fac_nowhere", "--kind", "toaster"], server), /kind/);
    expectSentence(await runAnhu(["device", "add", "--facility", "x", "--kind", "wristband", "--count", "many"], server), /--count/);
    expectSentence(await runAnhu(["import", "--file", join(temp.path, "no.json")], server), /no\.json/);
    expectSentence(await runAnhu(["journal", "replay", "--data-dir", join(temp.path, "no")]), /there is none/);
  });
  it("a directory without the right to write", async () => {
    const locked = makeTempDir();
    closing.push(locked.remove);
    chmodSync(locked.path, 0o555);
    // Root may write everywhere; then it is somebody else who starts the server.
    const somebody = process.getuid?.() === 0 ? 65_534 : undefined;
    expectSentence(await runAnhu(["start"], { ...own("x"), ANHU_DATA_DIR: locked.path }, somebody), /cannot be written \(EACCES\)/);
  });
});
