import { existsSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { findPdfFont } from "../../app/pdf-font.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import { needThat } from "../support/platform.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, NAME, openWorld, OTHER_ALERT, OWN_ALERT, signIn, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const PATH = `/api/v1/alerts/${OWN_ALERT}`;
const FONT = findPdfFont({});
/** A busy machine refuses nothing here. */
const PATIENT = { maxEventLoopDelayMs: 60_000 };
const push = (recipientId: string, after: number) => ({
  ...{ deliveryId: `msg_${recipientId}`, alertId: OWN_ALERT, channel: "webhook" as const, channelId: null, recipientId, attempt: 1 },
  ...{ at: MONDAY_MORNING_MS + after, state: "accepted" as const, why: null, nextAt: null },
});

it("names are for those who see names, and a clinic sees the pushes to itself", async () => {
  fake = await openWorld(PATIENT);
  fake.records.attempts.push(push("cli_1", 50), push("cli_2", 90));
  const custody = async (who: string) => (await ask(fake, await signIn(fake, who), "GET", `${PATH}/custody`)).body;
  const nurse = await custody("nurse");
  expect(nurse).toMatchObject({ residentName: NAME, alertId: OWN_ALERT });
  expect(nurse.pushes.map(({ recipientId }: { recipientId: string }) => recipientId)).toEqual(["cli_1", "cli_2"]);
  const clinic = await custody("clinicStaff");
  expect(clinic.pushes.map(({ recipientId }: { recipientId: string }) => recipientId)).toEqual(["cli_1"]);
  expect(clinic.residentName).toBeNull();
  expect((await ask(fake, await signIn(fake, "family"), "GET", `${PATH}/custody`)).status).toBe(403);
  expect((await ask(fake, await signIn(fake, "nurse"), "GET", `/api/v1/alerts/${OTHER_ALERT}/custody`)).status).toBe(404);
});

it("is made from memory while the records are down, and says that entries are missing", async () => {
  fake = await openWorld(PATIENT);
  const nurse = await signIn(fake, "nurse");
  fake.records.isDown = true;
  const { status, body } = await ask(fake, TOKEN, "GET", `${PATH}/custody`);
  expect(status, JSON.stringify([body, nurse])).toBe(200);
  expect(body).toMatchObject({ auditComplete: false, audit: [] });
});

it("a PDF without a font says which package has one", async () => {
  fake = await openWorld({ ...PATIENT, pdfFont: null });
  const { status, body } = await ask(fake, TOKEN, "GET", `${PATH}/custody.pdf`);
  expect(status).toBe(500);
  expect(body.detail).toMatch(/fonts-droid-fallback.*ANHU_PDF_FONT/);
});

needThat(FONT !== null && existsSync(FONT), "Droid Sans Fallback: install fonts-droid-fallback")("with the font", () => {
  it.each(["zh-CN", "en"])("prints a PDF (%s), and that is written down", async (lang) => {
    fake = await openWorld({ ...PATIENT, pdfFont: FONT });
    fake.records.attempts.push(push("cli_1", 50));
    const answer = await fetch(`${fake.url}${PATH}/custody.pdf?lang=${lang}`, { headers: TOKEN.headers });
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
      200,
      "application/pdf",
      "no-store",
    ]);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    expect(fake.records.audits.at(-1)).toMatchObject({ action: "printCustody", alertId: OWN_ALERT });
  });
});

it("figures of a period: a regulator gets them without the alerts behind them", async () => {
  fake = await openWorld(PATIENT);
  const url = `/api/v1/facilities/fac_1/custody-figures?from=0&to=1`;
  expect((await ask(fake, await signIn(fake, "manager"), "GET", url)).body).toMatchObject({ alerts: 0 });
  const period = `from=${MONDAY_MORNING_MS - 86_400_000}&to=${MONDAY_MORNING_MS + 86_400_000}`;
  fake.clock.advance(10 * 3_600_000);
  const manager = await ask(
    fake,
    await signIn(fake, "manager"),
    "GET",
    `/api/v1/facilities/fac_1/custody-figures?${period}&critical=false`,
  );
  expect(manager.body.alerts).toBe(1);
  const regulator = await ask(
    fake,
    await signIn(fake, "regulator"),
    "GET",
    `/api/v1/facilities/fac_1/custody-figures?${period}&critical=false`,
  );
  expect(regulator.body.targets.flatMap(({ missed }: { missed: string[] }) => missed)).toEqual([]);
  expect((await ask(fake, await signIn(fake, "nurse"), "GET", url)).status).toBe(403);
});

it("the audit log is for administrators, its head for regulators too; reading it is written down", async () => {
  fake = await openWorld(PATIENT);
  const manager = await signIn(fake, "manager");
  const regulator = await signIn(fake, "regulator");
  expect((await ask(fake, manager, "GET", "/api/v1/audit")).status).toBe(403);
  expect((await ask(fake, regulator, "GET", "/api/v1/audit")).status).toBe(403);
  expect((await ask(fake, manager, "GET", "/api/v1/audit/head")).status).toBe(403);
  expect((await ask(fake, regulator, "GET", "/api/v1/audit/head")).body.head).toMatchObject({ format: 1, seq: 0 });
  await ask(fake, TOKEN, "GET", "/api/v1/audit?resident=res_1");
  const { body } = await ask(fake, TOKEN, "GET", "/api/v1/audit?actor=administrator-token");
  expect(body.items[0]).toMatchObject({ action: "readAudit", target: "res_1", residentId: "res_1", facilityId: "fac_1" });
});
