/** What a command prints: JSON on standard output with `--json`, else a readable table or sentence. */
export function print(value: unknown, options: { readonly json: boolean }): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  } else if (Array.isArray(value)) {
    if (value.length === 0) process.stdout.write("none\n");
    else console.table(value.map(flat));
  } else {
    for (const [key, entry] of Object.entries(flat(value))) process.stdout.write(`${key}: ${String(entry)}\n`);
  }
}
function flat(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return { value };
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, typeof entry === "object" && entry !== null ? JSON.stringify(entry) : entry]),
  );
}
/** A line about progress, on standard error, so that `--json` stays clean. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
