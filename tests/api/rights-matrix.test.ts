import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOLDERS, mayDo, relationsFor, RIGHTS, type Action, type Holder, type Relation } from "../../domain/rights.ts";
import { openFakeApi, type FakeApi } from "./fakes.ts";
import { openFurnishedWorld, type FurnishedWorld } from "./furnished-world.ts";
import { BODY, ENDS_SESSION, FILES, path, QUERY } from "./route-requests.ts";
import { ask, NOBODY } from "./world.ts";

let fake: FakeApi;
let people: FurnishedWorld["people"];
let renew: FurnishedWorld["renew"];
beforeAll(async () => {
  ({ fake, people, renew } = await openFurnishedWorld());
});
afterAll(() => fake.close());

/** Relations of the person of each role to the first home; to the second nobody has any. */
function held(role: Holder, home: 1 | 2): Set<Relation> {
  const relations = new Set<Relation>(["any"]);
  if (home === 2) return relations;
  if (["caregiver", "nurse", "physician", "manager", "wallScreen"].includes(role)) relations.add("own");
  if (role === "clinicStaff") relations.add("contract");
  return relations;
}
/** To the clinic of that home: its own people, and the manager whose home has a contract with it. */
function heldOfClinic(role: Holder, home: 1 | 2): Set<Relation> {
  const isFirst = home === 1;
  return new Set<Relation>([
    "any",
    ...(isFirst && role === "clinicStaff" ? (["own"] as const) : []),
    ...(isFirst && role === "manager" ? (["contract"] as const) : []),
  ]);
}
const isOfClinic = (key: string) =>
  key.includes("/clinics/:clinicId/answer-times") || key.endsWith("/clinics/:clinicId/drill") || key.includes("/fhir-credentials");
/** Written anew from the table, not from the code under test: ok, 403, or 404 where the thing itself must stay unknown. */
function expected(key: string, action: Action, role: Holder, home: 1 | 2): number | "ok" {
  const relations = isOfClinic(key) ? heldOfClinic(role, home) : held(role, home);
  const isResidents = /residentId|silenceId|alertId|GET \/api\/v1\/alerts$/.test(key);
  if (role === "family" && home === 1 && isResidents) for (const scope of ["state", "rhythm"] as const) relations.add(scope);
  const hasTarget =
    /:(facility|annunciator|channel|resident|device|alert|contract|silence|user)Id/.test(key) ||
    isOfClinic(key) ||
    QUERY[key] !== undefined ||
    /residents$|devices$|users$|annunciators$|drills$|gateways$|contracts$|channels$|channels.order$|contacts$/.test(key);
  // A television only reads; a code on a screen belongs to no home yet.
  if (role === "wallScreen" && !key.startsWith("GET ")) return 401;
  if (key === "GET /api/v1/wall-pairings/:code") return relationsFor(role, action).length > 0 ? "ok" : 403;
  const never = !Object.keys(RIGHTS[action]).includes(role);
  if (key.endsWith("acknowledge")) return acknowledging(role, relations);
  if (mayDo(role, action, relations))
    return key.includes("series") || key.startsWith("GET /api/v1/residents/:residentId/observations") ? signs(role, relations) : "ok";
  if (never && !key.includes(":")) return 403;
  if (key === "GET /api/v1/facilities") return "ok"; // shows only one's own
  if (!hasTarget) return 403;
  const knowing: Action = key.includes("alertId")
    ? "readAlert"
    : key.includes("residentId") || key.includes("silenceId") || key === "GET /api/v1/alerts"
      ? "readResident"
      : key.includes("deviceId")
        ? "readDevices"
        : isOfClinic(key)
          ? "readClinicFigures"
          : "readFacility";
  return mayDo(role, knowing, relations) ? 403 : 404;
}
function acknowledging(role: Holder, relations: Set<Relation>): number | "ok" {
  if (mayDo(role, "takeOnSite", relations)) return "ok";
  return mayDo(role, "readAlert", relations) ? 403 : 404;
}
const signs = (role: Holder, relations: Set<Relation>) => (mayDo(role, "readVitals", relations) ? ("ok" as const) : 403);

const apiRows = () =>
  fake.api.routes.filter((row) => row.method !== "HEAD" && row.action !== "public" && !ENDS_SESSION.includes(`${row.method} ${row.url}`));

/** The home that a request names, and what its query says beside. */
const NAMED = [
  ["own home", 1, ""],
  ["other home", 2, ""],
  ["other home in the body, own home in the query", 2, "?facility=fac_1"],
  ["other home in the body, own resident in the query", 2, "?resident=res_1"],
] as const;

describe("every route, for everybody", () => {
  it("there are routes to walk", () => expect(apiRows().length).toBeGreaterThan(30));

  it("answers 401 to nobody, in the form of a problem", async () => {
    for (const { method, url } of apiRows()) {
      const answer = await ask(fake, NOBODY, method, path(url, 1));
      expect([method, url, answer.status, answer.body?.code]).toEqual([method, url, 401, "UNAUTHENTICATED"]);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
  });
  for (const [named, home, added] of NAMED) {
    for (const role of HOLDERS) {
      it(`${named}, ${role}: as the table says`, async () => {
        const wrong: string[] = [];
        for (const { method, url, action } of apiRows()) {
          if (action === "public" || (added !== "" && (method === "GET" || url.includes(":")))) continue;
          const key = `${method} ${url}`;
          renew(key);
          const answer = await ask(
            fake,
            people.get(role)!,
            method,
            path(url, home) + (QUERY[key]?.(home) ?? added),
            BODY[key]?.(home) ?? (method === "POST" ? {} : undefined),
            FILES[key] ?? {},
          );
          const right = expected(key, action, role, home);
          // A 409 or 422 comes from behind the rights: the request was let through.
          const isRight = right === "ok" ? answer.status < 300 || answer.status === 409 : answer.status === right;
          if (!isRight) wrong.push(`${key} (${action}): ${answer.status} ${answer.body?.detail ?? ""}, expected ${right}`);
          if (answer.status >= 400 && !answer.headers.get("content-type")?.includes("problem+json"))
            wrong.push(`${key}: no problem document`);
        }
        expect(wrong).toEqual([]);
      });
    }
  }
  it("is walked with bodies and queries for routes that exist", () => {
    const known = new Set(fake.api.routes.map(({ method, url }) => `${method} ${url}`));
    expect([...Object.keys(QUERY), ...Object.keys(BODY)].filter((key) => !known.has(key))).toEqual([]);
  });
});
describe("a route without an action", () => {
  it("keeps the server from starting", async () => {
    const planted = openFakeApi({ moreRoutes: (app) => void app.get("/planted", async () => "x") });
    await expect(planted).rejects.toThrow(/\/api\/v1\/planted: it names no action/);
  });
  it("may also not name an unknown one", async () => {
    const config = JSON.parse('{"action":"doAnything"}');
    const planted = openFakeApi({ moreRoutes: (app) => void app.get("/planted", { config }, async () => "x") });
    await expect(planted).rejects.toMatchObject({ code: "BAD_CONFIG" });
  });
});
