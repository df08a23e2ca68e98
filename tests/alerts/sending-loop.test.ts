import { afterEach, describe, expect, it } from "vitest";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { Endpoint } from "../../alerts/ports.ts";
import { startSendingLoop, URGENT, type Schedule, type SendingLoop, type SendingLoopOptions } from "../../alerts/sending-loop.ts";
import { startClinic, type ClinicServer } from "./webhook-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const clock = { now: Date.now, monotonic: () => performance.now() };
const quick: Schedule = { atMs: [10, 25], againMs: 10, untilMs: Number.POSITIVE_INFINITY, jitter: 0 };
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
function aDelivery(id: string, recipientId = "c1", overrides: Partial<Delivery> = {}): Delivery {
  const base = { id, alertId: "a1", facilityId: "fac", track: "medical", channel: "webhook", eventType: "alert.raised" } as const;
  return {
    ...base,
    recipientId,
    channelId: null,
    afterId: null,
    waitMs: 0,
    step: 0,
    urgent: true,
    body: `{"id":"${id}"}`,
    createdAtMs: 0,
    ...overrides,
  };
}
interface Ledger {
  readonly rows: DeliveryAttempt[];
  /** Deliveries that were given up. */
  readonly last: string[];
  states(id: string): string[];
}
function aLoop(servers: Record<string, ClinicServer>, overrides: Partial<SendingLoopOptions> = {}, pending: Delivery[] = []) {
  const rows: DeliveryAttempt[] = [];
  const last: string[] = [];
  const loop: SendingLoop = startSendingLoop({
    ledger: {
      pending: () => pending,
      record(attempt, isLast) {
        rows.push(attempt);
        if (isLast === true) last.push(attempt.deliveryId);
      },
    },
    endpoint: (id): Endpoint | undefined => {
      const server = servers[id];
      return server === undefined ? undefined : { type: "webhook", url: server.url, secret, loopbackAllowed: true };
    },
    clock,
    report: () => {},
    urgent: quick,
    routine: quick,
    ...overrides,
  });
  closers.push(() => loop.close());
  const ledger: Ledger = { rows, last, states: (id) => rows.filter(({ deliveryId }) => deliveryId === id).map(({ state }) => state) };
  return { loop, ledger };
}
async function clinic(...[answer]: Parameters<typeof startClinic>): Promise<ClinicServer> {
  const server = await startClinic(answer);
  closers.push(() => server.close());
  return server;
}
describe("the sending loop", () => {
  it("tries an SOS at 2, 5, 10, 20 and 30 s, then every 30 s without end", () => {
    expect(URGENT).toEqual({ atMs: [2_000, 5_000, 10_000, 20_000, 30_000], againMs: 30_000, untilMs: Infinity, jitter: 0 });
  });
  it("sends until the machine accepts, with one id, and writes a row for every attempt", async () => {
    const server = await clinic((response, count) => void (count < 4 ? response.writeHead(503).end() : response.end()));
    const { loop, ledger } = aLoop({ c1: server });
    loop.send([aDelivery("msg_1")]);
    await expect.poll(() => ledger.states("msg_1").at(-1)).toBe("accepted");
    expect(ledger.states("msg_1")).toEqual(["sent", "failed", "sent", "failed", "sent", "failed", "sent", "accepted"]);
    expect(new Set(server.received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set(["msg_1"]));
    expect(ledger.rows.find(({ state }) => state === "failed")!.why).toBe("HTTP 503");
  });
  it("a lost 200 is sent again with the same id", async () => {
    const server = await clinic((response, count) => void (count === 1 ? response.socket?.destroy() : response.end()));
    const { loop, ledger } = aLoop({ c1: server });
    loop.send([aDelivery("msg_1")]);
    await expect.poll(() => ledger.states("msg_1").at(-1)).toBe("accepted");
    expect(server.received.map(({ headers }) => headers["webhook-id"])).toEqual(["msg_1", "msg_1"]);
  });
  it("a person's answer stops the repeats", async () => {
    const server = await clinic((response) => void response.writeHead(500).end());
    const { loop, ledger } = aLoop({ c1: server });
    loop.send([aDelivery("msg_1"), aDelivery("msg_2", "c1", { alertId: "a2" })]);
    await expect.poll(() => ledger.states("msg_1").length).toBeGreaterThan(3);
    loop.acknowledged("a1");
    const { length } = ledger.states("msg_1").filter((state) => state === "sent");
    await expect.poll(() => ledger.states("msg_2").length).toBeGreaterThan(16);
    expect(ledger.states("msg_1")).toContain("acknowledged");
    expect(ledger.states("msg_1").filter((state) => state === "sent")).toHaveLength(length);
  });
  it("a dead clinic does not delay another", async () => {
    const dead = await clinic(() => {});
    const alive = await clinic((response) => void response.end());
    const { loop, ledger } = aLoop({ dead, alive });
    loop.send(Array.from({ length: 50 }, (_, index) => aDelivery(`msg_d${index}`, "dead")));
    expect(ledger.rows).toHaveLength(8);
    loop.send([aDelivery("msg_1", "alive")]);
    await expect.poll(() => ledger.states("msg_1"), { interval: 5 }).toEqual(["sent", "accepted"]);
    // None of the dead one's came to an end before.
    expect(ledger.rows.slice(0, 9).map(({ state }) => state)).toEqual(Array.from({ length: 9 }, () => "sent"));
    expect(ledger.rows[9]).toMatchObject({ deliveryId: "msg_1", state: "accepted" });
  });
  it("resumes what was pending, and sends one id once at a time", async () => {
    const server = await clinic((response) => void response.end());
    const { loop, ledger } = aLoop({ c1: server }, {}, [aDelivery("msg_1")]);
    loop.send([aDelivery("msg_1")]);
    await expect.poll(() => ledger.states("msg_1")).toEqual(["sent", "accepted"]);
  });
  it("gives a disabled endpoint up for what can wait, and goes on for an SOS", async () => {
    const server = await clinic((response) => void response.writeHead(410).end());
    const { loop, ledger } = aLoop({ c1: server });
    loop.send([aDelivery("msg_r", "c1", { urgent: false }), aDelivery("msg_u")]);
    await expect.poll(() => ledger.states("msg_u").length).toBeGreaterThan(5);
    await expect.poll(() => ledger.states("msg_r")).toEqual(["sent", "failed"]);
    expect(ledger.rows.find(({ state }) => state === "failed")!.why).toContain("disabled");
    expect(ledger.last).toEqual(["msg_r"]);
  });
  it("gives up what can wait at the end of its schedule, and says that it was the last attempt", async () => {
    const server = await clinic((response) => void response.writeHead(500).end());
    const { loop, ledger } = aLoop({ c1: server }, { routine: { ...quick, untilMs: 30 } });
    loop.send([aDelivery("msg_r", "c1", { urgent: false })]);
    await expect.poll(() => ledger.last).toEqual(["msg_r"]);
    expect(ledger.rows.at(-1)!.state).toBe("failed");
  });
  it("says so when no address is known, and finds one that is entered later", async () => {
    const server = await clinic((response) => void response.end());
    const servers: Record<string, ClinicServer> = {};
    const { loop, ledger } = aLoop(servers);
    loop.send([aDelivery("msg_1")]);
    await expect.poll(() => ledger.rows.at(-1)?.why).toContain("no address is known");
    servers["c1"] = server;
    await expect.poll(() => ledger.states("msg_1").at(-1)).toBe("accepted");
  });
  it("keeps a row of what was shown on screens and posts nothing", () => {
    const { loop, ledger } = aLoop({});
    loop.send([aDelivery("msg_s", "nurse", { channel: "screen" })]);
    expect(ledger.states("msg_s")).toEqual(["sent"]);
  });
  it("closes while a clinic stalls, and leaves the delivery pending", async () => {
    const server = await clinic(() => {});
    const { loop, ledger } = aLoop({ c1: server });
    loop.send([aDelivery("msg_1")]);
    await expect.poll(() => server.received.length).toBe(1);
    await loop.close();
    expect(ledger.states("msg_1")).toEqual(["sent"]);
  });
});
