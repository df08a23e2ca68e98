import { once } from "node:events";
import { io, type Socket } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import { ROLES } from "../../domain/people.ts";
import { aContract, anAlert } from "../support/builders.ts";
import { NEVER, type FakeApi } from "./fakes.ts";
import { ask, aTile, NAME, NOBODY, openWorld, OWN_ALERT, signIn, TOKEN, type Json, type Who } from "./world.ts";

let fake: FakeApi;
const open: Socket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect();
  await fake.close();
});
function connect(who: Who, headers: Record<string, string> = {}, transports = ["websocket"]): Socket {
  const socket = io(fake.url, {
    transports,
    reconnection: false,
    forceNew: true,
    extraHeaders: { cookie: who.headers["cookie"] ?? "", ...headers },
  });
  open.push(socket);
  return socket;
}
const within = async <T>(promise: Promise<T>, ms = 20_000): Promise<T> => {
  const signal = AbortSignal.timeout(ms);
  const late = once(signal, "abort").then(() => Promise.reject(new Error(`nothing within ${ms} ms`)));
  return Promise.race([promise, late]);
};
const next = (socket: Socket, event: string): Promise<Json> => within(new Promise((resolve) => socket.once(event, resolve)));
async function watching(username: string, facilityId = "fac_1"): Promise<Socket> {
  const socket = connect(await signIn(fake, username));
  await next(socket, "connect");
  expect(await socket.emitWithAck("watch", { facilityId })).toEqual({ ok: true });
  return socket;
}
const SOON = { liveTickMs: 20 };

