import { describe, expect, it } from "vitest";
import type { CareDirectory } from "../../alerts/ports.ts";
import type { Contact } from "../../domain/directory.ts";
import type { PolicyVersion } from "../../domain/escalation.ts";
import { aDesk, aSignal, caregiver, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { aLadder, anOverride, aPolicy, aShift, aStaff } from "./escalation-builders.ts";
import { HOUR, T0 } from "./support.ts";

/** T0 is 10:00 on a Monday in Shanghai. */
const idOf = (world: DeskWorld) => world.desk.open("fac")[0]!.alert.id;
const lines = (world: DeskWorld) =>
  world.desk.open("fac")[0]!.timeline.map(({ at, code, who }) => `${code} ${who ?? "-"} @${(at - T0) / 1000}`);
const policies = (...versions: PolicyVersion[]): Partial<CareDirectory> => ({ escalationPolicies: () => versions });
const family: Contact = { id: "k", facilityId: "fac", residentId: "res", role: "nextContact", name: "Son", phone: "139" };

describe("a home's own policy", () => {
  it("decides who is told when, for the alerts that it is for", () => {
    const night = aLadder({ for: { kinds: ["vital"], levels: [2], windows: [{ from: "09:00", to: "11:00" }] } });
    const world = aDesk({ contracts: [], care: policies(aPolicy([night])) });
    world.desk.signal(vital());
    world.pass(70);
    expect(world.told).toEqual(["onDutyCaregiver@0", "nurse@0", "onDutyCaregiver@60", "nurse@60"]);
  });
  it.each([
    { name: "another kind", for: { kinds: ["leak" as const] } },
    { name: "another severity", for: { severities: ["warning" as const] } },
    { name: "another care level", for: { levels: [4] } },
    { name: "another time of day", for: { windows: [{ from: "22:00", to: "06:00" }] } },
    { name: "another kind of day", for: { windows: [{ from: "00:00", to: "00:00", days: ["holiday" as const] }] } },
    { name: "homes without staff", for: { staffed: false } },
  ])("of $name leaves the default ladder", (own) => {
    const world = aDesk({ contracts: [], care: policies(aPolicy([aLadder(own)])) });
    world.desk.signal(vital());
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
  });
  it("lets what is no emergency wait until the morning, and never an SOS", () => {
    const late = aLadder({ for: {}, steps: [{ afterMs: HOUR, targets: ["onDutyCaregiver"] }], repeat: null });
    const [battery, sos] = [aDesk({ care: policies(aPolicy([late])) }), aDesk({ care: policies(aPolicy([late])) })];
    battery.desk.signal(aSignal({ kind: "device", rule: "battery.low", class: "technical", severity: "warning" }));
    sos.desk.signal(aSignal());
    battery.pass(3_599);
    expect([battery.told, sos.told]).toEqual([[], ["onDutyCaregiver@0"]]);
    battery.pass(1);
    expect(battery.told).toEqual(["onDutyCaregiver@3600"]);
  });
  it("that begins later does not hold before, and the newest that has begun holds", () => {
    const first = aPolicy([aLadder()], { fromMs: T0 + 90_000 });
    const second = aPolicy([aLadder({ steps: [{ afterMs: 0, targets: ["physician"] }] })], { version: 2, fromMs: T0 + 100_000 });
    const told = (atMs: number) => {
      const world = aDesk({ contracts: [], care: policies(first, second) });
      world.clock.advance(atMs);
      world.desk.signal(aSignal());
      return world.told.map((line) => line.split("@")[0]);
    };
    expect([told(0), told(90_000), told(100_000)]).toEqual([["onDutyCaregiver"], ["onDutyCaregiver", "nurse"], ["physician"]]);
  });
  it("changed while an alert is open leaves the steps that were taken, and gives the next one", () => {
    const held: PolicyVersion[] = [];
    const world = aDesk({ contracts: [], care: { escalationPolicies: () => held } });
    world.desk.signal(aSignal());
    world.pass(30);
    held.push(
      aPolicy([
        aLadder({
          steps: [
            { afterMs: 0, targets: ["onDutyCaregiver"] },
            { afterMs: 120_000, targets: ["physician"] },
          ],
        }),
      ]),
    );
    world.pass(90);
    // What was planned stays planned for its time; from then on the new one counts.
    expect(world.told).toEqual(["onDutyCaregiver@0", "physician@60", "onDutyCaregiver@120", "nurse@120"]);
    expect(world.desk.open("fac")[0]!.alert.onSite.step).toBe(3);
  });
  it("goes on after a restart in the middle of its ladder", async () => {
    const care = policies(
      aPolicy([
        aLadder({
          steps: [
            { afterMs: 0, targets: ["onDutyCaregiver"] },
            { afterMs: 100_000, targets: ["physician"] },
          ],
        }),
      ]),
    );
    const before = aDesk({ contracts: [], care });
    before.desk.signal(aSignal());
    before.pass(40);
    before.desk.close();
    const after = aDesk({ contracts: [], care, store: before.store, clock: before.clock });
    await after.desk.start();
    after.desk.close();
    after.pass(59);
    expect(after.told).toEqual([]);
    after.pass(61);
    expect(after.told).toEqual(["physician@100", "onDutyCaregiver@160", "nurse@160"]);
  });
  it("fires nothing early and delays nothing when the wall clock is set", () => {
    const world = aDesk({ contracts: [], care: policies(aPolicy([aLadder()])) });
    world.desk.signal(aSignal());
    world.pass(30);
    world.clock.step(30 * 24 * HOUR);
    world.pass(29);
    expect(world.told).toHaveLength(2);
    world.pass(1);
    expect(world.told).toHaveLength(4);
    world.clock.step(-60 * 24 * HOUR);
    world.pass(60);
    expect(world.told).toHaveLength(6);
  });
  it("waits for no record: it holds while they fail", () => {
    const world = aDesk({ contracts: [], care: policies(aPolicy([aLadder()])) });
    world.store.isDown = true;
    world.desk.signal(aSignal());
    world.pass(60);
    expect(world.told).toEqual(["onDutyCaregiver@0", "nurse@0", "onDutyCaregiver@60", "nurse@60"]);
    world.desk.close();
  });
  it("never pages again about what was resolved, whatever it says later", async () => {
    const held: PolicyVersion[] = [];
    const world = aDesk({ contracts: [], care: { escalationPolicies: () => held } });
    world.desk.signal(aSignal());
    await world.desk.resolve(idOf(world), nurse, { outcome: "true", reason: "seen" });
    held.push(aPolicy([aLadder()]));
    world.pass(3_600);
    const again = aDesk({ contracts: [], care: { escalationPolicies: () => held }, store: world.store, clock: world.clock });
    await again.desk.start();
    again.pass(3_600);
    again.desk.close();
    expect([world.told, again.told]).toEqual([["onDutyCaregiver@0"], []]);
  });
});
describe("whom no channel reaches", () => {
  it("is a task for staff in the timeline, and no message is made of it", () => {
    const ladder = aLadder({
      steps: [
        { afterMs: 0, targets: ["onDutyCaregiver"] },
        { afterMs: 60_000, targets: ["onDutyCaregiver", "familyContact", "dutyPhone"] },
      ],
    });
    const world = aDesk({ contracts: [], contacts: [family], care: policies(aPolicy([ladder])) });
    world.desk.signal(aSignal());
    world.pass(60);
    // The home has no duty phone: nobody is asked to call it.
    expect(lines(world).slice(1)).toEqual([
      ...["told onDutyCaregiver @0", "call120 nextContact @0"],
      ...["toCall familyContact @60", "repaged onDutyCaregiver @60"],
    ]);
    expect(world.store.sent.map(({ channel, recipientId }) => `${channel} ${recipientId}`)).not.toContain("screen familyContact");
    expect(JSON.stringify(world.store.changes)).not.toContain("139");
  });
});
describe("the in-house institution", () => {
  const inHouse = { name: "医务室", licence: "PDY1", hours: [{ from: "08:00", to: "17:30" }], dutyPhone: "8001", clinicId: "own" };
  const atNight = 13 * HOUR;
  async function webhooksAt(afterMs: number, clinicId: string | null) {
    const world = aDesk({ staffed: false, care: policies(aPolicy([], { inHouse: { ...inHouse, clinicId } })) });
    world.clock.advance(afterMs);
    world.desk.signal(aSignal({ observedAtMs: T0 + afterMs, atMs: T0 + afterMs }));
    world.pass(60);
    await world.desk.drain(100);
    return { webhooks: world.webhooks().map((line) => line.split("@")[0]), lines: lines(world) };
  }
  it("stands before the contracted clinic while it is open", async () => {
    expect((await webhooksAt(0, "own")).webhooks).toEqual(["alert.raised own", "alert.updated own", "alert.raised c1"]);
    expect((await webhooksAt(atNight, "own")).webhooks).toEqual(["alert.raised c1", "alert.updated c1"]);
  });
  it("that only a phone reaches is a call for staff, and the clinic is told in the same moment", async () => {
    const { webhooks, lines: said } = await webhooksAt(0, null);
    expect(webhooks).toEqual(["alert.raised c1", "alert.updated c1"]);
    expect(said.filter((line) => line.startsWith("toCall"))).toEqual(["toCall inHouse @0"]);
  });
});
describe("the rota", () => {
  const rotaOf = (over: Partial<CareDirectory> = {}): Partial<CareDirectory> => ({
    rota: () => ({ shifts: [aShift(), aShift({ id: "shf_2", role: "nurse", userId: "usr_n" })], overrides: [] }),
    staff: (id) => aStaff(id),
    ...over,
  });
  const told = (care: Partial<CareDirectory>) => {
    const world = aDesk({ contracts: [], care });
    world.desk.signal(aSignal());
    return { told: world.told, lines: lines(world).filter((line) => !line.startsWith("raised") && !line.startsWith("call120")) };
  };
  it("with somebody on duty tells that role alone", () => {
    expect(told(rotaOf()).told).toEqual(["onDutyCaregiver@0"]);
  });
  it.each([
    {
      name: "the shift has not begun",
      care: rotaOf({ rota: () => ({ shifts: [aShift({ window: { from: "20:00", to: "08:00" } })], overrides: [] }) }),
    },
    { name: "sick leave", care: rotaOf({ rota: () => ({ shifts: [aShift()], overrides: [anOverride()] }) }) },
    { name: "a person who was disabled", care: rotaOf({ staff: (id) => aStaff(id, { disabled: id === "usr_a" }) }) },
    { name: "a person who was removed", care: rotaOf({ staff: (id) => (id === "usr_a" ? undefined : aStaff(id)) }) },
    {
      name: "a person who works in another home now",
      care: rotaOf({ staff: (id) => aStaff(id, { facilityId: id === "usr_a" ? "fac_2" : "fac" }) }),
    },
  ])("with a gap ($name) tells the next target at once, and shows it", ({ care }) => {
    const { told: who, lines: said } = told(care);
    expect(who).toEqual(["onDutyCaregiver@0", "nurse@0"]);
    expect(said).toEqual(["rotaGap onDutyCaregiver @0", "told onDutyCaregiver @0", "told nurse @0"]);
  });
  it("with nobody on duty at all prompts to call 120 at once, and still tells the screens", () => {
    const { told: who, lines: said } = told(rotaOf({ staff: () => undefined }));
    expect(who).toEqual(["onDutyCaregiver@0"]);
    expect(said).toContain("rotaGap onDutyCaregiver @0");
    const world = aDesk({ contracts: [], care: rotaOf({ staff: () => undefined }) });
    world.desk.signal(aSignal());
    expect(world.desk.open("fac")[0]!.timeline).toContainEqual({ at: T0, code: "call120", track: "onSite", who: null, detail: null });
  });
  it("of a swap has the stand-in on duty", () => {
    const rota = () => ({ shifts: [aShift()], overrides: [anOverride({ standInUserId: "usr_b", reason: "swap" as const })] });
    expect(told(rotaOf({ rota })).told).toEqual(["onDutyCaregiver@0"]);
  });
  it("a caregiver who takes it is asked again as before", async () => {
    const world = aDesk({ contracts: [], care: rotaOf() });
    world.desk.signal(aSignal());
    await world.desk.acknowledge(idOf(world), "onSite", caregiver);
    world.pass(180);
    expect(world.told).toEqual(["onDutyCaregiver@0", "onDutyCaregiver@180", "nurse@180"]);
  });
});
