import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startClinic } from "../../simulators/clinic.ts";
import { openDeviceLink } from "../../simulators/device-link.ts";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { injectDiskFault } from "../support/disk-fault.ts";
import { makeTestHome } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { measured, need, rounds } from "../support/platform.ts";

const SOS_WITHIN_MS = 5_000;
const TELEMETRY = 500;
/** The first sync hangs for thirty seconds. The soak watches nearly all of them; the test heals the disk as soon as the clinic knows. */
const WATCHED_STALL_MS = rounds() > 3 ? 28_000 : 0;
const WRITES = ["pwrite64", "write", "pwritev"];
const SYNCS = ["fsync", "fdatasync"];
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setUp() {
  const temp = makeTempDir();
  closing.push(temp.remove);
  const clinic = await startClinic();
  closing.push(() => clinic.close());
  const anhu = await startAnhuProcess({ dataDir: temp.path });
  closing.push(() => anhu.kill("SIGKILL"));
  const home = await makeTestHome(anhu.api, { webhook: clinic.url });
  clinic.addSecret(home.webhookSecret ?? "");
  const [device] = home.devices;
  if (device === undefined) throw new Error("the test home has no device");
  const link = openDeviceLink({
    mqttUrl: `mqtt://127.0.0.1:${anhu.mqttPort}`,
    username: device.username,
    password: device.password,
    reconnectMs: 200,
    window: 1_000,
  });
  closing.push(() => link.close());
  await until(() => link.isConnected, { what: "the device to sign in" });
  const atMs = Date.now();
  const measure = (from: number, count: number) => {
    for (let index = from; index < from + count; index++) {
      link.send({
        topic: device.topics.observations,
        payload: JSON.stringify({ at: atMs + index, seq: index, heartRate: 70 }),
        retain: false,
      });
    }
  };
  const sos = (seq: number) =>
    link.send({ topic: device.topics.events, payload: JSON.stringify({ at: Date.now(), seq, type: "sos" }), retain: false });
  const stored = async () => {
    const query = { sign: "heartRate", from: String(atMs - 1), to: String(atMs + 1_000_000) };
    return (await anhu.api.all(`/residents/${home.residentIds[0]}/observations`, query)) as { at: number }[];
  };
  return { anhu, clinic, link, measure, sos, stored, atMs, file: (name: string) => join(temp.path, name) };
}
/** Milliseconds from now until the clinic holds the SOS. */
async function untilClinicKnows(clinic: Awaited<ReturnType<typeof startClinic>>): Promise<number> {
  const startedMs = performance.now();
  await until(() => clinic.messages.some(({ kind, type }) => kind === "sos" && type === "alert.raised"), {
    deadlineMs: 20_000,
    what: "the SOS to reach the clinic",
  });
  return performance.now() - startedMs;
}

need("strace")("a disk that fails", () => {
  it(
    "stalled for 30 s: an SOS behind 500 readings on the same connection still reaches the clinic; nothing is claimed kept",
    { timeout: 200_000 },
    async () => {
      const { anhu, clinic, link, measure, sos, stored, file } = await setUp();
      const fault = await injectDiskFault(anhu.child.pid ?? 0, [file("journal.db"), file("journal.db-wal")], SYNCS, "delay_enter=30000000");
      closing.push(() => fault.heal());
      measure(0, TELEMETRY);
      sos(TELEMETRY);
      const startedMs = performance.now();
      const tookMs = await untilClinicKnows(clinic);
      await until(() => performance.now() - startedMs >= WATCHED_STALL_MS, { deadlineMs: 40_000, what: "the stall to last" });
      expect(link.counts.acknowledged).toBe(0);
      expect(tookMs).toBeLessThan(SOS_WITHIN_MS);
      await fault.heal();
      await until(() => link.unacknowledged === 0, { deadlineMs: 60_000, what: "everything to be acknowledged once the disk is well" });
      await until(async () => (await stored()).length >= TELEMETRY, { deadlineMs: 20_000, what: "the readings to be stored" });
      expect(await stored()).toHaveLength(TELEMETRY);
      measured("journal stalled", { sosMs: Math.round(tookMs) });
    },
  );
  it(
    "full for the journal: the SOS goes out, no reading is acknowledged, and all are kept once there is room",
    { timeout: 90_000 },
    async () => {
      const { anhu, clinic, link, measure, sos, stored, file } = await setUp();
      const fault = await injectDiskFault(anhu.child.pid ?? 0, [file("journal.db"), file("journal.db-wal")], WRITES, "error=ENOSPC");
      closing.push(() => fault.heal());
      measure(0, 50);
      sos(50);
      const tookMs = await untilClinicKnows(clinic);
      expect(link.counts.acknowledged).toBe(0);
      expect(tookMs).toBeLessThan(SOS_WITHIN_MS);
      await fault.heal();
      await until(() => link.unacknowledged === 0, { deadlineMs: 40_000, what: "everything to be acknowledged once there is room" });
      await until(async () => (await stored()).length >= 50, { deadlineMs: 20_000, what: "the readings to be stored" });
      expect(await stored()).toHaveLength(50);
      measured("journal full", { sosMs: Math.round(tookMs) });
    },
  );
  it(
    "unwritable for the records: the SOS is sent from memory, and its row is written when they are back, paged once",
    { timeout: 90_000 },
    async () => {
      const { anhu, clinic, sos, link, file } = await setUp();
      const fault = await injectDiskFault(anhu.child.pid ?? 0, [file("records.db"), file("records.db-wal")], WRITES, "error=EIO");
      closing.push(() => fault.heal());
      sos(1);
      const tookMs = await untilClinicKnows(clinic);
      expect(tookMs).toBeLessThan(SOS_WITHIN_MS);
      await until(() => link.unacknowledged === 0, { what: "the SOS to be acknowledged: the journal is well" });
      await fault.heal();
      const alerts = await until(
        async () => {
          const found = (await anhu.api.all("/alerts", { open: "true" })) as { kind: string }[];
          return found.some(({ kind }) => kind === "sos") && found;
        },
        { deadlineMs: 20_000, what: "the alert to be written" },
      );
      expect(alerts.filter(({ kind }) => kind === "sos")).toHaveLength(1);
      expect(clinic.messages.filter(({ type, kind }) => type === "alert.raised" && kind === "sos")).toHaveLength(1);
      measured("records unwritable", { sosMs: Math.round(tookMs) });
    },
  );
});
