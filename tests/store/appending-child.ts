import { writeSync } from "node:fs";
import { openHistorian } from "../../store/historian/historian.ts";
import { openJournal } from "../../store/journal/journal.ts";
import { aMessage, T } from "../contract/historian-builders.ts";
import { HISTORIAN_WORKER, JOURNAL_WORKER } from "./workers.ts";

/**
 * A process to be killed or traced: `journal FILE FULL|OFF APPENDERS COUNT` or `historian FILE`. Prints `ack N` after every
 * append that was confirmed.
 */
const [what, file = "", synchronous, appenders, count] = process.argv.slice(2);
const nobody = new Int32Array(new SharedArrayBuffer(4));
/** Waits while whoever reads it has no time: the pipe is full then. */
function say(n: number): void {
  for (;;) {
    try {
      writeSync(1, `ack ${n}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(nobody, 0, 0, 1);
    }
  }
}

if (what === "journal") {
  const journal = await openJournal({ file, worker: JOURNAL_WORKER, synchronous: synchronous === "OFF" ? "OFF" : "FULL" });
  let next = 0;
  const append = async () => {
    while (next < Number(count)) {
      const n = next++;
      await journal.append({
        kind: "publish",
        publish: {
          principal: { id: "dev", facilityId: "fac", type: "device" },
          topic: `t/${n}`,
          payload: Buffer.from(String(n)),
          qos: 1,
          dup: false,
          retain: false,
          packetId: 1,
          receivedAtMs: T + n,
        },
      });
      say(n);
    }
  };
  await Promise.all(Array.from({ length: Number(appenders) }, append));
  await journal.close();
} else {
  const historian = await openHistorian({ engine: { type: "sqlite", file }, worker: HISTORIAN_WORKER });
  for (let row = 1; row < 1e6; row += 1) {
    const messages = Array.from({ length: 100 }, (_, n) => aMessage("a", T + row * 100 + n, [["heartRate", row]]));
    await historian.append(messages, { row, index: 99 });
    say(row);
  }
}
