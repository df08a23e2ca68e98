import { once } from "node:events";
import { io, type Socket } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../domain/alert.ts";
import { WRITING_GRACE_MS } from "../../domain/disposition.ts";
import { aContract, anAlert, aResident } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, aUser, NAME, openWorld, OTHER_ALERT, OWN_ALERT, signIn, type Json, type Who } from "./world.ts";

let fake: FakeApi;
const open: Socket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect();
  await fake.close();
});
const HOUR = 3_600_000;
const told = (clinicId: string, at: number): TimelineEntry => ({ at, code: "told", track: "medical", who: clinicId, detail: clinicId });
/** An SOS of the first home (or another) of which the clinic was told a minute ago. */
function route(id = OWN_ALERT, { clinicId = "cli_1", home = 1, ...other }: Json = {}): void {
  const at = fake.clock.now() - 60_000;
  const about = { facilityId: `fac_${home}`, residentId: `res_${home}`, subjectId: `res_${home}`, raisedAtMs: at };
  fake.desk.raise(anAlert({ id, ...about, ...other }), [{ at, code: "raised", track: null, who: null, detail: null }, told(clinicId, at)]);
}
const NO_CONTRACT = () => (fake.records.contractRows = fake.records.contractRows.filter(({ clinicId }) => clinicId !== "cli_1"));
const statuses = async (who: Who, ...paths: string[]) =>
  Promise.all(paths.map(async (path) => (await ask(fake, who, "GET", `/api/v1${path}`)).status));
const decide = (who: Who, body: unknown, id = OWN_ALERT) => ask(fake, who, "POST", `/api/v1/alerts/${id}/disposition`, body);
async function addDoctor(id: string, clinicId: string): Promise<Who> {
  const { passwordHash } = fake.records.userRows.find(({ role }) => role === "clinicStaff")!;
  fake.records.userRows.push({ ...aUser("clinicStaff"), id, username: id, name: `医生 ${id}`, clinicId, passwordHash });
  return signIn(fake, id);
}

describe("the inbox", () => {
  it("holds what the clinic was told and nothing else, unanswered first, then the worst, then who has waited longest", async () => {
    fake = await openWorld();
    const id = (n: number) => `0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e0${n}`;
    route(id(1), { severity: "warning" });
    fake.clock.advance(5_000);
    route(id(2));
    fake.clock.advance(5_000);
    route(id(3));
    route(id(4), { clinicId: "cli_2" });
    route(id(5), {
      medical: { ...anAlert().medical, state: "acknowledged", by: { userId: "x", clinicId: "cli_1", name: "陈", role: "link" } },
    });
    const { status, body } = await ask(fake, await signIn(fake, "clinicStaff"), "GET", "/api/v1/clinic/inbox");
    expect([status, body.clinic.id]).toEqual([200, "cli_1"]);
    expect(body.items.map(({ alert, state }: Json) => [alert.id, state])).toEqual([
      [id(2), "unanswered"],
      [id(3), "unanswered"],
      [id(1), "unanswered"],
      [id(5), "mine"],
    ]);
    expect(body.now - body.items[1].toldAt).toBe(60_000);
    expect(body.items[0]).toMatchObject({ facility: "岁安 1", underContract: true, visibleUntil: null, answeredAt: null });
  });
  it("is closed to everybody else, and to clinic staff without a clinic", async () => {
    fake = await openWorld();
    for (const role of ["nurse", "manager", "regulator", "family", "administrator"])
      expect((await ask(fake, await signIn(fake, role), "GET", "/api/v1/clinic/inbox")).status).toBe(403);
    const index = fake.records.userRows.findIndex(({ role }) => role === "clinicStaff");
    fake.records.userRows[index] = { ...fake.records.userRows[index]!, clinicId: null };
    expect((await ask(fake, await signIn(fake, "clinicStaff"), "GET", "/api/v1/clinic/inbox")).status).toBe(404);
  });
  it("shows the day's closed alerts, and works without the records for the open ones", async () => {
    fake = await openWorld();
    route();
    const doctor = await signIn(fake, "clinicStaff");
    expect((await ask(fake, doctor, "GET", "/api/v1/clinic/today")).body.items).toEqual([]);
    await ask(fake, await signIn(fake, "nurse"), "POST", `/api/v1/alerts/${OWN_ALERT}/resolve`, { outcome: "true", reason: "x" });
    expect((await ask(fake, doctor, "GET", "/api/v1/clinic/today")).body.items[0]).toMatchObject({
      state: "closed",
      alert: { id: OWN_ALERT },
    });
  });
});

