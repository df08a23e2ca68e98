import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { AnhuError } from "../../domain/errors.ts";
import { startClinic } from "../../simulators/clinic.ts";
import { openDeviceLink, type DeviceLink } from "../../simulators/device-link.ts";
import { mulberry32 } from "../../simulators/random.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { connectDevice, makeTestHome, type MadeDevice, type TestHome } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { measured, need, rounds } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";

/** The issue asks for ten. */
const ROUNDS = rounds() > 3 ? Math.max(10, rounds()) : 2;
const SEED = Number(process.env["SEED"] ?? Date.now() % 100_000);
const RESIDENTS = 4;
const SOS_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 2_000;
const BACK_WITHIN_MS = 10_000;
const MORE_READINGS = 200;
/** Rows that are committed before each kill; the API takes 1,200 requests a minute from one address. */
const ROWS = 10;
const REFUSED_PAUSE_MS = 300;
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** The postmaster and all its children at once, as when the machine loses its power. */
async function killAll(postgres: PostgresServer): Promise<void> {
  const { pid } = postgres.child;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  const killed = postgres.kill("SIGKILL");
  for (const child of children) {
    try {
      process.kill(child, "SIGKILL");
    } catch (error) {
      // It ended with its parent.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
  await killed;
}
/** Adds residents one after another; remembers those that the server said it has. */
function startWriting(anhu: AnhuProcess, { facilityId }: TestHome) {
  const committed: string[] = [];
  const refusals: string[] = [];
  let isStopped = false;
  let asked = 0;
  const running = (async () => {
    while (!isStopped) {
      const body = { facilityId, name: `住户${++asked}`, room: String(400 + asked), level: 1 };
      try {
        const { id } = (await anhu.api.post("/residents", body)) as { id: string };
        committed.push(id);
      } catch (error) {
        refusals.push(error instanceof AnhuError ? error.code : String(error));
        await setTimeout(REFUSED_PAUSE_MS);
      }
    }
  })();
  return {
    committed,
    refusals,
    async stop(): Promise<void> {
      isStopped = true;
      await running;
    },
  };
}
const idsOf = (rows: readonly unknown[]) => new Set((rows as readonly { id: string }[]).map(({ id }) => id));

need("postgres")(`PostgreSQL killed (-9) under load, ${ROUNDS} rounds, seed ${SEED}`, () => {
  it(
    "loses no committed row, holds up no reading and no SOS, and nothing is told twice",
    { timeout: 120_000 + ROUNDS * 60_000 },
    async () => {
      const postgres = await startPostgresServer();
      closing.push(() => postgres.close());
      const clinic = await startClinic();
      closing.push(() => clinic.close());
      const env = { ANHU_RECORDS_URL: await postgres.createDatabase() };
      const anhu = await startAnhuProcess({ dataDir: temp.path, env });
      closing.push(() => anhu.kill("SIGKILL"));
      const home = await until(() => makeTestHome(anhu.api, { residents: RESIDENTS, webhook: clinic.url }), {
        what: "a server that is not too busy to be set up",
      });
      clinic.addSecret(home.webhookSecret ?? "");
      const mqttUrl = `mqtt://127.0.0.1:${anhu.mqttPort}`;
      const links = home.devices.map(({ username, password }) => openDeviceLink({ mqttUrl, username, password, reconnectMs: 50 }));
      closing.push(() => Promise.all(links.map((link) => link.close())));
      let atMs = Date.now();
      const say = (link: DeviceLink, topic: string, body: object) => {
        atMs = Math.max(atMs + 1, Date.now());
        link.send({ topic, payload: JSON.stringify({ at: atMs, seq: atMs, ...body }), retain: false });
        return atMs;
      };
      const each = (act: (link: DeviceLink, device: MadeDevice) => unknown) =>
        links.forEach((link, index) => act(link, home.devices[index]!));
      const load = setInterval(() => each((link, { topics }) => say(link, topics.observations, { heartRate: 70, spo2: 97 })), 8);
      closing.push(() => clearInterval(load));
      const acknowledged = () => links.reduce((sum, { counts }) => sum + counts.acknowledged, 0);
      const readings = async (more: number) => {
        const before = acknowledged();
        await until(() => acknowledged() >= before + more, { deadlineMs: 20_000, what: `${more} more readings to be acknowledged` });
      };

      const token = () => readFileSync(join(temp.path, "admin.token"), "utf8").trim();
      const chance = mulberry32(SEED);
      const committed: string[] = [];
      const pressed: string[] = [];
      const sentInOutages: { readonly ids: readonly string[]; readonly repeatsBefore: number }[] = [];
      let slowestBackMs = 0;
      let slowestSosMs = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const writing = startWriting(anhu, home);
        await until(() => writing.committed.length > ROWS, { what: "rows to be committed" });
        await readings(50 + Math.floor(chance() * 200));
        // One press whose transaction is under way when the server dies, or just before, or just after.
        const early = (round + 2) % RESIDENTS;
        const earlyAtMs = say(links[early]!, home.devices[early]!.topics.events, { type: "sos" });
        await setTimeout(chance() * 30);
        await killAll(postgres);

        // Meanwhile: an emergency, readings, a device that signs in, an API that says when to come again.
        const device = home.devices[round % RESIDENTS]!;
        const pressedMs = performance.now();
        const observedAtMs = say(links[round % RESIDENTS]!, device.topics.events, { type: "sos" });
        const raisedAt = (ms: number) =>
          until(() => clinic.messages.find((one) => one.type === "alert.raised" && one.kind === "sos" && one.observedAtMs === ms), {
            deadlineMs: SOS_WITHIN_MS,
            what: "the SOS to reach the clinic while PostgreSQL is away",
          });
        const raised = [(await raisedAt(observedAtMs)).alertId];
        slowestSosMs = Math.max(slowestSosMs, performance.now() - pressedMs);
        raised.push((await raisedAt(earlyAtMs)).alertId);
        pressed.push(...raised);
        await readings(MORE_READINGS);
        const other = await connectDevice(anhu.mqttPort, home.devices[(round + 1) % RESIDENTS]!, { reconnectPeriod: 0 });
        await other.endAsync();
        const askedMs = performance.now();
        const answer = await fetch(`${anhu.httpUrl}/api/v1/clinics`, {
          method: "POST",
          headers: { authorization: `Bearer ${token()}`, "content-type": "application/json" },
          body: JSON.stringify({ name: "试验诊所", webhookUrl: clinic.url }),
        });
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^\d+$/)]);
        expect(performance.now() - askedMs).toBeLessThan(ANSWER_WITHIN_MS);
        await writing.stop();
        expect(new Set(writing.refusals)).toEqual(new Set(["RECORDS_UNAVAILABLE"]));
        committed.push(...writing.committed);

        const isOf = ({ type, alertId }: { type: string; alertId: string }) => type === "alert.raised" && raised.includes(alertId);
        sentInOutages.push({ ids: clinic.messages.filter(isOf).map(({ webhookId }) => webhookId), repeatsBefore: clinic.repeated.length });
        await postgres.restart();
        const returnedMs = performance.now();
        const newcomer = { facilityId: home.facilityId, name: "住户", room: "399", level: 1 };
        await until(async () => (await anhu.api.post("/residents", newcomer)) !== null, {
          deadlineMs: BACK_WITHIN_MS,
          what: "a row to be written again",
        });
        slowestBackMs = Math.max(slowestBackMs, performance.now() - returnedMs);
        const written = async () => {
          const ids = idsOf(await anhu.api.all("/alerts", { facility: home.facilityId }));
          return raised.every((id) => ids.has(id));
        };
        await until(written, { deadlineMs: 20_000, what: "the alerts of the outage to be written" });
        for (const id of raised)
          await anhu.api.post(`/alerts/${id}/resolve`, { outcome: "test", reason: "fault test", person: "值班护士" });
      }
      clearInterval(load);
      await until(() => links.every(({ unacknowledged }) => unacknowledged === 0), {
        deadlineMs: 30_000,
        what: "every reading to be acknowledged",
      });

      const residents = idsOf(await anhu.api.all("/residents", { facility: home.facilityId }));
      expect(committed.filter((id) => !residents.has(id))).toEqual([]);
      const alerts = (await anhu.api.all("/alerts", { facility: home.facilityId })) as { id: string; kind: string }[];
      expect(
        alerts
          .filter(({ kind }) => kind === "sos")
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(pressed.toSorted());
      const told = clinic.messages.filter(({ type, kind }) => type === "alert.raised" && kind === "sos");
      expect(told.map(({ alertId }) => alertId).toSorted()).toEqual(pressed.toSorted());
      // While nobody can say whether a transaction ended, a message may be sent twice, under one id; after the return of the records never.
      expect(
        sentInOutages.flatMap(({ ids, repeatsBefore }) => clinic.repeated.slice(repeatsBefore).filter((id) => ids.includes(id))),
      ).toEqual([]);
      // A row of an attempt that the records could not take is written when they are tried again.
      const acceptances = async () => {
        const deliveries = (await Promise.all(pressed.map((id) => anhu.api.all(`/alerts/${id}/deliveries`)))).flat() as {
          deliveryId: string;
          state: string;
        }[];
        const accepted = deliveries.filter(({ state }) => state === "accepted").map(({ deliveryId }) => deliveryId);
        return told.map(({ webhookId }) => accepted.filter((id) => id === webhookId).length);
      };
      await until(async () => (await acceptances()).every((count) => count > 0), {
        deadlineMs: 20_000,
        what: "every accepted message to have its row",
      });
      expect(await acceptances()).toEqual(told.map(() => 1));
      measured("PostgreSQL killed", {
        rounds: ROUNDS,
        rowsCommitted: committed.length,
        readings: acknowledged(),
        sos: pressed.length,
        sentTwiceUnderOneId: clinic.repeated.length,
        slowestSosMs: Math.round(slowestSosMs),
        slowestBackMs: Math.round(slowestBackMs),
      });
    },
  );
});
