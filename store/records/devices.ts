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
      atMs: number;
    }): Promise<Device> {
      const { facilityId, kind, gatewayId, address, secretHash, residentId, placeId, atMs } = input;
      const device = { id: newId("dev"), facilityId, kind, gatewayId, address };
      const isHeld = residentId !== null || placeId !== null;
      const assignment = { id: newId("asg"), deviceId: device.id, residentId, placeId, fromMs: atMs, toMs: null };
      await write([
        statement(db.insertInto("devices").values(device)),
        ...(secretHash === null ? [] : [insertCredential(device.id, facilityId, secretHash, null)]),
        ...(isHeld ? [statement(db.insertInto("assignments").values(assignment))] : []),
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
      const { deviceId, residentId, placeId, atMs } = input;
      const assignment = { id: newId("asg"), deviceId, residentId, placeId, fromMs: atMs, toMs: null };
      const running = await db
        .selectFrom("assignments")
        .select(["id", "fromMs"])
        .where("deviceId", "=", deviceId)
        .where("toMs", "is", null)
        .executeTakeFirst();
      if (running !== undefined && running.fromMs > atMs) {
        throw new AnhuError("CONFLICT", `assigning device ${deviceId}: its running assignment starts later than that; give a later time`);
      }
      const end = db.updateTable("assignments").set({ toMs: atMs }).where("deviceId", "=", deviceId).where("toMs", "is", null);
      await write([statement(end), statement(db.insertInto("assignments").values(assignment))]);
      changed("assignments");
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
