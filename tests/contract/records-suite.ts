import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import type { ChannelRecords } from "../../api/channel-ports.ts";
import type { AlertStore, EvaluationStore } from "../../alerts/ports.ts";
import { PLAIN_CONTRACT } from "../../domain/contract.ts";
import { BLANK_PAPER } from "../../domain/contract-record.ts";
import type { Delivery } from "../../domain/delivery.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import type { QuarantineEntry } from "../../domain/publish.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Quarantine } from "../../ingest/ports.ts";
import { floorPlansSuite } from "./floor-plans-suite.ts";
import { placesSuite } from "./places-suite.ts";
import { channelsSuite } from "./channels-suite.ts";
import { aDelivery, anAlert, aHome, SECRET_HASH } from "./records-builders.ts";

/** Records as every engine offers them. `now` is what their clock says. */
export interface RecordsUnderTest {
  readonly records: Records & ChannelRecords;
  readonly alertStore: AlertStore;
  readonly evaluationStore: EvaluationStore;
  readonly quarantine: Quarantine;
  /** Everything that the sending loop was handed so far. */
  sent(): readonly Delivery[];
  changes(): readonly string[];
  loadSnapshot(): Promise<Pick<Snapshot, "careSettings">>;
  setNow(ms: number): void;
}
const T = 1_764_000_000_000;