describe("a decision", () => {
  it("is shown to the staff of the home with clinic, person and time, and written down without words", async () => {
    fake = await openWorld();
    route();
    const answer = await decide(await signIn(fake, "clinicStaff"), { type: "visit", etaMinutes: 15, text: "带心电图" });
    expect([answer.status, answer.body.medical.state]).toEqual([200, "acknowledged"]);
    const seen = (await ask(fake, await signIn(fake, "caregiver"), "GET", `/api/v1/alerts/${OWN_ALERT}`)).body;
    const at = fake.clock.now();
    expect(seen.dispositions).toEqual([
      {
        at,
        type: "visit",
        by: "测试 clinicStaff",
        clinicId: "cli_1",
        clinic: expect.any(String),
        text: "带心电图",
        etaAt: at + 900_000,
        department: null,
        calledBy: null,
        arrivedAt: null,
        overdueAt: null,
      },
    ]);
    expect(seen.timeline.at(-1)).toMatchObject({ code: "visiting", track: "medical" });
    expect(fake.records.audits.find(({ action }) => action === "disposeAlert")).toMatchObject({
      target: OWN_ALERT,
      result: "ok",
      detail: "visit",
    });
    expect(JSON.stringify(fake.records.audits)).not.toContain("心电图");
  });
  it("of the second doctor is a 409 with the name of the first", async () => {
    fake = await openWorld();
    route();
    const [one, two] = [await signIn(fake, "clinicStaff"), await addDoctor("second", "cli_1")];
    const answers = await Promise.all([decide(one, { type: "advise", text: "静卧" }), decide(two, { type: "visit", etaMinutes: 9 })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.body.by).toMatch(/^(测试 clinicStaff|医生 second)$/);
    expect(lost.body.detail).not.toContain("测试");
  });
  it("its words are hidden from another clinic that may see no names; its own people read them", async () => {
    fake = await openWorld();
    route();
    fake.records.contractRows.push(aContract({ id: "con_9", facilityId: "fac_1", clinicId: "cli_2" }));
    await decide(await signIn(fake, "clinicStaff"), { type: "advise", text: `${NAME} 平卧` });
    const other = (await ask(fake, await addDoctor("third", "cli_2"), "GET", `/api/v1/alerts/${OWN_ALERT}`)).body;
    expect(other.dispositions[0]).toMatchObject({ text: null, by: "clinicStaff", type: "advise" });
    expect(JSON.stringify(other)).not.toContain(NAME);
    const own = (await ask(fake, await signIn(fake, "clinicStaff"), "GET", `/api/v1/alerts/${OWN_ALERT}`)).body;
    expect(own.dispositions[0]).toMatchObject({ text: `${NAME} 平卧`, by: "测试 clinicStaff" });
    expect(own.residentName).toBeNull();
  });
  it("of arrival is noted by whoever stands at the bed", async () => {
    fake = await openWorld();
    route();
    await decide(await signIn(fake, "clinicStaff"), { type: "visit", etaMinutes: 15 });
    const answer = await ask(fake, await signIn(fake, "caregiver"), "POST", `/api/v1/alerts/${OWN_ALERT}/visit-arrived`, {});
    expect(answer.body).toMatchObject({ medical: { state: "done" }, onSite: { state: "waiting" } });
  });
});

describe("who may see whom, for how long", () => {
  const pages = [
    "/residents/res_1",
    "/residents/res_1/coverage",
    "/residents/res_1/feed",
    "/residents?facility=fac_1",
    "/facilities/fac_1/wall",
    `/alerts/${OWN_ALERT}`,
  ];
  it("a contract that ended at midnight closes every page of the resident", async () => {
    fake = await openWorld();
    const doctor = await signIn(fake, "clinicStaff");
    const midnight = fake.clock.now() + 1_000;
    fake.records.contractRows = fake.records.contractRows.map((row) => ({ ...row, toMs: midnight }));
    expect(await statuses(doctor, ...pages)).toEqual(pages.map(() => 200));
    fake.clock.advance(1_000);
    expect(await statuses(doctor, ...pages)).toEqual(pages.map(() => 404));
    expect((await ask(fake, doctor, "GET", "/api/v1/alerts")).body.items).toEqual([]);
    expect((await ask(fake, doctor, "GET", "/api/v1/facilities")).body.items).toEqual([]);
  });
  it("an alert routed without any contract shows itself and its resident while it is open, no name, and nobody else", async () => {
    fake = await openWorld();
    NO_CONTRACT();
    fake.records.residentRows.push(aResident({ id: "res_9", facilityId: "fac_1", placeId: "plc_1", name: "邻床" }));
    route();
    const second = "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e77";
    fake.desk.raise(anAlert({ id: second }));
    const doctor = await signIn(fake, "clinicStaff");
    expect(await statuses(doctor, `/alerts/${OWN_ALERT}`, "/residents/res_1", "/residents/res_1/feed")).toEqual([200, 200, 200]);
    expect(await statuses(doctor, `/alerts/${second}`, "/residents/res_9", "/facilities/fac_1/wall", "/residents?facility=fac_1")).toEqual([
      404, 404, 404, 404,
    ]);
    const list = (await ask(fake, doctor, "GET", "/api/v1/alerts?resident=res_1")).body.items;
    expect(list.map(({ id }: Json) => id)).toEqual([OWN_ALERT]);
    expect(JSON.stringify(list)).not.toContain(NAME);
    await ask(fake, await signIn(fake, "nurse"), "POST", `/api/v1/alerts/${OWN_ALERT}/resolve`, { outcome: "true", reason: "x" });
    const resolved = fake.desk.find(OWN_ALERT)!;
    fake.records.alertRows.set(OWN_ALERT, { ...resolved, alert: { ...resolved.alert, resolvedAtMs: fake.clock.now() } });
    expect(await statuses(doctor, "/residents/res_1", `/alerts/${OWN_ALERT}`)).toEqual([404, 200]);
    expect((await decide(doctor, { type: "admit", department: "急诊" })).status).toBe(200);
    fake.clock.advance(WRITING_GRACE_MS);
    expect(await statuses(doctor, `/alerts/${OWN_ALERT}`)).toEqual([404]);
  });
  it("a family doctor's contract opens its own resident, by name, and nobody else of the home", async () => {
    fake = await openWorld();
    fake.records.residentRows.push(aResident({ id: "res_9", facilityId: "fac_1", placeId: "plc_1", name: "邻床" }));
    fake.records.contractRows = [
      aContract({ id: "con_f", facilityId: "fac_1", clinicId: "cli_1", residentId: "res_1", namesAllowed: true }),
    ];
    const doctor = await signIn(fake, "clinicStaff");
    expect((await ask(fake, doctor, "GET", "/api/v1/residents/res_1")).body.resident.name).toBe(NAME);
    expect(await statuses(doctor, "/residents/res_9", "/facilities/fac_1/wall", "/facilities/fac_1", "/devices?facility=fac_1")).toEqual([
      404, 404, 404, 404,
    ]);
    fake.desk.raise(anAlert({ id: OTHER_ALERT, residentId: "res_9", subjectId: "res_9" }));
    expect((await ask(fake, doctor, "GET", "/api/v1/alerts?open=true")).body.items.map(({ residentId }: Json) => residentId)).toEqual([
      "res_1",
    ]);
  });
  it("a search by name finds nobody for a clinic that may see no names, nor does the order of the list tell", async () => {
    fake = await openWorld();
    const doctor = await signIn(fake, "clinicStaff");
    const found = async (q: string) =>
      (await ask(fake, doctor, "GET", `/api/v1/residents?facility=fac_1&limit=1&q=${encodeURIComponent(q)}`)).body;
    expect(await found(NAME)).toEqual({ items: [], next: null });
    expect((await found("302")).items).toMatchObject([{ id: "res_1", name: "", room: "302" }]);
  });
});

describe("the live inbox", () => {
  const next = (socket: Socket, event: string): Promise<Json> =>
    Promise.race([
      new Promise((resolve) => socket.once(event, resolve)),
      once(AbortSignal.timeout(20_000), "abort").then(() => Promise.reject(new Error(`no ${event} within 20 s`))),
    ]);
  async function watching(who: Who): Promise<Socket> {
    const socket = io(fake.url, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie: who.headers["cookie"]! },
    });
    open.push(socket);
    await next(socket, "connect");
    expect(await socket.emitWithAck("watchClinic")).toEqual({ ok: true });
    return socket;
  }
  it("brings what the clinic is told at once, also without a contract, and nothing of what others are told", async () => {
    fake = await openWorld({ liveTickMs: 20 });
    NO_CONTRACT();
    const socket = await watching(await signIn(fake, "clinicStaff"));
    const seen: Json[] = [];
    socket.onAny((event, body) => event !== "link" && seen.push([event, body]));
    fake.desk.raise(anAlert({ id: OWN_ALERT }));
    route(OTHER_ALERT, { clinicId: "cli_2" });
    const item = next(socket, "clinicItem");
    route();
    expect(await item).toMatchObject({ item: { state: "unanswered", underContract: false, alert: { id: OWN_ALERT, residentName: null } } });
    expect(seen).toHaveLength(1);
  });
  it("drops what the clinic may not see any more within a tick: 24 h after a routed alert was closed, or with the contract", async () => {
    fake = await openWorld({ liveTickMs: 20 });
    NO_CONTRACT();
    route();
    const socket = await watching(await signIn(fake, "clinicStaff"));
    const { alert, timeline } = fake.desk.find(OWN_ALERT)!;
    fake.desk.raise({ ...alert, state: "resolved", resolvedAtMs: fake.clock.now() }, [...timeline]);
    const gone = next(socket, "clinicGone");
    fake.clock.advance(WRITING_GRACE_MS);
    expect(await gone).toMatchObject({ alertId: OWN_ALERT });
  });
  it("is for clinics", async () => {
    fake = await openWorld({ liveTickMs: 20 });
    const { headers } = await signIn(fake, "nurse");
    const socket = io(fake.url, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie: headers["cookie"]! },
    });
    open.push(socket);
    await next(socket, "connect");
    expect(await socket.emitWithAck("watchClinic")).toEqual({ ok: false, error: "FORBIDDEN" });
  });
});

