import { identifier } from "./influxql.ts";
import { qualityField } from "./schema.ts";
import type { SignKey } from "../../../domain/signs.ts";

/** Condition for points that have a value of the sign, whatever its quality. */
export function hasValue(sign: SignKey): string {
  return `(${identifier(sign)} >= 0 OR ${identifier(sign)} < 0)`;
}
/**
 * Condition for points whose value of the sign is good: it has no quality field. InfluxQL has no test for "is not there"; a match on a field
 * that is not there is nothing, and nothing = false holds (1.x and 2.x).
 */
export function isGood(sign: SignKey): string {
  return `(${identifier(qualityField(sign))} =~ /./) = false`;
}
