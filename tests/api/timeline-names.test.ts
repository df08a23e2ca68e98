import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TimelineEntry } from "../../domain/alert.ts";
import { aContract, anAlert, aTrack } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, OWN_ALERT, signIn } from "./world.ts";

const CARER = "李娜";
const CLINIC = "岁安诊所";
/** Lines of which the system knows whom they name: roles, places to phone, clinics. */
const NO_PERSON: Readonly<Record<string, string>> = {
  ...{ told: "onDutyCaregiver", repaged: "nurse", rotaGap: "nurse", toCall: "dutyPhone", call120: "nextContact", visitOverdue: CLINIC },
};
const timeline: TimelineEntry[] = [
  ...TimelineEntry.properties.code.enum.map((code): TimelineEntry => ({
    ...{ at: 1, code, track: "onSite", who: NO_PERSON[code] ?? CARER, detail: null },
  })),
  ...(["told", "delivered", "deliveryFailed"] as const).map((code): TimelineEntry => ({
    ...{ at: 2, code, track: "medical", who: CLINIC, detail: "cli_1" },
  })),
];
let fake: FakeApi;
beforeEach(async () => {
  fake = await openWorld();
  fake.records.contractRows = [aContract({ namesAllowed: false })];
  fake.records.alertRows.delete(OWN_ALERT);
  const by = { userId: "usr_caregiver", clinicId: null, name: CARER, role: "caregiver" } as const;
  const hold = { type: "snooze", by, reason: "x", sinceMs: 1, untilMs: 2 } as const;
  fake.desk.raise(
    anAlert({ id: OWN_ALERT, facilityId: "fac_1", residentId: "res_1", subjectId: "res_1", onSite: aTrack({ by }), hold }),
    timeline,
  );
});
afterEach(() => fake.close());
const read = async (role: string, path = "") => ask(fake, await signIn(fake, role), "GET", `/api/v1/alerts/${OWN_ALERT}${path}`);

describe("whose name stands in the timeline of an alert", () => {
  it.each(["family", "clinicStaff"])("no carer's for %s, whatever the line says; roles and clinics stay", async (role) => {
    const { status, body, text } = await read(role);
    expect(status).toBe(200);
    expect(text).not.toContain(CARER);
    const lines: TimelineEntry[] = body.timeline;
    for (const [code, who] of Object.entries(NO_PERSON)) expect(lines.find((line) => line.code === code)).toMatchObject({ who });
    expect(lines.filter(({ who }) => who === CLINIC).map(({ code }) => code)).toEqual([
      "visitOverdue",
      "told",
      "delivered",
      "deliveryFailed",
    ]);
    expect(lines.find(({ code }) => code === "arrived")).toMatchObject({ who: "caregiver" });
  });
  it("all of them for people of the home", async () => {
    const { body } = await read("nurse");
    expect(body.timeline).toEqual(timeline);
  });
  it.each([
    ["nurse", [CARER, "usr_caregiver"]],
    ["family", ["caregiver", undefined]],
    ["clinicStaff", ["caregiver", undefined]],
  ])("the account of who has it stands where the name does: %s", async (role, who) => {
    const { body, text } = await read(role);
    for (const { by, byId } of [body.onSite, body.snooze]) expect([by, byId]).toEqual(who);
    expect(text.includes("usr_caregiver")).toBe(role === "nurse");
  });
  it("no carer's in the handover that a clinic without names reads; whom a push did not reach is said of the clinic alone", async () => {
    const { status, body, text } = await read("clinicStaff", "/handover");
    expect(status).toBe(200);
    expect(text).not.toContain(CARER);
    const failed = body.situation.done.filter(({ code }: { code: string }) => code === "deliveryFailed");
    expect(failed.map(({ track, who }: TimelineEntry) => [track, who])).toEqual([
      ["onSite", "caregiver"],
      ["medical", CLINIC],
    ]);
  });
});
