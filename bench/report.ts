export interface BenchOptions {
  readonly json: boolean;
}
/** The figures of a benchmark: a table for people, JSON with `--json`. */
export function report(
  name: string,
  rows: readonly Readonly<Record<string, string | number>>[],
  summary: Readonly<Record<string, unknown>>,
  options: BenchOptions,
): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ bench: name, rows, ...summary })}\n`);
    return;
  }
  process.stdout.write(`${name}\n`);
  console.table(rows);
  for (const [key, value] of Object.entries(summary))
    process.stdout.write(`${key}: ${typeof value === "string" ? value : JSON.stringify(value)}\n`);
}
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
/** To hundredths, as figures are shown. */
export const round = (value: number): number => Math.round(value * 100) / 100;
