import type { Grade, Method, Quality } from "../../domain/observation.ts";
import type { Cursor } from "../../domain/publish.ts";
import type { Resolution, SeriesPoint } from "../../domain/series.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { InfluxSettings } from "./influx/settings.ts";

/** Which store keeps the observations. */
export type HistorianEngine = { readonly type: "sqlite"; readonly file: string } | InfluxSettings;
export interface HistorianSettings {
  readonly engine: HistorianEngine;
  readonly role: "writer" | "reader";
}
export interface Conflict {
  readonly deviceId: string;
  readonly sign: SignKey;
  readonly atMs: number;
  readonly receivedAtMs: number;
  /** The one that was not stored. */
  readonly value: number;
}
/** A message, or a part of one, that the store does not take, however often it is sent. */
export interface Refused {
  readonly deviceId: string;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly values: Readonly<Record<string, number>>;
  /** What the store said, without values. */
  readonly reason: string;
}
/** What was not stored. */
export interface Appended {
  readonly conflicts: readonly Conflict[];
  readonly refused: readonly Refused[];
}
/** How the store behind the writer is, as it was seen last. */
export interface HistorianStatus {
  /** What keeps the observations, with its version once that is known. */
  readonly engine: string;
  /** What hinders it; `null`: nothing. */
  readonly problem: string | null;
  /** The problem stays until a person corrects a setting or a right. */
  readonly needsPerson: boolean;
}
/** A device while somebody held it. */
export interface Period {
  readonly deviceId: string;
  readonly fromMs: number;
  readonly toMs: number | null;
}
export interface StoredObservation {
  readonly at: number;
  readonly receivedAt: number;
  readonly sign: SignKey;
  readonly value: number;
  readonly quality: Quality;
  readonly method: Method;
  readonly grade: Grade;
  readonly deviceId: string;
}
/** A value that differs from the one before it. */
export interface Transition {
  readonly deviceId: string;
  readonly sign: SignKey;
  readonly atMs: number;
  readonly value: number;
}
export interface LatestStored {
  readonly deviceId: string;
  readonly sign: SignKey;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly value: number;
  readonly quality: Quality;
}
/** A device as a batch names it: `number` stands for it until the writer is started again. */
export interface NamedDevice {
  readonly number: number;
  readonly id: string;
  readonly facilityId: string;
  readonly kind: string;
}
export interface WriterProtocol {
  append: {
    request: {
      readonly messages: Float64Array<ArrayBuffer>;
      readonly length: number;
      readonly devices: readonly NamedDevice[];
      readonly cursor: Cursor;
    };
    response: Appended & { readonly buffer: ArrayBuffer };
  };
  cursor: { request: null; response: Cursor };
  rollUp: { request: RollUpRequest; response: RolledUp };
  removeBefore: { request: RemovalRequest; response: Removed };
  stats: { request: null; response: HistorianStats };
}
export interface RollUpRequest {
  /** Hours that ended well before are rebuilt; a younger one still gets readings. */
  readonly nowMs: number;
}
/** One piece of work. `rebuilt`: hours of single devices, their minutes with them; `more`: ask again. */
export interface RolledUp {
  readonly rebuilt: number;
  readonly more: boolean;
}
/** Hours are never removed. */
export interface RemovalRequest {
  readonly resolution: Exclude<Resolution, "1h">;
  /** Rows older than this, rounded down to a whole hour. */
  readonly beforeMs: number;
}
/** One piece of work. `removed`: rows; `more`: ask again. */
export interface Removed {
  readonly removed: number;
  readonly more: boolean;
}
export interface HistorianStats {
  readonly fileBytes: number;
  readonly walBytes: number;
  /** Hours of single devices whose roll-ups are not up to date. */
  readonly dirtyHours: number;
}
export interface SeriesRequest {
  readonly periods: readonly Period[];
  readonly sign: SignKey;
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}
export interface SeriesAnswer {
  readonly resolution: Resolution;
  readonly bucketMs: number;
  readonly points: readonly SeriesPoint[];
}
export interface ObservationsRequest {
  readonly periods: readonly Period[];
  readonly sign: SignKey;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly afterMs: number | null;
}
export interface TransitionsRequest {
  readonly deviceIds: readonly string[];
  readonly signs: readonly SignKey[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}
export interface ReaderProtocol {
  series: { request: SeriesRequest; response: SeriesAnswer };
  observations: { request: ObservationsRequest; response: readonly StoredObservation[] };
  transitions: { request: TransitionsRequest; response: readonly Transition[] };
  latest: { request: { readonly deviceIds: readonly string[]; readonly sinceMs: number }; response: readonly LatestStored[] };
}
