import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { contractsSuite } from "../contract/contracts-suite.ts";
import { annunciatorsSuite } from "../contract/annunciators-suite.ts";
import { escalationSuite } from "../contract/escalation-suite.ts";
import { familyAccessSuite } from "../contract/family-access-suite.ts";
import { familySuite } from "../contract/family-suite.ts";
import { holdsSuite } from "../contract/holds-suite.ts";
import { manageSuite } from "../contract/manage-suite.ts";
import { aDelivery, aHome, anAlert } from "../contract/records-builders.ts";
import { alertLoadSuite } from "../contract/alert-load-suite.ts";
import { clinicConsoleSuite } from "../contract/clinic-console-suite.ts";
import { residentRecordSuite } from "../contract/resident-record-suite.ts";
import { handsetsSuite } from "../contract/handsets-suite.ts";
import { setupSuite } from "../contract/setup-suite.ts";
import { wallScreensSuite } from "../contract/wall-screens-suite.ts";
import { recordsSuite } from "../contract/records-suite.ts";
import { openRecordingRecords } from "./open-records.ts";
import { tempDir } from "./temp-dir.ts";

const open = async (file = join(tempDir(), "records.db")) => ({ ...(await openRecordingRecords({ type: "sqlite", file })), file });
alertLoadSuite("records on SQLite", () => open());
clinicConsoleSuite("records on SQLite", () => open());
recordsSuite("records on SQLite", () => open());
residentRecordSuite("records on SQLite", () => open());
contractsSuite("records on SQLite", () => open());
annunciatorsSuite("records on SQLite", () => open());
escalationSuite("records on SQLite", () => open());
familySuite("records on SQLite", () => open());
familyAccessSuite("records on SQLite", () => open());
setupSuite("records on SQLite", () => open());
wallScreensSuite("records on SQLite", () => open());
handsetsSuite("records on SQLite", () => open());
holdsSuite("records on SQLite", () => open());
manageSuite("records on SQLite", () => open());

function raise(body = "{}") {
  const alert = anAlert();
  return { alert, isNew: true, evidence: [], timeline: [], deliveries: [aDelivery({ id: `msg_${alert.id}`, alertId: alert.id, body })] };
}

it("while another process holds the lock writes fail retryable and send nothing; then everything works again", async () => {
  const { alertStore, records, evaluationStore, quarantine, stats, sent, file } = await open();
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  const change = raise();
  quarantine.add({
    facilityId: "f",
    principalId: "p",
    topic: "t",
    reason: "badJson",
    detail: "",
    payload: new Uint8Array(1),
    receivedAtMs: 1,
  });
  await expect(alertStore.save(change)).rejects.toMatchObject({ code: "RECORDS_UNAVAILABLE", retryable: true });
  await expect(evaluationStore.save({ row: 3, index: 0 }, new Map())).rejects.toMatchObject({ code: "RECORDS_UNAVAILABLE" });
  expect(sent()).toEqual([]);
  expect(stats().quarantine.waiting).toBe(1);
  other.exec("COMMIT");
  expect(await alertStore.save(change)).toEqual({ written: true });
  await evaluationStore.save({ row: 3, index: 0 }, new Map());
  expect((await records.quarantine({ facilityId: null, cursor: null, limit: 5 })).items).toHaveLength(1);
  expect(sent()).toEqual(change.deliveries);
});

it("the evaluated cursor never passes a quarantine entry that is not stored", async () => {
  const { evaluationStore, quarantine, file } = await open();
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec("CREATE TRIGGER refuse BEFORE INSERT ON quarantine BEGIN SELECT RAISE(ABORT, 'no'); END");
  quarantine.add({
    facilityId: "f",
    principalId: "p",
    topic: "t",
    reason: "badJson",
    detail: "",
    payload: new Uint8Array(1),
    receivedAtMs: 1,
  });
  await expect(evaluationStore.save({ row: 3, index: 0 }, new Map())).rejects.toMatchObject({ code: "RECORDS_UNAVAILABLE" });
  expect((await evaluationStore.load()).cursor.row).toBe(0);
});

