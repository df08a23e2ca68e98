import { afterEach, describe, expect, it } from "vitest";
import { AnhuError } from "../../domain/errors.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const PATH = "/api/v1/residents/res_1/observations";

describe("typing values for a resident", () => {
  it("hands them on as numbers, with the time of the measurement, and leaves a trace of who did it", async () => {
    fake = await openWorld();
    const at = MONDAY_MORNING_MS - 60_000;
    const values = { consciousness: "voice", oxygen: 2, heartRate: 88, bodyTemperature: 37.4 };
    const answer = await ask(fake, await signIn(fake, "nurse"), "POST", PATH, { at, values });
    expect([answer.status, answer.body]).toEqual([201, { at, deviceId: "dev_entry" }]);
    expect(fake.told).toEqual([`entered res_1 ${at} {"consciousness":2,"oxygen":2,"heartRate":88,"bodyTemperature":37.4}`]);
    const [trace] = fake.records.audits.filter(({ action }) => action === "enterObservations");
    expect(trace).toMatchObject({ actor: "usr_nurse", role: "nurse", target: "res_1", result: "ok" });
    expect(JSON.stringify(trace)).not.toMatch(/88|voice|37\.4/);
  });
  it("is of now when no time is said", async () => {
    fake = await openWorld();
    const { body } = await ask(fake, await signIn(fake, "physician"), "POST", PATH, { values: { spo2: 97 } });
    expect(body.at).toBe(fake.clock.now());
  });
  it.each([
    { name: "nothing at all", body: { values: {} } },
    { name: "a value that no living person has", body: { values: { heartRate: 700 } } },
    { name: "a saturation beyond 100", body: { values: { spo2: 101 } } },
    { name: "a sign that nobody measures by hand", body: { values: { battery: 50 } } },
    { name: "a state that is none of ACVPU", body: { values: { consciousness: "sleepy" } } },
    { name: "a time before yesterday", body: { at: MONDAY_MORNING_MS - 25 * 3_600_000, values: { spo2: 97 } } },
    { name: "a time that has not come", body: { at: MONDAY_MORNING_MS + 6 * 60_000, values: { spo2: 97 } } },
  ])("refuses $name", async ({ body }) => {
    fake = await openWorld();
    const answer = await ask(fake, await signIn(fake, "nurse"), "POST", PATH, body);
    expect([answer.status, answer.body.code, fake.told]).toEqual([400, "BAD_INPUT", []]);
  });
  it("is for a named person of the home: not for a caregiver, another home or the administrator's token", async () => {
    fake = await openWorld();
    const body = { values: { spo2: 97 } };
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, body)).status).toBe(403);
    expect((await ask(fake, TOKEN, "POST", PATH, body)).status).toBe(403);
    expect((await ask(fake, nurse, "POST", PATH.replace("res_1", "res_2"), body)).status).toBe(404);
    const { cookie = "" } = nurse.headers;
    expect((await ask(fake, { headers: { cookie } }, "POST", PATH, body)).status).toBe(403);
    expect(fake.told).toEqual([]);
  });
  it("says that they were not stored, so that they are sent again", async () => {
    const refuse = () => Promise.reject(new AnhuError("JOURNAL_UNAVAILABLE", "entering values: send them again", { retryable: true }));
    fake = await openWorld({}, { enter: refuse });
    const answer = await ask(fake, await signIn(fake, "nurse"), "POST", PATH, { values: { spo2: 97 } });
    expect([answer.status, answer.body.code]).toEqual([503, "JOURNAL_UNAVAILABLE"]);
  });
});
