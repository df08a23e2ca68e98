import { statfs } from "node:fs/promises";
import type { Check } from "../api/ports.ts";
import { errorText } from "../domain/errors.ts";
import type { Clock } from "../domain/time.ts";
import type { Engine } from "./engine.ts";
import type { Stores } from "./stores.ts";

const MAX_LAG_ROWS = 5_000;
const LEAST_FREE_BYTES = 256 * 1024 * 1024;

export interface CheckParts {
  readonly stores: Stores;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly isSimulated: boolean;
  readonly dataDir: string;
}
/** What `/readyz` asks: does each part do its work now? */
export function makeChecks({ stores, engine, clock, isSimulated, dataDir }: CheckParts): () => Promise<readonly Check[]> {
  return async () => {
    const { walAlarm, waitingEntries } = await stores.journal.stats();
    const lagRows = engine.feed.lagRows;
    const disk = await statfs(dataDir);
    const freeBytes = disk.bavail * disk.bsize;
    return [
      { name: "journal", ok: !engine.acceptor.isStalled && !walAlarm, detail: `${waitingEntries} entries wait for their commit` },
      await answers("records", stores.records.check()),
      { name: "historian", ok: lagRows < MAX_LAG_ROWS, detail: `${lagRows} rows of the journal behind` },
      { name: "disk", ok: freeBytes > LEAST_FREE_BYTES, detail: `${Math.floor(freeBytes / 1024 / 1024)} MiB free` },
      { name: "clock", ok: true, detail: `${isSimulated ? "simulated" : "system"}, ${new Date(clock.now()).toISOString()}` },
    ];
  };
}
async function answers(name: string, asked: Promise<void>): Promise<Check> {
  return asked.then(
    () => ({ name, ok: true, detail: "answers" }),
    (error: unknown) => ({ name, ok: false, detail: errorText(error) }),
  );
}
