import type { InfluxConnection } from "./connection.ts";
import { REQUEST_LINES } from "./line-sender.ts";
import type { Line } from "./lines.ts";

/** Sends lines in requests of at most 5,000, one after another. Resolves when all are stored. */
export async function sendLines(connection: InfluxConnection, lines: readonly Line[]): Promise<void> {
  for (let start = 0; start < lines.length; start += REQUEST_LINES) {
    await connection.write(lines.slice(start, start + REQUEST_LINES).map((line) => line.text));
  }
}
