import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foretell, worstOf } from "../../alerts/escalation/foretell.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { Contact } from "../../domain/directory.ts";
import { policyProblems } from "../../domain/escalation-check.ts";
import type { EscalationTarget, Ladder } from "../../domain/escalation.ts";
import type { Foretold } from "../../domain/foretold.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { aContract, aDesk, aSignal } from "./desk-fakes.ts";
import { aLadder, anOverride, aPolicy, aShift, aStaff } from "./escalation-builders.ts";
import { careOf, HOUR, MINUTE, T0 } from "./support.ts";

const ON_SITE: readonly EscalationTarget[] = ["onDutyCaregiver", "nurse", "physician", "familyContact", "dutyPhone", "call120"];
const MEDICAL: readonly EscalationTarget[] = ["clinics", "inHouse", "physician", "nurse", "familyContact", "call120"];
const time = fc.constantFrom("00:00", "06:00", "09:59", "10:05", "10:20", "18:00");
const windowOf = fc.record({ from: time, to: time });
const ladder = fc
  .record({
    isMedical: fc.boolean(),
    level: fc.constantFrom<(number[] | undefined)[]>(undefined, [2], [4]),
    windows: fc.option(fc.array(windowOf, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    gaps: fc.array(fc.integer({ min: 10, max: 60 }), { maxLength: 4 }),
    picks: fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }), { minLength: 6, maxLength: 6 }),
    everyS: fc.integer({ min: 30, max: 60 }),
  })
  .map(({ isMedical, level, windows, gaps, picks, everyS }): Ladder => {
    const names = isMedical ? MEDICAL : ON_SITE;
    const targets = (at: number): EscalationTarget[] => [...new Set((picks[at] ?? [0]).map((pick) => names[pick] ?? "nurse"))];
    const first = isMedical ? ("clinics" as const) : ("onDutyCaregiver" as const);
    let afterMs = 0;
    const steps = [0, ...gaps].map((gap, at) => ({
      afterMs: (afterMs += gap * 1_000),
      targets: [...new Set([...(at === 0 ? [first] : []), ...targets(at)])],
    }));
    return aLadder({
      id: `l${picks.flat().join("")}${gaps.length}`,
      track: isMedical ? "medical" : "onSite",
      for: { ...(level === undefined ? {} : { levels: level }), ...(windows === undefined ? {} : { windows }) },
      steps,
      repeat: { everyMs: everyS * 1_000, targets: [...new Set([first, ...targets(5)])] },
    });
  });
const scene = fc.record({
  kind: fc.constantFrom("sos", "fall", "vital", "help", "leak", "inactivity"),
  severity: fc.constantFrom("warning", "critical"),
  isTechnical: fc.boolean(),
  medicalGrade: fc.boolean(),
  staffed: fc.boolean(),
  ladders: fc.uniqueArray(ladder, { maxLength: 3, selector: ({ id }) => id }),
  laterPolicyMs: fc.integer({ min: 0, max: 7 * MINUTE }),
  contracts: fc.array(fc.constantFrom("at-once", "unless-arrived", "never"), { maxLength: 2 }),
  inHouse: fc.option(fc.record({ hours: windowOf, clinicId: fc.constantFrom(null, "own", "c0") }), { nil: null }),
  shifts: fc.array(
    fc.record({
      role: fc.constantFrom("onDutyCaregiver", "nurse", "physician"),
      window: windowOf,
      userId: fc.constantFrom("a", "b", "gone"),
    }),
    { maxLength: 4 },
  ),
  overrides: fc.array(
    fc.record({ awayUserId: fc.constantFrom(null, "a"), standInUserId: fc.constantFrom(null, "b"), fromS: fc.nat(450) }),
    {
      maxLength: 2,
    },
  ),
  contacts: fc.subarray(["nextContact", "nurse"] as const),
});
/** `target how @seconds`, webhooks with their clinic: what was foretold in the words of what happens. */
const foreseen = ({ afterMs, target, how, clinicId, track }: Foretold) =>
  how === "webhook" ? `webhook ${clinicId} @${afterMs / 1_000}` : `${how} ${target} ${how === "screen" ? "" : track} @${afterMs / 1_000}`;

