import { describe, expect, it } from "vitest";
import { contractCoverage, contractFindings, identityOf, nextLookMs, type HomeContracts } from "../../care/contracts.ts";
import { tellClinic, type Contract } from "../../domain/contract.ts";
import { aContract } from "../support/builders.ts";

/** 2026-06-30 24:00 in Shanghai. */
const END = Date.UTC(2026, 5, 30, 16);
const DAY = 86_400_000;
const FROM = END - 365 * DAY;
const year = (other: Partial<Contract> = {}): Contract => aContract({ fromMs: FROM, toMs: END, ...other });
const next = (other: Partial<Contract> = {}): Contract =>
  year({ id: "con_2", fromMs: END, toMs: END + 365 * DAY, renewsId: "con_1", ...other });
const doctor = (residentId: string, other: Partial<Contract> = {}): Contract => year({ id: `con_${residentId}`, residentId, ...other });
const home = (contracts: readonly Contract[], other: Partial<HomeContracts> = {}): HomeContracts => ({
  ...{ facilityId: "fac_1", addedAtMs: FROM - DAY, hasInHouse: false, policyVersion: 0, contracts, residentIds: ["res_1", "res_2"] },
  ...other,
});
const said = (one: HomeContracts, atMs: number) =>
  contractFindings(one, atMs).map(({ rule, contractId, uncovered }) => [rule.slice(9), contractId ?? uncovered].join(" "));

