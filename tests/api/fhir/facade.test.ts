import { afterEach, beforeEach, expect, it } from "vitest";
import { fhirProblems } from "../../../api/fhir/check.ts";
import { until } from "../../support/machine.ts";
import { MONDAY_MORNING_MS as T } from "../../support/manual-clock.ts";
import type { FakeApi } from "../fakes.ts";
import { ask, NAME, openWorld, OTHER_ALERT, OWN_ALERT, signIn, TOKEN, type Who } from "../world.ts";

let fake: FakeApi;
let clinic: Who;
let credentialId: string;
const ROOT = "/fhir/R4";
const periods = [{ deviceId: "dev_1", fromMs: 0, toMs: null }];
const VALUES = Array.from({ length: 25 }, (_, n) => T - 3_600_000 + n * 60_000);

beforeEach(async () => {
  fake = await openWorld(
    { maxEventLoopDelayMs: 60_000 },
    {
      holdings: { periods: () => periods },
      historian: {
        series: async () => ({ resolution: "raw", bucketMs: 1, points: [] }),
        async observations({ sign, fromMs, toMs, limit, afterMs }) {
          const signs = ["heartRate", "spo2", "systolicPressure", "diastolicPressure"];
          if (!signs.includes(sign)) return [];
          const inside = VALUES.filter((at) => at >= fromMs && at < toMs && (afterMs === null || at > afterMs)).slice(0, limit);
          return inside.map((at) => ({
            at,
            receivedAt: at,
            sign,
            value: 90,
            quality: "good",
            method: "cuff",
            grade: "medical",
            deviceId: "dev_1",
          }));
        },
      },
    },
  );
  // A machine that is busy with other tests refuses at first.
  const made = await until(async () => {
    const answer = await ask(fake, TOKEN, "POST", "/api/v1/clinics/cli_1/fhir-credentials", { name: "HIS" });
    return answer.status === 201 && answer;
  });
  credentialId = made.body.id;
  clinic = { headers: { authorization: `Bearer ${made.body.token}` } };
});
afterEach(() => fake.close());
const read = (path: string, who: Who = clinic) => ask(fake, who, "GET", `${ROOT}${path}`);
const sent = (alertId: string) => {
  fake.records.attempts.push({
    ...{ deliveryId: `msg_${alertId.slice(-2)}`, alertId, channel: "webhook", channelId: null, recipientId: "cli_1", attempt: 1 },
    ...{ at: T, state: "accepted", why: null, nextAt: null },
  });
  fake.records.alertRows.get(alertId)!.timeline.push({ at: T, code: "told", track: "medical", who: "x", detail: "cli_1" });
};

it("says what can be asked, to everybody", async () => {
  const { status, body } = await read("/metadata", { headers: {} });
  expect([status, body.fhirVersion]).toEqual([200, "4.0.1"]);
  expect(body.rest[0].resource.map(({ type }: { type: string }) => type)).toEqual([
    "Patient",
    "Device",
    "Observation",
    "Flag",
    "Communication",
    "ServiceRequest",
  ]);
});

it("everything that it gives out keeps the rules of the checker", async () => {
  sent(OWN_ALERT);
  for (const type of ["Patient", "Device", "Observation", "Flag", "Communication", "ServiceRequest"]) {
    const { status, body, headers } = await read(`/${type}?patient=res-1`);
    expect([type, status, headers.get("content-type")]).toEqual([type, 200, "application/fhir+json; charset=utf-8"]);
    expect(body.entry.length, type).toBeGreaterThan(0);
    expect(fhirProblems(body), type).toEqual([]);
    const one = body.entry[0].resource;
    const again = await read(`/${type}/${one.id}`);
    expect(again.body, type).toEqual(one);
  }
});

