import { expect, it } from "vitest";
import { foretell } from "../../alerts/escalation/foretell.ts";
import type { Contract } from "../../domain/contract.ts";
import { aContract, aSignal } from "./desk-fakes.ts";
import { careOf, HOUR, MINUTE, T0 } from "./support.ts";

/** T0 is Monday, 10:00 in Shanghai. */
const posted = { name: "赵医生", phone: "8003", hours: [{ from: "08:00", to: "12:00", days: ["workday" as const] }] };
const untilNoon = aContract("a", { modes: ["posted"], posted, toMs: T0 + HOUR });
/** Seconds after the alert at which staff are asked to call the posted doctor while nobody comes. */
function callsOf(contract: Contract, atMs: number, staffed = true): readonly number[] {
  const care = careOf({
    staffed,
    contracts: () => [contract],
    clinic: (id) => ({ id, name: id, webhookUrl: "", webhookSecret: "", loopbackAllowed: false }),
  });
  return foretell(care, aSignal({}), atMs, 10 * MINUTE)
    .filter(({ target, track, how }) => target === "postedDoctor" && track === "onSite" && how === "callByStaff")
    .map(({ afterMs }) => afterMs / 1_000);
}

it("a doctor posted in the house is called by staff after a minute, beside the nurse", () => {
  expect(callsOf(untilNoon, T0)).toEqual([60]);
});
it.each([
  ["after the doctor's hours", untilNoon, T0 + 3 * HOUR],
  ["when the contract has ended", { ...untilNoon, posted: { ...posted, hours: [] } }, T0 + HOUR],
  ["where none is posted", { ...untilNoon, posted: null }, T0],
])("nobody is called %s", (_when, contract, atMs) => {
  expect(callsOf(contract, atMs)).toEqual([]);
});