describe("what a manager must know of contracts", () => {
  it.each([
    { name: "31 days before the end nothing", contracts: [year()], at: END - 31 * DAY, says: [] },
    { name: "a moment before the last thirty days nothing", contracts: [year()], at: END - 30 * DAY - 1, says: [] },
    { name: "thirty days before the end, that it runs out", contracts: [year()], at: END - 30 * DAY, says: ["expiring con_1"] },
    { name: "a moment before midnight, that it runs out", contracts: [year()], at: END - 1, says: ["expiring con_1"] },
    { name: "at midnight of the end, that the home has none", contracts: [year()], at: END, says: ["missing 2"] },
    { name: "months later, that the home has none", contracts: [year()], at: END + 200 * DAY, says: ["missing 2"] },
    { name: "renewed in time, nothing before", contracts: [year(), next()], at: END - DAY, says: [] },
    { name: "renewed in time, nothing at midnight", contracts: [year(), next()], at: END, says: [] },
    {
      name: "renewed by another number with a day between, that it runs out",
      contracts: [year(), next({ fromMs: END + DAY })],
      at: END - 1,
      says: ["expiring con_1"],
    },
    { name: "and on that day, that the home has none", contracts: [year(), next({ fromMs: END + DAY })], at: END, says: ["missing 2"] },
    { name: "renewed late, nothing", contracts: [year(), next({ fromMs: END + DAY })], at: END + DAY, says: [] },
    {
      name: "overlapping with the same clinic, nothing",
      contracts: [year(), next({ fromMs: END - 60 * DAY, renewsId: null })],
      at: END - DAY,
      says: [],
    },
    {
      name: "beside another clinic's, that this one runs out",
      contracts: [year(), next({ clinicId: "cli_2", renewsId: null, fromMs: FROM })],
      at: END - DAY,
      says: ["expiring con_1"],
    },
    {
      name: "beside another clinic's, that it ran out, and no home without one",
      contracts: [year(), next({ clinicId: "cli_2", renewsId: null, fromMs: FROM })],
      at: END,
      says: ["expired con_1"],
    },
    {
      name: "a renewal with another clinic, nothing",
      contracts: [year(), next({ clinicId: "cli_2" })],
      at: END,
      says: [],
    },
    { name: "ended by a person, only that the home has none", contracts: [year({ isEnded: true })], at: END, says: ["missing 2"] },
    { name: "ended by a person, no warning before", contracts: [year({ isEnded: true })], at: END - DAY, says: [] },
    { name: "without an end, nothing", contracts: [aContract({ toMs: null })], at: END, says: [] },
    {
      name: "a family doctor's that runs out",
      contracts: [year({ toMs: null }), doctor("res_1")],
      at: END - DAY,
      says: ["expiring con_res_1"],
    },
    { name: "a family doctor's that ran out", contracts: [year({ toMs: null }), doctor("res_1")], at: END, says: ["expired con_res_1"] },
    {
      name: "family doctors for some, how many are left without",
      contracts: [doctor("res_1", { toMs: null })],
      at: END,
      says: ["missing 1"],
    },
    {
      name: "family doctors for all, nothing",
      contracts: [doctor("res_1", { toMs: null }), doctor("res_2", { toMs: null })],
      at: END,
      says: [],
    },
    {
      name: "one with the home that a family doctor's does not follow",
      contracts: [year(), doctor("res_1", { toMs: null })],
      at: END,
      says: ["missing 1"],
    },
  ])("$name", ({ contracts, at, says }) => expect(said(home(contracts), at)).toEqual(says));

  it("a home with an in-house institution owes none, and is told of the one that it has", () => {
    const inHouse = { hasInHouse: true };
    expect(said(home([], inHouse), END)).toEqual([]);
    expect(said(home([year()], inHouse), END - DAY)).toEqual(["expiring con_1"]);
    expect(said(home([year()], inHouse), END)).toEqual(["expired con_1"]);
    expect(said(home([year()], inHouse), END + 30 * DAY)).toEqual([]);
  });
  it("a new home has a day, an old one none, and nobody is owed one where nobody lives", () => {
    expect(said(home([], { addedAtMs: END }), END + DAY - 1)).toEqual([]);
    expect(said(home([], { addedAtMs: END }), END + DAY)).toEqual(["missing 2"]);
    expect(said(home([], { addedAtMs: null }), END)).toEqual(["missing 2"]);
    expect(said(home([], { addedAtMs: null, residentIds: [] }), END)).toEqual([]);
  });
});
describe("when to look again", () => {
  it.each([
    { name: "thirty days before the end", contracts: [year()], at: END - 100 * DAY, is: END - 30 * DAY },
    { name: "the end", contracts: [year()], at: END - 30 * DAY, is: END },
    { name: "a week after it was missed", contracts: [year()], at: END, is: END + 7 * DAY },
    { name: "the beginning of the next one", contracts: [next({ fromMs: END + DAY })], at: END, is: END + DAY },
    { name: "never", contracts: [aContract({ fromMs: FROM, toMs: null })], at: END, is: null },
  ])("is $name", ({ contracts, at, is }) => expect(nextLookMs(home(contracts), at)).toBe(is));

  it("finds the same at every moment between two looks", () => {
    const one = home([year(), next({ fromMs: END + DAY }), doctor("res_1", { toMs: END + 40 * DAY, clinicId: "cli_2" })], {
      addedAtMs: FROM,
    });
    for (let atMs = FROM; atMs < END + 200 * DAY; atMs += DAY) {
      const untilMs = nextLookMs(one, atMs) ?? atMs;
      expect(said(one, Math.max(atMs, untilMs - 1))).toEqual(said(one, atMs));
    }
  });
});
describe("the identity of an alert", () => {
  const identity = (one: HomeContracts, atMs: number) => contractFindings(one, atMs).map((finding) => identityOf(finding, one, atMs));
  it("of a contract that runs out is one, until another contract is added or ended", () => {
    const before = identity(home([year()]), END - 30 * DAY);
    expect(identity(home([year()]), END - 1)).toEqual(before);
    expect(identity(home([year(), next({ toMs: END })]), END - 1)).not.toEqual(before);
  });
  it("of a missing one is another every week, and after a policy or a contract was laid down", () => {
    const all = [0, 6, 7].map((days) => identity(home([year()]), END + days * DAY)[0]);
    expect(all[1]).toBe(all[0]);
    expect(all[2]).not.toBe(all[0]);
    expect(identity(home([year()], { policyVersion: 2 }), END)[0]).not.toBe(all[0]);
  });
});
describe("the share that is covered", () => {
  it("counts homes and residents to whom one is owed, and says how many are not", () => {
    const homes = [
      home([year()]),
      home([], { facilityId: "fac_2", residentIds: ["a", "b", "c"] }),
      home([doctor("d", { facilityId: "fac_3" })], { facilityId: "fac_3", residentIds: ["d", "e"] }),
      home([], { facilityId: "fac_4", hasInHouse: true, residentIds: ["f"] }),
    ];
    expect(contractCoverage(homes, END - DAY)).toEqual({
      at: END - DAY,
      homes: { all: 4, inHouse: 1, owed: 3, covered: 1, missing: 2 },
      residents: { all: 8, inHouse: 1, owed: 7, covered: 3, missing: 4, familyDoctor: 1 },
      homeShare: 1 / 3,
      residentShare: 3 / 7,
      expiring: 2,
    });
  });
  it("is none where none is owed", () => {
    expect(contractCoverage([home([], { hasInHouse: true })], END)).toMatchObject({ homeShare: null, residentShare: null });
  });
});
it("a contract never pages a clinic, whatever it says of itself", () => {
  expect(tellClinic({ tell: { contract: "at-once" } }, "contract", false)).toBe("never");
});
