import { timingSafeEqual } from "node:crypto";
import { Type, type Static } from "typebox";
import { FacilityView, Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { derivedId, sha256 } from "../../domain/ids.ts";
import { localYear } from "../../domain/local-time.ts";
import { checkResidents } from "../../domain/resident-sheet.ts";
import { plainSetupCode } from "../../domain/setup-code.ts";
import {
  NewRooms,
  NO_PROGRESS,
  ResidentBatch,
  ResidentBatchAdded,
  RoomsAdded,
  Setup,
  SetupFacility,
  SetupProgress,
} from "../../domain/setup.ts";
import { SetupState } from "../../domain/setup-state.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { InvalidDocument } from "../error-handler.ts";
import { allResidents } from "../import-home.ts";
import type { Passwords } from "../passwords.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { SIGN_IN_LIMIT } from "./sessions.ts";

/** 500 lines of the longest words. */
const MOST_BYTES = 1024 * 1024;
const ofFacility = Type.Object({ facilityId: Id });

/** The first steps of an installation: its administrator, its home, rooms and residents, and how far that is. */
export function setupRoutes(app: App, context: ApiContext, passwords: Passwords): void {
  const { options, ports, audit } = context;
  const { records, directory } = ports;
  const state = document("setup", "readSetup", "Is the first administrator still to be made?", { response: { 200: SetupState } });
  app.get("/setup", { config: { action: "public" }, schema: state }, async () => {
    const roles = await records.userRoles();
    return { needed: !roles.includes("administrator"), fresh: roles.length === 0 };
  });
  const refused = (detail: string): AnhuError => {
    audit({ actor: "nobody", role: "none", action: "setUp", target: null, result: "refused" });
    return new AnhuError("UNAUTHENTICATED", `setting up: ${detail}`);
  };
  async function checkSecret({ code, token }: Static<typeof Setup>): Promise<void> {
    if (code === undefined) {
      if (token !== undefined && timingSafeEqual(sha256(token), sha256(options.adminToken))) return;
      throw refused("the token is not the one in the server's data directory (admin.token)");
    }
    const { codeHash } = await records.setupState();
    if (await passwords.verify(codeHash ?? undefined, plainSetupCode(code))) return;
    throw refused("this is not the set-up code that the server printed when it started; a new start prints a new one");
  }
  const first = document("setup", "setUp", "Make the first administrator with the set-up code that `anhu start` printed", {
    body: Setup,
    response: { 201: Type.Object({ id: Type.String() }) },
  });
  const limit = { ...SIGN_IN_LIMIT, keyGenerator: (request: { ip: string }) => request.ip };
  app.post("/setup", { config: { action: "public", rateLimit: limit }, schema: first }, async (request, reply) => {
    const { password, username, name } = request.body;
    if ((await records.userRoles()).includes("administrator")) throw somebodyIs();
    await checkSecret(request.body);
    if ((await records.userByName(username)) !== undefined) throw new AnhuError("CONFLICT", "setting up: the user name is taken");
    const user = await records.addFirstAdministrator({ username, name, passwordHash: await passwords.hash(password) });
    audit({ actor: user.id, role: user.role, action: "setUp", target: user.id, result: "ok" });
    await ports.changed("users");
    return reply.code(201).send({ id: user.id });
  });

  const progress = document("setup", "readSetupProgress", "How far the set-up is", { response: { 200: SetupProgress } });
  app.get("/setup/progress", { config: { action: "manageFacilities" }, schema: progress }, async () => {
    return (await records.setupState()).progress ?? NO_PROGRESS;
  });
  const save = document("setup", "saveSetupProgress", "Keep how far the set-up is, for whoever goes on with it", {
    body: SetupProgress,
    response: { 200: SetupProgress },
  });
  app.put("/setup/progress", { config: { action: "manageFacilities" }, schema: save }, async (request) => {
    await records.saveSetupProgress(request.body);
    return request.body;
  });
  const facility = document("setup", "setUpFacility", "Make the facility, or change the one that was made", {
    body: SetupFacility,
    response: { 200: FacilityView },
  });
  app.put("/setup/facility", { config: { action: "manageFacilities" }, schema: facility }, async (request) => {
    const made = await records.setUpFacility({ ...request.body, atMs: ports.clock.now() });
    await ports.changed("facilities");
    const viewer = viewerOf(request);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "setUpFacility", target: made.id, result: "ok" });
    return made;
  });

  const rooms = document("setup", "addRooms", "Add many rooms; those that are there are left as they are", {
    params: ofFacility,
    body: NewRooms,
    response: { 201: RoomsAdded },
  });
  app.post(
    "/facilities/:facilityId/rooms",
    { config: { action: "managePlaces" }, schema: rooms, bodyLimit: MOST_BYTES },
    async (request, reply) => {
      const { facilityId } = request.params;
      const added = await records.addRooms(facilityId, request.body.rooms);
      await ports.changed("places");
      const viewer = viewerOf(request);
      const detail = `${added} rooms`;
      audit({ actor: viewerId(viewer), role: viewer.role, action: "addRooms", target: facilityId, result: "ok", detail });
      return reply.code(201).send({ added });
    },
  );
  const remove = document("setup", "removeRoom", "Remove a room that nothing refers to", {
    params: Type.Object({ facilityId: Id, placeId: Id }),
    response: { 204: Type.Null() },
  });
  app.delete("/facilities/:facilityId/rooms/:placeId", { config: { action: "managePlaces" }, schema: remove }, async (request, reply) => {
    const { facilityId, placeId } = request.params;
    if (directory.place(placeId)?.facilityId !== facilityId)
      throw new AnhuError("NOT_FOUND", "removing a room: the facility has none of this id; list its places");
    await records.removeRoom({ facilityId, placeId });
    await ports.changed("places");
    const viewer = viewerOf(request);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "removeRoom", target: placeId, result: "ok" });
    return reply.code(204).send(null);
  });

  const batch = document("setup", "addResidents", "Add the residents of a table: all of them, or none and every mistake at its cell", {
    params: ofFacility,
    body: ResidentBatch,
    response: { 201: ResidentBatchAdded },
  });
  app.post(
    "/facilities/:facilityId/residents/batch",
    { config: { action: "manageResidents" }, schema: batch, bodyLimit: MOST_BYTES },
    async (request, reply) => {
      const { facilityId } = request.params;
      const ids = await addBatch(context, facilityId, request.body);
      await ports.changed("residents");
      const viewer = viewerOf(request);
      const detail = `${ids.length} residents`;
      audit({ actor: viewerId(viewer), role: viewer.role, action: "addResidents", target: facilityId, result: "ok", detail });
      return reply.code(201).send({ ids });
    },
  );
}
/**
 * The ids follow from the key and the lines: sent twice, the same residents are there once.
 * @throws {InvalidDocument} naming each cell as `/rows/3/room`; nothing was written
 */
