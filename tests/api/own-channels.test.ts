import { afterEach, describe, expect, it } from "vitest";
import { fakeChannels } from "./fake-channels.ts";
import type { FakeApi } from "./fakes.ts";
import { enrol, signedOn, switchTo } from "./handset-world.ts";
import { ask, openWorld, PASSWORD, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const subscription = (n: number) => ({
  label: "手机",
  endpoint: `https://push.example/${n}`,
  keys: { p256dh: "p", auth: "secret-of-browser" },
});

describe("pushes to one's own browser", () => {
  it("are everybody's own: added once for each browser, shown without their address, and unknown to others", async () => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    const [nurse, family] = [await signIn(fake, "nurse"), await signIn(fake, "family")];
    const add = (n: number) => ask(fake, nurse, "POST", "/api/v1/channels/mine", subscription(n));
    expect((await add(1)).status).toBe(201);
    const again = await add(1);
    await add(2);
    expect(channels.rows).toHaveLength(2);
    const mine = await ask(fake, nurse, "GET", "/api/v1/channels/mine");
    expect(mine.body.items).toHaveLength(2);
    for (const secret of ["push.example", "secret-of-browser"]) expect(mine.text).not.toContain(secret);
    expect((await ask(fake, family, "GET", "/api/v1/channels/mine")).body.items).toEqual([]);
    const path = `/api/v1/channels/mine/${again.body.id}`;
    for (const [method, to] of [
      ["DELETE", path],
      ["POST", `${path}/test`],
    ] as const)
      expect((await ask(fake, family, method, to)).status).toBe(404);
    // Nobody sets up another person's browser either.
    expect((await ask(fake, TOKEN, "DELETE", `/api/v1/channels/${again.body.id}`)).status).toBe(404);
    expect((await ask(fake, TOKEN, "GET", "/api/v1/channels")).body.items).toEqual([]);
    expect((await ask(fake, nurse, "POST", `${path}/test`)).body).toMatchObject({ ok: true });
    expect((await ask(fake, nurse, "DELETE", path)).status).toBe(204);
    expect(channels.rows).toHaveLength(1);
  });
  it("are never of a shared handset, where the next person would read them", async () => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    const { locked } = await enrol(fake);
    const { badge } = (await ask(fake, await signIn(fake, "caregiver"), "POST", "/api/v1/me/badge", { password: PASSWORD })).body;
    const carer = signedOn(locked, await switchTo(fake, locked, { badge }));
    const refused = await ask(fake, carer, "POST", "/api/v1/channels/mine", subscription(1));
    expect([refused.status, refused.body.code]).toEqual([403, "FORBIDDEN"]);
    expect(channels.rows).toEqual([]);
  });
  it("go on under a new address, without another row, and begin anew after the address before had ended", async () => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    const nurse = await signIn(fake, "nurse");
    const { id } = (await ask(fake, nurse, "POST", "/api/v1/channels/mine", subscription(1))).body;
    await ask(fake, await signIn(fake, "caregiver"), "POST", "/api/v1/channels/mine", subscription(2));
    const path = `/api/v1/channels/mine/${id}`;
    const { label: _label, ...same } = subscription(1);
    const told = fake.told.length;
    expect((await ask(fake, nurse, "PUT", path, same)).body).toMatchObject({ id, label: "手机", enabled: true });
    expect(fake.told).toHaveLength(told);
    // The push service answered 410: the same address stays ended.
    await channels.setChannel(id, { ...channels.rows[0]!, enabled: false });
    expect((await ask(fake, nurse, "PUT", path, same)).body).toMatchObject({ enabled: false });
    const renewed = await ask(fake, nurse, "PUT", path, { ...same, endpoint: "https://push.example/2" });
    expect(renewed.body).toMatchObject({ id, label: "手机", enabled: true });
    expect(renewed.text).not.toContain("push.example");
    // Whoever had that address before has it no more.
    expect(channels.rows.map(({ ownerId, config }) => [ownerId, config])).toEqual([
      ["usr_nurse", { ...same, endpoint: "https://push.example/2" }],
    ]);
    expect(fake.told).toContain("changed channels");
  });
  it("are renewed by whose they are alone, and never from a shared handset", async () => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    const carer = await signIn(fake, "caregiver");
    const { id } = (await ask(fake, carer, "POST", "/api/v1/channels/mine", subscription(1))).body;
    const renew = (who: Who) =>
      ask(fake, who, "PUT", `/api/v1/channels/mine/${id}`, { endpoint: "https://push.example/9", keys: { p256dh: "p", auth: "a" } });
    expect((await renew(await signIn(fake, "nurse"))).status).toBe(404);
    const { locked } = await enrol(fake);
    const { badge } = (await ask(fake, carer, "POST", "/api/v1/me/badge", { password: PASSWORD })).body;
    expect((await renew(signedOn(locked, await switchTo(fake, locked, { badge })))).status).toBe(403);
    expect(channels.rows.map(({ config }) => (config as { endpoint: string }).endpoint)).toEqual(["https://push.example/1"]);
  });
  it("go to whoever subscribed the browser last", async () => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    for (const who of ["nurse", "caregiver"])
      expect((await ask(fake, await signIn(fake, who), "POST", "/api/v1/channels/mine", subscription(1))).status).toBe(201);
    expect(channels.rows.map(({ ownerId }) => ownerId)).toEqual(["usr_caregiver"]);
  });
  it.each([
    ["sessions/end", undefined],
    ["password", undefined],
    ["disabled", { disabled: true }],
  ])("end when the person is signed out everywhere by /%s; those of others go on", async (path, body) => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    for (const [n, who] of ["nurse", "caregiver"].entries())
      await ask(fake, await signIn(fake, who), "POST", "/api/v1/channels/mine", subscription(n));
    expect((await ask(fake, TOKEN, "POST", `/api/v1/users/usr_nurse/${path}`, body)).status).toBeLessThan(300);
    expect(channels.rows.map(({ ownerId }) => ownerId)).toEqual(["usr_caregiver"]);
    expect(fake.told).toContain("changed channels");
  });
  it("are of people: a token has no browser; the oldest of eleven gives way", async () => {
    const channels = fakeChannels();
    fake = await openWorld({}, { channels });
    expect((await ask(fake, TOKEN, "POST", "/api/v1/channels/mine", subscription(1))).status).toBe(400);
    const nurse = await signIn(fake, "nurse");
    for (let n = 0; n < 11; n += 1) await ask(fake, nurse, "POST", "/api/v1/channels/mine", subscription(n));
    expect(channels.rows.map(({ config }) => (config as { endpoint: string }).endpoint.at(-1))).toEqual(Array.from("1234567890"));
  });
});
