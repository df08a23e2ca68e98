import type { TSchema } from "typebox";
import { readAll } from "../read-all.ts";
import { useReading } from "./use-reading.ts";

/** A list to its end, read and kept as `useReading` says. */
export function useAllPages<S extends TSchema>(item: S, path: () => string | null, everyMs: number | null = null) {
  const { data: rows, ...rest } = useReading(path, (address) => readAll(address, item), everyMs);
  return { rows, ...rest };
}
