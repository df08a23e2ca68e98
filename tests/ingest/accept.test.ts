import { afterEach, describe, expect, it } from "vitest";
import type { JournalEntry, Kept, Publish } from "../../domain/publish.ts";
import { Acceptor } from "../../ingest/accept.ts";
import { EventEdges } from "../../ingest/edges.ts";
import type { LiveEntry } from "../../ingest/entry.ts";
import { makeReader } from "../../ingest/read.ts";
import { aDevice, anAssignment } from "../support/builders.ts";
import { until } from "../support/machine.ts";
import { ManualClock, MONDAY_MORNING_MS } from "../support/manual-clock.ts";

const directory = {
  device: (id: string) => (id === "dev_1" ? aDevice() : undefined),
  gateway: () => undefined,
  child: () => undefined,
  assignmentAt: () => anAssignment(),
};
const publish = (channel: string, payload: object): Publish => ({
  principal: { id: "dev_1", facilityId: "fac_1", type: "device" },
  topic: `anhu/v1/fac_1/dev_1/${channel}`,
  payload: Buffer.from(JSON.stringify(payload)),
  qos: 1,
  dup: false,
  retain: false,
  packetId: 1,
  receivedAtMs: MONDAY_MORNING_MS,
});
const telemetry = publish("observations", { at: MONDAY_MORNING_MS, seq: 1, heartRate: 70 });
const sos = publish("events", { at: MONDAY_MORNING_MS, seq: 2, type: "sos" });

const ask = (acceptor: Acceptor, asked: Publish) => new Promise<Kept>((resolve) => acceptor.accept(asked, resolve));

/** A journal whose commits the test answers by hand. */
function setUp() {
  const commits: { entry: JournalEntry; head: boolean; commit: () => void; fail: () => void }[] = [];
  const order: string[] = [];
  const evaluated: LiveEntry[] = [];
  const elapsed = { ms: 0 };
  const acceptor = new Acceptor({
    clock: new ManualClock(),
    elapsedMs: () => elapsed.ms,
    isCopy: () => false,
    read: makeReader(directory, new EventEdges()),
    lane: { event: (message) => order.push(`lane ${message.event?.type}`) },
    evaluateUncommitted(entry) {
      if (entry.isEvaluated) return;
      entry.isEvaluated = true;
      evaluated.push(entry);
    },
    journal: {
      append(entry, options) {
        order.push(`journal ${entry.kind}`);
        return new Promise((resolve, reject) =>
          commits.push({ entry, head: options?.head === true, commit: resolve, fail: () => reject(new Error("disk full")) }),
        );
      },
    },
  });
  running.push(acceptor);
  return { acceptor, commits, order, evaluated, elapsed };
}
const running: Acceptor[] = [];
afterEach(() => running.splice(0).forEach((acceptor) => acceptor.close()));

describe("accept", () => {
  it("answers kept only after the commit", async () => {
    const { acceptor, commits } = setUp();
    let answer: string | null = null;
    const answered = ask(acceptor, telemetry).then((kept) => (answer = kept));
    await Promise.resolve();
    expect(answer).toBeNull();
    commits[0]!.commit();
    await answered;
    expect(answer).toBe("kept");
  });
  it("raises an event before it is journalled, and journals it at the head of the queue", async () => {
    const { acceptor, commits, order } = setUp();
    const answered = ask(acceptor, sos);
    expect(order).toEqual(["lane sos", "journal publish"]);
    expect(commits[0]!.head).toBe(true);
    commits[0]!.commit();
    expect(await answered).toBe("kept");
  });
  it("evaluates a reading from memory when its commit failed, and does not acknowledge it", async () => {
    const { acceptor, commits, evaluated } = setUp();
    const answered = ask(acceptor, telemetry);
    commits[0]!.fail();
    expect(await answered).toBe("notKept");
    expect(evaluated).toHaveLength(1);
  });
  it("answers within two seconds while the journal hangs, and at once for what comes behind", async () => {
    const { acceptor, elapsed, evaluated, order } = setUp();
    const first = ask(acceptor, telemetry);
    elapsed.ms = 1_900;
    expect(await first).toBe("notKept");
    expect(await ask(acceptor, telemetry)).toBe("notKept");
    expect(await ask(acceptor, sos)).toBe("notKept");
    expect(order).toContain("lane sos");
    expect(evaluated).toHaveLength(3);
  });
  it("acknowledges again as soon as the journal answers again", async () => {
    const { acceptor, commits, elapsed } = setUp();
    const first = ask(acceptor, telemetry);
    elapsed.ms = 1_900;
    await first;
    commits[0]!.commit();
    await until(() => !acceptor.isStalled, { what: "the journal to count as answering" });
    const second = ask(acceptor, telemetry);
    commits[1]!.commit();
    expect(await second).toBe("kept");
  });
  it("keeps a publish that cannot be read, with the reason", async () => {
    const { acceptor, commits } = setUp();
    const answered = ask(acceptor, { ...telemetry, payload: Buffer.from('{"heartRate":1e400}') });
    const { entry } = commits[0]!;
    expect(entry).toMatchObject({ reading: { messages: [], quarantined: [{ reason: "notFinite" }] } });
    commits[0]!.commit();
    expect(await answered).toBe("kept");
  });
  it("refuses to gather without bound while the journal hangs", async () => {
    const { acceptor, commits } = setUp();
    for (let count = 0; count < 20_000; count++) void ask(acceptor, telemetry);
    expect(await ask(acceptor, telemetry)).toBe("notKept");
    expect(commits).toHaveLength(20_000);
  });
});
