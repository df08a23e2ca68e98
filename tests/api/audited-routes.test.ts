import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Holder } from "../../domain/rights.ts";
import { aPlace } from "../support/builders.ts";
import { openFurnishedWorld, type FurnishedWorld } from "./furnished-world.ts";
import { BODY, ENDS_SESSION, FILES, path, QUERY } from "./route-requests.ts";
import { ask } from "./world.ts";

let world: FurnishedWorld;
beforeAll(async () => {
  world = await openFurnishedWorld();
});
afterAll(() => world.fake.close());

/** They change nothing that somebody is answerable for; why. */
const CHANGES_NOTHING: Readonly<Record<string, string>> = {
  "PUT /api/v1/setup/progress": "the page on which the set-up stands",
  "POST /api/v1/facilities/:facilityId/backtests/:backtestId/stop": "a calculation over what is stored; its start is written down",
  "DELETE /api/v1/residents/:residentId/photo": "there is none to remove; removing one: photos.test.ts",
};
/** Nothing in this world that they could act on; their rows are asserted in the tests of their part. */
const REFUSED_HERE: readonly string[] = [
  "POST /api/v1/residents/:residentId/family-access/:userId/link",
  "POST /api/v1/residents/:residentId/family-access/:userId/scopes",
  "POST /api/v1/residents/:residentId/family-access/:userId/scopes/end",
  "POST /api/v1/residents/:residentId/family-access/:userId/revoke",
  "POST /api/v1/residents/:residentId/limits/end",
  "POST /api/v1/alerts/:alertId/disposition",
];
/** The room of the home in which nobody lives. */
const EMPTY = "plc_empty";
const pathOf = (key: string, url: string) =>
  key.startsWith("DELETE") && url.includes("/rooms/") ? path(url, 1).replace("plc_1", EMPTY) : path(url, 1);
const ASKED_IN_TURN: readonly Holder[] = ["administrator", "manager", "nurse", "caregiver", "physician", "clinicStaff", "family"];
const okOf = () => world.fake.records.audits.filter(({ result }) => result === "ok").length;

describe("whoever changes something", () => {
  it("leaves a row in the audit log, on every route", async () => {
    const { fake, people, renew } = world;
    const unwritten: string[] = [];
    const refused: string[] = [];
    for (const { method, url, action } of fake.api.routes) {
      const key = `${method} ${url}`;
      if (["GET", "HEAD", "OPTIONS"].includes(method) || action === "public" || ENDS_SESSION.includes(key)) continue;
      let isDone = false;
      for (const role of ASKED_IN_TURN) {
        renew(key);
        fake.records.placeRows.push(aPlace({ id: EMPTY, name: "空房" }));
        const before = okOf();
        const body = BODY[key]?.(1) ?? (method === "POST" ? {} : undefined);
        const answer = await ask(fake, people.get(role)!, method, pathOf(key, url) + (QUERY[key]?.(1) ?? ""), body, FILES[key] ?? {});
        isDone = answer.status < 300;
        if (!isDone) continue;
        if (okOf() > before === key in CHANGES_NOTHING) unwritten.push(key);
        break;
      }
      if (!isDone) refused.push(key);
    }
    expect(unwritten).toEqual([]);
    expect(refused).toEqual(REFUSED_HERE);
  });
});
