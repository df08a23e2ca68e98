import { afterEach, describe, expect, it } from "vitest";
import { AnhuError } from "../../domain/errors.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const PATH = "/api/v1/residents/res_1/soft-signs";
const SAID = { signs: ["drowsy", "refusesFood"], note: " 早饭没吃，一直睡 " };

describe("今天不对劲", () => {
  it("goes to the rules as a typed entry, and is kept with the carer's name and words", async () => {
    fake = await openWorld();
    const answer = await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, SAID);
    const at = fake.clock.now();
    expect([answer.status, answer.body]).toEqual([201, { id: expect.stringMatching(/^sfs_/), at }]);
    expect(fake.told).toEqual([`entered res_1 ${at} {"drowsy":1,"refusesFood":1}`]);
    expect(fake.records.softSignRows).toMatchObject([
      { residentId: "res_1", signs: SAID.signs, note: "早饭没吃，一直睡", byUserId: "usr_caregiver", byRole: "caregiver" },
    ]);
  });
  it("sent again after an answer that was lost, it is the same observation and the same note, and nobody else's", async () => {
    fake = await openWorld();
    const [carer, nurse] = [await signIn(fake, "caregiver"), await signIn(fake, "nurse")];
    const said = { ...SAID, id: "0b1f9d7e8f525c3a9a436d2f0c9a1e11", saidAt: fake.clock.now() };
    const heardAt = fake.clock.now();
    const first = await ask(fake, carer, "POST", PATH, said);
    fake.clock.advance(11 * 60_000);
    const again = await ask(fake, carer, "POST", PATH, said);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    const line = (at: number) => `entered res_1 ${at} {"drowsy":1,"refusesFood":1}`;
    expect(fake.told).toEqual([line(heardAt), line(heardAt)]);
    expect(fake.records.softSignRows).toHaveLength(1);
    expect((await ask(fake, nurse, "POST", PATH, said)).body.id).not.toBe(first.body.id);
    expect(fake.told.at(-1)).toBe(line(fake.clock.now()));
    expect(fake.records.softSignRows).toHaveLength(2);
  });
  it("sent again to a server that started meanwhile, it is the same observation", async () => {
    fake = await openWorld();
    const said = { ...SAID, id: "0b1f9d7e8f525c3a9a436d2f0c9a1e11" };
    const first = await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, said);
    const { records, told } = fake;
    await fake.close();
    fake = await openWorld({}, { records });
    fake.clock.advance(11 * 60_000);
    const again = await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, said);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(fake.told).toEqual(told);
    expect(records.softSignRows).toHaveLength(1);
  });
  it("while the records do not answer, the rules hear of it all the same", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    // Whoever has just been here is known without the records.
    await ask(fake, nurse, "GET", "/api/v1/session");
    fake.records.isDown = true;
    expect((await ask(fake, nurse, "POST", PATH, SAID)).body.code).toBe("RECORDS_UNAVAILABLE");
    expect(fake.told).toEqual([`entered res_1 ${fake.clock.now()} {"drowsy":1,"refusesFood":1}`]);
  });
  it("leaves a trace without the words and without what was seen", async () => {
    fake = await openWorld();
    await ask(fake, await signIn(fake, "nurse"), "POST", PATH, SAID);
    const traces = fake.records.audits.filter(({ action }) => action === "noteSoftSigns");
    expect(traces).toMatchObject([{ actor: "usr_nurse", target: "res_1", result: "ok" }]);
    expect(JSON.stringify(traces)).not.toMatch(/drowsy|早饭/);
  });
  it("stands in the feed: with name and words for the home, without them for others, not at all without the right to vital signs", async () => {
    fake = await openWorld();
    await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, SAID);
    const seen = async (role: string) => {
      const { body } = await ask(fake, await signIn(fake, role), "GET", "/api/v1/residents/res_1/feed");
      return body.items.filter(({ kind }: { kind: string }) => kind === "softSigns");
    };
    const entry = { code: "softSigns", softSigns: SAID.signs };
    expect(await seen("nurse")).toMatchObject([{ ...entry, who: "测试 caregiver", detail: "早饭没吃，一直睡" }]);
    expect(await seen("clinicStaff")).toMatchObject([{ ...entry, who: "caregiver", detail: null }]);
    expect(await seen("family")).toEqual([]);
  });
  it.each([
    { name: "nothing", body: { signs: [] } },
    { name: "a sign twice", body: { signs: ["drowsy", "drowsy"] } },
    { name: "what is no soft sign", body: { signs: ["heartRate"] } },
    { name: "a note that is a letter", body: { signs: ["drowsy"], note: "长".repeat(201) } },
  ])("refuses $name", async ({ body }) => {
    fake = await openWorld();
    const answer = await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, body);
    expect([answer.status, answer.body.code, fake.told]).toEqual([400, "BAD_INPUT", []]);
  });
  it("is for a named person of the home", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    for (const who of [TOKEN, await signIn(fake, "clinicStaff"), await signIn(fake, "family")])
      expect((await ask(fake, who, "POST", PATH, SAID)).status).toBe(403);
    expect((await ask(fake, nurse, "POST", PATH.replace("res_1", "res_2"), SAID)).status).toBe(404);
    expect(fake.told).toEqual([]);
  });
  it("says when it was not stored; and the rules hear of it although the records are down", async () => {
    const refuse = () => Promise.reject(new AnhuError("JOURNAL_UNAVAILABLE", "entering values: send them again", { retryable: true }));
    fake = await openWorld({}, { enter: refuse });
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, nurse, "POST", PATH, SAID)).body.code).toBe("JOURNAL_UNAVAILABLE");
    expect(fake.records.softSignRows).toEqual([]);
  });
});
