import { describe, expect, it } from "vitest";
import { makeContractWatch } from "../../app/contract-watch.ts";
import type { Contract } from "../../domain/contract.ts";
import type { PolicyVersion } from "../../domain/escalation.ts";
import { policyProblems } from "../../domain/escalation-check.ts";
import { aLadder, aPolicy } from "../alerts/escalation-builders.ts";
import { aContract, aDesk, caregiver, MemoryAlertStore } from "../alerts/desk-fakes.ts";
import { aFacility, aResident } from "../support/builders.ts";
import { ManualClock } from "../support/manual-clock.ts";

const DAY = 86_400_000;
/** 2026-06-30 24:00 in Shanghai. */
const END = Date.UTC(2026, 5, 30, 16);
const boss = { ...caregiver, userId: "u9", role: "manager" as const };
const IN_HOUSE = { name: "医务室", licence: "PDY1", hours: [{ from: "08:00", to: "17:30" }], dutyPhone: null, clinicId: null };

/** One home under one contract with the desk that its alerts go to; `again` starts both anew on what was stored. */
function aWatchedHome(startMs: number, screens = 1) {
  const clock = new ManualClock(startMs);
  const store = new MemoryAlertStore();
  const directory = {
    revision: 1,
    contracts: [aContract("c1", { fromMs: END - 365 * DAY, toMs: END })] as Contract[],
    policies: [] as PolicyVersion[],
  };
  const change = (what: Partial<Pick<typeof directory, "contracts" | "policies">>) => {
    Object.assign(directory, what);
    directory.revision += 1;
    look();
  };
  const open = () => {
    const world = aDesk({ clock, store, screens, care: { escalationPolicies: () => directory.policies } });
    const watch = makeContractWatch({
      clock,
      desk: world.desk,
      directory: {
        get revision() {
          return directory.revision;
        },
        facilities: () => [aFacility({ id: "fac" })],
        facility: () => aFacility({ id: "fac" }),
        contracts: () => directory.contracts,
        residents: () => [aResident({ facilityId: "fac" })],
        escalationPolicies: () => directory.policies,
      },
    });
    return { world, watch };
  };
  let now = open();
  const look = () => now.watch.look();
  look();
  return {
    ...{ clock, store, change, look, directory },
    get desk() {
      return now.world.desk;
    },
    get told() {
      return now.world.told;
    },
    async again() {
      now = open();
      await now.world.desk.start();
      now.world.desk.close();
      look();
    },
    at(ms: number) {
      clock.advance(ms - clock.now());
      now.world.desk.tick();
      look();
    },
    open: () => now.world.desk.open("fac").map(({ alert }) => alert),
    rules: () => now.world.desk.open("fac").map(({ alert }) => alert.rule),
  };
}
const RENEWED = aContract("c1", { id: "k-2", fromMs: END, toMs: END + 365 * DAY, renewsId: "k-c1" });

