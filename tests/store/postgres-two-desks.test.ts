import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { openAlertDesk } from "../../alerts/desk.ts";
import { aSignal, caregiver, nurse } from "../alerts/desk-fakes.ts";
import { careOf } from "../alerts/support.ts";
import { need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { openRecordingRecords } from "./open-records.ts";

const WRITTEN_WITHIN_MS = 20_000;

need("postgres")("two processes on one PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.close());

  async function aDeskOf(url: string) {
    const { alertStore, records } = await openRecordingRecords({ type: "postgres", url });
    const desk = openAlertDesk({
      store: alertStore,
      clock: { now: Date.now, monotonic: () => performance.now() },
      care: careOf({ staffed: true, contracts: () => [], contacts: () => [], clinic: () => undefined }),
      screens: { tell: () => 1 },
      links: () => ({ acknowledgeUrl: "", handoverUrl: "" }),
      page: () => "",
      fallbackSend: () => undefined,
      stopSending: () => undefined,
      journalResolved: () => undefined,
      onChange: () => undefined,
    });
    onTestFinished(() => desk.close());
    return { desk, records };
  }

  it("of two people who take the same track at once one has it everywhere, and the other is told", { timeout: 60_000 }, async () => {
    const url = await server.createDatabase();
    const a = await aDeskOf(url);
    const now = Date.now();
    for (let n = 0; n < 5; n += 1) a.desk.signal(aSignal({ subjectId: `res_${n}`, residentId: `res_${n}`, atMs: now, observedAtMs: now }));
    await a.desk.drain(WRITTEN_WITHIN_MS);
    expect(a.desk.waiting()).toBe(0);
    const b = await aDeskOf(url);
    await b.desk.start();
    await b.desk.drain(WRITTEN_WITHIN_MS);
    for (const { alert } of a.desk.open("fac")) {
      const answers = await Promise.allSettled([
        a.desk.acknowledge(alert.id, "onSite", caregiver),
        b.desk.acknowledge(alert.id, "onSite", nurse),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const [winner, loser] = answers[0].status === "fulfilled" ? [caregiver, b] : [nurse, a];
      expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
      expect((await a.records.alert(alert.id))?.alert.onSite.by).toEqual(winner);
      expect(loser.desk.find(alert.id)?.alert.onSite.by).toEqual(winner);
    }
  });
});
