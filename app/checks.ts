import { once } from "node:events";
import { statfs } from "node:fs/promises";
import type { Check } from "../api/ports.ts";
import { errorText } from "../domain/errors.ts";
import type { Clock } from "../domain/time.ts";
import type { HistorianStatus } from "../store/historian/historian-protocol.ts";
import type { Engine } from "./engine.ts";
import type { Stores } from "./stores.ts";

const MAX_LAG_ROWS = 5_000;
const ANSWER_WITHIN_MS = 500;
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
    const disk = await statfs(dataDir);
    const freeBytes = disk.bavail * disk.bsize;
    return [
      await answers("journal", stores.journal.stats(), ({ walAlarm, waitingEntries }) => ({
        ok: !engine.acceptor.isStalled && !walAlarm,
        detail: `${waitingEntries} entries wait for their commit`,
      })),
      await answers("records", stores.records.check(), () => ({ ok: true, detail: "answers" })),
      historianCheck(stores.historian.status(), engine.feed.lagRows),
      { name: "disk", ok: freeBytes > LEAST_FREE_BYTES, detail: `${Math.floor(freeBytes / 1024 / 1024)} MiB free` },
      { name: "clock", ok: true, detail: `${isSimulated ? "simulated" : "system"}, ${new Date(clock.now()).toISOString()}` },
    ];
  };
}
/** A store that is away for a while is no fault: the journal keeps the readings. One that waits for a person is. */
export function historianCheck({ engine, problem, needsPerson }: HistorianStatus, lagRows: number): Check {
  const detail = `${engine}, ${lagRows} rows of the journal behind${problem === null ? "" : `; ${problem}`}`;
  return { name: "historian", ok: lagRows < MAX_LAG_ROWS && !needsPerson, detail };
}
/** A part that does not answer in time is not ready: its worker may be waiting for the disk. */
async function answers<T>(name: string, asked: Promise<T>, judge: (answer: T) => Omit<Check, "name">): Promise<Check> {
  const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const tooLate = once(deadline, "abort").then(() => ({ name, ok: false, detail: `no answer within ${ANSWER_WITHIN_MS} ms` }));
  const answered = asked.then(
    (answer) => ({ name, ...judge(answer) }),
    (error: unknown) => ({ name, ok: false, detail: errorText(error) }),
  );
  return Promise.race([answered, tooLate]);
}
