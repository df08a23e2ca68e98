import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { connectDevice, makeTestHome } from "../support/home.ts";
import { makeTempDir } from "../support/machine.ts";
import { need, programPath } from "../support/platform.ts";

const MESSAGES = 20;
/** Fixed header of a PUBACK as strace prints bytes. */
const PUBACK = String.raw`"\x40\x02`;

interface Order {
  readonly pubacks: number;
  /** PUBACKs written while the newest insert into the journal was not yet synced, or without any insert since the last one. */
  readonly tooEarly: number;
}
/** Publishes one message after the other and reads from the system calls what happened in which order. */
async function observe(sync: "full" | "off-for-tests"): Promise<Order> {
  const temp = makeTempDir();
  const trace = join(temp.path, "trace.txt");
  const calls = "trace=fsync,fdatasync,pwrite64,write,writev,sendmsg";
  const wrap = [programPath("strace"), "-f", "-y", "-x", "-s", "64", "-e", calls, "-o", trace];
  const anhu = await startAnhuProcess({ dataDir: join(temp.path, "data"), env: { ANHU_JOURNAL_SYNC: sync }, wrap });
  try {
    const home = await makeTestHome(anhu.api);
    const [device] = home.devices;
    if (device === undefined) throw new Error("the test home has no device");
    const client = await connectDevice(anhu.mqttPort, device);
    const atMs = Date.now();
    for (let seq = 0; seq < MESSAGES; seq++) {
      await client.publishAsync(device.topics.observations, JSON.stringify({ at: atMs + seq, seq, heartRate: 70 }), { qos: 1 });
    }
    await client.endAsync(true);
  } finally {
    await anhu.kill("SIGTERM");
  }
  const order = orderOf(readFileSync(trace, "utf8").split("\n"));
  temp.remove();
  return order;
}
/** A system call counts when it returns: `<unfinished …>` lines are joined with their `resumed`. */
function orderOf(lines: readonly string[]): Order {
  const begun = new Map<string, string>();
  let pubacks = 0;
  let tooEarly = 0;
  let isInserted = false;
  let isSynced = false;
  for (const line of lines) {
    const thread = line.split(" ", 1)[0] ?? "";
    if (line.includes("<unfinished")) {
      begun.set(thread, line);
      if (!line.includes(PUBACK)) continue;
    }
    const call = line.includes("resumed>") ? (begun.get(thread) ?? "") : line;
    if (line.includes("resumed>") && call.includes(PUBACK)) continue;
    if (call.includes("journal.db-wal>") && call.includes("pwrite64(")) {
      isInserted = true;
      isSynced = false;
    } else if (call.includes("journal.db-wal>") && /f(data)?sync\(/.test(call)) {
      isSynced = isInserted;
    } else if (call.includes(PUBACK)) {
      pubacks++;
      if (!isInserted || !isSynced) tooEarly++;
      isInserted = false;
      isSynced = false;
    }
  }
  return { pubacks, tooEarly };
}

need("strace")("acknowledged means on the disk", () => {
  describe.each([
    { sync: "full", name: "no PUBACK is written before the fsync that follows its insert" },
    { sync: "off-for-tests", name: "without fsync every PUBACK is found to be too early: the check can fail" },
  ] as const)("journal with synchronous=$sync", ({ sync, name }) => {
    it(name, { timeout: 90_000 }, async () => {
      const { pubacks, tooEarly } = await observe(sync);
      expect(pubacks).toBeGreaterThanOrEqual(MESSAGES);
      expect(tooEarly).toBe(sync === "full" ? 0 : pubacks);
    });
  });
});
