import { afterEach, describe, expect, it } from "vitest";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN } from "./world.ts";

const RECORD = "/api/v1/residents/res_1/record";
let fake: FakeApi;
afterEach(() => fake.close());

describe("the record of a resident, as far as a handover needs it", () => {
  it("a nurse adds and ends lines, each with who and when; nothing is overwritten", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const since = fake.clock.now() - 86_400_000;
    const medication = { kind: "medication", text: " 华法林 ", dose: "2.5 mg", times: "晚 20:00", since };
    const added = await ask(fake, nurse, "POST", `${RECORD}/entries`, medication);
    expect(added.status).toBe(201);
    const [warfarin] = added.body.entries;
    expect(warfarin).toMatchObject({
      ...{ kind: "medication", text: "华法林", detail: { dose: "2.5 mg", times: "晚 20:00" }, since, isAnticoagulant: true },
      ...{ by: "测试 nurse", role: "nurse", ended: null },
    });
    const ended = await ask(fake, nurse, "POST", `${RECORD}/entries/${warfarin.id}/end`, { reason: "停药" });
    expect(ended.body.entries).toEqual([]);
    expect(ended.body.ended).toMatchObject([{ id: warfarin.id, ended: { reason: "停药", by: "测试 nurse" } }]);
    const again = await ask(fake, nurse, "POST", `${RECORD}/entries/${warfarin.id}/end`, { reason: "again" });
    expect([again.status, again.body.code]).toEqual([409, "CONFLICT"]);
    expect(fake.records.audits.map(({ action, target }) => [action, target])).toEqual(
      expect.arrayContaining([
        ["recordEntry", "res_1"],
        ["endRecordEntry", "res_1"],
      ]),
    );
    expect(JSON.stringify(fake.records.audits)).not.toContain("华法林");
  });
  it("says 'none known' only while nothing is named, and the newest sex", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const add = (body: object) => ask(fake, nurse, "POST", `${RECORD}/entries`, body);
    expect((await add({ kind: "allergy", none: true })).body.entries).toMatchObject([{ kind: "allergy", detail: { none: true } }]);
    fake.clock.advance(1);
    const both = await add({ kind: "allergy", text: "青霉素", reaction: "皮疹" });
    expect(both.body.entries).toMatchObject([{ text: "青霉素", detail: { reaction: "皮疹" } }]);
    await add({ kind: "sex", text: "male" });
    fake.clock.advance(1);
    expect((await add({ kind: "sex", text: "female" })).body.sex).toBe("female");
  });
  it("only a physician words or ends a treatment limit", async () => {
    fake = await openWorld();
    const [nurse, physician] = [await signIn(fake, "nurse"), await signIn(fake, "physician")];
    const path = `${RECORD}/treatment-limits`;
    expect((await ask(fake, nurse, "POST", path, { text: "不插管" })).status).toBe(403);
    const signed = await ask(fake, physician, "POST", path, { text: "不插管，不心肺复苏" });
    expect(signed.body.entries).toMatchObject([{ kind: "treatmentLimit", by: "测试 physician" }]);
    const end = `${RECORD}/entries/${signed.body.entries[0].id}/end`;
    expect((await ask(fake, nurse, "POST", end, { reason: "x" })).status).toBe(403);
    expect((await ask(fake, physician, "POST", end, { reason: "家属与本人改变意愿" })).status).toBe(201);
  });
  it.each([
    ["what begins in the future", { kind: "diagnosis", text: "房颤", since: Date.UTC(2100, 0, 1) }],
    ["a blank text", { kind: "diagnosis", text: "  " }],
    ["an unknown sex", { kind: "sex", text: "?" }],
    ["a treatment limit by the way of all others", { kind: "treatmentLimit", text: "x" }],
    ["'no diagnosis'", { kind: "diagnosis", none: true }],
  ])("refuses %s", async (_what, body) => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, nurse, "POST", `${RECORD}/entries`, body)).status).toBe(400);
    expect(fake.records.recordEntryRows).toEqual([]);
  });
  it("a token is no person, and a clinic without names reads roles", async () => {
    fake = await openWorld();
    const [nurse, clinic] = [await signIn(fake, "nurse"), await signIn(fake, "clinicStaff")];
    await ask(fake, nurse, "POST", `${RECORD}/entries`, { kind: "diagnosis", text: "房颤" });
    expect((await ask(fake, TOKEN, "POST", `${RECORD}/entries`, { kind: "diagnosis", text: "x" })).status).toBe(403);
    expect((await ask(fake, clinic, "GET", RECORD)).body.entries).toMatchObject([{ text: "房颤", by: "nurse" }]);
    expect((await ask(fake, await signIn(fake, "family"), "GET", RECORD)).status).toBe(403);
  });
});