async function addBatch({ ports }: ApiContext, facilityId: string, { key, rows }: Static<typeof ResidentBatch>): Promise<string[]> {
  const { records, clock } = ports;
  const ids = rows.map((row, index) => `res_${derivedId("residents", facilityId, key, index, JSON.stringify(row))}`);
  for (let tries = 0; ; tries += 1) {
    const { version } = await records.setupState();
    if ((await records.knownResidents(facilityId, ids)).length === ids.length) return ids;
    const [places, residents] = await Promise.all([records.places(facilityId), allResidents(ports, facilityId)]);
    const { ready, problems } = checkResidents(rows, { places, residents, year: localYear(clock.now()) });
    if (problems.length > 0) {
      const errors = problems.map(({ row, column, why }) => ({ pointer: `/rows/${row}/${column}`, message: why }));
      throw new InvalidDocument("adding residents: some cells are wrong, nothing was written; correct them", errors);
    }
    const found = ids.flatMap((id, index) => {
      const row = ready.get(index);
      return row === undefined ? [] : [{ id, ...row }];
    });
    try {
      await records.addResidents(facilityId, found, version);
      return ids;
    } catch (error) {
      // Somebody else added at the same time: what they added is looked at once more.
      if (!(error instanceof AnhuError) || error.code !== "CONFLICT" || tries >= 3) throw error;
    }
  }
}
function somebodyIs(): AnhuError {
  return new AnhuError("CONFLICT", "setting up: there is an administrator already; sign in as that one");
}
