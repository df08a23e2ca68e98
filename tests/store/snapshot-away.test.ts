import { expect, it } from "vitest";
import { AnhuError } from "../../domain/errors.ts";
import { makeRecordsDatabase } from "../../store/records/records-database.ts";
import { loadSnapshot } from "../../store/records/snapshot.ts";

it("records that go away while the snapshot is read fail that reading, and nothing else", async () => {
  const away = () => Promise.reject(new AnhuError("RECORDS_UNAVAILABLE", "using the records: away", { retryable: true }));
  const worker = { request: away } as unknown as Parameters<typeof makeRecordsDatabase>[1];
  const orphans: unknown[] = [];
  const onOrphan = (reason: unknown) => orphans.push(reason);
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", onOrphan);
  try {
    await expect(loadSnapshot(makeRecordsDatabase("postgres", worker, () => undefined))).rejects.toMatchObject({
      code: "RECORDS_UNAVAILABLE",
    });
    // Rejections that nobody waits for are told after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
  expect(orphans).toEqual([]);
});
