import { Point } from "@influxdata/influxdb-client";
import type { NamedDevice } from "../historian-protocol.ts";
import { ownGrade, ownMethod, type BatchMessage, type Value } from "./messages.ts";
import {
  DEVICES_MEASUREMENT,
  gradeField,
  KIND_FIELD,
  measurementOf,
  methodField,
  qualityField,
  RECEIVED_FIELD,
  type Measurement,
} from "./schema.ts";

const DAY_MS = 24 * 3_600_000;
/** What the client would ask a write API for: our times are ms already. */
const TIMES = { convertTime: (value: unknown) => String(value) };

/** One line of a request, and what it is about. */
export interface Line {
  readonly text: string;
  readonly device: NamedDevice;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly values: readonly Value[];
}

/** A point per measurement that the values belong to. `isNew` false: it has a point already, whose `received` stays. */
export function linesOf(message: BatchMessage, values: readonly Value[], isNew: (measurement: Measurement) => boolean): Line[] {
  const points = new Map<Measurement, { readonly point: Point; readonly values: Value[] }>();
  for (const each of values) {
    const { sign, value, quality } = each;
    const measurement = measurementOf(sign);
    let started = points.get(measurement);
    if (started === undefined) {
      started = { point: pointOf(measurement, message.device, message.atMs), values: [] };
      if (isNew(measurement)) started.point.intField(RECEIVED_FIELD, message.receivedAtMs);
      points.set(measurement, started);
    }
    const { point } = started;
    started.values.push(each);
    point.floatField(sign, value);
    if (quality !== "good") point.stringField(qualityField(sign), quality);
    const method = ownMethod(message, sign);
    if (method !== null) point.stringField(methodField(sign), method);
    const grade = ownGrade(message);
    if (grade !== null) point.stringField(gradeField(sign), grade);
  }
  return [...points.values()].map((line) => toLine(line.point, message, line.values));
}
/** The day in which a device is named. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}
/** Says of which kind a device is, at the beginning of the day. */
export function kindLine(message: BatchMessage): Line {
  const point = pointOf(DEVICES_MEASUREMENT, message.device, dayOf(message.receivedAtMs)).stringField(KIND_FIELD, message.device.kind);
  return toLine(point, message, []);
}

function pointOf(measurement: string, { id, facilityId }: NamedDevice, atMs: number): Point {
  return new Point(measurement).tag("facility", facilityId).tag("device", id).timestamp(atMs);
}
function toLine(point: Point, { device, atMs, receivedAtMs }: BatchMessage, values: readonly Value[]): Line {
  const text = point.toLineProtocol(TIMES);
  if (text === undefined) throw new Error("a point without fields");
  return { text, device, atMs, receivedAtMs, values };
}
