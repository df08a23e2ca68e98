/** What a statement may be given, and what a row may hold. Booleans are 0 or 1, times are milliseconds. */
export type SqlValue = null | number | bigint | string | Uint8Array;
export interface SqlResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/** @throws {TypeError} for what no engine is given (a boolean, a date): say 0 or 1, or milliseconds */
export function sqlValues(values: readonly unknown[]): SqlValue[] {
  return values.map((value) => {
    if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "bigint") return value;
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`a ${typeof value} cannot be stored; booleans are 0 or 1, times are milliseconds`);
  });
}
