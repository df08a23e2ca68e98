import type { TSchema } from "typebox";
import { api } from "../api-client.ts";
import { useReading } from "./use-reading.ts";

/** One answer of the API, read and kept as `useReading` says. */
export function useResource<S extends TSchema>(
  schema: S,
  path: () => string | null,
  everyMs: number | null = null,
  subject: () => string | null = path,
) {
  return useReading(path, (address) => api.get(address, schema), everyMs, subject);
}
