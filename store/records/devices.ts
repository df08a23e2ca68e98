import type { DeviceKind, Dialect } from "../../domain/device-kinds.ts";
import type { Assignment, Device, Gateway } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Devices and gateways with their credentials, and who holds them. */
export function makeDeviceRecords({ db, write, changed }: RecordsDatabase) {
  const insertCredential = (id: string, facilityId: string, secretHash: Uint8Array, dialect: Dialect | null) =>
    statement(
      db
        .insertInto("credentials")
        .values({ id, facilityId, type: dialect === null ? "device" : "gateway", dialect, secretHash, revoked: 0 }),
    );
  /** First in a write: nobody else changes this device until its end. */
  const alone = (deviceId: string) =>
    statement(
      db
        .updateTable("devices")
        .set(({ ref }) => ({ kind: ref("kind") }))
        .where("id", "=", deviceId),
    );
  /** Behind `alone`: it sees whoever was first. */
  const usable = (deviceId: string) => {
    const retired = db.selectFrom("deviceNotes").select("deviceId").where("deviceId", "=", deviceId).where("retiredAtMs", "is not", null);
    return statement(
      db
        .updateTable("devices")
        .set(({ ref }) => ({ kind: ref("kind") }))
        .where("id", "=", deviceId)
        .where(({ not, exists }) => not(exists(retired))),
      1,
    );
  };
  const outOfUse = (doing: string, deviceId: string) =>
    new AnhuError("CONFLICT", `${doing} device ${deviceId}: it is out of use; take another one`);
  /** Ends the running assignment and begins another. */
  async function handOver(input: { deviceId: string; residentId: string | null; placeId: string | null; atMs: number }) {
    const { deviceId, residentId, placeId, atMs } = input;
    const assignment = { id: newId("asg"), deviceId, residentId, placeId, fromMs: atMs, toMs: null };
    const of = db.selectFrom("assignments").select("fromMs").where("deviceId", "=", deviceId);
    const running = await of.where("toMs", "is", null).executeTakeFirst();
    if (running !== undefined && running.fromMs > atMs) {
      throw new AnhuError("CONFLICT", `assigning device ${deviceId}: its running assignment starts later than that; give a later time`);
    }
    const end = db.updateTable("assignments").set({ toMs: atMs }).where("deviceId", "=", deviceId).where("toMs", "is", null);
    return { assignment, statements: [statement(end), statement(db.insertInto("assignments").values(assignment))] };
  }
  return {
    async devices(facilityId: string) {
      const [devices, assignments, revoked] = await Promise.all([
        db.selectFrom("devices").selectAll().where("facilityId", "=", facilityId).orderBy("kind").orderBy("id").execute(),
        db
          .selectFrom("assignments")
          .innerJoin("devices", "devices.id", "assignments.deviceId")
          .selectAll("assignments")
          .where("devices.facilityId", "=", facilityId)
          .where("assignments.toMs", "is", null)
          .execute(),
        db.selectFrom("credentials").select("id").where("facilityId", "=", facilityId).where("revoked", "=", 1).execute(),
      ]);
      const running = new Map(assignments.map((assignment) => [assignment.deviceId, assignment]));
      const revokedIds = new Set(revoked.map((credential) => credential.id));
      return devices.map((device) => ({ ...device, assignment: running.get(device.id) ?? null, revoked: revokedIds.has(device.id) }));
    },
    async addDevice(input: {
      facilityId: string;
      kind: DeviceKind;
      gatewayId: string | null;
      address: string | null;
      secretHash: Uint8Array | null;
      residentId: string | null;
      placeId: string | null;
      serial?: string | null;
      atMs: number;
    }): Promise<Device> {
      const { facilityId, kind, gatewayId, address, secretHash, residentId, placeId, serial = null, atMs } = input;
      const device = { id: newId("dev"), facilityId, kind, gatewayId, address };
      const isHeld = residentId !== null || placeId !== null;
      const assignment = { id: newId("asg"), deviceId: device.id, residentId, placeId, fromMs: atMs, toMs: null };
      await write([
        statement(db.insertInto("devices").values(device)),
        ...(secretHash === null ? [] : [insertCredential(device.id, facilityId, secretHash, null)]),
        ...(isHeld ? [statement(db.insertInto("assignments").values(assignment))] : []),
        ...(serial === null
          ? []
          : [statement(db.insertInto("deviceLabels").values({ deviceId: device.id, facilityId, serial, simulatedUntilMs: null }))]),
      ]);
      changed("devices");
      if (secretHash !== null) changed("credentials");
      if (isHeld) changed("assignments");
      return device;
    },
    async gateways(facilityId: string): Promise<readonly (Gateway & { readonly revoked: boolean })[]> {
      const rows = await db
        .selectFrom("gateways")
        .innerJoin("credentials", "credentials.id", "gateways.id")
        .select(["gateways.id", "gateways.facilityId", "gateways.dialect", "credentials.revoked"])
        .where("gateways.facilityId", "=", facilityId)
        .orderBy("gateways.id")
        .execute();
      return rows.map((row) => ({ ...row, revoked: row.revoked === 1 }));
    },
    async addGateway(input: { facilityId: string; dialect: Dialect; secretHash: Uint8Array; placeId: string | null }): Promise<Gateway> {
      const { facilityId, dialect, secretHash, placeId } = input;
      const gateway = { id: newId("gw"), facilityId, dialect };
      await write([
        statement(db.insertInto("gateways").values({ ...gateway, placeId })),
        insertCredential(gateway.id, facilityId, secretHash, dialect),
      ]);
      changed("gateways");
      changed("credentials");
      return gateway;
    },
    async assignDevice(input: { deviceId: string; residentId: string | null; placeId: string | null; atMs: number }): Promise<Assignment> {
      const { deviceId, residentId, placeId } = input;
      const isHeld = residentId !== null || placeId !== null;
      const { assignment, statements } = await handOver(input);
      const { written } = await write([alone(deviceId), ...(isHeld ? [usable(deviceId)] : []), ...statements]);
      if (!written) throw outOfUse("assigning", deviceId);
      changed("assignments");
      return assignment;
    },
    async retireDevice({ deviceId, atMs }: { deviceId: string; atMs: number }): Promise<Assignment> {
      const { assignment, statements } = await handOver({ deviceId, residentId: null, placeId: null, atMs });
      const note = db.insertInto("deviceNotes").values({ deviceId, label: null, retiredAtMs: atMs });
      const end = note.onConflict((on) =>
        on.column("deviceId").doUpdateSet({ retiredAtMs: atMs }).where("deviceNotes.retiredAtMs", "is", null),
      );
      const credential = db.updateTable("credentials").set({ revoked: 1 }).where("id", "=", deviceId);
      const { written } = await write([alone(deviceId), statement(end, 1), ...statements, statement(credential)]);
      if (!written) throw outOfUse("retiring", deviceId);
      changed("assignments");
      changed("credentials");
      return assignment;
    },
    async revokeCredential(deviceOrGatewayId: string): Promise<void> {
      const result = await db.updateTable("credentials").set({ revoked: 1 }).where("id", "=", deviceOrGatewayId).executeTakeFirst();
      if (result.numUpdatedRows === 0n) {
        throw new AnhuError(
          "NOT_FOUND",
          `revoking a credential: ${deviceOrGatewayId} has none; name a device or gateway that signs in itself`,
        );
      }
      changed("credentials");
    },
  };
}
