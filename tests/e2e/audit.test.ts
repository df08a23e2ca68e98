import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustodyView } from "../../domain/custody-view.ts";
import type { AuditEntryView } from "../../domain/audit-view.ts";
import { runAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { connectDevice, makeTestHome } from "../support/home.ts";
import { makeTempDir, until } from "../support/machine.ts";

const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
const WITHIN = { timeout: 30_000 };
const newDir = () => mkdtempSync(join(temp.path, "data-"));
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
const verify = (dataDir: string, ...args: readonly string[]) => runAnhu(["audit", "verify", "--json", ...args], { ANHU_DATA_DIR: dataDir });
function tamper(dataDir: string, sql: string): void {
  const db = new DatabaseSync(join(dataDir, "records.db"));
  db.exec(`DROP TRIGGER IF EXISTS audit_refuses_update; DROP TRIGGER IF EXISTS audit_refuses_delete; ${sql}`);
  db.close();
}
/** A copy that may be spoilt. */
function copyOf(dataDir: string): string {
  const copy = newDir();
  cpSync(dataDir, copy, { recursive: true, filter: (from) => !from.endsWith("anhu.lock") });
  return copy;
}

describe("the audit log of a server at work", () => {
  let anhu: AnhuProcess;
  let dataDir: string;
  let alertId: string;
  let stopped: string;
  beforeAll(async () => {
    dataDir = newDir();
    anhu = await startAnhuProcess({ dataDir });
    closing.push(() => anhu.kill("SIGKILL"));
    const home = await makeTestHome(anhu.api, { webhook: "http://127.0.0.1:9/hook" });
    const [device] = home.devices;
    const client = await connectDevice(anhu.mqttPort, device!);
    await client.publishAsync(device!.topics.events, JSON.stringify({ at: Date.now(), seq: 1, type: "sos" }), { qos: 1 });
    await client.endAsync(true);
    const [alert] = (await until(async () => {
      const found = (await anhu.api.all("/alerts", { facility: home.facilityId, open: "true" })) as { id: string; rule: string }[];
      return found.length > 0 && found;
    })) as { id: string }[];
    alertId = alert!.id;
    await anhu.api.post(`/alerts/${alertId}/acknowledge`, { track: "onSite", person: "李伟" });
    await anhu.api.post(`/alerts/${alertId}/arrive`, { notUrgent: true, person: "李伟" });
    await anhu.api.post(`/alerts/${alertId}/resolve`, { outcome: "true", person: "李伟" });
  });
  const entries = async () => (await anhu.api.all("/audit", { alert: alertId })) as AuditEntryView[];

  it("holds the custody of the alert and what people asked for, with ids and without names", async () => {
    await expect
      .poll(async () => (await entries()).map(({ action }) => action), WITHIN)
      .toEqual(
        expect.arrayContaining([
          "alert.raised",
          "alert.told",
          "alert.onTheWay",
          "alert.arrived",
          "alert.resolved",
          "acknowledgeAlert",
          "resolveAlert",
        ]),
      );
    expect(JSON.stringify(await entries())).not.toMatch(/李伟|住户/);
  });

  it("the custody of the alert names every stage, and the entries by which a paper is checked", async () => {
    const custody = (await anhu.api.get(`/alerts/${alertId}/custody`)) as CustodyView;
    const at = Object.fromEntries(custody.stages.map(({ stage, at: ms }) => [stage, ms]));
    for (const stage of ["observed", "received", "raised", "queued", "answered", "onSite", "arrived", "resolved"])
      expect(at[stage], stage).not.toBeNull();
    expect(at["arrived"]).toBeGreaterThanOrEqual(at["onSite"]!);
    expect(custody.stages.find(({ stage }) => stage === "onSite")?.by).toBe("李伟");
    expect(custody.targets.map(({ key, met }) => [key, met])).toContainEqual(["answered60", true]);
    const listed = new Map((await entries()).map(({ seq, hash }) => [seq, hash]));
    expect(custody.audit.length).toBeGreaterThan(3);
    for (const { seq, hash } of custody.audit) expect(listed.get(seq)).toBe(hash);
  });

  it("serves a signed head, and the file holds what an entry of the chain was", async () => {
    const { head, isContinuous } = (await anhu.api.get("/audit/head")) as { head: { seq: number }; isContinuous: boolean };
    expect(isContinuous).toBe(true);
    expect(head.seq).toBeGreaterThan(5);
    const kept = join(newDir(), "head.json");
    writeFileSync(kept, JSON.stringify(head, null, 2));
    const whileRunning = await verify(dataDir, "--head", kept);
    expect(whileRunning.code, whileRunning.stderr).toBe(0);
    await anhu.kill("SIGTERM");
    stopped = dataDir;
    const lines = readFileSync(join(dataDir, "audit-heads.jsonl"), "utf8").trim().split("\n");
    expect(lines.length).toBeGreaterThan(0);
    const { code, stdout } = await verify(dataDir, "--head", kept);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "intact", notAnchored: 0 });
    expect(existsSync(join(dataDir, "audit-waiting.jsonl"))).toBe(false);
    // What the operator kept is not what this server would have signed.
    writeFileSync(kept, JSON.stringify({ ...head, seq: head.seq - 1 }));
    expect(await verify(dataDir, "--head", kept)).toMatchObject({ code: 1, stderr: expect.stringMatching(/not what was signed/) });
  });

  it.each([
    ["altered", 2, "UPDATE audit SET actor = 'nobody' WHERE seq = 3"],
    ["altered", 2, "DELETE FROM audit WHERE seq = 3"],
    ["shortened", 3, "DELETE FROM audit WHERE seq > 4"],
    ["shortened", 3, "DELETE FROM audit"],
  ])("says %s with exit code %i: %s", async (verdict, exit, sql) => {
    const copy = copyOf(stopped);
    tamper(copy, sql);
    const { code, stdout } = await verify(copy);
    expect({ code, verdict: (JSON.parse(stdout) as { verdict: string }).verdict }).toEqual({ code: exit, verdict });
  });

  it("is kept by a backup and its restore; yesterday's backup is shown by a head that was kept elsewhere", async () => {
    const yesterday = join(newDir(), "backup");
    expect((await runAnhu(["backup", "--data-dir", stopped, "--to", yesterday])).code).toBe(0);
    const seqOfBackup = lastSeq(stopped);
    const again = await startAnhuProcess({ dataDir: stopped });
    closing.push(() => again.kill("SIGKILL"));
    await makeTestHome(again.api);
    // One entry more than the backup holds, and its head elsewhere.
    await again.api.get("/audit", { limit: "1" });
    const kept = join(newDir(), "head.json");
    await until(async () => {
      const { head } = (await again.api.get("/audit/head")) as { head: { seq: number } };
      writeFileSync(kept, JSON.stringify(head));
      return head.seq > seqOfBackup;
    });
    await again.kill("SIGTERM");

    const restored = newDir();
    expect((await runAnhu(["restore", "--from", yesterday, "--data-dir", restored])).code).toBe(0);
    const whole = await verify(restored);
    expect(whole.code, whole.stderr).toBe(0);
    expect(await verify(restored, "--head", kept)).toMatchObject({ code: 3, stdout: expect.stringContaining('"verdict":"shortened"') });

    // The restored server goes on: another history than the one that was signed for.
    const other = await startAnhuProcess({ dataDir: restored });
    closing.push(() => other.kill("SIGKILL"));
    for (let n = 0; n < 12; n += 1) await other.api.get("/audit", { limit: "1" });
    await other.kill("SIGTERM");
    expect((await verify(restored)).code).toBe(0);
    expect(await verify(restored, "--head", kept)).toMatchObject({ code: 4, stdout: expect.stringContaining('"verdict":"forked"') });
  });
});
function lastSeq(dataDir: string): number {
  const lines = readFileSync(join(dataDir, "audit-heads.jsonl"), "utf8").trim().split("\n");
  return (JSON.parse(lines.at(-1)!) as { seq: number }).seq;
}
