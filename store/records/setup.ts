import type { Facility } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { User } from "../../domain/people.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import type { ReadResident } from "../../domain/resident-sheet.ts";
import { NO_PROGRESS, type DeviceLabel, type NewRooms, type SetupFacility, type SetupProgress } from "../../domain/setup.ts";
import { parseOwnJson } from "../own-json.ts";
import { toFacility } from "./facilities.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";

export interface SetupTables {
  /** One row, `home`. */
  setup: { id: string; codeHash: string | null; progressJson: string | null; version: number };
  deviceLabels: DeviceLabel;
}
const HOME = "home";

/** `api/setup-ports.ts` SetupRecords. */
export function makeSetupRecords({ db, write, changed }: RecordsDatabase) {
  const row = () => db.selectFrom("setup").selectAll().where("id", "=", HOME).executeTakeFirst();
  /** First in every write: the row is there, and this transaction alone holds it until its end. */
  const held = (version: number | null = null) => {
    const raise = db.updateTable("setup").set(({ eb }) => ({ version: eb("version", "+", 1) }));
    const mine = raise.where("id", "=", HOME);
    return [
      statement(
        db
          .insertInto("setup")
          .values({ id: HOME, codeHash: null, progressJson: null, version: 0 })
          .onConflict((on) => on.column("id").doNothing()),
      ),
      statement(version === null ? mine : mine.where("version", "=", version), 1),
    ];
  };
  const set = (values: Partial<SetupTables["setup"]>) => statement(db.updateTable("setup").set(values).where("id", "=", HOME));
  const progressOf = (json: string | null | undefined) => (json ? parseOwnJson<SetupProgress>(json) : null);

  async function setUpFacility(input: SetupFacility & { readonly atMs: number }): Promise<Facility> {
    const { facilityId, name, staffed, address = null, callbackPhone = null, atMs } = input;
    const detail = { name: name.trim(), staffed: flag(staffed), address, callbackPhone };
    const state = await row();
    const progress = progressOf(state?.progressJson) ?? NO_PROGRESS;
    const known = facilityId ?? progress.facilityId;
    const id = known ?? newId("fac");
    const saved = set({ progressJson: JSON.stringify({ ...progress, facilityId: id }) });
    if (known === null) {
      const add = db.insertInto("facilities").values({ id, ...detail, addedAtMs: atMs, familyAfterMs: null });
      const { written } = await write([...held(state?.version ?? 0), statement(add), saved]);
      // Somebody was first: whatever they made is changed.
      if (!written) return setUpFacility(input);
    } else {
      const change = db.updateTable("facilities").set(detail).where("id", "=", known);
      const { written } = await write([...held(), statement(change, 1), saved]);
      if (!written) throw new AnhuError("NOT_FOUND", `setting up facility ${known}: there is none; list the facilities`);
    }
    changed("facilities");
    return toFacility(await db.selectFrom("facilities").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
  }

  return {
    async setupState() {
      const found = await row();
      return { codeHash: found?.codeHash ?? null, progress: progressOf(found?.progressJson), version: found?.version ?? 0 };
    },
    async setSetupCode(hash: string | null): Promise<void> {
      await write([...held(), set({ codeHash: hash })]);
    },
    async saveSetupProgress(progress: SetupProgress): Promise<void> {
      await write([...held(), set({ progressJson: JSON.stringify(progress) })]);
    },
    async addFirstAdministrator({ username, name, passwordHash }: { username: string; name: string; passwordHash: string }): Promise<User> {
      const user = { id: newId("usr"), username, name, role: "administrator" as const, facilityId: null, clinicId: null };
      // A statement of its own behind the lock: it sees whoever was first.
      const alone = db
        .updateTable("setup")
        .set({ codeHash: null })
        .where("id", "=", HOME)
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom("users").select("id").where("role", "=", "administrator"))));
      const add = db.insertInto("users").values({ ...user, disabled: 0, passwordHash });
      const { written } = await write([...held(), statement(alone, 1), statement(add)]);
      if (!written) throw new AnhuError("CONFLICT", "setting up: there is an administrator already; sign in as that one");
      return { ...user, consents: [], disabled: false };
    },
    setUpFacility,
    async addRooms(facilityId: string, rooms: NewRooms["rooms"]): Promise<number> {
      const statements = rooms.map(({ building, floor, name }) =>
        statement(
          db
            .insertInto("places")
            .values({ id: newId("plc"), facilityId, building: building.trim(), floor: floor.trim(), name: name.trim(), ...PLAIN_PLACE })
            .onConflict((on) => on.columns(["facilityId", "building", "floor", "name"]).doNothing()),
        ),
      );
      const { changes } = await write(statements);
      changed("places");
      return changes.reduce((sum, one) => sum + one, 0);
    },
    async removeRoom({ facilityId, placeId }: { readonly facilityId: string; readonly placeId: string }): Promise<void> {
      const isFree = db
        .deleteFrom("places")
        .where("id", "=", placeId)
        .where("facilityId", "=", facilityId)
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom("residents").select("id").where("placeId", "=", placeId))))
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom("assignments").select("id").where("placeId", "=", placeId))));
      const inUse = new AnhuError(
        "CONFLICT",
        `removing place ${placeId}: somebody lives there, or a device or a record refers to it; keep it`,
      );
      const point = db.deleteFrom("planPoints").where("placeId", "=", placeId);
      const { written } = await write([statement(point), statement(isFree, 1)]).catch((error: unknown) => {
        // A foreign key: something else refers to it.
        throw error instanceof AnhuError && error.code === "NOT_FOUND" ? inUse : error;
      });
      if (!written) throw inUse;
      changed("places");
    },
    async knownResidents(facilityId: string, ids: readonly string[]): Promise<readonly string[]> {
      const rows = await db.selectFrom("residents").select("id").where("facilityId", "=", facilityId).where("id", "in", ids).execute();
      return rows.map(({ id }) => id);
    },
    async addResidents(facilityId: string, rows: readonly (ReadResident & { readonly id: string })[], version: number): Promise<void> {
      const each = rows.map(({ id, name, placeId, level, birthYear }) =>
        statement(db.insertInto("residents").values({ id, facilityId, name, placeId, level, birthYear })),
      );
      const { written } = await write([...held(version), ...each]);
      if (!written) throw new AnhuError("CONFLICT", "adding residents: somebody else set up at the same time; check them again");
      changed("residents");
    },
    async deviceLabels(facilityId: string | null): Promise<readonly DeviceLabel[]> {
      const all = db.selectFrom("deviceLabels").selectAll().orderBy("deviceId");
      return (facilityId === null ? all : all.where("facilityId", "=", facilityId)).execute();
    },
    async labelDevice({ deviceId, ...label }: DeviceLabel): Promise<void> {
      const insert = db.insertInto("deviceLabels").values({ deviceId, ...label });
      await write([statement(insert.onConflict((on) => on.column("deviceId").doUpdateSet(label)))]);
    },
  };
}
