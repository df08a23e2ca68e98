import { describe, expect, it } from "vitest";
import { routeOf } from "../../alerts/escalation/route.ts";
import type { AlertKind } from "../../domain/alert.ts";
import type { CareSetting } from "../../domain/care-settings.ts";
import { PLAIN_CONTRACT, type Contract } from "../../domain/contract.ts";
import { aSetting } from "./limit-builders.ts";
import { careOf, T0 } from "./support.ts";

const contract: Contract = { id: "con", facilityId: "fac", clinicId: "cli", fromMs: 0, toMs: null, ...PLAIN_CONTRACT };
const clinic = { id: "cli", name: "社区诊所", webhookUrl: "", webhookSecret: "", loopbackAllowed: false };
function told(kind: AlertKind, settings: readonly CareSetting[], at = 0): string {
  const care = careOf({ staffed: false, contracts: () => [contract], clinic: () => clinic, careSettings: () => settings });
  const alert = { facilityId: "fac", residentId: "res", kind, class: "physiological", severity: "critical" } as const;
  return routeOf(care, alert, T0 + at).clinics[0]!.tell;
}
const plan = (tellsClinic: boolean, at = 0) => aSetting("comfortPlan", "", at, { detail: { pages: ["heartRate.high"], tellsClinic } });

describe("a comfort plan that keeps the clinic out", () => {
  it.each(["vital", "news2"] as const)("holds for %s", (kind) => {
    expect(told(kind, [])).toBe("at-once");
    expect(told(kind, [plan(true)])).toBe("at-once");
    expect(told(kind, [plan(false)])).toBe("never");
  });
  it.each(["sos", "fall", "stillness", "inactivity"] as const)("never holds for %s", (kind) => {
    expect(told(kind, [plan(false)])).toBe("at-once");
  });
  it("holds from its time on, until it is ended", () => {
    const settings = [plan(false, 10), aSetting("comfortPlan", "", 20, { value: 0 })];
    expect([9, 10, 19, 20].map((at) => told("vital", settings, at))).toEqual(["at-once", "never", "never", "at-once"]);
  });
});
