import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { InfluxFailure } from "./failure.ts";

const Cell = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);
const Series = Type.Object({
  name: Type.Optional(Type.String()),
  tags: Type.Optional(Type.Record(Type.String(), Type.String())),
  columns: Type.Array(Type.String()),
  values: Type.Optional(Type.Array(Type.Array(Cell))),
});
const Result = Type.Object({ series: Type.Optional(Type.Array(Series)), error: Type.Optional(Type.String()) });
const Results = Type.Object({ results: Type.Optional(Type.Array(Result)), error: Type.Optional(Type.String()) });
const results = Compile(Results);

export type Cell = Static<typeof Cell>;
export type Series = Static<typeof Series>;
export type Result = Static<typeof Result>;
/** A row as a record of its columns. */
export type Row = Readonly<Record<string, Cell>>;

/** Results of the statements of one query. @throws {InfluxFailure} when one failed, or the answer cannot be read */
export function readResults(body: string): readonly Result[] {
  const parsed: unknown = parse(body);
  if (!results.Check(parsed)) throw new InfluxFailure("unavailable", "querying InfluxDB: its answer cannot be read; it is asked again");
  const error = parsed.error ?? parsed.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined)
    throw new InfluxFailure(isMissing(error) ? "misconfigured" : "unavailable", `querying InfluxDB: ${error.slice(0, 200)}`);
  return parsed.results ?? [];
}
/** Rows of all series of a result, in the server's order. */
export function rowsOf(result: Result | undefined): readonly Row[] {
  return (result?.series ?? []).flatMap((series) => rowsOfSeries(series));
}
export function rowsOfSeries({ columns, values = [] }: Series): readonly Row[] {
  return values.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null])));
}
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
/** 1.x says so with status 200. */
function isMissing(error: string): boolean {
  return /database not found|retention policy not found|bucket not found/i.test(error);
}