describe("the live link", () => {
  it.each([["websocket"], ["polling"]])("proves once a tick that it lives, over %s", async (transport) => {
    fake = await openWorld(SOON);
    const socket = connect(await signIn(fake, "family"), {}, [transport]);
    expect(await next(socket, "link")).toEqual({ now: fake.clock.now() });
  });
  it("refuses who is not signed in, and pages of others", async () => {
    fake = await openWorld(SOON);
    await next(connect(NOBODY), "connect_error");
    await next(connect({ headers: { cookie: "anhu_session=made.up" } }), "connect_error");
    const nurse = await signIn(fake, "nurse");
    await next(connect(nurse, { origin: "https://evil.example" }), "connect_error");
    await next(connect(nurse, { origin: fake.url }), "connect");
    await next(connect(nurse, { origin: fake.options.publicUrl }), "connect");
  });
  it("brings changed tiles and alerts of the facility that is watched", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("caregiver");
    const tiles = next(socket, "tiles");
    fake.changedTiles.set("fac_1", [aTile()]);
    expect((await tiles).tiles[0].name).toBe(NAME);
    const alert = next(socket, "alert");
    fake.desk.raise(anAlert({ id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e33" }));
    expect(await alert).toMatchObject({ facilityId: "fac_1", alert: { residentName: NAME, room: "302" } });
  });

  it.each(ROLES.flatMap((role) => ["fac_1", "fac_2", "fac_none"].map((facilityId) => [role, facilityId] as const)))(
    "watch, %s on %s: as the table says",
    async (role, facilityId) => {
      fake = await openWorld(SOON);
      const socket = connect(await signIn(fake, role));
      await next(socket, "connect");
      const isKnown = facilityId !== "fac_none";
      const isOwn = facilityId === "fac_1" && ["caregiver", "nurse", "physician", "manager", "clinicStaff"].includes(role);
      const mayWatch = isKnown && (isOwn || role === "administrator");
      const knows = isKnown && (mayWatch || role === "regulator");
      const answer = mayWatch ? { ok: true } : { ok: false, error: knows ? "FORBIDDEN" : "NOT_FOUND" };
      expect(await socket.emitWithAck("watch", { facilityId })).toEqual(answer);
      // And what is then emitted keeps to it.
      const seen: string[] = [];
      socket.onAny((event: string) => seen.push(event));
      fake.changedTiles.set(facilityId, [aTile({ residentId: facilityId === "fac_2" ? "res_2" : "res_1" })]);
      fake.desk.raise(anAlert({ id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e33", facilityId, residentId: null }));
      await next(socket, "link");
      await next(socket, "link");
      expect(seen.includes("tiles"), "tiles").toBe(mayWatch);
      expect(seen.includes("alert"), "alert").toBe(mayWatch);
    },
  );
  it.each([[undefined], ["fac_1"], [{}], [{ facilityId: 7 }], [{ facilityId: "x".repeat(200) }]])(
    "answers a bad watch: %j",
    async (asked) => {
      fake = await openWorld(SOON);
      const socket = connect(await signIn(fake, "nurse"));
      await next(socket, "connect");
      expect(await socket.emitWithAck("watch", asked)).toEqual({ ok: false, error: "BAD_INPUT" });
    },
  );
  it("shows a clinic no names unless its contract allows them, and no location", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("clinicStaff");
    const first = next(socket, "tiles");
    fake.changedTiles.set("fac_1", [aTile()]);
    const [tile] = (await first).tiles;
    expect([tile.name, tile.latest.map((latest: { sign: string }) => latest.sign)]).toEqual(["", ["heartRate"]]);
    fake.records.contractRows = [aContract({ namesAllowed: true })];
    const second = next(socket, "tiles");
    fake.changedTiles.set("fac_1", [aTile()]);
    expect((await second).tiles[0].name).toBe(NAME);
  });
});

describe("who loses the right gets nothing more", () => {
  it("cut at sign-out", async () => {
    fake = await openWorld(SOON);
    const nurse = await signIn(fake, "nurse");
    const socket = connect(nurse);
    await next(socket, "connect");
    const gone = next(socket, "disconnect");
    await ask(fake, nurse, "DELETE", "/api/v1/session");
    expect(await gone).toBe("io server disconnect");
  });
  it("cut when the account is closed", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("nurse");
    const gone = next(socket, "disconnect");
    await ask(fake, TOKEN, "POST", "/api/v1/users/usr_nurse/disabled", { disabled: true });
    await gone;
  });
  it("cut when another process closes the account, as soon as what was read is no longer believed", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("nurse");
    await fake.records.setUserDisabled("usr_nurse", true);
    const gone = next(socket, "disconnect");
    fake.sessionClock.advance(2_001);
    await gone;
  });
  it("cut when the contract ends; nothing is emitted from that moment", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("clinicStaff");
    const seen: unknown[] = [];
    socket.on("tiles", (event) => seen.push(event));
    fake.records.contractRows = fake.records.contractRows.map((row) => ({ ...row, toMs: fake.clock.now() }));
    fake.changedTiles.set("fac_1", [aTile()]);
    fake.desk.raise(anAlert());
    await next(socket, "disconnect");
    expect(seen).toEqual([]);
  });
  it("cut when the session ends by time; a caregiver's wall is in use as long as it watches", async () => {
    fake = await openWorld(SOON);
    const [wall, nurse] = [await watching("caregiver"), await watching("nurse")];
    const gone = next(nurse, "disconnect");
    for (let n = 0; n < 8; n += 1) {
      fake.sessionClock.advance(5 * 60_000);
      await next(wall, "link");
      await next(wall, "link");
    }
    await gone;
    expect(wall.connected).toBe(true);
    const wallGone = next(wall, "disconnect");
    fake.sessionClock.advance(13 * 3_600_000);
    await wallGone;
  });
  it("stays while the records are down", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("nurse");
    fake.records.isDown = true;
    fake.sessionClock.advance(60_000);
    const alert = next(socket, "alert");
    await next(socket, "link");
    await next(socket, "link");
    fake.desk.raise(anAlert());
    await alert;
  });
});

describe("screens", () => {
  it("are told by role, and counted", async () => {
    fake = await openWorld(SOON);
    const socket = await watching("caregiver");
    const alert = next(socket, "alert");
    expect(fake.api.live.tell("fac_1", "onDutyCaregiver", OWN_ALERT)).toBe(1);
    expect((await alert).alert.id).toBe(OWN_ALERT);
    expect(fake.api.live.tell("fac_1", "nurse", OWN_ALERT)).toBe(0);
    expect(fake.api.live.tell("fac_2", "onDutyCaregiver", OWN_ALERT)).toBe(0);
  });
  it("that stop reading are cut, and the others get their events", async () => {
    fake = await openWorld(SOON);
    const [slow, quick] = [await watching("caregiver"), await watching("nurse")];
    const raw = Reflect.get(slow.io.engine.transport, "ws");
    raw.pause();
    const big = Array.from({ length: 2_000 }, (_, n) => aTile({ sparkline: Array<number>(60).fill(n) }));
    let events = 0;
    quick.on("tiles", () => {
      events += 1;
      fake.changedTiles.set("fac_1", big);
    });
    fake.changedTiles.set("fac_1", big);
    await expect.poll(() => fake.api.live.tell("fac_1", "onDutyCaregiver", OWN_ALERT), { timeout: 20_000 }).toBe(0);
    quick.off("tiles");
    raw.resume();
    expect(events).toBeGreaterThan(0);
    expect(quick.connected).toBe(true);
    slow.on("disconnect", NEVER);
  });
});