it("a worker that dies is started again, and what was pending reaches the sending loop with its address", async () => {
  const { alertStore, records, sending, pending, troubles } = await open();
  sending.setEndpoints(new Map([["cli_1", { type: "webhook" as const, url: "http://clinic", secret: "s" }]]));
  const accepted = raise("accept");
  await alertStore.save(accepted);
  await expect.poll(() => alertStore.attempts(accepted.alert.id)).toContainEqual(expect.objectContaining({ state: "accepted" }));
  const waits = raise();
  await alertStore.save(waits);
  await alertStore.save(raise("crash"));
  await expect.poll(() => pending().length, { timeout: 10_000 }).toBe(2);
  expect(troubles).toHaveLength(1);
  expect(pending()).toContainEqual({ pending: waits.deliveries[0], to: "http://clinic" });
  expect(await records.alert(waits.alert.id)).toMatchObject({ alert: waits.alert });
});

it("attempts are rows, in their order, and wait while they cannot be written", async () => {
  const { alertStore, sending, file, troubles } = await open();
  const change = raise("accept");
  await alertStore.save(change);
  await expect
    .poll(() => alertStore.attempts(change.alert.id))
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ state: "queued", channel: "webhook", attempt: 0 }),
        expect.objectContaining({ state: "accepted", channel: "webhook", attempt: 0 }),
      ]),
    );
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  await sending.acknowledged(change.alert.id, "medical");
  await expect.poll(() => troubles.length).toBeGreaterThan(0);
  other.exec("COMMIT");
  await expect
    .poll(() =>
      alertStore.attempts(change.alert.id).then((all) => all.flatMap(({ state, why }) => (state === "queued" ? [] : [[state, why]]))),
    )
    .toEqual([
      ["accepted", expect.any(String)],
      ["acknowledged", "medical"],
    ]);
});

it("deliveries can be sent without a row", async () => {
  const { sending, sent } = await open();
  await sending.send([aDelivery()]);
  expect(sent()).toEqual([aDelivery()]);
});

const LIMIT = { levels: [{ level: "critical" as const, raiseAt: 140, clearAt: 130 }], reason: "房颤" };
it("everything is there after closing and opening again, and migrations run once", async () => {
  const first = await open();
  const { facility, place, resident, device } = await aHome(first.records);
  const by = { byUserId: "usr_1", byName: "陈医生", byRole: "physician" as const };
  const settings = await first.records.addCareSettings([
    { residentId: resident.id, kind: "physicianLimit", about: "heartRate.high", value: 1, fromMs: 5, reviewMs: 9, detail: LIMIT, ...by },
    { residentId: resident.id, kind: "ownNews2", about: "", value: 1, fromMs: 6, reviewMs: null, detail: null, ...by },
  ]);
  const change = raise();
  await first.alertStore.save(change);
  await first.close();
  const { records, alertStore, loadSnapshot } = await open(first.file);
  expect(await alertStore.load(0)).toMatchObject([{ alert: change.alert }]);
  expect(await records.facilities()).toEqual([facility]);
  expect(await loadSnapshot()).toMatchObject({
    facilities: [facility],
    places: [place],
    residents: [resident],
    devices: [device],
    gateways: [],
    assignments: [{ deviceId: device.id, residentId: resident.id, toMs: null }],
    clinics: [],
    contracts: [],
    contacts: [],
    credentials: [{ id: device.id, facilityId: facility.id, type: "device", dialect: null, revoked: false }],
    careSettings: settings,
  });
});

it("security entries are gathered and listed newest first", async () => {
  const { security } = await open();
  for (let n = 0; n < 300; n += 1) {
    security.add({ atMs: n, principalId: null, address: "127.0.0.1", action: "connect", topic: null, detail: "wrong secret" });
  }
  await expect
    .poll(() => security.list(500).then((all) => all.map((entry) => entry.atMs)))
    .toEqual(Array.from({ length: 300 }, (_, n) => 299 - n));
});

it("a file that is no database is one clear failure", async () => {
  const file = join(tempDir(), "records.db");
  new DatabaseSync(file).exec("CREATE TABLE kysely_migration (name text); CREATE TABLE facilities (other text)");
  await expect(open(file)).rejects.toMatchObject({ code: "RECORDS_UNAVAILABLE" });
});
