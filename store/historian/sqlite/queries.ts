import { deviceKindInfo } from "../../../domain/device-kinds.ts";
import { SIGN_KEYS } from "../../../domain/signs.ts";
import type { HistorianReader } from "../engine.ts";
import type { LatestStored, ObservationsRequest, StoredObservation, Transition, TransitionsRequest } from "../historian-protocol.ts";
import { columnOf, hasBit } from "./schema.ts";
import { qualityOf } from "../message-writer.ts";
import { readSeries } from "./series.ts";
import { clip, takenBy, SqliteReader, type Row } from "./sqlite-reader.ts";

/** The reader of an embedded historian. */
export function openSqliteReader(path: string): HistorianReader {
  const file = new SqliteReader(path);
  return {
    series: (request) => readSeries(file, request),
    observations: (request) => readObservations(file, request),
    transitions: (request) => readTransitions(file, request),
    latest: ({ deviceIds, sinceMs }) => readLatest(file, deviceIds, sinceMs),
    close: () => file.close(),
  };
}
/** Stored values, oldest first. Values of one millisecond are never split over pages, so a page may be a little longer than `limit`. */
function readObservations(file: SqliteReader, request: ObservationsRequest): StoredObservation[] {
  const { sign, limit, afterMs } = request;
  const column = columnOf(sign);
  const bit = file.bitOf(sign);
  const found: StoredObservation[] = [];
  for (const period of request.periods) {
    const device = file.device(period.deviceId);
    const range = clip(period, afterMs === null ? request.fromMs : Math.max(request.fromMs, afterMs + 1), request.toMs);
    if (device === undefined || range.fromMs >= range.toMs) continue;
    const rows = file.rows(
      `SELECT at, received, suspect, technical, override, override_signs, ${column} AS value FROM raw
       WHERE device = ? AND at >= ? AND at < ? AND ${column} IS NOT NULL ORDER BY at LIMIT ?`,
      device.number,
      range.fromMs,
      range.toMs,
      limit,
    );
    for (const row of rows) {
      const override = hasBit(Number(row["override_signs"]), bit) ? Number(row["override"]) : 0;
      found.push({
        at: Number(row["at"]),
        receivedAt: Number(row["received"]),
        sign,
        value: Number(row["value"]),
        quality: qualityIn(row, bit),
        ...takenBy(device.kind, sign, override),
        deviceId: period.deviceId,
      });
    }
  }
  found.sort((a, b) => a.at - b.at);
  const last = found[limit - 1];
  return last === undefined ? found : found.filter((observation) => observation.at <= last.at);
}

/** Good values that differ from the good value before them, oldest first, at most `limit`. */
function readTransitions(file: SqliteReader, request: TransitionsRequest): Transition[] {
  const { fromMs, toMs, limit } = request;
  const found: Transition[] = [];
  for (const deviceId of request.deviceIds) {
    const device = file.device(deviceId);
    if (device === undefined) continue;
    for (const sign of request.signs) {
      const column = columnOf(sign);
      const bit = file.bitOf(sign);
      const good = `device = ? AND ${column} IS NOT NULL AND ((suspect | technical) & CAST(? AS INTEGER)) = 0`;
      const [before] = file.rows(
        `SELECT ${column} AS value FROM raw WHERE ${good} AND at < ? ORDER BY at DESC LIMIT 1`,
        device.number,
        bit,
        fromMs,
      );
      const rows = file.rows(
        `SELECT at, value FROM (SELECT at, ${column} AS value, lag(${column}, 1, ?) OVER (ORDER BY at) AS earlier
         FROM raw WHERE ${good} AND at >= ? AND at < ?) WHERE earlier IS NULL OR value <> earlier ORDER BY at LIMIT ?`,
        before?.["value"] ?? null,
        device.number,
        bit,
        fromMs,
        toMs,
        limit,
      );
      for (const row of rows) found.push({ deviceId, sign, atMs: Number(row["at"]), value: Number(row["value"]) });
    }
  }
  return found.sort((a, b) => a.atMs - b.atMs).slice(0, limit);
}

/** The newest value of every sign that each device's kind has, not older than `sinceMs`. */
function readLatest(file: SqliteReader, deviceIds: readonly string[], sinceMs: number): LatestStored[] {
  const found: LatestStored[] = [];
  for (const deviceId of deviceIds) {
    const device = file.device(deviceId);
    if (device === undefined) continue;
    const signs = device.kind === null ? SIGN_KEYS : deviceKindInfo(device.kind).signs;
    for (const sign of signs) {
      const column = columnOf(sign);
      const [row] = file.rows(
        `SELECT at, received, suspect, technical, ${column} AS value FROM raw
         WHERE device = ? AND at >= ? AND ${column} IS NOT NULL ORDER BY at DESC LIMIT 1`,
        device.number,
        sinceMs,
      );
      if (row === undefined) continue;
      const quality = qualityIn(row, file.bitOf(sign));
      found.push({
        deviceId,
        sign,
        atMs: Number(row["at"]),
        receivedAtMs: Number(row["received"]),
        value: Number(row["value"]),
        quality,
      });
    }
  }
  return found;
}

function qualityIn(row: Row, bit: number): StoredObservation["quality"] {
  if (hasBit(Number(row["technical"]), bit)) return qualityOf(2);
  return hasBit(Number(row["suspect"]), bit) ? qualityOf(1) : qualityOf(0);
}
