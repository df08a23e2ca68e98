import { afterEach, describe, expect, it } from "vitest";
import type { Endpoint } from "../../alerts/ports.ts";
import { startSendingLoop, type Schedule } from "../../alerts/sending-loop.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { aDelivery } from "../contract/records-builders.ts";
import { startClinic } from "./webhook-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const quick: Schedule = { atMs: [20], againMs: 20, untilMs: Number.POSITIVE_INFINITY, jitter: 0 };
const NEVER_MS = 60_000;
/** A failure and the answer to it come sooner than the next channel's turn. */
const ANSWERED_WITHIN_MS = 3_000;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** What each channel answers: a status, or nothing at all. */
type Answers = readonly (number | "stall")[];
/** Channels 0, 1, 2… of one clinic: each has its server, stands behind the one before, and waits for it: the second `waitMs`. */
async function aChain(answers: Answers, waitMs: number, over: Partial<Delivery> = {}, schedule = quick) {
  const servers = await Promise.all(
    answers.map((answer) =>
      startClinic((response) => {
        if (answer !== "stall") response.writeHead(answer).end();
      }),
    ),
  );
  closers.push(...servers.map((server) => () => server.close()));
  const createdAtMs = Date.now();
  const deliveries = answers.map((_, index): Delivery => {
    const chain = {
      channelId: index === 0 ? null : `ch${index}`,
      afterId: index === 0 ? null : `msg_${index - 1}`,
      waitMs: [0, waitMs][index] ?? NEVER_MS,
    };
    const base = { alertId: "a1", facilityId: "fac", track: "medical", channel: "webhook", eventType: "alert.raised" } as const;
    return { id: `msg_${index}`, ...base, ...chain, recipientId: "c1", step: 0, urgent: true, body: "{}", createdAtMs, ...over };
  });
  const rows: DeliveryAttempt[] = [];
  const endpoints = new Map<string, Endpoint>(
    servers.map(({ url }, index) => [index === 0 ? "c1" : `ch${index}`, { type: "webhook", url, secret: SECRET, loopbackAllowed: true }]),
  );
  const loop = startSendingLoop({
    ledger: { pending: () => [], record: (attempt) => void rows.push(attempt) },
    endpoint: (id) => endpoints.get(id),
    clock: { now: Date.now, monotonic: () => performance.now() },
    report: () => {},
    urgent: schedule,
    routine: schedule,
  });
  closers.push(() => loop.close());
  loop.send(deliveries);
  const states = (index: number) => rows.filter(({ deliveryId }) => deliveryId === `msg_${index}`).map(({ state }) => state);
  return { loop, rows, states, requests: () => servers.map(({ received }) => received.length) };
}

describe("the next channel of a recipient", () => {
  it("is spared when the one before got through, and so is all behind it", async () => {
    const { states, requests } = await aChain([200, 200, 200], NEVER_MS);
    await expect.poll(() => states(2)).toEqual(["spared"]);
    expect([states(0), states(1), requests()]).toEqual([["sent", "accepted"], ["spared"], [1, 0, 0]]);
  });
  it("is sent when no machine took the message in time, and the one before is tried on", async () => {
    const { states, requests } = await aChain(["stall", 200], 100);
    await expect.poll(() => states(1)).toEqual(["sent", "accepted"]);
    expect(states(0)).toEqual(["sent"]);
    expect(requests()).toEqual([1, 1]);
  });
  it("is sent when the one before only fails, and the third waits for the second", async () => {
    const { states, requests } = await aChain([500, 200, 200], 100);
    await expect.poll(() => states(2)).toEqual(["spared"]);
    expect(states(1)).toEqual(["sent", "accepted"]);
    expect(requests()[2]).toBe(0);
    await expect.poll(() => states(0).length).toBeGreaterThan(6);
  });
  it("is sent at once when trying again changes nothing", async () => {
    const { states } = await aChain([410, 410, 200], NEVER_MS);
    await expect.poll(() => states(2)).toEqual(["sent", "accepted"]);
    await expect.poll(() => states(0).length).toBeGreaterThan(2);
  });
  it("is sent at once when what can wait is given up", async () => {
    const { states } = await aChain([410, 200], NEVER_MS, { urgent: false });
    await expect.poll(() => states(1)).toEqual(["sent", "accepted"]);
    expect(states(0)).toEqual(["sent", "failed"]);
  });
  it("is never sent once a person has answered", async () => {
    const { loop, rows, states, requests } = await aChain([500, 200], ANSWERED_WITHIN_MS, {}, { ...quick, atMs: [NEVER_MS] });
    await expect.poll(() => states(0)).toContain("failed");
    loop.acknowledged("a1", "medical");
    expect(states(1)).toEqual(["spared"]);
    // Another alert's, whose wait over the same channel ends later.
    const other = {
      id: "msg_other",
      alertId: "a2",
      channelId: "ch1",
      afterId: "nobody",
      waitMs: ANSWERED_WITHIN_MS,
      createdAtMs: Date.now(),
    };
    loop.send([aDelivery({ ...other, recipientId: "c1" })]);
    await expect.poll(() => rows.at(-1)).toMatchObject({ deliveryId: "msg_other", state: "accepted" });
    expect(requests()[1]).toBe(1);
  });
  it("is not stopped by an answer on the other track", async () => {
    const { loop, states } = await aChain([500, 200], 100);
    loop.acknowledged("a1", "onSite");
    await expect.poll(() => states(1)).toEqual(["sent", "accepted"]);
  });
  it("of a message found after a crash is sent at once when its time passed meanwhile", async () => {
    const { states } = await aChain(["stall", 200], NEVER_MS, { createdAtMs: Date.now() - 2 * NEVER_MS });
    await expect.poll(() => states(1)).toEqual(["sent", "accepted"]);
  });
  it("waits no longer than it was told, also when the clock was set back", async () => {
    const { states } = await aChain(["stall", 200], 100, { createdAtMs: Date.now() + NEVER_MS });
    await expect.poll(() => states(1)).toEqual(["sent", "accepted"]);
  });
});
it("a failed attempt says when it is tried next", async () => {
  const { rows } = await aChain([500], 0, {}, { ...quick, atMs: [30_000] });
  await expect.poll(() => rows.at(-1)?.state).toBe("failed");
  const { at, nextAt } = rows.at(-1)!;
  expect(nextAt! - at).toBeGreaterThan(25_000);
  expect(nextAt! - at).toBeLessThan(30_100);
});
