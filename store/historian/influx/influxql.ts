/** Nothing is observed before; InfluxDB holds nanoseconds in 64 bits, which ends here. */
const EARLIEST_MS = 0;
const LATEST_MS = 9_223_372_036_854;

/** An identifier: a measurement, a field, a tag key, a database. */
export function identifier(name: string): string {
  return `"${escaped(name, '"')}"`;
}
/** A string literal. */
export function text(value: string): string {
  return `'${escaped(value, "'")}'`;
}
/** A moment, ms since the epoch. */
export function moment(ms: number): string {
  return `${Math.max(EARLIEST_MS, Math.min(LATEST_MS, Math.trunc(ms)))}ms`;
}
/** Condition for [fromMs, toMs). */
export function during(fromMs: number, toMs: number): string {
  return `time >= ${moment(fromMs)} AND time < ${moment(toMs)}`;
}
/** Condition for points of one of the devices; ids must not be empty. */
export function ofDevices(deviceIds: readonly string[]): string {
  return `(${deviceIds.map((id) => `"device" = ${text(id)}`).join(" OR ")})`;
}
function escaped(value: string, quote: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n");
}
