import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { chained, CHAIN_START, completeNote, type AuditEntry, type AuditNote, type ChainEnd } from "../../domain/audit.ts";
import type { AuditHead } from "../../domain/audit-head.ts";
import { signHead } from "../../domain/audit-signing.ts";
import { openChain, verifyChain } from "../../store/audit/verify-chain.ts";
import type { EngineChoice } from "../../store/records/engine.ts";
import { openRecordingRecords } from "../store/open-records.ts";

export interface AuditUnderTest {
  readonly engine: EngineChoice;
  /** As somebody with all rights on the database, past Anhu. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}
const T = 1_764_000_000_000;
const KEY = generateKeyPairSync("ed25519").privateKey;
const QUIET = { onProgress: () => undefined, signal: new AbortController().signal };
const aNote = (n: number, over: Partial<AuditNote> = {}): AuditNote => ({
  ...{ atMs: T + n, actor: `usr_${n % 3}`, role: "nurse", action: "readAlert", target: `a${n}`, result: "ok", detail: null },
  residentId: `res_${n % 2}`,
  ...over,
});
const literal = (value: string | number | null) =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;

/** What the chain must stand, on every engine. */
export function auditSuite(name: string, open: () => Promise<AuditUnderTest>): void {
  const verify = async ({ engine }: AuditUnderTest, heads: readonly AuditHead[] = []) => verifyChain(await openChain(engine), heads, QUIET);
  /** A log of 30 entries, and heads that were signed at 10 and 20. */
  async function filled() {
    const under = await open();
    const { records, auditDrain, close } = await openRecordingRecords(under.engine);
    const heads: AuditHead[] = [];
    for (let n = 1; n <= 30; n += 1) {
      await records.audit(aNote(n));
      if (n % 10 !== 0) continue;
      await auditDrain(5_000);
      if (n < 30) heads.push(signHead(await records.auditEnd(), T + n, KEY));
    }
    await close();
    expect(await verify(under, heads)).toMatchObject({ verdict: "intact", entries: 30, heads: 2, notAnchored: 10, findings: [] });
    return { under, heads, entries: await entriesOf(under) };
  }
  async function entriesOf({ engine }: AuditUnderTest): Promise<AuditEntry[]> {
    const source = await openChain(engine);
    const all: AuditEntry[] = [];
    for await (const entries of source.read()) all.push(...entries);
    await source.close();
    return all;
  }
  /** The attacker owns the database: nothing refuses anything. */
  async function unlock({ engine, sql }: AuditUnderTest) {
    if (engine.type === "postgres") await sql("ALTER TABLE audit DISABLE TRIGGER ALL");
    else for (const what of ["update", "delete"]) await sql(`DROP TRIGGER IF EXISTS audit_refuses_${what}`);
  }
  async function insert({ sql }: AuditUnderTest, entries: readonly AuditEntry[]) {
    for (const e of entries)
      await sql(`INSERT INTO audit (seq, id, at_ms, actor, role, action, facility_id, resident_id, alert_id, target, result, detail, prev_hash, hash)
        VALUES (${[e.seq, e.id, e.atMs, e.actor, e.role, e.action, e.facilityId, e.residentId, e.alertId, e.target, e.result, e.detail, e.prevHash, e.hash].map(literal).join(", ")})`);
  }
  const rewritten = (from: ChainEnd, count: number) =>
    chained(
      from,
      Array.from({ length: count }, (_, n) => completeNote(aNote(n, { actor: "usr_nobody" }))),
    );
  const endAt = (entries: readonly AuditEntry[], seq: number): ChainEnd =>
    seq === 0 ? CHAIN_START : { seq, hash: entries[seq - 1]!.hash };

  interface Attack {
    readonly name: string;
    readonly verdict: "altered" | "shortened" | "forked";
    readonly run: (under: AuditUnderTest, entries: readonly AuditEntry[]) => Promise<unknown>;
  }
  const attacks: readonly Attack[] = [
    { name: "an entry is edited", verdict: "altered", run: ({ sql }) => sql("UPDATE audit SET actor = 'usr_x' WHERE seq = 12") },
    { name: "an entry's time is edited", verdict: "altered", run: ({ sql }) => sql("UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 12") },
    {
      name: "an entry is edited, and its own hash made to fit",
      verdict: "altered",
      async run({ sql }, entries) {
        const [made] = chained(endAt(entries, 11), [completeNote(aNote(12, { actor: "usr_x", id: entries[11]!.id }))]);
        await sql(`UPDATE audit SET actor = 'usr_x', hash = '${made!.hash}' WHERE seq = 12`);
      },
    },
    { name: "entries in the middle are deleted", verdict: "altered", run: ({ sql }) => sql("DELETE FROM audit WHERE seq IN (5, 6)") },
    { name: "the first entries are deleted", verdict: "altered", run: ({ sql }) => sql("DELETE FROM audit WHERE seq < 4") },
    {
      name: "an entry in the middle is deleted, and the rest moved up",
      verdict: "altered",
      run: async ({ sql }) => {
        await sql("DELETE FROM audit WHERE seq = 5");
        for (let seq = 6; seq <= 30; seq += 1) await sql(`UPDATE audit SET seq = ${seq - 1} WHERE seq = ${seq}`);
      },
    },
    { name: "the tail is deleted", verdict: "shortened", run: ({ sql }) => sql("DELETE FROM audit WHERE seq > 15") },
    { name: "all of it is deleted", verdict: "shortened", run: ({ sql }) => sql("DELETE FROM audit") },
    {
      name: "the tail is cut off and other entries appended",
      verdict: "forked",
      run: async (under, entries) => {
        await under.sql("DELETE FROM audit WHERE seq > 15");
        await insert(under, rewritten(endAt(entries, 15), 20));
      },
    },
    {
      name: "an entry is inserted",
      verdict: "altered",
      run: async (under, entries) => {
        for (let seq = 30; seq >= 12; seq -= 1) await under.sql(`UPDATE audit SET seq = ${seq + 1} WHERE seq = ${seq}`);
        const [made] = rewritten(endAt(entries, 11), 1);
        await insert(under, [{ ...made!, prevHash: `${made!.prevHash.slice(1)}f` }]);
      },
    },
    {
      name: "an entry is inserted behind the end that continues nothing",
      verdict: "altered",
      run: (under) => insert(under, rewritten({ seq: 30, hash: "f".repeat(64) }, 1)),
    },
    {
      name: "two entries are exchanged",
      verdict: "altered",
      run: async ({ sql }) => {
        for (const [from, to] of [
          [7, 99],
          [8, 7],
          [99, 8],
        ])
          await sql(`UPDATE audit SET seq = ${to} WHERE seq = ${from}`);
      },
    },
    {
      name: "the whole chain is written anew",
      verdict: "forked",
      run: async (under) => {
        await under.sql("DELETE FROM audit");
        await insert(under, rewritten(CHAIN_START, 30));
      },
    },
    {
      name: "yesterday's backup is put back",
      verdict: "shortened",
      run: ({ sql }) => sql("DELETE FROM audit WHERE seq > 18"),
    },
    {
      name: "yesterday's backup is put back and the server went on",
      verdict: "forked",
      run: async (under) => {
        await under.sql("DELETE FROM audit WHERE seq > 18");
        const { records, auditDrain, close } = await openRecordingRecords(under.engine);
        for (let n = 0; n < 5; n += 1) await records.audit(aNote(100 + n));
        await auditDrain(5_000);
        await close();
      },
    },
  ];
  describe(`${name}: the audit chain`, () => {
    it.each(attacks)("$name: $verdict", { timeout: 60_000 }, async ({ verdict, run }) => {
      const { under, heads, entries } = await filled();
      await unlock(under);
      await run(under, entries);
      const report = await verify(under, heads);
      expect(report).toMatchObject({ verdict });
      expect(report.findings.length).toBeGreaterThan(0);
    });

    it("refuses to change or remove an entry, whoever asks through the database", { timeout: 60_000 }, async () => {
      const { under, heads } = await filled();
      const refused = /only added to/;
      await expect(under.sql("UPDATE audit SET actor = 'x' WHERE seq = 3")).rejects.toThrow(refused);
      await expect(under.sql("DELETE FROM audit WHERE seq = 3")).rejects.toThrow(refused);
      if (under.engine.type === "postgres") await expect(under.sql("TRUNCATE audit")).rejects.toThrow(refused);
      expect((await verify(under, heads)).verdict).toBe("intact");
    });

    it("two writers on one database make one chain without a gap or a fork", { timeout: 60_000 }, async () => {
      const under = await open();
      const writers = [await openRecordingRecords(under.engine), await openRecordingRecords(under.engine)];
      for (let n = 0; n < 200; n += 1) for (const [w, { records }] of writers.entries()) await records.audit(aNote(n, { actor: `w${w}` }));
      for (const { auditDrain } of writers) await auditDrain(20_000);
      expect(await verify(under)).toMatchObject({ verdict: "intact", entries: 400, end: { seq: 400 } });
      const entries = await entriesOf(under);
      for (const w of [0, 1]) {
        const targets = entries.filter(({ actor }) => actor === `w${w}`).map(({ target }) => target);
        expect(targets).toEqual(Array.from({ length: 200 }, (_, n) => `a${n}`));
      }
    });

    it("a thing that is noted twice under one id stands there once", { timeout: 60_000 }, async () => {
      const under = await open();
      const { records, auditDrain } = await openRecordingRecords(under.engine);
      await records.audit(aNote(1, { id: "same" }), aNote(2), aNote(3, { id: "same" }));
      await auditDrain(5_000);
      await records.audit(aNote(4, { id: "same" }), aNote(5));
      await auditDrain(5_000);
      expect((await entriesOf(under)).map(({ target }) => target)).toEqual(["a1", "a2", "a5"]);
      expect(await verify(under)).toMatchObject({ verdict: "intact", entries: 3 });
    });

    it("keeps text that no database takes as it is, and reads it in pages by resident, alert and actor", { timeout: 60_000 }, async () => {
      const under = await open();
      const { records, auditDrain } = await openRecordingRecords(under.engine);
      await records.audit(aNote(0, { detail: 'a \0 "\\ 张 \ud800 \u2028' }));
      for (let n = 1; n < 12; n += 1) await records.audit(aNote(n, { alertId: n % 4 === 0 ? "alert" : null }));
      await auditDrain(5_000);
      expect(await verify(under)).toMatchObject({ verdict: "intact", entries: 12 });
      const none = { facilityId: null, residentId: null, alertId: null, actor: null, cursor: null, limit: 4 };
      const first = await records.auditEntries({ ...none, residentId: "res_1" });
      const rest = await records.auditEntries({ ...none, residentId: "res_1", cursor: first.next });
      expect([...first.items, ...rest.items].map(({ seq }) => seq)).toEqual([12, 10, 8, 6, 4, 2]);
      expect(rest.next).toBeNull();
      expect((await records.auditEntries({ ...none, alertId: "alert" })).items.map(({ target }) => target)).toEqual(["a8", "a4"]);
      expect((await records.auditEntries({ ...none, actor: "usr_2" })).items.map(({ target }) => target)).toEqual([
        "a11",
        "a8",
        "a5",
        "a2",
      ]);
      const [newest, next] = (await records.auditEntries(none)).items;
      if (newest === undefined || next === undefined) throw new Error("the log is empty");
      const targets = async (query: object) => (await records.auditEntries({ ...none, ...query })).items.map(({ target }) => target);
      expect(await targets({ fromMs: newest.atMs })).toEqual(["a11"]);
      expect(await targets({ fromMs: next.atMs, toMs: newest.atMs })).toEqual(["a10"]);
      expect((await targets({ action: newest.action })).length).toBeGreaterThan(0);
      expect(await targets({ action: "nothingOfTheKind" })).toEqual([]);
      expect((await records.auditEntries({ ...none, actor: "usr_0", residentId: "res_0", limit: 50 })).items.at(-1)?.detail).toContain(
        "张",
      );
    });
  });
}