describe("the watch over contracts", () => {
  it("tells the manager thirty days before the end, and nobody else", () => {
    const home = aWatchedHome(END - 31 * DAY);
    home.at(END - 30 * DAY - 1);
    expect(home.open()).toEqual([]);
    home.at(END - 30 * DAY);
    expect(home.open()).toMatchObject([
      {
        rule: "contract.expiring",
        kind: "contract",
        class: "technical",
        severity: "warning",
        subjectId: "k-c1",
        residentId: null,
        prompt120: false,
      },
    ]);
    expect(home.open()[0]).toMatchObject({ onSite: { owed: true }, medical: { owed: false } });
    expect(home.told.map((one) => one.split("@")[0])).toEqual(["manager"]);
    expect(home.store.sent.map(({ channel, recipientId }) => [channel, recipientId])).toEqual([["screen", "manager"]]);
  });
  it("tells again twice a day until somebody sees to it, and of a manager who was not there says so", () => {
    const home = aWatchedHome(END - 30 * DAY, 0);
    home.at(END - 30 * DAY + 12 * 3_600_000 - 1_000);
    expect(home.told).toHaveLength(1);
    home.at(END - 30 * DAY + 12 * 3_600_000);
    expect(home.told).toHaveLength(2);
    const attempts = home.store.changes.flatMap((change) => change.attempts ?? []);
    expect(attempts[0]).toMatchObject({ recipientId: "manager", state: "failed" });
  });
  it("at midnight of the end the home has none: another alert, and the first is over", async () => {
    const home = aWatchedHome(END - 30 * DAY);
    home.at(END - 1);
    expect(home.rules()).toEqual(["contract.expiring"]);
    home.at(END);
    expect(home.rules()).toEqual(["contract.missing"]);
    const stored = () => [...home.store.alerts.values()].map(({ alert }) => `${alert.rule} ${alert.state}`);
    await expect.poll(stored).toEqual(["contract.expiring resolved", "contract.missing raised"]);
  });
  it("renewed in time raises nothing at midnight, and takes the warning back at once", () => {
    const home = aWatchedHome(END - 30 * DAY);
    home.change({ contracts: [...home.directory.contracts, RENEWED] });
    expect(home.rules()).toEqual([]);
    home.at(END);
    expect(home.rules()).toEqual([]);
    home.at(END + 200 * DAY);
    expect(home.rules()).toEqual([]);
  });
  it("overlapping contracts with two clinics: the one that runs out is told of, and no home without one", () => {
    const home = aWatchedHome(END - 60 * DAY);
    home.change({ contracts: [...home.directory.contracts, aContract("c2", { fromMs: END - 90 * DAY })] });
    home.at(END - 30 * DAY);
    expect(home.rules()).toEqual(["contract.expiring"]);
    home.at(END);
    expect(home.rules()).toEqual(["contract.expired"]);
    home.at(END + 30 * DAY);
    expect(home.rules()).toEqual([]);
  });
  it("a home with an in-house institution owes none; one that loses it does", () => {
    const home = aWatchedHome(END - 60 * DAY);
    home.change({ contracts: [], policies: [aPolicy([], { facilityId: "fac", fromMs: 0, inHouse: IN_HOUSE })] });
    expect(home.rules()).toEqual([]);
    const without = aPolicy([], { facilityId: "fac", version: 2, fromMs: END });
    home.change({ policies: [...home.directory.policies, without] });
    home.at(END - 1);
    expect(home.rules()).toEqual([]);
    home.at(END);
    expect(home.rules()).toEqual(["contract.missing"]);
  });
  it("what a person closed stays closed, and a missing one is told again in the next week", async () => {
    const home = aWatchedHome(END);
    const [missing] = home.open();
    await home.desk.resolve(missing!.id, boss, { outcome: "true", reason: "签约在办" });
    home.at(END + 6 * DAY);
    expect(home.rules()).toEqual([]);
    await home.again();
    expect(home.rules()).toEqual([]);
    home.at(END + 7 * DAY);
    expect(home.rules()).toEqual(["contract.missing"]);
  });
  it("what a person closed long ago is not even shown for a moment when something else is changed", async () => {
    const home = aWatchedHome(END - 30 * DAY);
    await home.desk.resolve(home.open()[0]!.id, boss, { outcome: "true", reason: "在续签" });
    home.at(END - 20 * DAY);
    const before = home.told.length;
    home.change({ policies: [aPolicy([], { facilityId: "fac", fromMs: 0 })] });
    expect([home.rules(), home.told.length]).toEqual([[], before]);
  });
  it("a home's own ladder for devices does not take it from the manager, one for contracts does", () => {
    const technical = aLadder({ for: { classes: ["technical"] }, repeat: null });
    const own = aLadder({ id: "papers", for: { kinds: ["contract"] }, repeat: null });
    expect(policyProblems({ ladders: [{ ...own, steps: [{ afterMs: 0, targets: ["manager"] }] }], inHouse: null })).toEqual([]);
    for (const [ladders, roles] of [
      [[technical], ["manager"]],
      [
        [technical, own],
        ["onDutyCaregiver", "nurse"],
      ],
    ] as const) {
      const home = aWatchedHome(END - 31 * DAY);
      home.change({ policies: [aPolicy(ladders, { facilityId: "fac", fromMs: 0 })] });
      home.at(END - 30 * DAY);
      expect(home.told.map((one) => one.split("@")[0])).toEqual(roles);
    }
  });
  it("a renewal that was ended again before it began is told of, though a person had closed the first warning", async () => {
    const home = aWatchedHome(END - 30 * DAY);
    await home.desk.resolve(home.open()[0]!.id, boss, { outcome: "true", reason: "在续签" });
    home.change({ contracts: [...home.directory.contracts, RENEWED] });
    home.change({ contracts: [home.directory.contracts[0]!, { ...RENEWED, toMs: END, isEnded: true }] });
    expect(home.rules()).toEqual(["contract.expiring"]);
  });
  it("a restart raises nothing twice, and takes back what was mended meanwhile", async () => {
    const home = aWatchedHome(END - 30 * DAY);
    const before = home.open().map(({ id }) => id);
    await home.again();
    expect(home.open().map(({ id }) => id)).toEqual(before);
    expect(home.store.changes.filter(({ isNew }) => isNew)).toHaveLength(1);
    home.directory.contracts.push(RENEWED);
    await home.again();
    expect(home.rules()).toEqual([]);
  });
  it("a family doctor's contract is told of with its resident", () => {
    const home = aWatchedHome(END - 60 * DAY);
    const doctor = aContract("c1", { id: "k-res", residentId: "res_1", toMs: END - 40 * DAY });
    home.change({ contracts: [...home.directory.contracts, doctor] });
    expect(home.open()).toMatchObject([{ rule: "contract.expiring", subjectId: "k-res", residentId: "res_1" }]);
  });
});
