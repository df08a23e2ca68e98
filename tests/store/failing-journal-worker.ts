import { parentPort } from "node:worker_threads";
import { serveJournal } from "../../store/journal/journal-server.ts";

/** Times of an entry that make this worker die before the commit, or stand still for a while. */
const DIES_AT = 666;
const STALLS_AT = 777;
const STALL_MS = 300;

parentPort?.on("message", ({ body }: { body: { atMs?: number } | null }) => {
  if (body?.atMs === DIES_AT) process.exit(1);
  if (body?.atMs === STALLS_AT) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
});
await serveJournal();