/** What every engine of the records must do. `open` gives an empty one and closes it when the test is over. */
export function recordsSuite(name: string, open: () => Promise<RecordsUnderTest>): void {
  placesSuite(name, open);
  floorPlansSuite(name, open);
  channelsSuite(name, open);
  describe(`${name}: the home`, () => {
    it("facilities and places come back; a place is made once", async () => {
      const { records, changes } = await open();
      const facility = await records.addFacility({ name: "安康之家", staffed: false });
      const place = { facilityId: facility.id, building: "1", floor: "3", name: "302" };
      const [first, second] = await Promise.all([records.ensurePlace(place), records.ensurePlace(place)]);
      expect(first).toEqual(second);
      expect(await records.facilities()).toEqual([{ id: facility.id, name: "安康之家", staffed: false }]);
      expect(await records.places(facility.id)).toEqual([{ id: first.id, ...place, ...PLAIN_PLACE }]);
      expect(changes()).toEqual(["facilities", "places"]);
    });

    it("residents are paged by name without loss or repetition, and found by name or room", async () => {
      const { records } = await open();
      const { facility, place } = await aHome(records);
      const other = await records.ensurePlace({ facilityId: facility.id, building: "", floor: "4", name: "4_1" });
      const names = Array.from({ length: 25 }, (_, n) => `居民${n % 9}`);
      for (const name of names) await records.addResident({ facilityId: facility.id, name, placeId: place.id, level: 1, birthYear: null });
      const odd = await records.addResident({ facilityId: facility.id, name: "100%", placeId: other.id, level: 4, birthYear: 1938 });
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await records.residents({ facilityId: facility.id, query: null, cursor, limit: 4 });
        seen.push(...page.items.map((resident) => resident.id));
        cursor = page.next;
      } while (cursor !== null);
      expect(new Set(seen).size).toBe(27);
      expect(seen).toHaveLength(27);
      const find = async (query: string) => (await records.residents({ facilityId: facility.id, query, cursor: null, limit: 50 })).items;
      expect(await find("0%")).toEqual([odd]);
      expect(await find("4_1")).toEqual([odd]);
      expect(await find("民3")).toHaveLength(3);
      expect(await records.resident(odd.id)).toEqual(odd);
      expect(await records.resident("res_none")).toBeUndefined();
    });

    it("settings of a resident are added, each with who laid it down and from when", async () => {
      const { records, changes, loadSnapshot } = await open();
      const { resident } = await aHome(records);
      const by = { byUserId: "usr_1", byName: "陈医生", byRole: "physician" as const };
      const limit = { levels: [{ level: "critical" as const, raiseAt: 140 }], orderSet: "心衰", reason: "房颤" };
      const wanted = [
        { residentId: resident.id, kind: "spo2Scale" as const, about: "", value: 2, detail: null, fromMs: T, reviewMs: null, ...by },
        {
          residentId: resident.id,
          kind: "physicianLimit" as const,
          about: "heartRate.high",
          value: 1,
          detail: limit,
          fromMs: T,
          reviewMs: T + 9,
          ...by,
        },
      ];
      const added = await records.addCareSettings(wanted);
      expect(added).toEqual(wanted.map((setting, index) => ({ id: added[index]!.id, ...setting })));
      expect(changes().at(-1)).toBe("careSettings");
      const stored = async () => (await loadSnapshot()).careSettings.toSorted((a, b) => a.value - b.value);
      expect(await stored()).toEqual([added[1], added[0]]);
      expect(await records.addCareSettings([])).toEqual([]);
      const wrong = records.addCareSettings([...wanted, { ...wanted[0]!, residentId: "res_none" }]);
      await expect(wrong).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await stored()).toHaveLength(2);
    });

    it("what carers said of a resident comes back newest first, and never changes", async () => {
      const { records } = await open();
      const { resident } = await aHome(records);
      const by = { byUserId: "usr_1", byName: "李娜", byRole: "caregiver" } as const;
      const kept = { residentId: resident.id, signs: ["drowsy", "familyConcern"] as const, heardAtMs: T + 5_000 };
      const say = (atMs: number, note: string | null) => records.addSoftSigns({ id: `sfs_${atMs}`, atMs, note, ...kept, ...by });
      const [first, second] = [await say(T, "早饭没吃"), await say(T + 1_000, null)];
      // Sent again after a lost answer.
      expect(await say(T, "早饭没吃")).toEqual(first);
      const found = (fromMs: number, toMs: number) => records.softSigns({ residentId: resident.id, fromMs, toMs });
      expect(await found(T, T + 1_001)).toEqual([second, first]);
      expect(await found(T, T + 1_000)).toEqual([first]);
      expect(await records.softSigns({ residentId: "res_none", fromMs: 0, toMs: T + 1_001 })).toEqual([]);
      expect([await records.softSignsHeardAt(first.id), await records.softSignsHeardAt("sfs_none")]).toEqual([T + 5_000, undefined]);
      const wrong = records.addSoftSigns({ id: "sfs_none", atMs: T, note: null, ...kept, residentId: "res_none", ...by });
      await expect(wrong).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("names are ordered byte by byte whatever the locale, and found in either case", async () => {
      const { records } = await open();
      const { facility, place, resident } = await aHome(records);
      for (const name of ["bob", "Émile", "Bob", "安", "alice", "_x"])
        await records.addResident({ facilityId: facility.id, name, placeId: place.id, level: 1, birthYear: null });
      const page = (query: string | null) => records.residents({ facilityId: facility.id, query, cursor: null, limit: 50 });
      const names = (await page(null)).items.map(({ name }) => name);
      expect(names).toEqual(["Bob", "_x", "alice", "bob", "Émile", "安", resident.name]);
      expect((await page("BO")).items.map(({ name }) => name)).toEqual(["Bob", "bob"]);
    });

    it("a cursor that no list gave is bad input", async () => {
      const { records } = await open();
      const bad = records.residents({ facilityId: "fac", query: null, cursor: "bm90", limit: 4 });
      await expect(bad).rejects.toMatchObject({ code: "BAD_INPUT" });
    });

    it("a device is kept with credential and holder, moves, rests and is revoked", async () => {
      const { records } = await open();
      const { facility, resident, place, device } = await aHome(records);
      const toPlace = await records.assignDevice({ deviceId: device.id, residentId: null, placeId: place.id, atMs: T + 1 });
      expect(await records.devices(facility.id)).toEqual([{ ...device, assignment: toPlace, revoked: false }]);
      await expect(records.assignDevice({ deviceId: device.id, residentId: resident.id, placeId: null, atMs: T })).rejects.toMatchObject({
        code: "CONFLICT",
      });
      const rests = await records.assignDevice({ deviceId: device.id, residentId: null, placeId: null, atMs: T + 2 });
      await records.revokeCredential(device.id);
      expect(await records.devices(facility.id)).toEqual([{ ...device, assignment: rests, revoked: true }]);
      await expect(records.revokeCredential("dev_none")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("a device that cannot be stored whole leaves nothing behind", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const gateway = await records.addGateway({ facilityId: facility.id, dialect: "zigbee2mqtt", secretHash: SECRET_HASH, placeId: null });
      const child = {
        facilityId: facility.id,
        kind: "doorSensor",
        gatewayId: gateway.id,
        address: "门",
        secretHash: null,
        placeId: null,
        atMs: T,
      } as const;
      await records.addDevice({ ...child, residentId: null });
      await expect(records.addDevice({ ...child, residentId: null })).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await records.gateways(facility.id)).toEqual([{ ...gateway, revoked: false }]);
      const before = await records.devices(facility.id);
      await expect(records.addDevice({ ...child, address: "窗", residentId: "res_none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await records.devices(facility.id)).toEqual(before);
    });

    it("clinics, contracts and contacts come back as they were", async () => {
      const { records } = await open();
      const { facility, resident } = await aHome(records);
      const clinic = await records.addClinic({
        name: "社区医院",
        webhookUrl: "http://127.0.0.1:9/x",
        webhookSecret: "whsec_x",
        loopbackAllowed: true,
      });
      const contract = {
        ...PLAIN_CONTRACT,
        facilityId: facility.id,
        clinicId: clinic.id,
        fromMs: T,
        toMs: null,
        tell: { fall: "at-once" },
        namesAllowed: true,
      } as const;
      const added = await records.addContract(contract);
      const contact = { facilityId: facility.id, residentId: resident.id, role: "nextContact", name: "女儿", phone: "138" } as const;
      const called = await records.addContact(contact);
      expect(await records.clinics()).toEqual([clinic]);
      expect(await records.contracts(facility.id)).toEqual([
        { ...contract, ...{ isDraft: false, version: 1, paper: BLANK_PAPER, endReason: null }, id: added.id },
      ]);
      expect(await records.contacts(facility.id)).toEqual([{ ...contact, id: called.id }]);
    });
  });

  describe(`${name}: people`, () => {
    it("a user name is given once; users are found, disabled and listed", async () => {
      const { records } = await open();
      const person = { username: "li", name: "李护士", role: "nurse", facilityId: null, clinicId: null, passwordHash: "argon" } as const;
      const user = await records.addUser({ ...person, consents: [{ residentId: "res_1", scopes: ["state"] }] });
      await expect(records.addUser({ ...person, consents: [] })).rejects.toMatchObject({ code: "CONFLICT" });
      await records.setUserDisabled(user.id, true);
      expect(await records.user(user.id)).toEqual({ ...user, disabled: true });
      expect(await records.userByName("li")).toEqual({ ...user, disabled: true, passwordHash: "argon" });
      expect(await records.users()).toEqual([{ ...user, disabled: true }]);
      expect(await records.userByName("nobody")).toBeUndefined();
    });
    it("of people so much is read as is asked: their roles, names, who belongs to a home", async () => {
      const { records } = await open();
      expect(await records.userRoles()).toEqual([]);
      const { facility } = await aHome(records);
      const person = { clinicId: null, consents: [], passwordHash: "argon" };
      const nurse = await records.addUser({ ...person, username: "wang", name: "王护士", role: "nurse", facilityId: facility.id });
      const carer = await records.addUser({ ...person, username: "li", name: "李护工", role: "caregiver", facilityId: facility.id });
      const next = await records.addFacility({ name: "b", staffed: true });
      const other = await records.addUser({ ...person, username: "sun", name: "孙护士", role: "nurse", facilityId: next.id });
      expect((await records.userRoles()).toSorted()).toEqual(["caregiver", "nurse"]);
      expect(await records.staffOf(facility.id)).toEqual([carer, nurse]);
      expect(await records.userNames([nurse.id, other.id, "usr_none"])).toEqual(
        new Map([
          [nurse.id, nurse.name],
          [other.id, other.name],
        ]),
      );
      expect(await records.userNames([])).toEqual(new Map());
    });

    it("sessions are renewed, expire, and end with their user for good", async () => {
      const { records, setNow } = await open();
      setNow(T);
      await records.saveSession("s1", '{"userId":"usr_1"}', T + 10);
      expect(await records.renewSession("s1", '{"userId":"usr_1","seen":2}', T + 20)).toBe(true);
      await records.saveSession("s2", '{"userId":"usr_2"}', T + 20);
      await records.saveSession("s3", "{}", T + 5);
      expect(await records.session("s1")).toBe('{"userId":"usr_1","seen":2}');
      expect(await records.sessionsOf("usr_1")).toEqual([{ id: "s1", data: '{"userId":"usr_1","seen":2}' }]);
      setNow(T + 6);
      expect(await records.session("s3")).toBeUndefined();
      await records.removeSessionsOf("usr_1");
      expect(await records.renewSession("s1", '{"userId":"usr_1","seen":3}', T + 20)).toBe(false);
      expect(await records.session("s1")).toBeUndefined();
      await records.removeSession("s2");
      expect(await records.session("s2")).toBeUndefined();
    });

    it("an audit entry is taken", async () => {
      const { records } = await open();
      const entry = { atMs: T, actor: "usr_1", role: "nurse", action: "acknowledge", target: "a", result: "ok", detail: null } as const;
      await expect(records.audit(entry)).resolves.toBeUndefined();
    });
  });

  describe(`${name}: quarantine and evaluation`, () => {
    const bad = (n: number): QuarantineEntry => ({
      facilityId: n % 2 === 0 ? "fac_0" : "fac_1",
      principalId: "dev",
      topic: "t",
      reason: "badJson",
      detail: `at ${n}`,
      payload: new Uint8Array([n, 255]),
      receivedAtMs: T + Math.floor(n / 3),
    });

    it("what could not be read is paged newest first, once even after a replay, and removed", async () => {
      const { records, quarantine, evaluationStore } = await open();
      for (const n of [0, 1, 2, 3, 4, 5, 6, 3, 4]) quarantine.add(bad(n));
      await evaluationStore.save({ row: 1, index: 0 }, new Map());
      const first = await records.quarantine({ facilityId: null, cursor: null, limit: 5 });
      const rest = await records.quarantine({ facilityId: null, cursor: first.next, limit: 5 });
      const all = [...first.items, ...rest.items];
      expect(all.map((entry) => entry.receivedAtMs - T)).toEqual([2, 1, 1, 1, 0, 0, 0]);
      expect(rest.next).toBeNull();
      expect(
        all
          .toSorted((a, b) => a.detail.localeCompare(b.detail))
          .map(({ id, ...entry }) => ({ ...entry, payload: [...entry.payload], id: typeof id })),
      ).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => ({ ...bad(n), payload: [n, 255], id: "string" })));
      await records.removeQuarantine(all.slice(1).map((entry) => entry.id));
      expect((await records.quarantine({ facilityId: "fac_0", cursor: null, limit: 5 })).items.map((entry) => entry.id)).toEqual([
        all[0]?.id,
      ]);
    });

    it("the evaluated cursor and the changed rule states come back together", async () => {
      const { evaluationStore } = await open();
      expect(await evaluationStore.load()).toEqual({ cursor: { row: 0, index: -1 }, states: new Map() });
      await evaluationStore.save(
        { row: 7, index: 3 },
        new Map([
          ["a", "1"],
          ["b", "2"],
          ["c", "3"],
        ]),
      );
      await evaluationStore.save(
        { row: 9, index: 0 },
        new Map([
          ["a", "4"],
          ["b", null],
        ]),
      );
      expect(await evaluationStore.load()).toEqual({
        cursor: { row: 9, index: 0 },
        states: new Map([
          ["a", "4"],
          ["c", "3"],
        ]),
      });
    });
  });

  describe(`${name}: alerts`, () => {
    const evidence = (identity: string) => ({ identity, atMs: T, deviceId: "dev", sign: null, value: null });
    const told = (at: number) => ({ at, code: "told", track: null, who: null, detail: "clinic" }) as const;

    it("an alert is kept whole with timeline and evidence, and its deliveries go out after the commit", async () => {
      const { records, alertStore, sent } = await open();
      const alert = anAlert({ sign: "heartRate", value: 141.5, deviceId: "dev" });
      const delivery = aDelivery({ alertId: alert.id });
      const change = {
        alert,
        isNew: true,
        evidence: [evidence("e1"), evidence("e1")],
        timeline: [told(2), told(1)],
        deliveries: [delivery],
      };
      expect(await alertStore.save(change)).toEqual({ written: true });
      expect(sent()).toEqual([delivery]);
      expect(await records.alert(alert.id)).toEqual({ alert, timeline: [told(2), told(1)] });
      expect(await alertStore.load(0)).toEqual([{ alert, timeline: [told(2), told(1)], evidenceIdentities: ["e1"] }]);
      expect(await alertStore.find(alert.id)).toEqual({ alert, timeline: [told(2), told(1)], evidenceIdentities: ["e1"] });
      expect(await alertStore.find("none")).toBeUndefined();
    });

    it("raising again, also after it was resolved, writes nothing and sends nothing", async () => {
      const { records, alertStore, sent } = await open();
      const alert = anAlert();
      const raise = { alert, isNew: true, evidence: [evidence("e1")], timeline: [told(1)], deliveries: [aDelivery({ alertId: alert.id })] };
      await alertStore.save(raise);
      const resolved = anAlert({ id: alert.id, version: 2, state: "resolved", resolvedAtMs: T + 9, outcome: "true" });
      await alertStore.save({ ...raise, alert: resolved, isNew: false, deliveries: [] });
      const again = { ...raise, evidence: [evidence("e2")], deliveries: [aDelivery({ id: "msg_other", alertId: alert.id })] };
      expect(await alertStore.save(again)).toEqual({ written: false });
      expect(sent()).toHaveLength(1);
      expect(await alertStore.load(T)).toMatchObject([{ alert: resolved, evidenceIdentities: ["e1"] }]);
      expect(await alertStore.load(T + 10)).toEqual([]);
      expect((await records.alert(alert.id))?.timeline).toHaveLength(2);
    });

    it("of two changes of the same version one wins and the other leaves no trace", async () => {
      const { records, alertStore, sent } = await open();
      const alert = anAlert();
      await alertStore.save({ alert, isNew: true, evidence: [], timeline: [], deliveries: [] });
      const change = (who: string) => ({
        alert: anAlert({ id: alert.id, version: 2, state: "acknowledged", onSite: { ...alert.onSite, step: who.length } }),
        isNew: false,
        evidence: [evidence(who)],
        timeline: [{ ...told(5), who }],
        deliveries: [aDelivery({ id: `msg_${who}`, alertId: alert.id })],
      });
      const [li, wang] = await Promise.all([alertStore.save(change("li")), alertStore.save(change("wang"))]);
      expect([li.written, wang.written].toSorted()).toEqual([false, true]);
      const winner = li.written ? "li" : "wang";
      expect((await records.alert(alert.id))?.timeline.map((entry) => entry.who)).toEqual([winner]);
      expect((await alertStore.load(0))[0]?.evidenceIdentities).toEqual([winner]);
      expect(sent().map((delivery) => delivery.id)).toEqual([`msg_${winner}`]);
    });

    it("alerts are paged newest first and filtered by facility, resident and openness", async () => {
      const { records, alertStore } = await open();
      const alerts = Array.from({ length: 9 }, (_, n) =>
        anAlert({
          facilityId: `fac_${n % 2}`,
          residentId: `res_${n % 3}`,
          raisedAtMs: T + Math.floor(n / 2),
          ...(n < 4 ? { state: "resolved", resolvedAtMs: T } : {}),
        }),
      );
      for (const alert of alerts) await alertStore.save({ alert, isNew: true, evidence: [], timeline: [], deliveries: [] });
      const all: Parameters<typeof records.alerts>[0] = { facilityIds: null, residentId: null, openOnly: false, cursor: null, limit: 4 };
      const seen: string[] = [];
      for (let cursor: string | null = null; ;) {
        const page: Awaited<ReturnType<typeof records.alerts>> = await records.alerts({ ...all, cursor });
        seen.push(...page.items.map((alert) => alert.id));
        cursor = page.next;
        if (cursor === null) break;
      }
      expect(seen).toEqual(alerts.toSorted((a, b) => b.raisedAtMs - a.raisedAtMs || (a.id < b.id ? 1 : -1)).map((alert) => alert.id));
      const count = async (over: Partial<typeof all>) => (await records.alerts({ ...all, limit: 50, ...over })).items.length;
      expect(await count({ openOnly: true })).toBe(5);
      expect(await count({ residentId: "res_0" })).toBe(3);
      expect((await records.alerts({ ...all, limit: 50, facilityIds: ["fac_1"] })).items).toHaveLength(4);
      expect((await records.alerts({ ...all, limit: 50, facilityIds: [] })).items).toEqual([]);
    });
  });
}
