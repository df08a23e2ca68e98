import { join } from "node:path";
import { expect, it } from "vitest";
import { makeSendClaim, takeSend } from "../../domain/send-claim.ts";
import { openRecordingRecords, raiseWith } from "./open-records.ts";
import { tempDir } from "./temp-dir.ts";

async function saved(before: (claim: ReturnType<typeof makeSendClaim>) => void) {
  const records = await openRecordingRecords({ type: "sqlite", file: join(tempDir(), "records.db") });
  const change = raiseWith();
  const claim = makeSendClaim();
  before(claim);
  await records.alertStore.save({ ...change, claim });
  const marker = raiseWith();
  await records.alertStore.save(marker);
  await expect.poll(() => records.sent().map(({ id }) => id)).toContain(`msg_${marker.alert.id}`);
  const [delivery] = change.deliveries;
  return { records, claim, change, delivery: delivery!, isSentHere: records.sent().some(({ id }) => id === delivery!.id) };
}

it("the records send what they committed first, and the main thread is too late", async () => {
  const { claim, isSentHere } = await saved(() => undefined);
  expect([isSentHere, takeSend(claim, "memory"), takeSend(claim, "records")]).toEqual([true, false, true]);
});
it("what the main thread took is not sent by the records, and its attempts are kept", async () => {
  const { records, change, delivery, isSentHere } = await saved((claim) => takeSend(claim, "memory"));
  expect(isSentHere).toBe(false);
  const row = { deliveryId: delivery.id, alertId: change.alert.id, channel: "webhook", channelId: null, recipientId: "cli_1" } as const;
  const attempt = { ...row, attempt: 0, at: 7, state: "sent", why: null, nextAt: null } as const;
  expect(await records.sending.attempted(attempt, false)).toBe(true);
  await expect
    .poll(async () => (await records.alertStore.attempts(change.alert.id)).map(({ state }) => state))
    .toEqual(expect.arrayContaining(["queued", "sent"]));
});
