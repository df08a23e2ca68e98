import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PAIRING_LIVES_MS } from "../../domain/wall-screen.ts";
import { anAlert } from "../support/builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, aTile, NAME, NOBODY, openWorld, signIn, type Json, type Who } from "./world.ts";

const WALL = "/api/v1/facilities/fac_1/wall";
const SCREENS = "/api/v1/facilities/fac_1/wall-screens";
const CHOICE = { name: "三楼护士站", floors: [{ building: "A", floor: "3" }], hasNames: true };
let fake: FakeApi;
let sessionMs = MONDAY_MORNING_MS;
const open: Socket[] = [];
beforeEach(async () => {
  sessionMs = MONDAY_MORNING_MS;
  fake = await openWorld({ liveTickMs: 20, sessionClock: { now: () => sessionMs, monotonic: () => sessionMs } });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect();
  await fake.close();
});
/** A television that shows a code. */
async function waiting(): Promise<{ readonly tv: Who; readonly code: string; readonly cookie: string }> {
  const answer = await ask(fake, NOBODY, "POST", "/api/v1/wall-pairings");
  expect(answer.status).toBe(201);
  const [cookie = ""] = answer.headers.getSetCookie().filter((one) => one.startsWith("anhu_wall="));
  return { tv: { headers: { cookie: cookie.split(";")[0]! } }, code: answer.body.code, cookie };
}
async function paired(choice: object = CHOICE): Promise<{ readonly tv: Who; readonly id: string; readonly nurse: Who }> {
  const { tv, code } = await waiting();
  const nurse = await signIn(fake, "nurse");
  const made = await ask(fake, nurse, "POST", SCREENS, { code, ...choice });
  expect(made.status).toBe(201);
  return { tv, id: made.body.id, nurse };
}
async function watching(tv: Who): Promise<Socket> {
  const socket = io(fake.url, { transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders: { ...tv.headers } });
  open.push(socket);
  await next(socket, "connect");
  return socket;
}
const next = (socket: Socket, event: string): Promise<Json> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${event} within 20 s`)), 20_000);
    socket.once(event, (told: Json) => {
      clearTimeout(late);
      resolve(told);
    });
  });
const state = async (tv: Who): Promise<Json> => (await ask(fake, tv, "GET", "/api/v1/wall-screen")).body;

describe("a television is paired", () => {
  it("by the code that it shows, typed in any way, and is a wall from then on; its secret is in no answer and no record", async () => {
    const { tv, code, cookie } = await waiting();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(await state(tv)).toEqual({ screen: null, pairing: { code, expiresInMs: PAIRING_LIVES_MS } });
    const nurse = await signIn(fake, "nurse");
    sessionMs += 5_000;
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`;
    const seen = await ask(fake, nurse, "GET", `/api/v1/wall-pairings/${encodeURIComponent(typed)}`);
    expect(seen.body).toEqual({ code, address: "127.0.0.1", ageMs: 5_000, expiresInMs: PAIRING_LIVES_MS - 5_000 });
    const made = await ask(fake, nurse, "POST", SCREENS, { code: typed.trim(), ...CHOICE });
    expect(made.body).toMatchObject({ ...CHOICE, facilityId: "fac_1", by: "测试 nurse", lastSeenAt: null, revokedAt: null });
    const facility = { id: "fac_1", name: "岁安 1" };
    expect(await state(tv)).toEqual({ screen: { id: made.body.id, ...CHOICE, facility }, pairing: null });
    expect((await ask(fake, tv, "GET", WALL)).body.tiles[0].name).toBe(NAME);
    const secret = tv.headers["cookie"]!.split("=")[1]!;
    const told = JSON.stringify([made.body, seen.body, fake.records.screenRows, fake.records.pairingRows, fake.records.audits]);
    expect(told).not.toContain(decodeURIComponent(secret));
    expect(fake.records.audits.map(({ action }) => action)).toContain("addWallScreen");
  });
  it("once: a code that was used or has run out pairs nothing", async () => {
    const { code } = await waiting();
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, nurse, "POST", SCREENS, { code, ...CHOICE })).status).toBe(201);
    expect((await ask(fake, nurse, "POST", SCREENS, { code, ...CHOICE })).body.code).toBe("CONFLICT");
    const late = await waiting();
    sessionMs += PAIRING_LIVES_MS;
    expect(await state(late.tv)).toEqual({ screen: null, pairing: null });
    expect((await ask(fake, nurse, "GET", `/api/v1/wall-pairings/${late.code}`)).status).toBe(404);
    expect((await ask(fake, nurse, "POST", SCREENS, { code: late.code, ...CHOICE })).body.code).toBe("CONFLICT");
  });
  it("with a secret of the server's own, whatever the browser brought", async () => {
    const planted = { headers: { cookie: "anhu_wall=wall_planted" } };
    const answer = await ask(fake, planted, "POST", "/api/v1/wall-pairings");
    expect(answer.headers.getSetCookie().join()).not.toContain("planted");
    const nurse = await signIn(fake, "nurse");
    await ask(fake, nurse, "POST", SCREENS, { code: answer.body.code, ...CHOICE });
    expect(await state(planted)).toEqual({ screen: null, pairing: null });
    expect((await ask(fake, planted, "GET", WALL)).status).toBe(401);
  });
  it("and asks for codes only so often", async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => ask(fake, NOBODY, "POST", "/api/v1/wall-pairings")));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe("a wall screen", () => {
  it("shows rooms without names where visitors can see it, and no whereabouts outside", async () => {
    const { tv } = await paired({ ...CHOICE, hasNames: false });
    fake.desk.raise(anAlert({ id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e33" }));
    const { body, text } = await ask(fake, tv, "GET", WALL);
    expect(body.tiles[0].latest.map(({ sign }: Json) => sign)).toEqual(["heartRate"]);
    expect(body.alerts.length).toBeGreaterThan(0);
    expect(text).not.toContain(NAME);
  });
  it("hears of tiles and alerts of its home, until it is switched off: then at once nothing more", async () => {
    const { tv, id, nurse } = await paired();
    const socket = await watching(tv);
    expect(await socket.emitWithAck("watch", { facilityId: "fac_2" })).toEqual({ ok: false, error: "NOT_FOUND" });
    expect(await socket.emitWithAck("watchClinic")).toEqual({ ok: false, error: "FORBIDDEN" });
    expect(await socket.emitWithAck("watch", { facilityId: "fac_1" })).toEqual({ ok: true });
    const [tiles, alert] = [next(socket, "tiles"), next(socket, "alert")];
    fake.changedTiles.set("fac_1", [aTile()]);
    fake.desk.raise(anAlert({ id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e33" }));
    const [told, raised] = await Promise.all([tiles, alert]);
    expect([told.tiles[0].name, raised.alert.residentName]).toEqual([NAME, NAME]);
    const gone = next(socket, "disconnect");
    expect((await ask(fake, nurse, "DELETE", `${SCREENS}/${id}`)).status).toBe(204);
    expect(await gone).toBe("io server disconnect");
    expect((await ask(fake, tv, "GET", WALL)).status).toBe(401);
    expect(await state(tv)).toEqual({ screen: null, pairing: null });
    const again = io(fake.url, { transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders: { ...tv.headers } });
    open.push(again);
    await next(again, "connect_error");
  });
  it("is cut when another process switched it off, as soon as what was read is no longer believed", async () => {
    const { tv, id } = await paired();
    const socket = await watching(tv);
    await socket.emitWithAck("watch", { facilityId: "fac_1" });
    const gone = next(socket, "disconnect");
    await fake.records.revokeWallScreen({ facilityId: "fac_1", screenId: id, atMs: 1 });
    sessionMs += 3_000;
    expect(await gone).toBe("io server disconnect");
  });
  it("goes on while the records are down", async () => {
    const { tv } = await paired();
    await ask(fake, tv, "GET", WALL);
    fake.records.isDown = true;
    sessionMs += 60_000;
    expect((await ask(fake, tv, "GET", WALL)).status).toBe(200);
    fake.records.isDown = false;
  });
  it("is renamed at once, and the list says when it was seen", async () => {
    const { tv, id, nurse } = await paired();
    await ask(fake, tv, "GET", WALL);
    const other = { name: "门厅", floors: [], hasNames: false };
    expect((await ask(fake, nurse, "PUT", `${SCREENS}/${id}`, other)).status).toBe(204);
    expect((await state(tv)).screen).toMatchObject(other);
    const { items } = (await ask(fake, nurse, "GET", SCREENS)).body;
    expect(items).toMatchObject([{ id, ...other, lastSeenAt: fake.clock.now(), revokedAt: null }]);
  });
  it("gives way to a person who signs in on the same browser, and is no person itself", async () => {
    const { tv, nurse } = await paired();
    const both = { headers: { ...nurse.headers, cookie: `${nurse.headers["cookie"]}; ${tv.headers["cookie"]}` } };
    expect((await ask(fake, both, "GET", "/api/v1/session")).body.user.role).toBe("nurse");
    expect((await ask(fake, both, "GET", "/api/v1/residents/res_1")).status).toBe(200);
    expect((await ask(fake, tv, "GET", "/api/v1/session")).body).toEqual({ user: null });
    expect((await ask(fake, tv, "GET", "/api/v1/residents/res_1")).status).toBe(404);
  });
});