it("a clinic sees residents under its contract, others only while an alert of theirs was sent to it", async () => {
  const patients = async () => ((await read("/Patient")).body.entry ?? []).map(({ resource }: { resource: { id: string } }) => resource.id);
  expect(await patients()).toEqual(["res-1"]);
  expect((await read("/Observation?patient=res-2")).status).toBe(404);
  sent(OTHER_ALERT);
  expect(await patients()).toEqual(["res-1", "res-2"]);
  expect((await read("/Observation?patient=res-2")).status).toBe(200);
  await fake.desk.resolve(OTHER_ALERT, { userId: null, clinicId: null, name: "x", role: "nurse" }, { outcome: "true", reason: "x" });
  expect(await patients()).toEqual(["res-1"]);
});

it("names are given where the contract allows them", async () => {
  expect((await read("/Patient/res-1")).body.name).toBeUndefined();
  fake.records.contractRows = fake.records.contractRows.map((row) => ({ ...row, namesAllowed: true }));
  expect((await read("/Patient/res-1")).body.name).toEqual([{ text: NAME }]);
});

it("observations are searched by code and date, and paged without loss or repetition", async () => {
  const ids: string[] = [];
  let path: string | null =
    `/Observation?patient=Patient/res-1&code=8867-4,http://loinc.org|85354-9&date=ge2000-01-01&date=lt${new Date(T + 1).toISOString()}&_count=7`;
  path = path.replace("date=ge2000-01-01", `date=ge${new Date(T - 86_400_000).toISOString().slice(0, 10)}`);
  while (path !== null) {
    const { status, body } = await read(path);
    expect(status, JSON.stringify(body)).toBe(200);
    ids.push(...(body.entry ?? []).map(({ resource }: { resource: { id: string } }) => resource.id));
    const next: string | undefined = body.link.find(({ relation }: { relation: string }) => relation === "next")?.url;
    path = next === undefined ? null : next.slice(next.indexOf(ROOT) + ROOT.length);
  }
  expect(ids).toHaveLength(50);
  expect(new Set(ids).size).toBe(50);
});

it.each([
  ["no patient", "/Observation", 400, /patient=/],
  ["a code that is not given out", "/Observation?patient=res-1&code=1-1", 400, /no LOINC code/],
  ["a date that is none", "/Observation?patient=res-1&date=yesterday", 400, /date=yesterday/],
  ["more than a month", "/Observation?patient=res-1&date=ge2020-01-01", 400, /31 days/],
  ["nobody", "/Patient/res-9", 404, /no such Patient/],
  ["a count that is too large", "/Patient?_count=5000", 400, /_count/],
])("answers with an OperationOutcome: %s", async (_name, path, expected, says) => {
  const { status, body } = await read(path);
  expect(status).toBe(expected);
  expect(fhirProblems(body)).toEqual([]);
  expect(body.issue[0].diagnostics).toMatch(says);
});

it("without a token, with the administrator's, in a session, or after it was revoked: 401", async () => {
  for (const who of [{ headers: {} }, TOKEN, await signIn(fake, "clinicStaff")]) expect((await read("/Patient", who)).status).toBe(401);
  expect((await read("/Patient")).status).toBe(200);
  const listed = async () => (await ask(fake, TOKEN, "GET", "/api/v1/clinics/cli_1/fhir-credentials")).body.items;
  await expect.poll(listed).toMatchObject([{ id: credentialId, name: "HIS", by: null, lastUsedAt: T, revokedAt: null }]);
  expect((await ask(fake, TOKEN, "DELETE", `/api/v1/clinics/cli_1/fhir-credentials/${credentialId}`)).status).toBe(204);
  expect((await read("/Patient")).status).toBe(401);
  expect(JSON.stringify((await ask(fake, TOKEN, "GET", "/api/v1/clinics/cli_1/fhir-credentials")).body)).not.toMatch(/fhir_|tokenHash/);
});

it("nothing is written through it, and each look is written down", async () => {
  const posted = await fetch(`${fake.url}${ROOT}/Patient`, {
    method: "POST",
    headers: { ...clinic.headers, "content-type": "application/json" },
    body: "{}",
  });
  expect([404, 405]).toContain(posted.status);
  await read("/Patient/res-1");
  expect(fake.records.audits.at(-1)).toMatchObject({
    action: "fhirPatient",
    actor: credentialId,
    residentId: "res_1",
    role: "clinicStaff",
  });
});
