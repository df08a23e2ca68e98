import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Cursor } from "../../domain/publish.ts";
import { EventEdges } from "../../ingest/edges.ts";
import { HistorianFeed } from "../../ingest/historian-feed.ts";
import { makeReader } from "../../ingest/read.ts";
import { openJournal } from "../../store/journal/journal.ts";
import { aDevice, aPublish, anAssignment } from "../support/builders.ts";
import { startInfluxServer } from "../support/influx-server.ts";
import { until } from "../support/machine.ts";
import { measured, need, rounds } from "../support/platform.ts";
import { T } from "../contract/historian-builders.ts";
import { influxSettings, openInflux } from "./influx-historian.ts";
import { tempDir } from "./temp-dir.ts";
import { JOURNAL_WORKER } from "./workers.ts";

const DEVICES = 500;
/** Values of one message. */
const SIGNS = 5;
/** A million in the soak. */
const READINGS = rounds() > 3 ? 1_000_000 : 100_000;
const MIB = 1024 * 1024;

need("influxd")("InfluxDB away while readings queue up in the journal", () => {
  it.each([
    { name: "stopped", away: "SIGTERM", back: null },
    { name: "hanging", away: "SIGSTOP", back: "SIGCONT" },
  ] as const)(
    "$name: memory stays flat, and everything is stored once after its return",
    async ({ name, away, back }) => {
      const server = await startInfluxServer();
      onTestFinished(() => server.close());
      const historian = await openInflux(influxSettings(server.url, { timeoutMs: 3_000 }));
      const journal = await openJournal({ file: join(tempDir(), "journal.db"), worker: JOURNAL_WORKER, synchronous: "OFF" });
      onTestFinished(() => journal.close());
      const reader = { read: journal.read.bind(journal), lastRow: 0 };
      const directory = {
        device: (id: string) => aDevice({ id, kind: "wristband" }),
        gateway: () => undefined,
        child: () => undefined,
        assignmentAt: (deviceId: string) => anAssignment({ deviceId }),
      };
      const failures: unknown[] = [];
      const sink = {
        gather: (message: DeviceMessage) => historian.gather(message),
        gathered: historian.gathered,
        forget: historian.forgetGathered,
        store: async (cursor: Cursor) => expect(await historian.store(cursor)).toEqual({ conflicts: [], refused: [] }),
      };
      const read = makeReader(directory, new EventEdges());
      const feed = new HistorianFeed(
        { historian: sink, journal: reader, read, onFailure: (error) => failures.push(error) },
        await historian.cursor(),
      );
      onTestFinished(() => feed.close());
      journal.onCommitted((batch) => {
        reader.lastRow = batch.row;
        feed.committed(batch);
      });
      const messages = READINGS / SIGNS;
      const send = async (from: number, count: number) => {
        const sent: Promise<void>[] = [];
        for (let n = from; n < from + count; n += 1) {
          const deviceId = `dev_${n % DEVICES}`;
          const body = { at: T + n, seq: n, heartRate: 60 + (n % 60), spo2: 97, respiratoryRate: 14, bodyTemperature: 36.5, battery: 80 };
          const principal = { id: deviceId, facilityId: "fac_1", type: "device" } as const;
          const topic = `anhu/v1/fac_1/${deviceId}/observations`;
          sent.push(journal.append({ kind: "publish", publish: aPublish(body, { principal, topic, receivedAtMs: T + n }) }));
        }
        await Promise.all(sent);
      };
      await send(0, 1_000);
      await until(() => feed.lagRows === 0, { deadlineMs: 40_000, what: "the first readings to be stored" });
      await server.kill(away);
      await send(1_000, 10_000);
      await until(() => failures.length > 0, { deadlineMs: 40_000, what: "the first failure" });
      const before = process.memoryUsage.rss();
      for (let n = 11_000; n < messages; n += 1_000) await send(n, Math.min(1_000, messages - n));
      await until(() => failures.length > 2, { deadlineMs: 40_000, what: "more failures" });
      const grownMiB = (process.memoryUsage.rss() - before) / MIB;
      const delay = monitorDelay();
      const started = performance.now();
      if (back === null) await server.restart();
      else await server.kill(back);
      await until(() => feed.lagRows === 0, { deadlineMs: 290_000, what: "the journal to be drained" });
      const drainedMs = performance.now() - started;
      const delayMs = delay();
      const [row] = await server.rows(historian.engine.database, "SELECT count(*) FROM vitals");
      expect(row).toMatchObject({ count_heartRate: messages, count_spo2: messages, count_received: messages });
      const [health] = await server.rows(historian.engine.database, "SELECT count(battery) AS count FROM device_health");
      expect(health).toMatchObject({ count: messages });
      measured(`InfluxDB ${name}`, { readings: READINGS, grownMiB: Math.round(grownMiB), drainedMs: Math.round(drainedMs), delayMs });
      expect(grownMiB).toBeLessThan(100);
    },
    300_000,
  );
});

/** The longest that a timer came late until it is asked, ms. */
function monitorDelay(): () => number {
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - 5);
    last = now;
  }, 5);
  onTestFinished(() => clearInterval(timer));
  return () => Math.round(longestMs);
}
