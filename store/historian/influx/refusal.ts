import { messageIn, parseObject, spoken } from "./failure.ts";
import type { Line } from "./lines.ts";

/** A line that InfluxDB does not take, and what it said. */
export interface RefusedLine {
  readonly line: Line;
  readonly reason: string;
}
/** What a refusal says about the lines of its request. */
export interface Refusal {
  /** Surely refused. */
  readonly named: readonly RefusedLine[];
  /** Where the others must be among; the rest is not to blame. */
  readonly suspects: readonly Line[];
  readonly reason: string;
}

const UNPARSABLE = /unable to parse '(.*?)': (.*)/g;
const TYPE_CONFLICT = /input field "([^"]+)" on measurement "([^"]+)"/;

/**
 * Reads the body of a refusal. 1.x and 2.x quote a line that cannot be parsed, and name field and measurement of a wrong type with how many
 * were dropped; 3 numbers the lines (from 1, at most a hundred).
 */
export function readRefusal(lines: readonly Line[], body: string): Refusal {
  const reason = spoken(body);
  const numbered = numberedIn(lines, body);
  if (numbered.length > 0) return { named: numbered, suspects: [], reason };
  const message = messageIn(body);
  const quoted = [...message.matchAll(UNPARSABLE)].flatMap(([, text = "", why = ""]) =>
    lines
      .filter((line) => line.text === text)
      .map((line) => ({ line, reason: `it cannot be parsed: ${why.replace(/ dropped=\d+$/, "").slice(0, 100)}` })),
  );
  if (quoted.length > 0) return { named: quoted, suspects: [], reason };
  const [, field, measurement] = TYPE_CONFLICT.exec(message) ?? [];
  if (field === undefined || measurement === undefined) return { named: [], suspects: lines, reason };
  const suspects = lines.filter(
    ({ text }) => text.startsWith(`${measurement},`) && (text.includes(` ${field}=`) || text.includes(`,${field}=`)),
  );
  const dropped = Number(/dropped=(\d+)/.exec(message)?.[1]);
  if (suspects.length === dropped) return { named: suspects.map((line) => ({ line, reason })), suspects: [], reason };
  return { named: [], suspects: suspects.length === 0 ? lines : suspects, reason };
}
function numberedIn(lines: readonly Line[], body: string): RefusedLine[] {
  const items: unknown = parseObject(body)?.["data"];
  const found = (Array.isArray(items) ? items : [items]).flatMap((item: unknown): RefusedLine[] => {
    if (typeof item !== "object" || item === null || !("line_number" in item)) return [];
    const line = lines[Number(item.line_number) - 1];
    const reason = "error_message" in item && typeof item.error_message === "string" ? spoken(item.error_message) : "it is refused";
    return line === undefined ? [] : [{ line, reason }];
  });
  return [...new Map(found.map((refused) => [refused.line, refused])).values()];
}
