import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escalate } from "../../alerts/escalation/escalate.ts";
import { routeOf } from "../../alerts/escalation/route.ts";
import { NOBODY_TOLD } from "../../alerts/escalation/told.ts";
import type { Tell } from "../../alerts/escalation/tell.ts";
import { ALERT_KINDS, type Alert } from "../../domain/alert.ts";
import { DEFAULT_LADDERS } from "../../domain/escalation-default.ts";
import { policyProblems } from "../../domain/escalation-check.ts";
import { TELL_CLINIC } from "../../domain/contract.ts";
import { anAlert, aTrack } from "../support/builders.ts";
import { aContract } from "./desk-fakes.ts";
import { lineText, modelMedical, modelOnSite } from "./ladder-model.ts";
import { careOf, T0 } from "./support.ts";

const track = fc
  .record({
    owed: fc.constant(true),
    state: fc.constantFrom("waiting", "acknowledged", "done"),
    dueAtMs: fc.constantFrom(null, T0 - 1, T0, T0 + 1),
    step: fc.integer({ min: 0, max: 6 }),
  })
  .map((parts) => aTrack(parts));
/** A contract is told to the manager, by a ladder of its own. */
const KINDS = ALERT_KINDS.filter((kind) => kind !== "contract");
const scene = fc.record({
  kind: fc.constantFrom(...KINDS),
  class: fc.constantFrom("physiological", "technical"),
  severity: fc.constantFrom("warning", "critical"),
  prompt120: fc.boolean(),
  onSite: track,
  medical: track,
  staffed: fc.boolean(),
  contracts: fc.array(fc.constantFrom(...TELL_CLINIC), { maxLength: 3 }),
  told: fc.subarray(["c0", "c1", "c2"]),
  hasNextContact: fc.boolean(),
});
const tellText = (tell: Tell): string[] => {
  if (tell.to === "staff") return [`${tell.role} ${tell.step}`];
  return tell.to === "clinic" ? [`${tell.clinicId} ${tell.eventType} ${tell.step}`] : [];
};
describe("the default policy", () => {
  it("says as data what the ladder by hand says, in 20,000 scenes", () => {
    fc.assert(
      fc.property(scene, ({ staffed, contracts, told, hasNextContact, ...parts }) => {
        const alert: Alert = anAlert({ facilityId: "fac", residentId: "res", ...parts });
        const care = careOf({
          staffed,
          contracts: () => contracts.map((tell, n) => aContract(`c${n}`, { tell: { [alert.kind]: tell } })),
          clinic: (id) => ({ id, name: `Clinic ${id}`, webhookUrl: "", webhookSecret: "", loopbackAllowed: true }),
          contacts: () =>
            hasNextContact ? [{ id: "k", facilityId: "fac", residentId: "res", role: "nextContact", name: "Son", phone: "1" }] : [],
        });
        // A silent device is nothing to call 120 for, and its ladder ends.
        fc.pre(alert.class === "physiological" || !alert.prompt120);
        fc.pre(alert.class === "physiological" || alert.onSite.step < (alert.severity === "critical" ? 2 : 1));
        const route = routeOf(care, alert, T0);
        const known = new Set(told);
        const model = { staffed, clinics: route.clinics, hasNextContact };
        const isDue = (dueAtMs: number | null) => dueAtMs !== null && dueAtMs <= T0;
        const onSite = isDue(alert.onSite.dueAtMs) ? modelOnSite(alert, model, T0) : null;
        const medical = isDue(alert.medical.dueAtMs) ? modelMedical(alert, model, known, T0) : null;

        const now = escalate(alert, route, { ...NOBODY_TOLD, clinics: new Map(told.map((clinicId) => [clinicId, T0 - 1])) }, T0);

        expect(now.alert.onSite).toEqual(onSite?.track ?? alert.onSite);
        expect(now.alert.medical).toEqual(medical?.track ?? alert.medical);
        expect(now.tells.flatMap(tellText)).toEqual([...(onSite?.tells ?? []), ...(medical?.tells ?? [])]);
        // The nurse's further pages stand in the timeline too.
        const lines = now.timeline.map(lineText).filter((line) => !line.startsWith("repaged onSite nurse"));
        expect(lines).toEqual([...(onSite?.lines ?? []), ...(medical?.lines ?? [])]);
      }),
      { numRuns: 20_000 },
    );
  });
  it("passes the check that homes' own policies pass, and has a ladder for every alert", () => {
    expect(policyProblems({ ladders: [...DEFAULT_LADDERS], inHouse: null })).toEqual([]);
    for (const kind of KINDS) {
      const route = routeOf(careOf(), anAlert({ kind, facilityId: "fac", residentId: null }), T0);
      expect(route.ladders.onSite.steps.length * route.ladders.medical.steps.length).toBeGreaterThan(0);
    }
  });
});
