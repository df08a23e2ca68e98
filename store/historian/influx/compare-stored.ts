import type { Conflict } from "../historian-protocol.ts";
import type { InfluxConnection } from "./connection.ts";
import { linesOf, type Line } from "./lines.ts";
import type { BatchMessage } from "./messages.ts";
import { StoredValues } from "./stored-values.ts";

/** Lines for the values that are not stored yet, in the order of the messages; other values than the stored ones are conflicts. */
export async function compareStored(
  connection: InfluxConnection,
  messages: readonly BatchMessage[],
): Promise<{ readonly missing: readonly Line[]; readonly conflicts: readonly Conflict[] }> {
  const conflicts: Conflict[] = [];
  if (messages.length === 0) return { missing: [], conflicts };
  const stored = await StoredValues.of(connection, messages);
  const missing = messages.flatMap((message) => {
    const { device, atMs, receivedAtMs } = message;
    const point = stored.at(device.id, atMs);
    const added = message.values.filter(({ sign, value }) => {
      const first = point.values.get(sign);
      if (first === undefined) point.values.set(sign, value);
      else if (first !== value) conflicts.push({ deviceId: device.id, sign, atMs, receivedAtMs, value });
      return first === undefined;
    });
    const before = new Set(point.measurements);
    return linesOf(message, added, (measurement) => {
      point.measurements.add(measurement);
      return !before.has(measurement);
    });
  });
  return { missing, conflicts };
}
