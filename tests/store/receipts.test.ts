import { join } from "node:path";
import { expect, it } from "vitest";
import { openRecordingRecords, raiseWith } from "./open-records.ts";
import { tempDir } from "./temp-dir.ts";

const DAY = 86_400_000;
/** An alert with one push. */
async function aPush() {
  const records = await openRecordingRecords({ type: "sqlite", file: join(tempDir(), "records.db") });
  const change = raiseWith();
  await records.alertStore.save(change);
  const [delivery] = change.deliveries;
  const { id: deliveryId, alertId } = delivery!;
  return { records, deliveryId, alertId };
}
it("a push that was opened and answered says so once, in later rows", async () => {
  const { records, deliveryId, alertId } = await aPush();
  const told = [];
  for (const state of ["delivered", "opened", "opened", "acknowledged"] as const)
    told.push((await records.receipts.note({ deliveryId, state, at: 50, why: null }))?.state ?? null);
  expect(told).toEqual(["delivered", "opened", null, "acknowledged"]);
  const states = (await records.alertStore.attempts(alertId)).map(({ state }) => state);
  expect(states.filter((state) => state === "opened")).toHaveLength(1);
  expect(states).toEqual(expect.arrayContaining(["delivered", "acknowledged"]));
});
it("a receipt for a push that there never was changes nothing", async () => {
  const { records } = await aPush();
  expect(await records.receipts.note({ deliveryId: "msg_none", state: "opened", at: 1, why: null })).toBeNull();
});
it("what no machine took is listed with its last reason, and leaves the list when one takes it", async () => {
  const records = await openRecordingRecords({ type: "sqlite", file: join(tempDir(), "records.db") });
  const [urgent, routine] = [raiseWith("{}"), raiseWith("{}", { urgent: false })];
  for (const change of [urgent, routine]) {
    const [{ id: deliveryId, alertId, createdAtMs }] = change.deliveries as [(typeof change.deliveries)[number]];
    const row = { deliveryId, alertId, channel: "webhook", channelId: null, recipientId: "cli_1", attempt: 0, state: "failed" } as const;
    await records.sending.attempted({ ...row, at: createdAtMs + 5, why: "HTTP 503", nextAt: createdAtMs + 9 }, false);
    await records.alertStore.save(change);
  }
  const [{ createdAtMs, id }] = urgent.deliveries as [(typeof urgent.deliveries)[number]];
  const list = (nowMs: number) => records.receipts.undelivered("fac_0", createdAtMs - DAY, nowMs);
  await expect.poll(() => list(createdAtMs + DAY)).toHaveLength(2);
  const found = await list(createdAtMs + DAY);
  expect(found.find(({ deliveryId }) => deliveryId === id)).toMatchObject({
    attempts: 1,
    why: "HTTP 503",
    state: "failing",
    nextAt: createdAtMs + 9,
  });
  expect(found.find(({ deliveryId }) => deliveryId !== id)).toMatchObject({ state: "givenUp", nextAt: null });
  await records.receipts.note({ deliveryId: id, state: "delivered", at: createdAtMs + 20, why: null });
  expect((await list(createdAtMs + DAY)).map(({ deliveryId }) => deliveryId)).not.toContain(id);
  expect(await records.receipts.undelivered("fac_other", 0, createdAtMs)).toEqual([]);
});
