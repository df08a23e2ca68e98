import type { TSchema } from "typebox";
import { watch } from "vue";
import { readAll } from "../read-all.ts";
import { useReading } from "./use-reading.ts";

/** A list to its end, read and kept as `useReading` says; rows of another path are not shown meanwhile. */
export function useAllPages<S extends TSchema>(item: S, path: () => string | null, everyMs: number | null = null) {
  const { data: rows, ...rest } = useReading(path, (address) => readAll(address, item), everyMs);
  watch(path, () => (rows.value = null));
  return { rows, ...rest };
}
