import { deviceKindInfo, methodOf } from "../../../domain/device-kinds.ts";
import { GRADES, METHODS, QUALITIES, type Quality } from "../../../domain/observation.ts";
import type { ObservationsRequest, StoredObservation } from "../historian-protocol.ts";
import type { InfluxConnection } from "./connection.ts";
import { deviceKinds } from "./device-kinds.ts";
import { hasValue } from "./values.ts";
import { during, identifier, ofDevices } from "./influxql.ts";
import { rowsOf, type Cell, type Row } from "./results.ts";
import { gradeField, measurementOf, methodField, qualityField, RECEIVED_FIELD } from "./schema.ts";

const STATEMENTS_PER_QUERY = 20;

/** Stored values, oldest first. Values of one millisecond are never split over pages, so a page may be a little longer than `limit`. */
export async function readObservations(connection: InfluxConnection, request: ObservationsRequest): Promise<StoredObservation[]> {
  const { sign, limit, afterMs } = request;
  const fromMs = afterMs === null ? request.fromMs : Math.max(request.fromMs, afterMs + 1);
  const ranges = request.periods
    .map((period) => ({
      deviceId: period.deviceId,
      fromMs: Math.max(period.fromMs, fromMs),
      toMs: Math.min(period.toMs ?? request.toMs, request.toMs),
    }))
    .filter((range) => range.fromMs < range.toMs);
  if (ranges.length === 0) return [];
  const columns = [sign, qualityField(sign), methodField(sign), gradeField(sign), RECEIVED_FIELD].map(identifier).join(", ");
  const seen: { readonly deviceId: string; readonly row: Row }[] = [];
  for (let start = 0; start < ranges.length; start += STATEMENTS_PER_QUERY) {
    const some = ranges.slice(start, start + STATEMENTS_PER_QUERY);
    const results = await connection.query(
      some
        .map((range) => {
          const where = `${ofDevices([range.deviceId])} AND ${during(range.fromMs, range.toMs)} AND ${hasValue(sign)}`;
          return `SELECT ${columns} FROM ${identifier(measurementOf(sign))} WHERE ${where} ORDER BY time ASC LIMIT ${limit}`;
        })
        .join("; "),
    );
    some.forEach(({ deviceId }, index) => seen.push(...rowsOf(results[index]).map((row) => ({ deviceId, row }))));
  }
  // Asked after the values: the kind of a device comes with the first of them.
  const kinds = await deviceKinds(connection, [...new Set(seen.map(({ deviceId }) => deviceId))]);
  const found = seen.map(({ deviceId, row }): StoredObservation => {
    const kind = kinds.get(deviceId) ?? null;
    return {
      at: Number(row["time"]),
      receivedAt: Number(row[RECEIVED_FIELD]),
      sign,
      value: Number(row[sign]),
      quality: qualityIn(row[qualityField(sign)]),
      method: METHODS.find((method) => method === row[methodField(sign)]) ?? (kind === null ? "fixed" : methodOf(kind, sign)),
      grade: GRADES.find((grade) => grade === row[gradeField(sign)]) ?? (kind === null ? "consumer" : deviceKindInfo(kind).grade),
      deviceId,
    };
  });
  found.sort((a, b) => a.at - b.at);
  const last = found[limit - 1];
  return last === undefined ? found : found.filter((observation) => observation.at <= last.at);
}
/** A value without the field is good. */
export function qualityIn(cell: Cell | undefined): Quality {
  return cell === null || cell === undefined ? "good" : (QUALITIES.find((quality) => quality === cell) ?? "technical");
}
