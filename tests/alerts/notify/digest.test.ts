import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery, DeliveryAttempt } from "../../../domain/delivery.ts";
import { Allowance } from "../../../alerts/notify/allowance.ts";
import { startSendingLoop, type SendingLoopOptions } from "../../../alerts/sending-loop.ts";
import { aBody, aChannel, aPush, aRoutinePush, later, LINK, openNotifier, startProvider } from "./stand-in.ts";

const MINUTE_MS = 60_000;
const wecom = (baseUrl: string) => aChannel("wecom", { key: "wecom-key-1", baseUrl });

describe("an allowance", () => {
  it("no stretch of a minute holds more than the limit, and what can wait leaves the reserve alone", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ pauseMs: fc.nat(2_500), isUrgent: fc.boolean() }), { minLength: 80, maxLength: 200, size: "max" }),
        (steps) => {
          const allowance = new Allowance([{ most: 20, withinMs: MINUTE_MS, reserved: 10 }]);
          const sent: { atMs: number; isUrgent: boolean }[] = [];
          let nowMs = 0;
          for (const { pauseMs, isUrgent } of steps) {
            nowMs += pauseMs;
            const waitMs = allowance.waitMs(nowMs, isUrgent);
            // Who comes back when told finds a place.
            expect(allowance.waitMs(nowMs + waitMs, isUrgent)).toBe(0);
            if (waitMs > 0) continue;
            allowance.take(nowMs);
            sent.push({ atMs: nowMs, isUrgent });
            const within = sent.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
            expect(within.length).toBeLessThanOrEqual(isUrgent ? 20 : 10);
          }
        },
      ),
    );
  });
  it("a pause that the provider asks for holds", () => {
    const allowance = new Allowance([]);
    allowance.pause(500);
    expect([allowance.waitMs(100, false), allowance.waitMs(500, false)]).toEqual([400, 0]);
  });
});
describe("a digest", () => {
  it("above the robot's limit what can wait is one message, and an SOS never waits", async () => {
    const provider = await startProvider(() => ({ body: { errcode: 0 } }));
    const { notifier, clock } = openNotifier([provider.origin]);
    const to = wecom(provider.origin);
    for (let n = 0; n < 10; n += 1) expect(await notifier.send(aRoutinePush(`msg_${n}`), to)).toEqual({ state: "accepted" });
    for (let n = 10; n < 15; n += 1)
      expect(await notifier.send(aRoutinePush(`msg_${n}`, { residentRef: `4-${n} 3f2a9c1d` }), to)).toMatchObject({
        ...{ state: "failed", isGone: false, retryAfterMs: MINUTE_MS },
      });
    expect(await notifier.send(aPush("msg_sos"), to)).toEqual({ state: "accepted" });
    expect(await notifier.send(aRoutinePush("msg_fall", { kind: "fall" }), to)).toEqual({ state: "accepted" });
    expect(await notifier.send(aRoutinePush("msg_critical", { severity: "critical" }), to)).toEqual({ state: "accepted" });
    expect(provider.asked).toHaveLength(13);
    clock.advance(MINUTE_MS);
    expect(await notifier.send(aRoutinePush("msg_12", { residentRef: "4-12 3f2a9c1d" }), to)).toEqual({ state: "accepted" });
    expect(provider.asked).toHaveLength(14);
    const { content } = provider.asked[13]!.body.text;
    expect(content).toContain("【汇总】5 条提醒");
    for (let n = 10; n < 15; n += 1) expect(content).toContain(`4-${n}`);
    // The others were carried along: they are not sent again.
    for (const n of [10, 11, 13, 14]) expect(await notifier.send(aRoutinePush(`msg_${n}`), to)).toEqual({ state: "accepted" });
    expect(provider.asked).toHaveLength(14);
  });
  it("a digest that fails loses nothing: the next one carries all", async () => {
    const provider = await startProvider((_asked, count) => ({ body: { errcode: count === 11 ? -1 : 0 } }));
    const { notifier, clock } = openNotifier([provider.origin]);
    const to = wecom(provider.origin);
    for (let n = 0; n < 12; n += 1) await notifier.send(aRoutinePush(`msg_${n}`), to);
    clock.advance(MINUTE_MS);
    expect(await notifier.send(aRoutinePush("msg_10"), to)).toMatchObject({ state: "failed" });
    expect(await notifier.send(aRoutinePush("msg_10"), to)).toEqual({ state: "accepted" });
    expect(provider.asked.at(-1)!.body.text.content).toContain("【汇总】2 条");
    expect(await notifier.send(aRoutinePush("msg_11"), to)).toEqual({ state: "accepted" });
    expect(provider.asked).toHaveLength(12);
  });
  it("one robot's limit is not another's", async () => {
    const provider = await startProvider(() => ({ body: { errcode: 0 } }));
    const { notifier } = openNotifier([provider.origin]);
    const send = (n: number, channelId: string) =>
      notifier.send(aRoutinePush(`msg_${channelId}_${n}`), aChannel("wecom", { key: "wecom-key-1", baseUrl: provider.origin }, channelId));
    for (let n = 0; n < 12; n += 1) await send(n, "chn_1");
    expect(await send(0, "chn_2")).toEqual({ state: "accepted" });
  });
  it("a muted DingTalk robot is left alone for ten minutes, also by an SOS: the next channel takes over", async () => {
    const provider = await startProvider(() => ({ body: { errcode: 130101, errmsg: "send too fast" } }));
    const { notifier, clock } = openNotifier([provider.origin]);
    const to = aChannel("dingtalk", { accessToken: "ding-token-1", baseUrl: provider.origin });
    expect(await notifier.send(aPush("msg_1"), to)).toMatchObject({ state: "failed", retryAfterMs: 600_000 });
    clock.advance(599_000);
    expect(await notifier.send(aPush("msg_1"), to)).toMatchObject({ state: "failed", retryAfterMs: 1_000 });
    expect(provider.asked).toHaveLength(1);
    clock.advance(1_000);
    await notifier.send(aPush("msg_1"), to);
    expect(provider.asked).toHaveLength(2);
  });
  it("whatever comes when: all arrive, urgent ones at once and alone, and no minute holds more than the limit", async () => {
    const step = fc.record({ pauseMs: fc.nat(8_000), isUrgent: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        const provider = await startProvider(() => ({ body: { errcode: 0 } }));
        const { notifier, clock } = openNotifier([provider.origin]);
        const to = wecom(provider.origin);
        const sentAt: number[] = [];
        const waiting = new Map<string, number>();
        const room = (id: string) => ({ residentRef: `room-${id}- 3f2a9c1d` });
        const send = async (id: string, isUrgent: boolean) => {
          const before = provider.asked.length;
          const answer = await notifier.send(isUrgent ? aPush(id, { body: aBody(room(id)) }) : aRoutinePush(id, room(id)), to);
          if (provider.asked.length > before) sentAt.push(clock.now());
          if (isUrgent) expect([answer.state, provider.asked.length]).toEqual(["accepted", before + 1]);
          if (answer.state === "failed") waiting.set(id, clock.now() + (answer.retryAfterMs ?? 0));
          else waiting.delete(id);
        };
        const retryDue = async () => {
          for (const [id, atMs] of [...waiting]) if (atMs <= clock.now()) await send(id, false);
        };
        // Fewer urgent ones than the reserve holds.
        let urgent = 0;
        for (const [index, { pauseMs, isUrgent }] of steps.entries()) {
          clock.advance(pauseMs);
          await retryDue();
          const isReserve = isUrgent && (urgent += 1) <= 10;
          await send(`m${index}`, isReserve);
        }
        for (let n = 0; n < 20 && waiting.size > 0; n += 1) {
          clock.advance(MINUTE_MS / 4);
          await retryDue();
        }
        expect(waiting.size).toBe(0);
        const texts = provider.asked.map(({ body }) => String(body.text.content));
        for (const index of steps.keys()) expect(texts.filter((text) => text.includes(`room-m${index}-`))).toHaveLength(1);
        for (const from of sentAt) expect(sentAt.filter((at) => at >= from && at < from + MINUTE_MS).length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
  it("one link to the list, where many do not fit", async () => {
    const provider = await startProvider(() => ({ body: { errcode: 0 } }));
    const { notifier, clock } = openNotifier([provider.origin]);
    const to = wecom(provider.origin);
    for (let n = 0; n < 110; n += 1) await notifier.send(aRoutinePush(`msg_${n}`, { facility: "长".repeat(50) }), to);
    clock.advance(MINUTE_MS);
    await notifier.send(aRoutinePush("msg_109"), to);
    const { content } = provider.asked.at(-1)!.body.text;
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2_048);
    expect(content).toMatch(/【汇总】100 条提醒[^]*另有 \d+ 条，见系统[^]*https:\/\/anhu\.example\/alerts$/);
    expect(content).not.toContain(LINK);
  });
});
describe("with the sending loop", () => {
  function aLoop(options: Partial<SendingLoopOptions> & Pick<SendingLoopOptions, "endpoint">) {
    const rows: DeliveryAttempt[] = [];
    const quick = { atMs: [10, 20], againMs: 10, untilMs: Number.POSITIVE_INFINITY, jitter: 0 };
    const loop = startSendingLoop({
      ...{ ledger: { pending: () => [], record: (row) => void rows.push(row) }, report: () => {}, urgent: quick, routine: quick },
      ...{ clock: { now: Date.now, monotonic: () => performance.now() } },
      ...options,
    });
    later(() => loop.close());
    return { loop, rows };
  }
  const aDelivery = (id: string, urgent: boolean): Delivery => ({
    ...{ id, alertId: "a1", facilityId: "fac", track: "medical", channel: "wecom", channelId: "chn_1", recipientId: "cli_1" },
    ...{ afterId: null, waitMs: 0, eventType: "alert.raised", step: 0, urgent, body: aBody(), createdAtMs: 0 },
  });
  it("HTTP 200 with an error body is a failed row, and is tried again until the robot says that it took it", async () => {
    const provider = await startProvider((_asked, count) => ({
      body: count < 3 ? { errcode: -1, errmsg: "system busy" } : { errcode: 0 },
    }));
    const { notifier } = openNotifier([provider.origin]);
    const { loop, rows } = aLoop({ endpoint: () => wecom(provider.origin), sender: notifier });
    loop.send([aDelivery("msg_1", true)]);
    await expect.poll(() => rows.map(({ state }) => state)).toEqual(["sent", "failed", "sent", "failed", "sent", "accepted"]);
    expect(rows[1]!.why).toBe("-1 system busy");
  });
  it("a matter of settings ends what can wait, and never an SOS", async () => {
    const provider = await startProvider(() => ({ body: { errcode: 93000, errmsg: "invalid webhook url" } }));
    const { notifier } = openNotifier([provider.origin]);
    const { loop, rows } = aLoop({ endpoint: () => wecom(provider.origin), sender: notifier });
    loop.send([{ ...aDelivery("msg_2", false), body: aBody({ severity: "warning", kind: "bedExit" }) }, aDelivery("msg_3", true)]);
    const failures = (id: string) => rows.filter((row) => row.deliveryId === id && row.state === "failed").length;
    await expect.poll(() => failures("msg_2")).toBe(1);
    await expect.poll(() => failures("msg_3")).toBeGreaterThan(2);
    expect(failures("msg_2")).toBe(1);
  });
});