describe("figures and referrals", () => {
  const period = () => `from=${fake.clock.now() - HOUR}&to=${fake.clock.now() + HOUR}`;
  const figures = async (who: Who, clinicId = "cli_1") => ask(fake, who, "GET", `/api/v1/clinics/${clinicId}/answer-times?${period()}`);
  it("count the answers of the clinic beside the targets, and open down to the alerts", async () => {
    fake = await openWorld();
    const id = (n: number) => `0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e0${n}`;
    for (let n = 1; n <= 3; n += 1) route(id(n));
    const doctor = await signIn(fake, "clinicStaff");
    await decide(doctor, { type: "advise", text: "静卧" }, id(1)); // 60 s after it was told
    fake.clock.advance(100_000);
    await decide(doctor, { type: "refuse", text: "太远" }, id(2)); // 160 s
    fake.clock.advance(60_000); // the third waits for 220 s
    const { body } = await figures(doctor);
    expect(body).toMatchObject({ told: 3, answered: 2, waiting: 1, elsewhere: 0, refused: 1, medianMs: 60_000, p95Ms: 160_000 });
    expect(body.s60).toEqual({ within: 1, of: 3, share: 1 / 3, target: 0.975 });
    expect(body.s180).toEqual({ within: 2, of: 3, share: 2 / 3, target: 0.99 });
    expect(body.dispositions).toEqual({ advise: 1, visit: 0, ambulance: 0, admit: 0, refuse: 1 });
    const rows = (await ask(fake, doctor, "GET", `/api/v1/clinics/cli_1/answer-times/alerts?${period()}`)).body.items;
    expect(rows.map(({ alertId, outcome }: Json) => [alertId, outcome])).toEqual([
      [id(1), "answered"],
      [id(2), "answered"],
      [id(3), "waiting"],
    ]);
    expect((await figures(await signIn(fake, "regulator"))).body.told).toBe(3);
    expect((await figures(await signIn(fake, "manager"))).body.told).toBe(3);
  });
  it("count an alert once: in the period in which the clinic was told of it first", async () => {
    fake = await openWorld();
    const now = fake.clock.now();
    const [first, again] = [told("cli_1", now - 2 * HOUR), told("cli_1", now - 60_000)];
    const about = { facilityId: "fac_1", residentId: "res_1", subjectId: "res_1", raisedAtMs: first.at };
    fake.desk.raise(anAlert({ id: OWN_ALERT, ...about }), [first, again]);
    const doctor = await signIn(fake, "clinicStaff");
    expect((await figures(doctor)).body).toMatchObject({ told: 0, waiting: 0 });
    expect((await ask(fake, doctor, "GET", `/api/v1/clinics/cli_1/answer-times/alerts?${period()}`)).body.items).toEqual([]);
    const before = `from=${now - 3 * HOUR}&to=${now - HOUR}`;
    expect((await ask(fake, doctor, "GET", `/api/v1/clinics/cli_1/answer-times?${before}`)).body).toMatchObject({ told: 1, waiting: 1 });
  });
  it("of a clinic without a contract are not the manager's, nor another clinic's", async () => {
    fake = await openWorld();
    expect((await figures(await signIn(fake, "manager"), "cli_2")).status).toBe(404);
    expect((await figures(await signIn(fake, "clinicStaff"), "cli_2")).status).toBe(404);
    expect((await ask(fake, await signIn(fake, "regulator"), "GET", `/api/v1/clinics/cli_1/answer-times/alerts?${period()}`)).status).toBe(
      403,
    );
  });
  it("an admission stays on the list until somebody says how it ended, once", async () => {
    fake = await openWorld();
    route();
    const doctor = await signIn(fake, "clinicStaff");
    await decide(doctor, { type: "admit", department: "心内科", text: "7 床" });
    const [referral] = (await ask(fake, doctor, "GET", "/api/v1/clinic/referrals")).body.items;
    expect(referral).toMatchObject({
      alertId: OWN_ALERT,
      isOpen: true,
      disposition: { type: "admit", department: "心内科", text: "7 床" },
    });
    const close = (who: Who) =>
      ask(fake, who, "POST", `/api/v1/alerts/${OWN_ALERT}/referral/close`, { referredAt: referral.disposition.at, outcome: "arrived" });
    expect((await close(await signIn(fake, "nurse"))).status).toBe(200);
    expect((await close(doctor)).status).toBe(409);
    expect((await ask(fake, doctor, "GET", "/api/v1/clinic/referrals")).body.items).toEqual([]);
  });
});
