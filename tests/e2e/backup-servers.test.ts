import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { openDeviceLink } from "../../simulators/device-link.ts";
import { runAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { connectDevice, makeTestHome } from "../support/home.ts";
import { startInfluxServer } from "../support/influx-server.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { need, programPath } from "../support/platform.ts";
import { startPostgresServer } from "../support/postgres-server.ts";

const run = promisify(execFile);
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
const at = (name: string) => join(temp.path, name);
/** The tools of the server's own version lie beside it. */
const postgresTool = (name: string) => join(dirname(realpathSync(programPath("postgres"))), name);

/** As docs/operations.md, "With PostgreSQL and InfluxDB", tells people to do it. */
need("postgres", "influxd")("a backup with the records on PostgreSQL and the readings on InfluxDB", () => {
  it("taken under load in the documented order, gives back every acknowledged reading and every alert", async () => {
    const postgres = await startPostgresServer();
    closing.push(() => postgres.close());
    const influx = await startInfluxServer();
    closing.push(() => influx.close());
    const records = await postgres.createDatabase();
    const first = await startAnhuProcess({ dataDir: at("first"), env: { ANHU_RECORDS_URL: records, ANHU_HISTORIAN_URL: influx.url } });
    closing.push(() => first.kill("SIGKILL"));
    const home = await makeTestHome(first.api, { residents: 2 });
    const links = home.devices.map((device) =>
      openDeviceLink({ mqttUrl: `mqtt://127.0.0.1:${first.mqttPort}`, username: device.username, password: device.password }),
    );
    closing.push(() => Promise.all(links.map((link) => link.close())));
    const fromMs = Date.now();
    const sent = links.map(() => [] as number[]);
    const measure = () =>
      links.forEach((link, index) => {
        const times = sent[index]!;
        const time = Math.max(Date.now(), (times.at(-1) ?? 0) + 1);
        times.push(time);
        const payload = JSON.stringify({ at: time, seq: times.length, heartRate: 60 + (times.length % 20) });
        link.send({ topic: home.devices[index]!.topics.observations, payload, retain: false });
      });
    const load = setInterval(measure, 5);
    closing.push(() => clearInterval(load));
    const sos = JSON.stringify({ at: Date.now(), seq: 1_000_000, type: "sos" });
    links[0]!.send({ topic: home.devices[0]!.topics.events, payload: sos, retain: false });
    const alertsOn = async (server: AnhuProcess) =>
      ((await server.api.all("/alerts", { facility: home.facilityId })) as { id: string; kind: string; state: string }[])
        .filter(({ kind }) => kind === "sos")
        .map(({ id, state }) => [id, state]);
    await until(async () => (await alertsOn(first)).length === 1, { what: "the emergency" });
    await until(() => sent[0]!.length > 300, { what: "some load" });

    await run(postgresTool("pg_dump"), ["--format=custom", `--file=${at("records.dump")}`, records]);
    await until(() => links.every(({ counts }) => counts.acknowledged > 300), { deadlineMs: 60_000, what: "the load to be acknowledged" });
    await until(async () => (await influx.rows("anhu", 'SELECT count("heartRate") AS n FROM vitals')).length > 0, {
      ...{ deadlineMs: 60_000, everyMs: 200, what: "readings on InfluxDB" },
    });
    const acknowledged = sent.map((times, index) => times.slice(0, times.length - links[index]!.unacknowledged));
    const env = { ANHU_RECORDS_URL: records, ANHU_HISTORIAN_URL: influx.url };
    const { code, stderr } = await runAnhu(["backup", "--data-dir", first.dataDir, "--to", at("backup")], env);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/not in this backup: the records are on a server/);
    await run(programPath("influxd"), ["backup", "-portable", "-database", "anhu", "-host", influx.backupAddress, at("influx")]);
    const before = await alertsOn(first);
    const sentByThen = sent[0]!.length;
    await until(() => sent[0]!.length > sentByThen + 100, { what: "more load" });
    clearInterval(load);
    await first.kill("SIGKILL");
    await Promise.all(links.map((link) => link.close()));

    const restoredRecords = await postgres.createDatabase();
    await run(postgresTool("pg_restore"), ["--no-owner", `--dbname=${restoredRecords}`, at("records.dump")]);
    const restoredInflux = await startInfluxServer();
    closing.push(() => restoredInflux.close());
    await run(programPath("influxd"), ["restore", "-portable", "-db", "anhu", "-host", restoredInflux.backupAddress, at("influx")]);
    const restored = await runAnhu(["restore", "--from", at("backup"), "--data-dir", at("second")]);
    expect(restored.code, restored.stderr).toBe(0);

    const second = await startAnhuProcess({
      dataDir: at("second"),
      env: { ANHU_RECORDS_URL: restoredRecords, ANHU_HISTORIAN_URL: restoredInflux.url },
    });
    closing.push(() => second.kill("SIGKILL"));
    expect(await alertsOn(second)).toEqual(before);
    for (const [index, residentId] of home.residentIds.entries()) {
      const query = { sign: "heartRate", from: String(fromMs), to: String(Date.now() + 60_000) };
      const wanted = acknowledged[index]!;
      const stored = await until(
        async () => {
          const found = (await second.api.all(`/residents/${residentId}/observations`, query)) as { at: number }[];
          return found.length >= wanted.length && found.map((observation) => observation.at);
        },
        { deadlineMs: 60_000, what: "the readings of the journal to be stored" },
      );
      expect(stored.slice(0, wanted.length)).toEqual(wanted);
      expect(stored).toEqual(sent[index]!.slice(0, stored.length));
    }
    const client = await connectDevice(second.mqttPort, home.devices[1]!);
    await client.endAsync(true);
  });
});