describe("who will be told", () => {
  it("is what then happens, in 100 homes with policies, rotas and contracts of their own", async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (home) => {
        const { ladders, laterPolicyMs, kind, severity, medicalGrade, staffed } = home;
        const inHouse =
          home.inHouse === null
            ? null
            : { name: "医务室", licence: "PDY1", dutyPhone: "8001", hours: [home.inHouse.hours], clinicId: home.inHouse.clinicId };
        const versions = [aPolicy([], { inHouse }), aPolicy(ladders, { version: 2, fromMs: T0 + laterPolicyMs, inHouse })];
        expect(policyProblems({ ladders, inHouse })).toEqual([]);
        const contacts = home.contacts.map((role): Contact => ({
          id: role,
          facilityId: "fac",
          residentId: null,
          role,
          name: "N",
          phone: "1",
        }));
        const contracts = home.contracts.map((tell, n) => aContract(`c${n}`, { tell: { [kind]: tell } }));
        const care = {
          escalationPolicies: () => versions,
          rota: () => ({
            shifts: home.shifts.map((shift, n) => aShift({ id: `shf_${n}`, ...shift })),
            overrides: home.overrides.map(({ fromS, ...over }, n) => anOverride({ id: `ovr_${n}`, ...over, fromMs: T0 + fromS * 1_000 })),
          }),
          staff: (id: string) => (id === "gone" ? undefined : aStaff(id)),
        };
        const world = aDesk({ staffed, contracts, contacts, care, clock: new ManualClock(T0) });
        const signal = aSignal({ kind, rule: kind, severity, medicalGrade, class: home.isTechnical ? "technical" : "physiological" });
        const directory = careOf({
          staffed,
          contracts: () => contracts,
          contacts: () => contacts,
          clinic: (id) => ({ id, name: id, webhookUrl: "", webhookSecret: "", loopbackAllowed: true }),
          ...care,
        });

        const said = foretell(directory, signal, T0, 8 * MINUTE).map(foreseen);

        world.desk.signal(signal);
        world.pass(8 * 60);
        await world.desk.drain(1_000);
        const { timeline } = world.desk.open("fac")[0]!;
        const happened = [
          ...world.told.map((line) => `screen ${line.replace("@", "  @")}`),
          ...world.webhooks().map((line) => `webhook ${line.split(" ")[1]?.replace("@", " @")}`),
          ...timeline.flatMap(({ code, track, who, at }) => {
            const when = `@${(at - T0) / 1_000}`;
            return code === "toCall"
              ? [`callByStaff ${who} ${track} ${when}`]
              : code === "call120"
                ? [`prompt call120 ${track} ${when}`]
                : [];
          }),
        ];
        expect(happened.toSorted()).toEqual(said.toSorted());
        world.desk.close();
      }),
      { numRuns: 100 },
    );
  });
  it("names the contract, the shift and the step that it comes from", () => {
    const care = careOf({
      contracts: () => [aContract("c1")],
      clinic: (id) => ({ id, name: id, webhookUrl: "", webhookSecret: "", loopbackAllowed: true }),
      rota: () => ({ shifts: [aShift()], overrides: [] }),
      staff: (id) => aStaff(id),
    });
    expect(foretell(care, aSignal(), T0, 100_000)).toMatchObject([
      { afterMs: 0, target: "onDutyCaregiver", userIds: ["usr_a"], why: "default ladder critical step 0; rota shift shf_1" },
      { afterMs: 60_000, target: "onDutyCaregiver" },
      { afterMs: 60_000, target: "nurse", userIds: [], why: "default ladder critical step 1" },
      { afterMs: 90_000, target: "clinics", clinicId: "c1", why: "contract k-c1" },
    ]);
  });
  it("looks ahead to a rota, a contract and a policy of that time", () => {
    const care = careOf({
      rota: () => ({ shifts: [aShift({ window: { from: "08:00", to: "10:00" } })], overrides: [] }),
      staff: (id) => aStaff(id),
    });
    expect(foretell(care, aSignal(), T0 - HOUR, 0)[0]).toMatchObject({ isGap: false });
    expect(foretell(care, aSignal(), T0, 0)[0]).toMatchObject({ isGap: true });
  });
  it("has a worst severity for every rule of the catalogue", () => {
    expect(DEFAULT_CATALOGUE.rule("sos") === undefined ? null : worstOf(DEFAULT_CATALOGUE.rule("sos")!)).toBe("critical");
    expect(worstOf(DEFAULT_CATALOGUE.rule("help")!)).toBe("warning");
    for (const rule of DEFAULT_CATALOGUE.rules) expect(["info", "warning", "critical"]).toContain(worstOf(rule));
  });
});
