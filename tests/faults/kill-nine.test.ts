import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, describe, expect, it } from "vitest";
import { startClinic } from "../../simulators/clinic.ts";
import { openDeviceLink, type DeviceLink } from "../../simulators/device-link.ts";
import { mulberry32 } from "../../simulators/random.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { freePort, makeTempDir, until } from "../support/machine.ts";
import { makeTestHome, type MadeDevice } from "../support/home.ts";
import { measured, rounds } from "../support/platform.ts";

const ROUNDS = rounds(3);
const SEED = Number(process.env["SEED"] ?? Date.now() % 100_000);
const RESIDENTS = 4;
/** The promise is for a machine that does nothing else. */
const ACCEPTS_WITHIN_S = ROUNDS >= 20 ? 5 : 15;
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** One wristband that publishes without pause and remembers every `at` that was acknowledged. */
class Wearer {
  readonly link: DeviceLink;
  readonly sentAtMs: number[] = [];
  readonly #device: MadeDevice;
  #seq = 0;
  #lastAtMs = 0;

  constructor(mqttUrl: string, device: MadeDevice) {
    this.#device = device;
    this.link = openDeviceLink({ mqttUrl, username: device.username, password: device.password, reconnectMs: 50 });
  }
  measure(): void {
    const at = this.#nextAt();
    this.sentAtMs.push(at);
    this.#send(this.#device.topics.observations, { at, seq: this.#seq, heartRate: 60 + (this.#seq % 20), spo2: 97 });
  }
  sos(): void {
    this.#send(this.#device.topics.events, { at: this.#nextAt(), seq: this.#seq, type: "sos" });
  }
  #send(topic: string, body: object): void {
    this.link.send({ topic, payload: JSON.stringify(body), retain: false });
  }
  #nextAt(): number {
    this.#seq++;
    this.#lastAtMs = Math.max(this.#lastAtMs + 1, Date.now());
    return this.#lastAtMs;
  }
}
async function secondsUntilAccepting(port: number): Promise<number> {
  const startedMs = performance.now();
  await until(
    async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.destroy();
      return true;
    },
    { deadlineMs: 90_000, what: "the MQTT port to accept" },
  );
  return (performance.now() - startedMs) / 1000;
}

describe(`kill -9 under load, ${ROUNDS} rounds, seed ${SEED}`, () => {
  it(
    "loses no acknowledged reading, stores none twice, loses no SOS and pages none again that was resolved",
    { timeout: 240_000 + ROUNDS * 40_000 },
    async () => {
      const clinic = await startClinic();
      const arrivals: { readonly alertId: string; readonly type: string; readonly atMs: number }[] = [];
      clinic.onMessage(({ alertId, type }) => arrivals.push({ alertId, type, atMs: Date.now() }));
      closing.push(() => clinic.close());
      const ports = { dataDir: temp.path, httpPort: await freePort(), mqttPort: await freePort() };
      let anhu: AnhuProcess = await startAnhuProcess(ports);
      closing.push(() => anhu.kill("SIGKILL"));
      const home = await makeTestHome(anhu.api, { residents: RESIDENTS, webhook: clinic.url });
      clinic.addSecret(home.webhookSecret ?? "");
      const fromMs = Date.now() - 60_000;
      const wearers = home.devices.map((device) => new Wearer(`mqtt://127.0.0.1:${ports.mqttPort}`, device));
      closing.push(() => Promise.all(wearers.map((wearer) => wearer.link.close())));
      const load = setInterval(() => wearers.forEach((wearer) => wearer.measure()), 4);
      closing.push(() => clearInterval(load));

      let sos = 0;
      let slowestS = 0;
      const chance = mulberry32(SEED);
      const resolvedAtMs = new Map<string, number>();
      for (let round = 0; round < ROUNDS; round++) {
        const wearer = wearers[round % RESIDENTS]!;
        const before = wearers.reduce((sum, { link }) => sum + link.counts.acknowledged, 0);
        const untilKill = before + 200 + Math.floor(chance() * 400);
        wearer.sos();
        sos++;
        await until(() => wearers.reduce((sum, { link }) => sum + link.counts.acknowledged, 0) >= untilKill, {
          deadlineMs: 60_000,
          what: "the load to be acknowledged",
        });
        if (round % 2 === 0) {
          wearer.sos();
          sos++;
        }
        await anhu.kill("SIGKILL");
        const accepting = secondsUntilAccepting(ports.mqttPort);
        anhu = await startAnhuProcess(ports);
        slowestS = Math.max(slowestS, await accepting);
        const open = await until(
          async () => {
            const alerts = (await anhu.api.all("/alerts", { facility: home.facilityId, open: "true" })) as { id: string; kind: string }[];
            return alerts.some(({ kind }) => kind === "sos") && alerts.filter(({ kind }) => kind === "sos");
          },
          { deadlineMs: 30_000, what: "the SOS to be open after the restart" },
        );
        await until(() => open.every(({ id }) => clinic.messages.some((message) => message.alertId === id)), {
          deadlineMs: 30_000,
          what: "every SOS to reach the clinic",
        });
        for (const { id } of open) {
          await anhu.api.post(`/alerts/${id}/resolve`, { outcome: "test", reason: "fault test", person: "值班护士" });
          resolvedAtMs.set(id, Date.now());
        }
      }
      clearInterval(load);
      await until(() => wearers.every(({ link }) => link.unacknowledged === 0), {
        deadlineMs: 120_000,
        what: "everything sent to be acknowledged",
      });

      for (const [index, residentId] of home.residentIds.entries()) {
        const wearer = wearers[index]!;
        const query = { sign: "heartRate", from: String(fromMs), to: String(Date.now() + 60_000) };
        const stored = await until(
          async () => {
            const found = (await anhu.api.all(`/residents/${residentId}/observations`, query)) as { at: number }[];
            return found.length >= wearer.sentAtMs.length && found;
          },
          { deadlineMs: 60_000, what: `all ${wearer.sentAtMs.length} readings to be stored` },
        );
        expect(stored.map(({ at }) => at)).toEqual(wearer.sentAtMs);
      }
      const pagedAfter = arrivals.filter(
        ({ alertId, type, atMs }) => type === "alert.raised" && atMs > (resolvedAtMs.get(alertId) ?? Infinity) + 1_000,
      );
      expect(pagedAfter).toEqual([]);
      const pressed = async () => {
        const alerts = (await anhu.api.all("/alerts", { facility: home.facilityId })) as { kind: string; evidenceCount: number }[];
        return alerts.filter(({ kind }) => kind === "sos").reduce((sum, { evidenceCount }) => sum + evidenceCount, 0);
      };
      await expect.poll(pressed, { timeout: 30_000 }).toBe(sos);
      expect(slowestS).toBeLessThan(ACCEPTS_WITHIN_S);
      measured("kill -9", {
        rounds: ROUNDS,
        sos,
        alerts: resolvedAtMs.size,
        readings: wearers.reduce((sum, { sentAtMs }) => sum + sentAtMs.length, 0),
        slowestAcceptS: Number(slowestS.toFixed(2)),
      });
    },
  );
});
