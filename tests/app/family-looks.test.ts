import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ASK_AGAIN_MS } from "../../alerts/family/calls.ts";
import { startFamily, type FamilyParts } from "../../app/family.ts";
import { Lifecycle } from "../../app/lifecycle.ts";
import { makeLogger } from "../../app/logger.ts";
import type { Alert } from "../../domain/alert.ts";
import type { FamilyNotice, TriedCall } from "../../domain/family-notice.ts";
import { aFacility, anAlert, aTrack } from "../support/builders.ts";
import { ManualClock } from "../support/manual-clock.ts";

const critical = (id: string): Alert =>
  anAlert({ id, residentId: `res_${id}`, severity: "critical", class: "physiological", onSite: aTrack({ state: "acknowledged" }) });
const call: TriedCall = {
  ...{ id: "call_1", alertId: "later", facilityId: "fac_1", residentId: "res_later", contactId: "cnt_1", why: "ambulance" },
  ...{ atMs: 0, doneAtMs: null, tries: [] },
};
let lifecycle: Lifecycle;
let clock: ManualClock;
/** Alerts of which the records answer nothing. */
let broken: Set<string>;
let notices: FamilyNotice[];
let asked: string[];

beforeEach(() => {
  lifecycle = new Lifecycle();
  clock = new ManualClock(Date.UTC(2026, 2, 2));
  broken = new Set();
  notices = [];
  asked = [];
});
afterEach(() => lifecycle.close());
function look(): void {
  const found = ["first", "later"].map((id) => ({ alert: critical(id), timeline: [] }));
  const records: FamilyParts["records"] = {
    familyNotices: async (alertId) => {
      if (broken.has(alertId)) throw new Error("no answer");
      return notices.filter((notice) => notice.alertId === alertId);
    },
    addFamilyNotice: async (notice) => {
      notices.push(notice);
      return true;
    },
    releasedNotices: async () => [],
    releaseFamilyNotice: async () => true,
    contactCalls: async () => [call],
    openContactCalls: async () => [call],
    addContactCall: async () => true,
    addContactCallTry: async () => true,
  };
  startFamily(
    {
      ...{ clock, records, log: makeLogger("silent"), onAlertChange: () => undefined },
      desk: { open: () => found, find: (id) => found.find(({ alert }) => alert.id === id), note: async () => undefined },
      directory: { facilities: () => [aFacility()], facility: () => aFacility(), contacts: () => [] },
      screens: { tell: (_facilityId, role, alertId) => asked.push(`${role} ${alertId}`) },
    },
    lifecycle,
  );
}
const told = () => notices.map(({ alertId }) => alertId).toSorted();

describe("telling families, when the records do not answer for one alert", () => {
  it("tells the others, asks again to ring their contacts, and tells the one as soon as they answer", async () => {
    broken.add("first");
    look();
    await expect.poll(told).toEqual(["later"]);
    const both = ["onDutyCaregiver later", "nurse later"];
    await expect.poll(() => asked).toEqual(both);
    clock.advance(ASK_AGAIN_MS);
    await expect.poll(() => asked).toEqual([...both, ...both]);
    broken.clear();
    await expect.poll(told).toEqual(["first", "later"]);
  });
});
